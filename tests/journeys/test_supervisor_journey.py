"""督查员: decides what others asked for, never alone for itself, and watches what is late."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    act,
    begin,
    button,
    day,
    fill,
    given,
    met,
    open_case,
    picture,
    press,
    ready,
)

People = Callable[..., Page]

FUMES = "枣园里北门外饭店油烟扰民，一到饭点全楼都是烟味。"
WHY_NOT = "店家在营业，现在就能查，不用停下来等"


@pytest.mark.req("S4-18")
def test_more_time_is_granted_and_a_suspension_refused(people: People, browsers: People) -> None:
    number = given(people("desk"), browsers(), FUMES, "餐饮油烟扰民", "区城市管理局")
    clerk, supervisor = people("umb"), people("inspect")
    met(clerk, number)
    _asked(clerk, number)
    assert clerk.request.get(f"/cases/{number}/acts/extension/").status == 403
    _granted(supervisor, number)
    _refused(supervisor, number)
    _told_what_is_over(supervisor, number)
    _read_by_the_clerk(clerk, number)


def _asked(clerk: Page, number: str) -> None:
    open_case(clerk, number)
    act(clerk, "申请延期", said={"延长多少": "5 个工作日", "为什么要延期": "检测要排期"})
    plan = {"为什么现在不能办": "店家说在装修", "下一步打算": "装修完再查"}
    act(clerk, "申请暂停或挂账", "挂账", said={**plan, "复查日期": day(clerk, 20)})


def _granted(supervisor: Page, number: str) -> None:
    """Shorter than asked for; the page said what was asked and why."""
    open_case(supervisor, number)
    begin(supervisor, "审批延期")
    expect(supervisor.get_by_role("main")).to_contain_text("检测要排期")
    fill(supervisor, "同意", said={"延长多少": "3 个工作日"})
    press(supervisor, "审批延期")
    expect(supervisor.locator("#standing")).to_contain_text("已延期 多给 3 个工作日")
    expect(supervisor.locator("#standing")).to_contain_text("对群众的承诺不变")


def _refused(supervisor: Page, number: str) -> None:
    """A no without its reason is no answer yet."""
    begin(supervisor, "审批暂停")
    fill(supervisor, "不同意")
    with supervisor.expect_navigation():
        button(supervisor, "审批暂停").click()
    why = supervisor.get_by_label("为什么不同意")
    expect(why).to_have_accessible_description(re.compile("还没填"))
    fill(supervisor, said={"为什么不同意": WHY_NOT})
    press(supervisor, "审批暂停")
    expect(supervisor.locator("#history")).to_contain_text(WHY_NOT)


def _told_what_is_over(supervisor: Page, number: str) -> None:
    supervisor.goto(f"/cases/{number}/acts/extension/")
    expect(supervisor.get_by_role("main")).to_contain_text("没有要您单位")


def _read_by_the_clerk(clerk: Page, number: str) -> None:
    open_case(clerk, number)
    expect(clerk.locator("#history")).to_contain_text(WHY_NOT)
    expect(clerk.locator("#standing")).to_contain_text("已延期")


@pytest.mark.req("S4-18")
def test_the_supervision_list_in_english(people: People) -> None:
    supervisor = people("inspect", language="en-GB")
    supervisor.goto("/supervision/")
    ready(supervisor)
    expect(supervisor.get_by_role("heading", level=1)).to_contain_text("Supervision list")
    supervisor.get_by_role("link", name=re.compile("^Overdue")).click()
    ready(supervisor)
    shown = supervisor.get_by_role("table", name="Supervision list")
    expect(shown.locator("tbody tr").first).to_contain_text(re.compile("late|overdue", re.I))
    body = shown.locator("tbody tr td:nth-child(2) .line1").first.inner_text()
    fill(supervisor, said={"Body that owes": body})
    press(supervisor, "Search")
    ready(supervisor)
    picture(supervisor, "supervision")
    rows = _exported(supervisor)
    assert rows
    assert {row["Body that owes"] for row in rows} == {body}
    shown.locator("tbody").get_by_role("link").first.click()
    expect(supervisor.get_by_role("heading", name="Next step")).to_be_visible()


def _exported(supervisor: Page) -> list[dict[str, str]]:
    with supervisor.expect_download() as begun:
        supervisor.get_by_role("link", name="Export CSV").click()
    text = begun.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
