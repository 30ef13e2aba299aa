"""How cases join the spine: rows to values and back, and where their facts come from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final

from django.db.models import Model, Q

from huying.apps.cases.cleaned import cleaned
from huying.apps.cases.district import district_at
from huying.apps.cases.links import links
from huying.apps.cases.models import Case as CaseRow
from huying.apps.cases.watching import participants
from huying.domain.cases.case import Case, evolve_case, hides_reporter
from huying.domain.cases.codes import MAKERS
from huying.domain.cases.facts import CaseFacts, local_day
from huying.domain.cases.fields import PERSONAL
from huying.domain.cases.guards import GUARDS
from huying.domain.cases.joined import Joined, Other
from huying.domain.procedure.matter import Event, Matter
from huying.platform.crypto import blind_index
from huying.platform.matters import rows
from huying.platform.matters.contexts import Context, Moment
from huying.platform.matters.models import Matter as MatterRow

#: Code of the procedure cases move by.
PROCEDURE: Final = "case"
_PLAIN = (
    "demand_kind",
    "channel",
    "source",
    "source_number",
    "case_type",
    "grid",
    "is_reachable",
    "is_confidential",
    "list_version",
    "list_line",
    "solved",
    "satisfaction",
    "exemption",
)
_MOMENTS = ("reported_at", "external_due_at", "filed_at")
#: A list shows this much of a demand that came without a title.
_TITLE_LENGTH = 40


def to_domain(row: CaseRow) -> Case:
    """The case's detail as a value."""
    return Case(
        **{name: getattr(row, name) for name in (*_PLAIN, *_MOMENTS)},
        lon=_degrees(row.lon),
        lat=_degrees(row.lat),
        line=row.line_id,
        parent=row.parent_id,
        main=row.main_id,
        joined=tuple(_joined(one) for one in json.loads(row.joined)),
        checked=tuple(json.loads(row.checked)),
    )


def take(row: CaseRow, case: Case) -> None:
    """Writes the value's columns to a row (not saved)."""
    for name in (*_PLAIN, *_MOMENTS):
        setattr(row, name, getattr(case, name))
    row.lon = Decimal(case.lon) if case.lon else None
    row.lat = Decimal(case.lat) if case.lat else None
    row.line_id = case.line
    row.parent_id, row.main_id = case.parent, case.main
    row.joined = json.dumps([_written(one) for one in case.joined])
    row.checked = json.dumps(list(case.checked))


def project(row: CaseRow, event: Event, district_id: int) -> bool:
    """Copies what lists show of an event's texts to the row; True when it changed."""
    row.district_id = district_id
    texts = event.texts
    before = (row.title, row.address, row.phone_index)
    if event.act in MAKERS:
        phone = texts.get("requester_phone")
        row.title = texts.get("title") or _title_of(texts.get("text", ""))
        row.phone_index = blind_index(phone, district=district_id) if phone else ""
    elif texts.get("requester_phone"):
        row.phone_index = blind_index(texts["requester_phone"], district=district_id)
    if texts.get("address"):
        is_secret = hides_reporter(row.demand_kind, row.is_confidential)
        row.address = cleaned(texts["address"], ())[:200] if is_secret else texts["address"]
    if event.act in MAKERS and _is_hidden(event):
        # Lists, exports and messages show the copies to bodies that must not know who reported.
        who = (texts.get("requester_name", ""), texts.get("requester_phone", ""))
        row.title = cleaned(row.title, who)[:120]
        row.address = cleaned(row.address, who)[:200]
    return before != (row.title, row.address, row.phone_index)


def columns(_: Matter, case: Case) -> Mapping[str, Any]:
    """What the matter's own filter columns say of a case."""
    return {"area_code": case.grid, "item_code": case.case_type, "line_id": case.line}


def facts_for(moment: Moment) -> CaseFacts:
    """The facts of one case, as of the district's stamp."""
    known = district_at(moment.district_id, moment.stamp, local_day(moment.at))
    # One act asks several times for the case it names.
    other = cache(partial(other_case, moment.district_id))
    return CaseFacts(known, moment.procedure, moment.detail, other)


def other_case(district_id: int, matter_id: int) -> Other | None:
    """Another case of the district, for an act that names it; None when there is none."""
    found = MatterRow.objects.filter(district_id=district_id, id=matter_id, procedure=PROCEDURE)
    row = found.select_related("case").first()
    if row is None:
        return None
    is_end = row.ended_at is not None
    return Other(rows.matter_value(row, []), row.number, to_domain(row.case), is_end)


def _joined(told: Mapping[str, Any]) -> Joined:
    return Joined(**{**told, "since": datetime.fromisoformat(told["since"])})


def _written(one: Joined) -> dict[str, Any]:
    return {**asdict(one), "since": one.since.astimezone(UTC).isoformat()}


def is_hidden(matter: MatterRow) -> bool:
    """Is the reporter of this matter (read with its case) hidden from handling bodies?"""
    case = getattr(matter, "case", None)
    return case is not None and to_domain(case).is_hidden


def hidden(path: str) -> Q:
    """The same as a condition on matters reached by `path`."""
    return Q(**{f"{path}case__demand_kind": "tip_off"}) | Q(
        **{f"{path}case__is_confidential": True}
    )


def _is_hidden(event: Event) -> bool:
    told = event.fields
    return hides_reporter(told.get("demand_kind", ""), bool(told.get("is_confidential")))


def _title_of(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH]}…"


def _degrees(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _brought(event: Event, district_id: int, new_id: Callable[[], int]) -> list[Model]:
    return [*participants(event, district_id, new_id), *links(event, district_id, new_id)]


CASES = Context(
    procedures=frozenset({PROCEDURE}),
    guards=frozenset(GUARDS),
    detail_model=CaseRow,
    accessor="case",
    blank=Case,
    to_domain=to_domain,
    evolve=evolve_case,
    take=take,
    project=project,
    columns=columns,
    facts_for=facts_for,
    personal=PERSONAL,
    hides=lambda case: bool(case.is_hidden),
    after=_brought,
)
