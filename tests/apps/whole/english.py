"""What an English page still says in Chinese: text and spoken attributes outside marked data."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

CHINESE: Final = re.compile(r"[㐀-鿿]+")
_SPOKEN: Final = ("placeholder", "title", "aria-label", "aria-description", "alt", "label")
_BUTTONS: Final = ("submit", "button", "reset")
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


class _Reader(HTMLParser):
    """Collects Chinese that no `lang="zh…"` around it explains; `<html>` explains nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_data = self._is_data(tag, given)
        if not is_data:
            self._look(tag, given)
        if tag not in _VOID:
            self.open.append((tag, is_data))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # An SVG shape closes itself; whatever void HTML elements do, `<use/>` must not stay open.
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        places = [n for n, (name, _) in enumerate(self.open) if name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        is_data = self.open[-1][1] if self.open else False
        if not is_data and CHINESE.search(data):
            path = ">".join(name for name, _ in self.open[-3:])
            self.found.append(f"{path}: {' '.join(data.split())[:60]}")

    def _is_data(self, tag: str, given: dict[str, str]) -> bool:
        if tag in ("script", "style"):
            return True
        language = given.get("lang", "")
        if language and tag != "html":
            return language.startswith("zh")
        return self.open[-1][1] if self.open else False

    def _look(self, tag: str, given: dict[str, str]) -> None:
        names = [name for name in _SPOKEN if name in given]
        if tag == "input" and given.get("type") in _BUTTONS:
            names.append("value")
        for name in names:
            if CHINESE.search(given[name]):
                self.found.append(f"{tag}[{name}]: {given[name][:60]}")


def chinese_left(html: str) -> list[str]:
    """Where a page in English speaks Chinese, each place once."""
    reader = _Reader()
    reader.feed(html)
    return list(dict.fromkeys(reader.found))
