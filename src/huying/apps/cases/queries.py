"""Reading cases for other contexts: whole files by id, as values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from huying.apps.cases.context import to_domain
from huying.apps.cases.district import district_at
from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.procedure import matter as value
from huying.platform.matters import rows
from huying.platform.matters.models import Event, EventText, Matter
from huying.platform.matters.record import event_from
from huying.platform.matters.stamps import stamp
from huying.platform.matters.verify import plain_text


@dataclass(frozen=True, slots=True)
class CaseFile:
    """案卷: a case with its promises and everything that happened to it; `events` by event id."""

    matter: value.Matter
    case: Case
    events: dict[int, value.Event]


def case_files(matter_ids: Collection[int]) -> dict[int, CaseFile]:
    """Case files by matter id, in three statements; ids that are no cases are left out."""
    found = Matter.objects.filter(id__in=matter_ids, procedure="case")
    told: dict[int, dict[int, value.Event]] = {}
    events = Event.objects.filter(matter_id__in=matter_ids).order_by("seq")
    for event_id, matter_id, body in events.values_list("id", "matter_id", "body"):
        told.setdefault(matter_id, {})[event_id] = event_from(body)
    return {
        row.id: _file(row, told.get(row.id, {}))
        for row in found.select_related("case").prefetch_related("obligations")
    }


def latest_texts(matter_id: int, fields: Collection[str]) -> dict[str, str]:
    """These texts of a case as they were said last, deciphered; erased ones are left out."""
    found = EventText.objects.filter(
        event__matter_id=matter_id, field__in=fields, erased_at__isnull=True
    )
    return {text.field: plain_text(text) for text in found.order_by("event__seq")}


def district_of(district_id: int, at: datetime) -> District:
    """The district as a value on the day of `at`."""
    return district_at(district_id, stamp(district_id), local_day(at))


def _file(row: Matter, events: dict[int, value.Event]) -> CaseFile:
    owed = sorted(row.obligations.all(), key=lambda o: (o.opened_at, o.id))
    return CaseFile(rows.matter_value(row, owed), to_domain(row.case), events)
