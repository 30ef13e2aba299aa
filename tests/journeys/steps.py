"""What people do in the journeys, in the words they see on the pages."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

#: The community of the demo logins `grid` and `community`, in the street of `street` and `verify`.
COMMUNITY = "枣园里社区"
STREET, GRID = "柳桥街道", "枣园里第 1 网格"
ADDRESS = "柳桥路 36 号枣园里北门外"
PHONE = "199 0000 1234"
NUMBER = re.compile(r"\d{4}-[0-9A-Z]{5}-[0-9A-Z]")
DESKTOP, PHONE_SIZE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
ON_PHONES = ("report", "track", "question")
_PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"


def picture(page: Page, name: str) -> None:
    """Keeps what is seen as a screenshot of the documents, when they are being made."""
    if os.environ.get("HUYING_SCREENSHOTS") != "1":
        return
    was = page.viewport_size or DESKTOP
    page.set_viewport_size(PHONE_SIZE if name in ON_PHONES else DESKTOP)
    page.screenshot(path=_PICTURES / f"{name}.png", animations="disabled", caret="hide")
    page.set_viewport_size(was)


def ready(page: Page) -> None:
    """Waits until the page says that its script has started."""
    page.locator("html[data-ready]").wait_for(state="attached")


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, name: str) -> None:
    """Presses the button of this name that is seen; its keyboard hint may follow the name."""
    wanted = page.get_by_role("button", name=re.compile(rf"^\s*{re.escape(name)}"))
    with page.expect_navigation():
        wanted.locator("visible=true").last.click()


def next_acts(page: Page) -> Locator:
    """The card of a case's page that holds the acts of the person who looks."""
    return page.get_by_role("region", name="下一步")


def act(page: Page, name: str, *choices: str, said: Mapping[str, str] | None = None) -> None:
    """Does the act of this name: opens it where it is folded, chooses, writes and presses."""
    begin(page, name)
    fill(page, *choices, said=said)
    with page.expect_navigation():
        button(page, name).click()
    ready(page)


def button(page: Page, name: str) -> Locator:
    """The button of this name that is seen; which one, or its key, may follow the name."""
    return page.locator("button.btn").filter(has_text=_named(name)).locator("visible=true").last


def begin(page: Page, name: str) -> None:
    """The fields of an act are on the screen: on the card itself, in a dialog or on a page."""
    ready(page)
    card = next_acts(page)
    offered = card.locator("summary.btn, a.btn, button.btn").filter(has_text=_named(name))
    if not card.count():
        return
    if not offered.locator("visible=true").count():
        card.locator("summary", has_text="更多操作").click()
    one = offered.locator("visible=true").first
    if one.evaluate("element => element.localName") == "button":
        return
    one.click()
    ready(page)


def fill(page: Page, *choices: str, said: Mapping[str, str] | None = None) -> None:
    """Chooses what has these names and writes, or picks, what belongs in each named field."""
    for choice in choices:
        _field(page, choice).check()
    for label, text in (said or {}).items():
        field = _field(page, label)
        if field.evaluate("element => element.localName") == "select":
            field.select_option(label=_option(field, text))
        else:
            field.fill(text)


def grey(page: Page, name: str) -> Locator:
    """The act that is shown but cannot be done now."""
    refused = next_acts(page).locator("button[aria-disabled=true]")
    return refused.filter(has_text=_named(name))


def day(page: Page, ahead: int) -> str:
    """The day so many days from now, as a field of the browser takes it."""
    script = "days => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)"
    return str(page.evaluate(script, ahead))


def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(name)}(?=\s|（|$)")


def _field(page: Page, label: str) -> Locator:
    """The entry of this name, in the dialog if one is open; “可不填” or a date may follow."""
    dialog = page.locator("details.dialog[open]")
    place = dialog if dialog.count() else page
    return place.get_by_label(_named(label)).locator("visible=true").first


def _option(field: Locator, words: str) -> str:
    return field.locator("option", has_text=words).first.inner_text()


def open_case(page: Page, number: str) -> None:
    """The case by its address where nothing else is open, else by the search field of the head."""
    if number in page.url or page.url == "about:blank":
        page.goto(f"/cases/{number}/")
        return ready(page)
    ready(page)
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.locator("tr", has_text=number).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    return ready(page)


def placed(desk: Page, number: str) -> None:
    """The desk puts the case on a grid of the community the resident named."""
    desk.goto(f"/cases/placing/?case={number}")
    ready(desk)
    if not desk.get_by_label(GRID, exact=True).count():
        desk.get_by_role("link", name=STREET, exact=True).click()
        desk.get_by_role("link", name=COMMUNITY, exact=True).last.click()
    desk.get_by_label(GRID, exact=True).check()
    press(desk, "定在这里")
    expect(desk.get_by_role("main")).to_contain_text(f"{number} 已定位")


def dispatched(desk: Page, number: str, item: str, lead: str) -> None:
    """The desk confirms the item among the suggestions; one press files and dispatches."""
    open_case(desk, number)
    next_acts(desk).locator(".candidate", has_text=item).click()
    press(desk, "确认并派单")
    expect(desk.locator("#case-head")).to_contain_text("办理中")
    expect(desk.locator("#owed")).to_contain_text(lead)


def fed_back(clerk: Page, number: str, result: str) -> None:
    """The lead reports what was done; the resident reads the answer."""
    open_case(clerk, number)
    act(
        clerk,
        "反馈办理结果",
        "已解决",
        said={"办理情况": result, "给群众的答复": f"{result}，请您看看。"},
    )
    expect(clerk.locator("#case-head")).to_contain_text("待核查")


def given(desk: Page, resident: Page, words: str, item: str, lead: str) -> str:
    """A resident's words, placed and dispatched to the lead of an item; the number."""
    number, _ = reported(resident, words)
    placed(desk, number)
    dispatched(desk, number, item, lead)
    return number


def met(clerk: Page, number: str, *, also: Sequence[str] = ()) -> None:
    """The lead signs, calls the resident, and lets those go whose help it does not need."""
    open_case(clerk, number)
    act(clerk, "签收")
    act(clerk, "记录先行联系", "打电话", said={"联系情况": "已和何女士通话，下午去看"})
    for helper in also:
        act(clerk, f"不再需要协办（{helper}）", said={"为什么不再需要协办": "本单位能办好"})


def verified(verifier: Page, number: str) -> None:
    open_case(verifier, number)
    act(verifier, "记录核查", "合格")
    expect(verifier.locator("#case-head")).to_contain_text("待回访")


def visited(visitor: Page, number: str, *said: str, why: str = "") -> None:
    """The visitor writes down what the resident said on the phone."""
    open_case(visitor, number)
    act(visitor, "记录回访", "联系上了", *said, said={"群众怎么说": why} if why else None)


def reported(page: Page, words: str, kind: str = "投诉", phone: str = PHONE) -> tuple[str, str]:
    """The three questions of a resident and the last look; number and access code."""
    page.goto("/report/")
    heading(page, re.compile("什么事"))
    page.get_by_label("说说经过").fill(words)
    page.get_by_label(kind, exact=True).check()
    press(page, "下一步：在哪里")
    page.get_by_label("地址或附近有什么").fill(ADDRESS)
    fill(page, said={"街道和社区": COMMUNITY})
    press(page, "下一步：怎么联系您")
    page.get_by_label("电话", exact=True).fill(phone)
    page.get_by_label("怎么称呼您").fill("何女士")
    press(page, "下一步：看一遍")
    heading(page, re.compile("看一遍"))
    press(page, "没错，发出")
    heading(page, "收到了")
    number, code = page.locator(".receipt").all_inner_texts()
    return number, code


def track(page: Page, number: str, code: str) -> None:
    page.goto("/track/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    press(page, "看进度")
    expect(page.get_by_text(number).first).to_be_visible()
