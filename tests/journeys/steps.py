"""What people do in the journeys, in the words they see on the pages."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

#: The community of the demo logins `grid` and `community`, in the street of `street` and `verify`.
COMMUNITY = "枣园里社区"
STREET, GRID = "柳桥街道", "枣园里第 1 网格"
ADDRESS = "柳桥路 36 号枣园里北门外"
PHONE = "199 0000 1234"
NUMBER = re.compile(r"\d{4}-[0-9A-Z]{5}-[0-9A-Z]")
DESKTOP, PHONE_SIZE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
ON_PHONES = ("report", "track")
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


def act(page: Page, name: str, *choices: str, **texts: str) -> None:
    """Does the act of this name: chooses, writes and presses.

    The act that comes first has its fields on the page; any other opens in a dialog first.
    """
    button = re.compile(rf"^\s*{re.escape(name)}")
    labels = [*choices, *_labels(texts)]
    if labels and not _field(page, labels[0]).count():
        next_acts(page).locator("summary.btn").filter(has_text=button).click()
    for choice in choices:
        _field(page, choice).check()
    for label, text in zip(_labels(texts), texts.values(), strict=True):
        _field(page, label).fill(text)
    with page.expect_navigation():
        page.locator("button.btn:visible").filter(has_text=button).last.click()
    ready(page)


_LABELS = {
    "talk": "联系情况",
    "why": "为什么不再需要协办",
    "result": "办理情况",
    "answer": "给群众的答复",
    "says": "群众怎么说",
}


def _labels(texts: dict[str, str]) -> list[str]:
    return [_LABELS[name] for name in texts]


def _field(page: Page, label: str) -> Locator:
    named = re.compile(rf"^\s*{re.escape(label)}(\s|$)")  # “可不填” may follow
    return page.get_by_label(named).locator("visible=true")


def open_case(page: Page, number: str) -> None:
    """The case, read again if it is on the screen, else found by the search field of the head."""
    if number in page.url:
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
    act(clerk, "反馈办理结果", "已解决", result=result, answer=f"{result}，请您看看。")
    expect(clerk.locator("#case-head")).to_contain_text("待核查")


def reported(page: Page, words: str, kind: str = "投诉") -> tuple[str, str]:
    """The three questions of a resident and the last look; number and access code."""
    page.goto("/report/")
    heading(page, re.compile("什么事"))
    page.get_by_label("说说经过").fill(words)
    page.get_by_label(kind, exact=True).check()
    press(page, "下一步：在哪里")
    page.get_by_label("地址或附近有什么").fill(ADDRESS)
    page.get_by_label("街道和社区").select_option(label=_option(page, COMMUNITY))
    press(page, "下一步：怎么联系您")
    page.get_by_label("电话", exact=True).fill(PHONE)
    page.get_by_label("怎么称呼您").fill("何女士")
    press(page, "下一步：看一遍")
    heading(page, re.compile("看一遍"))
    press(page, "没错，发出")
    heading(page, "收到了")
    number, code = page.locator(".receipt").all_inner_texts()
    return number, code


def _option(page: Page, words: str) -> str:
    return page.locator("select option", has_text=words).first.inner_text()


def track(page: Page, number: str, code: str) -> None:
    page.goto("/track/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    press(page, "看进度")
    expect(page.get_by_text(number).first).to_be_visible()
