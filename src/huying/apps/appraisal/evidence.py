"""What stands behind a rate: whose the delay was, and the cases, as far as the reader may go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, QuerySet, Value, When

from huying.apps.appraisal.excluded import is_excluded, is_replaced
from huying.apps.appraisal.models import ScoreRecord, VisitRecord
from huying.domain.appraisal.rates import Period
from huying.domain.kernel.actor import Actor
from huying.platform.matters.models import Matter
from huying.platform.policy import scope
from huying.platform.policy.sight import in_sight

#: What a visit brought, as lists in the panel.
OUTCOMES: Final = ("unsolved", "partly", "solved", "unreached")
FEW, MANY = 10, 200


@dataclass(frozen=True, slots=True)
class Subject:
    """对象: a body, an area (code prefix; "" the whole district) or an item, and the channel."""

    district: int
    body: int | None = None
    area: str = ""
    channel: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Delays:
    """延误: closed cases that were late, minutes by the clock of each limit, and whose."""

    cases: int
    minutes: int
    shares: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Behind:
    """一件: a case behind a rate; `title` "" where the reader may not read the resident's text."""

    number: str
    title: str
    item_code: str
    area_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cases:
    """清单: newest first; `total` of the list, of which the reader may open `within`."""

    rows: tuple[Behind, ...]
    total: int
    within: int

    @property
    def beyond(self) -> int:
        return self.total - self.within


def delays_of(subject: Subject, period: Period) -> Delays:
    """Late minutes of cases closed in the period, summed by the bodies they belong to."""
    found = ScoreRecord.objects.filter(
        district_id=subject.district,
        closed_at__gte=period.start,
        closed_at__lt=period.end,
        delay_minutes__gt=0,
    )
    found = found.exclude(is_excluded()).exclude(is_replaced(period.end))
    if subject.body is not None:
        found = found.filter(body_id=subject.body)
    if subject.area or subject.channel or subject.item:
        mine = replace(subject, body=None)
        found = found.filter(matter_id__in=matters_of(mine).values("id"))
    shares: Counter[int] = Counter()
    matters = set()
    for matter, whose in found.values_list("matter_id", "whose"):
        matters.add(matter)
        shares.update({int(body): minutes for body, minutes in json.loads(whose).items()})
    return Delays(len(matters), sum(shares.values()), dict(shares.most_common()))


def cases_behind(
    subject: Subject, period: Period, outcome: str, reader: Actor, *, most: int = FEW
) -> Cases:
    """Cases whose visit brought this outcome, newest visit first, at most `most` of them.

    Only those in the reader's scope are listed; the others are counted.
    """
    visits = _visits(subject, period, outcome).order_by("-at", "-id")
    told = dict(reversed(list(visits.values_list("matter_id", "at"))))
    asked = _visits(subject, period, outcome).values("matter_id")
    mine = scope(Matter.objects.filter(id__in=asked), reader, "case.view")
    within = set(mine.values_list("id", flat=True))
    wanted = sorted(within, key=lambda i: (told[i], i), reverse=True)[:most]
    is_readable = When(in_sight(reader, "case.view", "text"), then=Value(True))
    known = Matter.objects.select_related("case").annotate(
        is_clear=Case(is_readable, default=Value(False))
    )
    found = known.in_bulk(wanted)
    rows = tuple(_behind(found[i], told[i], found[i].is_clear) for i in wanted)
    return Cases(rows, len(told), len(within))


def _behind(row: Matter, at: datetime, is_clear: bool) -> Behind:
    title = row.case.title if is_clear else ""
    return Behind(row.number, title, row.item_code, row.area_code, at)


def visits_in(subject: Subject, period: Period) -> QuerySet[VisitRecord]:
    """The visits of the period that count: not of a case left out, nor of a replaced closing."""
    found = VisitRecord.objects.filter(
        district_id=subject.district, at__gte=period.start, at__lt=period.end
    )
    asked: dict[str, Any] = {}
    if subject.body is not None:
        asked |= {"body_id": subject.body}
    if subject.area:
        asked |= {"area_code__startswith": subject.area}
    if subject.channel:
        asked |= {"channel": subject.channel}
    if subject.item:
        asked |= {"item_code": subject.item}
    return found.filter(**asked).exclude(is_excluded()).exclude(is_replaced(period.end))


def _visits(subject: Subject, period: Period, outcome: str) -> QuerySet[VisitRecord]:
    asked: dict[str, Any] = {"solved": outcome}
    if outcome == "unreached":
        asked = {"is_unreached": True}
    return visits_in(subject, period).filter(**asked)


def matters_of(subject: Subject) -> QuerySet[Matter]:
    """The cases of a subject; of a body those it leads."""
    found = Matter.objects.filter(district_id=subject.district, procedure="case")
    if subject.body is not None:
        found = found.filter(lead_id=subject.body)
    if subject.area:
        found = found.filter(area_code__startswith=subject.area)
    if subject.item:
        found = found.filter(item_code=subject.item)
    return found.filter(case__channel=subject.channel) if subject.channel else found
