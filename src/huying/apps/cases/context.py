"""How cases join the spine: rows to values and back, and where their facts come from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from huying.apps.cases.cleaned import cleaned
from huying.apps.cases.district import district_at
from huying.apps.cases.models import Case as CaseRow
from huying.apps.cases.watching import participants
from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.facts import CaseFacts, local_day
from huying.domain.cases.fields import PERSONAL
from huying.domain.cases.guards import GUARDS
from huying.domain.procedure.matter import Event, Matter
from huying.platform.crypto import blind_index
from huying.platform.matters.contexts import Context, Moment
from huying.platform.matters.models import Matter as MatterRow

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
    )


def take(row: CaseRow, case: Case) -> None:
    """Writes the value's columns to a row (not saved)."""
    for name in (*_PLAIN, *_MOMENTS):
        setattr(row, name, getattr(case, name))
    row.lon = Decimal(case.lon) if case.lon else None
    row.lat = Decimal(case.lat) if case.lat else None
    row.line_id = case.line


def project(row: CaseRow, event: Event, district_id: int) -> bool:
    """Copies what lists show of an event's texts to the row; True when it changed."""
    row.district_id = district_id
    texts = event.texts
    before = (row.title, row.address, row.phone_index)
    if event.act in ("report", "archive"):
        phone = texts.get("requester_phone")
        row.title = texts.get("title") or _title_of(texts.get("text", ""))
        if _is_hidden(event):
            # Lists, exports and messages show the title to bodies that must not know who reported.
            row.title = cleaned(row.title, (texts.get("requester_name", ""), phone or ""))[:120]
        row.phone_index = blind_index(phone, district=district_id) if phone else ""
    if texts.get("address"):
        row.address = texts["address"]
    return before != (row.title, row.address, row.phone_index)


def columns(_: Matter, case: Case) -> Mapping[str, Any]:
    """What the matter's own filter columns say of a case."""
    return {"area_code": case.grid, "item_code": case.case_type, "line_id": case.line}


def facts_for(moment: Moment) -> CaseFacts:
    """The facts of one case, as of the district's stamp."""
    known = district_at(moment.district_id, moment.stamp, local_day(moment.at))
    return CaseFacts(known, moment.procedure, moment.detail)


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
    return told.get("demand_kind") == "tip_off" or bool(told.get("is_confidential"))


def _title_of(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH]}…"


def _degrees(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.6f}"


CASES = Context(
    procedures=frozenset({"case"}),
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
    after=participants,
)
