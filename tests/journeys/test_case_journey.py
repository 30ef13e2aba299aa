"""一件事从头到尾: from a resident's words to the scored case, dissatisfied once in the middle."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    dispatched,
    fed_back,
    open_case,
    picture,
    placed,
    reported,
    track,
    verified,
    visited,
)

WORDS = "小区北门外三盏路灯不亮一个星期了，晚上太黑，老人不敢出门，请尽快修好。"
LEAD = "区市政工程养护中心"

People = Callable[..., Page]


@pytest.mark.req("S1-41", "S1-48", "S2-44", "S4-18")
def test_from_the_form_to_the_score(people: People, browsers: People) -> None:
    resident = browsers(360, 740)
    number, code = reported(resident, WORDS)
    desk = people("desk")
    placed(desk, number)
    dispatched(desk, number, "路灯不亮", LEAD)
    clerk, verifier, visitor = people("mun"), people("verify"), people("visit")
    _helps(clerk, number)
    fed_back(clerk, number, "北门外的路灯换了灯泡")
    verified(verifier, number)
    visited(visitor, number, "没有解决", "不满意", "只解决一部分", why="只换了一盏，还有两盏不亮")
    expect(visitor.locator("#case-head")).to_contain_text("办理中")
    _sees_it_redone(resident, number, code)
    fed_back(clerk, number, "三盏都换了新灯，晚上 8 点又去看过，都亮着")
    verified(verifier, number)
    visited(visitor, number, "解决了", "满意")
    _is_scored(desk, number)
    track(resident, number, code)
    expect(resident.get_by_role("main")).to_contain_text("三盏都换了新灯")
    expect(resident.get_by_role("main")).not_to_contain_text("先行联系")
    picture(resident, "track")


def _helps(clerk: Page, number: str) -> None:
    """Signs, calls the resident, and says why the power company need not come."""
    open_case(clerk, number)
    act(clerk, "签收")
    act(clerk, "记录先行联系", "打电话", said={"联系情况": "已和何女士通话，今天下午去看"})
    act(clerk, "不再需要协办", said={"为什么不再需要协办": "灯杆有电，是灯泡坏了"})


def _sees_it_redone(resident: Page, number: str, code: str) -> None:
    track(resident, number, code)
    expect(resident.get_by_role("main")).to_contain_text("已退回重办")
    expect(resident.get_by_role("main")).to_contain_text(LEAD)
    width = "() => document.scrollingElement.scrollWidth"
    assert resident.evaluate(width) <= 360


def _is_scored(desk: Page, number: str) -> None:
    open_case(desk, number)
    expect(desk.locator("#case-head")).to_contain_text("已结案")
    expect(desk.locator("#scores")).to_contain_text(LEAD)
    expect(desk.locator("#scores")).to_contain_text("按时")
