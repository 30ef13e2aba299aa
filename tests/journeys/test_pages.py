"""每一种页面: silent, accessible and within its width, in both languages and on both screens."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.steps import ADDRESS, PHONE, picture, ready

Open = Callable[..., Page]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ((1366, 768), (360, 740))
LANGUAGES = {"zh-CN": "zh-Hans", "en-GB": "en"}
#: Screenshots of the documents, by the page that is kept.
PICTURES = {
    "desk /": "home",
    "desk /cases/": "list",
    "desk /cases/placing/": "placing",
    "desk /rates/": "rates",
    "desk /lists/items/07001/": "duty-item",
    "umb /cases/{handling}/": "case",
    "resident check": "report",
}
_MEASURE = """() => ({
    lang: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    wide: document.scrollingElement.scrollWidth - innerWidth,
})"""
_AXE = """async () => (await axe.run()).violations.map(
    one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).join(", ")}`)"""
#: Types of pages by the demo login that opens them; of `{…}` the first one found is opened.
DESK = (
    "/", "/cases/", "/cases/?view=all", "/cases/?q=无此一件", "/cases/new/", "/cases/placing/",
    "/cases/dispatching/", "/cases/{open}/", "/cases/{closed}/", "/lists/", "/lists/territorial/",
    "/lists/items/07001/", "/procedures/", "/procedures/case/", "/rates/",
    "/messages/", "/style/", "/grids/", "/programme/",
    "/account/password/",
)  # fmt: skip
CLERK = ("/", "/cases/", "/cases/{handling}/", "/cases/{handling}/acts/", "/rates/")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_pages_of_the_desk(people: Open, language: str) -> None:
    assert list(_faults(people("desk", language=language), "desk", DESK, language)) == []


def test_pages_of_a_handling_body(people: Open, language: str) -> None:
    assert list(_faults(people("umb", language=language), "umb", CLERK, language)) == []


def test_pages_without_a_login(browsers: Open, language: str) -> None:
    page = browsers(language=language)
    found = list(_faults(page, "resident", ("/login/", "/track/", "/report/"), language))
    page.locator("textarea").fill("枣园里北门外的路灯不亮")
    page.locator("input[name=demand_kind]").first.check()
    for step in ("where", "who", "check", "done", "track"):
        _on(page, step)
        found += _faults_of(page, f"resident {step}", language)
    assert found == []


def _on(page: Page, step: str) -> None:
    """Fills what the step before asks for and goes on."""
    if step == "who":
        page.locator("#id_address").fill(ADDRESS)
    if step == "check":
        page.locator("#id_phone").fill(PHONE)
    with page.expect_navigation():
        page.locator("[data-main], .public__bar a.btn--primary").first.click()


def _faults(page: Page, who: str, addresses: tuple[str, ...], language: str) -> Iterator[str]:
    for address in addresses:
        page.goto(_filled(page, address))
        yield from _faults_of(page, f"{who} {address}", language)


def _filled(page: Page, address: str) -> str:
    """The address with the number of a case in the view that it names."""
    wanted = re.search(r"\{(\w+)\}", address)
    if wanted is None:
        return address
    view = {"closed": "state=closed", "handling": "view=mine", "open": "view=late"}
    page.goto(f"/cases/?{view[wanted[1]]}")
    link = page.locator("tr[data-row] a").first.get_attribute("href") or ""
    if not address.endswith("/acts/"):
        return address.replace(f"/cases/{wanted[0]}/", link)
    # The page of an act that is offered on this case, whichever the demo brought first.
    page.goto(link)
    offered = page.locator("form[action*='/acts/'], a[href*='/acts/']").first
    return offered.get_attribute("action") or offered.get_attribute("href") or ""


def _faults_of(page: Page, name: str, language: str) -> Iterator[str]:
    """What is wrong with the page that is open, on every screen."""
    ready(page)
    if language == "zh-CN" and name in PICTURES:
        picture(page, PICTURES[name])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        where = f"{name} {language} {width}"
        seen: dict[str, Any] = page.evaluate(_MEASURE)
        if seen["wide"] > 0:
            yield f"{where}: {seen['wide']} px too wide"
        if (seen["lang"], seen["headings"]) != (LANGUAGES[language], 1):
            yield f"{where}: {seen}"
        for fault in page.evaluate(_AXE):
            yield f"{where}: {fault}"
