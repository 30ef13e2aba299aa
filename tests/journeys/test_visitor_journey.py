"""回访员: two residents, one handling; whoever is dissatisfied sends it back for both."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    begin,
    fed_back,
    fill,
    given,
    grey,
    met,
    open_case,
    placed,
    press,
    reported,
    verified,
    visited,
)

People = Callable[..., Page]

LEAD = "区市政工程养护中心"
FIRST = "枣园里北门外两盏路灯不亮，晚上看不见路。"
SECOND = "北门外路灯不亮，孩子放学回来害怕。"
WHY = "北边一盏还是不亮"


@pytest.mark.req("S1-41", "S2-44")
def test_both_residents_are_visited_until_both_are_content(
    people: People, browsers: People
) -> None:
    resident, desk = browsers(), people("desk")
    main = given(desk, resident, FIRST, "路灯不亮", LEAD)
    joined = _merged(desk, resident, main)
    clerk, verifier, visitor = people("mun"), people("verify"), people("visit")
    met(clerk, main, also=("区供电公司",))
    fed_back(clerk, main, "两盏都换了灯泡")
    verified(verifier, main)
    _joined_first(visitor, main, joined)
    _sends_it_back(visitor, main)
    open_case(clerk, main)
    expect(clerk.locator("#standing")).to_contain_text(WHY)
    fed_back(clerk, main, "北边一盏线也断了，接好了，两盏都亮")
    verified(verifier, main)
    open_case(visitor, main)
    act(visitor, "回访并案群众", "联系上了", "解决了", "满意")
    visited(visitor, main, "解决了", "满意")
    expect(visitor.locator("#case-head")).to_contain_text("已结案")
    expect(visitor.locator("#scores")).to_contain_text(LEAD)


def _merged(desk: Page, resident: Page, main: str) -> str:
    """Another resident's words about the same, merged by the number of the main case."""
    number, _ = reported(resident, SECOND, phone=f"199{secrets.randbelow(10**8):08}")
    placed(desk, number)
    open_case(desk, number)
    begin(desk, "并入主案")
    desk.locator("summary", has_text="填另一件的编号").click()
    fill(desk, said={"主件": main})
    press(desk, "并入主案")
    expect(desk.locator("#case-head")).to_contain_text("已并案")
    return number


def _joined_first(visitor: Page, main: str, joined: str) -> None:
    """The case cannot end before everybody has been asked: its visit is grey and says so."""
    open_case(visitor, main)
    expect(visitor.get_by_role("region", name="并案与关联")).to_contain_text(joined)
    refused = grey(visitor, "记录回访")
    expect(refused).to_have_accessible_description(re.compile("还差：.*回访并案群众"))
    act(visitor, "回访并案群众", "联系上了", "解决了", "基本满意")
    expect(visitor.locator("#case-head")).to_contain_text("待回访")


def _sends_it_back(visitor: Page, main: str) -> None:
    """Why somebody is dissatisfied is asked for, both as a code and in words."""
    begin(visitor, "记录回访")
    fill(visitor, "联系上了", "没有解决", "不满意")
    press(visitor, "记录回访")
    reasons = visitor.get_by_role("group", name=re.compile("不满意的原因"))
    expect(reasons).to_have_accessible_description(re.compile("至少选一项"))
    fill(visitor, "未解决", "办得慢", said={"群众怎么说": WHY})
    press(visitor, "记录回访")
    expect(visitor.locator("#case-head")).to_contain_text("办理中")
    assert main in visitor.url
