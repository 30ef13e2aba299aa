"""可能重复: open cases of the same caller, the same kind nearby or the same grid of late.

Nothing is merged by itself: a person chooses the main case and reads what will happen. The caller
is found by the blind index of the number, never where somebody asked to stay hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from huying.apps.cases.context import PROCEDURE, is_hidden
from huying.apps.cases.detail import Detail
from huying.apps.cases.models import Case
from huying.apps.cases.page.neighbours import Near
from huying.domain.cases.facts import local_day
from huying.platform.matters.models import Matter

#: States in which a case may still be merged, and in which it may take a repeat in.
JOINING: Final = frozenset({"reported", "filed", "handling"})
TAKING_IN: Final = frozenset({"filed", "handling"})
#: How far back repeats are looked for; neighbours told by place or kind, most of each, shown.
_DAYS: Final = 30
_MOST_OF_EACH: Final = 20
_SHOWN: Final = 5
_STREET: Final = 9
_EARTH: Final = 6_371_000
#: Two points so close are one place to whoever stands there.
_HERE: Final = 300
#: The same kind of trouble further away than this is another one.
_NEAR: Final = 1_000


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """可能重复的一件: why it may be the same, how far away, and where a press would lead."""

    near: Near
    reasons: tuple[str, ...]
    distance: str
    merge_url: str
    absorb_url: str

    def leads(self, act: str) -> bool:
        """May this one be chosen for the act?"""
        return bool(self.merge_url if act == "merge" else self.absorb_url)


def similar_ids(detail: Detail, case_types: tuple[str, ...] = ()) -> list[QuerySet[Any, Any]]:
    """The ids worth looking at, each query on one index; [] where the reader merges nothing."""
    if not _looks(detail):
        return []
    case, row = detail.case.facts.case, detail.row
    open_ones = Matter.objects.filter(
        district_id=row.district_id, procedure=PROCEDURE, ended_at__isnull=True
    )
    recent = open_ones.filter(opened_at__gte=detail.at - timedelta(days=_DAYS))
    types = _types(detail, case_types)
    found = []
    if types and case.grid:
        street = case.grid[:_STREET]
        ground = {"area_code__gte": street, "area_code__lte": street.ljust(15, "9")}
        found.append(recent.filter(item_code__in=types, **ground))
    if case.grid:
        found.append(recent.filter(area_code=case.grid))
    if row.case.phone_index and not case.is_hidden:
        own = Case.objects.filter(
            district_id=row.district_id, phone_index=row.case.phone_index
        ).order_by("-matter_id")
        found.append(open_ones.filter(id__in=own.values("matter_id")[:_MOST_OF_EACH]))
    return [rows.order_by("-opened_at", "-id").values("id")[:_MOST_OF_EACH] for rows in found]


def similar_rows(
    detail: Detail, known: Mapping[int, Near], without: set[int], case_types: tuple[str, ...]
) -> tuple[SimilarRow, ...]:
    """The likeliest first; what is linked already is none of them."""
    rows = []
    for near in known.values():
        if near.row is None or near.row.id == detail.row.id or near.row.id in without:
            continue
        reasons = tuple(_reasons(detail, near.row, _types(detail, case_types)))
        if reasons:
            rows.append((near, reasons, distance(detail, near.row)))
    rows.sort(key=lambda one: (-len(one[1]), one[2] is None, one[2] or 0, one[0].number))
    return tuple(_row(detail, *one) for one in rows[:_SHOWN])


def distance(detail: Detail, row: Matter) -> int | None:
    """Metres between two cases; None while one of them has no point or may not show it."""
    case, other = detail.case.facts.case, row.case
    if not case.lon or other.lon is None or other.lat is None or not detail.sees_point:
        return None
    return int(_metres((float(case.lon), float(case.lat)), (float(other.lon), float(other.lat))))


def _looks(detail: Detail) -> bool:
    """Only who could merge is shown what might be merged."""
    return "desk" in detail.reader.roles and detail.row.state in JOINING


def _types(detail: Detail, case_types: tuple[str, ...]) -> tuple[str, ...]:
    own = detail.case.facts.case.case_type
    duties = detail.case.facts.district.duties(local_day(detail.at))
    # What was typed into a form may be anything; only a type of the lists is looked for.
    asked = tuple(one for one in case_types if duties.knows(one))
    return asked or ((own,) if own else ())


def _reasons(detail: Detail, row: Matter, types: tuple[str, ...]) -> Iterator[str]:
    case = detail.case.facts.case
    index = detail.row.case.phone_index
    if index and row.case.phone_index == index and not (case.is_hidden or is_hidden(row)):
        yield gettext("同一个电话")
    far = distance(detail, row)
    if row.item_code and row.item_code in types and (far is None or far <= _NEAR):
        yield gettext("同一事项")
    if case.grid and row.area_code == case.grid:
        yield gettext("同一网格")
    elif far is not None and far <= _HERE:
        yield gettext("就在附近")


def _row(detail: Detail, near: Near, reasons: tuple[str, ...], metres: int | None) -> SimilarRow:
    row = near.row
    is_taking = row is not None and row.state in TAKING_IN
    is_joining = row is not None and row.state in JOINING and row.case.joined == "[]"
    has_joined = bool(detail.case.facts.case.joined)
    return SimilarRow(
        near=near,
        reasons=reasons,
        distance=gettext("相距 %(n)s 米") % {"n": metres} if metres is not None else "",
        merge_url=_url(detail, "merge", "main", near) if is_taking and not has_joined else "",
        absorb_url=(
            _url(detail, "absorb", "joined", near)
            if is_joining and detail.row.state in TAKING_IN
            else ""
        ),
    )


def _url(detail: Detail, act: str, field: str, near: Near) -> str:
    return f"{reverse('case-act', args=[detail.row.number, act])}?{field}={near.number}"


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    lon_a, lat_a, lon_b, lat_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))
