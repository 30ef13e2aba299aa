"""派单员: an order comes back, others are asked, the type is corrected; a repeat in two keys."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    begin,
    dispatched,
    fill,
    grey,
    open_case,
    picture,
    placed,
    press,
    ready,
    reported,
)

People = Callable[..., Page]

RUBBLE = "枣园里北门外人行道上堆着装修垃圾和砖头，路灯杆埋了半截，路灯不亮。"
LIGHTS, CLEARS = "区市政工程养护中心", "区城市管理局"
SAID_BACK = "灯没有坏，是灯杆被建筑垃圾埋了，先要清垃圾"
OPINION = "建筑垃圾归我局牵头，住建和环卫协办"


@pytest.mark.req("S1-37")
def test_a_returned_order_is_corrected_and_dispatched_anew(
    people: People, browsers: People
) -> None:
    number, _ = reported(browsers(), RUBBLE)
    desk = people("desk")
    placed(desk, number)
    dispatched(desk, number, "路灯不亮", LIGHTS)
    _returned(people("mun"), number)
    _consulted(desk, number)
    _heard(people("umb"), number)
    _corrected(desk, number)
    _dispatched_anew(desk, number)


def _returned(clerk: Page, number: str) -> None:
    open_case(clerk, number)
    act(clerk, "退单", said={"为什么不归本单位": SAID_BACK, "清单依据": "属地清单 T002"})


def _consulted(desk: Page, number: str) -> None:
    open_case(desk, number)
    expect(desk.locator("#case-head")).to_contain_text("待派单")
    expect(desk.locator("#history")).to_contain_text(SAID_BACK)
    begin(desk, "派单前会商")
    fill(desk, said={"征求意见单位": CLEARS})
    desk.locator("textarea:visible").fill("堆的是装修垃圾，清单 T002 是不是归你局？")
    press(desk, "派单前会商")
    expect(desk.locator("#owed")).to_contain_text("会商意见")


def _heard(clerk: Page, number: str) -> None:
    open_case(clerk, number)
    act(clerk, "提出会商意见", said={"意见": OPINION})
    expect(clerk.locator("#history")).to_contain_text(OPINION)


def _corrected(desk: Page, number: str) -> None:
    """What would change is looked at first; nothing has changed until the second press."""
    open_case(desk, number)
    begin(desk, "更正类型或位置")
    fill(desk, said={"事项": "01003", "理由": "退单理由成立，灯没有坏，是建筑垃圾"})
    press(desk, "看看会改什么")
    changes = desk.get_by_role("table", name="会变的").get_by_role("row")
    lead = changes.filter(has_text="主办单位")
    expect(lead).to_contain_text(LIGHTS)
    expect(lead).to_contain_text(CLEARS)
    expect(desk.get_by_role("main")).to_contain_text("对群众的承诺")
    press(desk, "就这样更正")
    expect(desk.locator("#case-head")).to_contain_text("待派单")


def _dispatched_anew(desk: Page, number: str) -> None:
    """The page of the order says why it came back and what was heard."""
    begin(desk, "派单")
    expect(desk.locator("#returned")).to_contain_text(SAID_BACK)
    expect(desk.locator("#opinions")).to_contain_text(OPINION)
    press(desk, "派单")
    expect(desk.locator("#case-head")).to_contain_text("办理中")
    expect(desk.locator("#owed")).to_contain_text(CLEARS)


def test_a_repeat_is_found_and_merged_by_keyboard_alone(people: People, browsers: People) -> None:
    phone = f"199{secrets.randbelow(10**8):08}"
    resident = browsers()
    main, _ = reported(resident, "枣园里北门外的路灯不亮，请来修。", phone=phone)
    repeat, _ = reported(resident, "还是北门外的路灯不亮，怎么没人来？", phone=phone)
    desk = people("desk")
    placed(desk, main)
    dispatched(desk, main, "路灯不亮", LIGHTS)
    placed(desk, repeat)
    _found_by_keyboard(desk, repeat)
    _not_answered_at_once(desk)
    expect(desk.locator("#similar")).to_contain_text("同一个电话")
    picture(desk, "filing")
    _key(desk, "m")
    expect(desk.locator("#consequences")).to_contain_text("以后只在主案办")
    expect(desk.get_by_role("radio", name=re.compile(main))).to_be_checked()
    _key(desk, "Control+Enter")
    expect(desk.locator("#case-head")).to_contain_text("已并案")
    expect(desk.locator("#merged-into")).to_contain_text(main)
    open_case(desk, main)
    expect(desk.get_by_role("region", name="并案与关联")).to_contain_text(repeat)


def _found_by_keyboard(desk: Page, number: str) -> None:
    ready(desk)
    desk.keyboard.press("/")
    desk.keyboard.type(number)
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-row]")).to_have_count(1)
    ready(desk)
    desk.keyboard.press("j")
    _key(desk, "Enter")


def _not_answered_at_once(desk: Page) -> None:
    """A complaint is no question: the desk cannot end it with words, and reads why."""
    refused = grey(desk, "当场答复")
    expect(refused).to_have_accessible_description(re.compile("投诉不能当场答复了结，要立案办理"))


def _key(desk: Page, key: str) -> None:
    with desk.expect_navigation():
        desk.keyboard.press(key)
    ready(desk)
