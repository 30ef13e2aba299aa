"""不能做的，说清为什么: a grey act told by keyboard, and a case that others cannot find."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import dispatched, next_acts, open_case, placed, reported

#: The street of the place may look; other departments find nothing.
FOUND = {"san": 404, "umb": 404, "street": 200}
WHY = re.compile(r"还差：\s*1\. 您单位的签收（.+前）\s*2\. 您单位的先行联系")
WORDS = "枣园里小区北门外的路灯不亮，晚上看不见路。"


def test_a_grey_act_says_why_and_others_find_nothing(
    people: Callable[..., Page], browsers: Callable[..., Page]
) -> None:
    number, _ = reported(browsers(), WORDS)
    desk = people("desk")
    placed(desk, number)
    dispatched(desk, number, "路灯不亮", "区市政工程养护中心")
    clerk = people("mun")
    open_case(clerk, number)
    grey = next_acts(clerk).get_by_role("button", name="反馈办理结果")
    expect(grey).to_have_attribute("aria-disabled", "true")
    expect(grey).to_have_accessible_description(WHY)
    _by_keyboard(clerk, grey)
    expect(clerk.locator("#case-head")).to_contain_text("办理中")
    for account in ("san", "street", "umb"):
        assert people(account).request.get(f"/cases/{number}/").status == FOUND[account]


def _by_keyboard(clerk: Page, grey: Locator) -> None:
    """Tab reaches the grey act; Enter tells its reason to those who listen and changes nothing."""
    next_acts(clerk).get_by_role("button", name="签收").focus()
    for _ in range(20):
        clerk.keyboard.press("Tab")
        if grey.evaluate("button => button === document.activeElement"):
            break
    expect(grey).to_be_focused()
    address = clerk.url
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("status")).to_have_text(WHY)
    assert clerk.url == address
