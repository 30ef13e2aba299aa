"""Where cases stand: open and late ones of an area, and lines against blocks (S1-35, S1-45)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from huying.apps.appraisal.excluded import is_excluded
from huying.domain.appraisal.rates import Period
from huying.platform.matters.models import Matter

#: Digits of an area code by level.
STREET, COMMUNITY, GRID = 9, 12, 15
_NOT_SOLVED = ("unsolved", "partly")


@dataclass(frozen=True, slots=True)
class Standing:
    """在办: cases nobody has closed yet, and those among them past a promise."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """条×块的一格: cases of one line on one block's ground, and those left unsolved."""

    orders: int = 0
    unsolved: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.orders + other.orders, self.unsolved + other.unsolved)


def open_by_area(
    district_id: int, digits: int, *, area: str = "", channel: str = ""
) -> dict[str, Standing]:
    """Open cases at this moment by the first `digits` of their area, in one statement."""
    found = _cases(district_id, area, channel).filter(ended_at=None)
    counted = found.values(key=Substr("area_code", 1, digits)).annotate(
        open_n=Count("id"), late_n=Count("id", filter=Q(is_late=True))
    )
    return {row["key"]: Standing(row["open_n"], row["late_n"]) for row in counted.order_by("key")}


def line_by_block(
    district_id: int, period: Period, *, channel: str = ""
) -> dict[tuple[int | None, str], Cell]:
    """Cases opened in the period by (department of the line, code of the street), in one
    statement; unsolved where the resident last said "not" or "partly" and which is not left out."""
    found = _cases(district_id, "", channel).filter(
        opened_at__gte=period.start, opened_at__lt=period.end
    )
    unsolved = Q(case__solved__in=_NOT_SOLVED, out=False)
    counted = (
        found.annotate(out=is_excluded("id"))
        .values(line=F("line_id"), block=Substr("area_code", 1, STREET))
        .annotate(orders=Count("id"), unsolved=Count("id", filter=unsolved))
    )
    return {
        (row["line"], row["block"]): Cell(row["orders"], row["unsolved"])
        for row in counted.order_by("line", "block")
    }


def _cases(district_id: int, area: str, channel: str) -> QuerySet[Matter]:
    found = Matter.objects.filter(district_id=district_id, procedure="case")
    if area:
        found = found.filter(area_code__startswith=area)
    return found.filter(case__channel=channel) if channel else found
