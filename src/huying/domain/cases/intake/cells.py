"""Cells as exports really hold them: odd blanks, control characters, three ways to write a time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

_KEPT: Final = frozenset("\t\n")
# Unseen signs that change what a reader sees or a search finds: zero width, direction overrides.
_UNSEEN: Final = frozenset("\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[\sT]*(?<=[\sT日])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """时间: a time as read; `is_day` when the source gave no time of day."""

    at: datetime
    is_day: bool


def without_controls(text: str) -> str:
    """The text without NUL, other control characters, unseen signs and broken halves."""
    if text.isprintable():  # nearly every cell; whatever is unwanted is not printable
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in _KEPT or not _is_unwanted(c))


def tidy_line(text: str) -> str:
    """One line: blanks of every kind, ideographic ones too, become one; none at the ends."""
    return " ".join(without_controls(text).split())


def tidy_text(text: str) -> str:
    """A text kept whole: blanks at line ends go, and more than one empty line becomes one."""
    # str.strip() also takes ideographic and no-break blanks, with which bodies begin.
    lines = (line.strip() for line in without_controls(text).replace("\xa0", " ").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def read_moment(text: str, zone: tzinfo) -> Moment | None:
    """A time such as `2019/2/14  20:00:00`, `2017-06-08 17:31:20`, `2019年2月14日`; None if none.

    Times without an offset are local to `zone`; the answer is in `zone`.
    """
    found = _MOMENT.fullmatch(tidy_line(text))
    if not found:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        at = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=_offset(offset) or zone,
        ).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return Moment(at, hour is None)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _is_unwanted(c: str) -> bool:
    # Cc: controls; Cs: half of a surrogate pair, which no database takes.
    return c in _UNSEEN or unicodedata.category(c) in {"Cc", "Cs"}
