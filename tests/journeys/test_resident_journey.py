"""群众: follows on a phone by number and code, answers a question, has it opened again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    dispatched,
    met,
    open_case,
    picture,
    placed,
    press,
    reported,
    track,
    visited,
)

People = Callable[..., Page]

WORDS = "想问一下，枣园里北门外的路灯不亮，计划哪天修？"
LEAD = "区市政工程养护中心"
ASKED = "是靠北门的那盏，还是拐角那盏？"
REPLY = "拐角那盏，靠公交站牌"
ANSWER = "拐角那盏排在本周四换灯杆，换好就亮"
AGAIN = "周四过了，灯杆还没有换"
#: Words of the office that residents never read.
OFFICE = ("先行联系", "主办", "责任单位", "退单", "挂账", "剔除")


@pytest.mark.req("S1-41")
def test_a_resident_asks_answers_and_has_it_opened_again(people: People, browsers: People) -> None:
    resident = browsers(360, 740)
    number, code = reported(resident, WORDS, kind="咨询")
    _wrong_code(resident, number, code)
    desk, clerk = people("desk"), people("mun")
    placed(desk, number)
    dispatched(desk, number, "路灯不亮", LEAD)
    met(clerk, number, also=("区供电公司",))
    act(clerk, "请群众补充", said={"请群众补充什么": ASKED})
    _answers(resident, number, code)
    open_case(clerk, number)
    expect(clerk.locator("#history")).to_contain_text(REPLY)
    act(clerk, "答复（无需核查）", said={"给群众的答复": ANSWER})
    visited(people("visit"), number, "解决了", "满意")
    _reopens(resident, number, code)
    open_case(clerk, number)
    expect(clerk.locator("#case-head")).to_contain_text("办理中")
    expect(clerk.locator("#standing")).to_contain_text(AGAIN)


def _wrong_code(resident: Page, number: str, code: str) -> None:
    """The pair is wrong, never which of the two; the number stays in its field."""
    resident.goto("/track/")
    resident.get_by_label("编号").fill(number)
    resident.get_by_label("查询码").fill(code[::-1] if code != code[::-1] else "AAAAAA")
    press(resident, "看进度")
    expect(resident.get_by_role("alert")).to_contain_text("编号和查询码对不上")
    expect(resident.get_by_label("编号")).to_have_value(number)


def _answers(resident: Page, number: str, code: str) -> None:
    track(resident, number, code)
    main = resident.get_by_role("main")
    expect(main).to_contain_text("请您在")
    expect(main).to_contain_text(ASKED)
    picture(resident, "question")
    resident.get_by_label("您的回答").fill(REPLY)
    press(resident, "发出补充")
    expect(main).to_contain_text("收到您的补充")
    expect(main).to_contain_text(f"{LEAD}最迟")
    _is_plain(resident)


def _reopens(resident: Page, number: str, code: str) -> None:
    track(resident, number, code)
    main = resident.get_by_role("main")
    expect(main).to_contain_text("办结了；没办好或又出现了，您可以在")
    expect(main).to_contain_text(ANSWER)
    resident.locator("summary", has_text="没办好，重新办理").click()
    press(resident, "重新办理")
    expect(main.get_by_role("alert")).to_be_visible()
    resident.get_by_label("哪里没办好").fill(AGAIN)
    press(resident, "重新办理")
    expect(main).to_contain_text("收到了，重新办理")
    expect(main).to_contain_text(LEAD)
    _is_plain(resident)


def _is_plain(resident: Page) -> None:
    assert resident.evaluate("() => document.scrollingElement.scrollWidth") <= 360
    told = resident.get_by_role("main").inner_text()
    assert [word for word in OFFICE if word in told] == []
