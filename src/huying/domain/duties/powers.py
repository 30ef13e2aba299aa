"""Powers with their dates, and who holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from huying.domain.kernel.bodies import Body, BodyKind

#: Categories in which acting without the power is void: penalties and compulsion.
PENALTY_TYPES: Final = frozenset({"行政处罚", "行政强制"})
#: A penalty is investigated by two certified officers (Administrative Penalty Law, art. 42).
OFFICERS_NEEDED: Final = 2

_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?(?:-(\d+))?")


class Source(StrEnum):
    """权力来源: devolved by the province, given to towns by the law itself, or entrusted."""

    DEVOLVED = "devolved"
    STATUTORY = "statutory_township"
    ENTRUSTED = "entrusted"


@dataclass(frozen=True, slots=True)
class Staff:
    """人力: people with a post at one body and, among them, officers with a certificate."""

    people: int
    certified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """职权: a power a street may hold, with legal basis and dates (both days belong to it).

    `original_dept` is the department that holds the power itself; "" where the law gives it to
    towns directly. `provincial_decision` is the document that devolved it.
    """

    code: str
    name_zh: str
    name_en: str
    category_zh: str
    basis: str
    article: str
    original_dept: str
    source: Source
    from_on: date | None = None
    until_on: date | None = None
    provincial_decision: str = ""

    @property
    def is_penalty(self) -> bool:
        return self.category_zh in PENALTY_TYPES

    def is_in_force(self, on: date) -> bool:
        """Does a street hold it that day: inside the dates, and devolved only by a decision."""
        if self.source is Source.DEVOLVED and not (self.provincial_decision and self.from_on):
            return False
        begun = self.from_on is None or self.from_on <= on
        return begun and (self.until_on is None or on <= self.until_on)

    def is_held_by(self, body: Body, on: date) -> bool:
        """Does this body hold the power on that day?"""
        if body.kind is BodyKind.STREET:
            return self.is_in_force(on)
        return bool(self.original_dept) and body.code == self.original_dept


def article_zh(article: str) -> str:
    """Written out: 118-2 -> 第 118 条第 2 款; 27(1),42 -> 第 27 条第（1）项、第 42 条."""
    return _written(article, "第 {} 条", "第（{}）项", "第 {} 款", "、")


def article_en(article: str) -> str:
    """Written out: 118-2 -> art. 118 para. 2; 27(1),42 -> art. 27 item 1, art. 42."""
    return _written(article, "art. {}", " item {}", " para. {}", ", ")


def _written(article: str, main: str, item: str, paragraph: str, joiner: str) -> str:
    parts = []
    for match in _ARTICLE.finditer(article):
        number, item_no, paragraph_no = match.groups()
        text = main.format(number)
        text += item.format(item_no) if item_no else ""
        text += paragraph.format(paragraph_no) if paragraph_no else ""
        parts.append(text)
    return joiner.join(parts)
