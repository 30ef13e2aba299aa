"""Rates in words: percent with two decimals, counts, ranges of places, change."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext

from huying.apps.appraisal.league import Place
from huying.domain.appraisal.share import Share, shown

EMPTY = "—"


def percent(value: Share | Fraction | None) -> str:
    """82.61%; a dash when nothing was counted."""
    text = shown(value)
    return f"{text}%" if text else EMPTY


def plain(value: Fraction | int) -> str:
    """A count that may hold parts: 226, 1,142.6."""
    whole = Fraction(value)
    if whole.denominator == 1:
        return f"{whole.numerator:,}"
    return f"{float(whole):,.4f}".rstrip("0").rstrip(".")


def counts(share: Share) -> str:
    """226 / 276; a dash when nothing was counted."""
    return f"{plain(share.numerator)} / {plain(share.denominator)}" if share.denominator else EMPTY


def rank(place: Place) -> str:
    """第 1–3 名; '' when the row is not ranked."""
    if place.rank is None:
        return ""
    best, worst = place.rank
    if best == worst:
        return gettext("第 %(best)s 名") % {"best": best}
    return gettext("第 %(best)s–%(worst)s 名") % {"best": best, "worst": worst}


@dataclass(frozen=True, slots=True)
class Change:
    """升降: percentage points without a sign, and the way in a mark and a word."""

    mark: str
    word: str
    points: str


def change(value: Fraction | None) -> Change | None:
    """Change in percentage points; None when there is nothing to compare with."""
    if value is None:
        return None
    if value == 0:
        return Change("", gettext("没有变化"), shown(value))
    is_up = value > 0
    word = gettext("上升") if is_up else gettext("下降")
    return Change("↑" if is_up else "↓", word, shown(abs(value)))
