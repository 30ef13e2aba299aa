"""The list as JSON: filters judged all at once, pages by cursor, few statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.search import found_by
from huying.domain.cases.case import hides_reporter
from huying.domain.cases.district import District
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault
from huying.platform import clock
from huying.platform.matters.models import Matter, Obligation
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from huying.platform.pages.table import SIZES, order_of, page_of
from huying.platform.policy import Sight, may, scope

_ORDERS: Final = {"opened": ("-opened_at",), "due": ("due_at",)}
_LATE: Final = {"true": True, "false": False}
_LONGEST_Q: Final = 60
_PAGING: Final = ("sort", "size", "after", "before", "from")
FILTERS: Final = ("state", "street", "lead", "case_type", "late", "q")
_ABOUT: Final = {
    "state": "a state of the procedure",
    "street": "code of a street",
    "lead": "code of the leading body",
    "case_type": "code of a case type",
    "late": "true or false",
    "q": "a number, or words of title or place",
    "sort": "opened, -opened, due or -due",
    "size": "10, 20 or 50",
    "after": "cursor of the page before",
    "before": "cursor of the page after",
}
QUERY: Final = [
    {"in": "query", "name": name, "schema": {"type": "string"}, "description": words}
    for name, words in _ABOUT.items()
]


class Row(msgspec.Struct):
    """办件一行: what a list shows; a title is empty for those who must not know who reported."""

    number: str
    state: str
    version: int
    title: str
    case_type: str
    demand_kind: str
    channel: str
    street: str
    lead: str
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    is_late: bool
    is_confidential: bool


class Rows(msgspec.Struct):
    """One page with the cursors of its neighbours, '' where there is none."""

    rows: list[Row]
    after: str
    before: str


def listed(query: Mapping[str, str], by: Actor) -> Rows | tuple[Fault, ...]:
    """The page that was asked for, or every wrong filter."""
    ground = Ground(by, clock.now())
    known = ground.known
    chosen, faults = _filters(query, ground)
    if faults:
        return tuple(faults)
    rows = Matter.objects.filter(chosen, district_id=by.district, procedure=PROCEDURE)
    seen: QuerySet[Matter] = scope(rows, by, "case.list").select_related("case")
    page = page_of(seen, order_of(query, _ORDERS, "opened"), query)
    owed = _owed([row.id for row in page.rows])
    shown = [_row(row, known, by, owed.get(row.id, [])) for row in page.rows]
    return Rows(shown, page.after, page.before)


def _filters(query: Mapping[str, str], ground: Ground) -> tuple[Q, list[Fault]]:
    chosen, faults = Q(), []
    for name, value in query.items():
        if name in _PAGING:
            faults += _faults_of_paging(name, value)
        elif name not in FILTERS:
            faults.append(Fault(name[:80], value[:80], "unknown_field"))
        elif value:
            found = _condition(name, value, ground)
            if isinstance(found, Q):
                chosen &= found
            else:
                faults.append(Fault(name, value[:80], found))
    return chosen, faults


def _condition(name: str, value: str, ground: Ground) -> Q | str:
    """The rows a filter keeps, or the code of what is wrong with it."""
    if "\0" in value:
        return "hidden_characters"
    known = ground.known
    if name == "q":
        return "search_too_long" if len(value) > _LONGEST_Q else found_by(value, ground)
    if name == "late":
        return _late(_LATE[value]) if value in _LATE else "not_yes_or_no"
    if name == "state":
        run = newest(known.id, PROCEDURE, stamp(known.id))
        return Q(state=value) if value in run.states else "not_listed"
    if name == "case_type":
        is_known = known.duties(clock.now().date()).knows(value)
        return Q(item_code=value) if is_known else "unknown_case_type"
    return _of_body(name, value, known)


def _late(is_late: bool) -> Q:
    # Nothing is owed any more in an ended case: said, so that only open ones are looked at.
    return Q(is_late=True, ended_at__isnull=True) if is_late else Q(is_late=False)


def _of_body(name: str, value: str, known: District) -> Q | str:
    body = known.chart.by_code(value)
    if body is None or (name == "street" and body.kind is not BodyKind.STREET):
        return "not_listed"
    if name == "lead":
        return Q(lead_id=body.id)
    # Both ends have all fifteen digits, so the index on the ground is used.
    ends = (body.area_code.ljust(15, "0"), body.area_code.ljust(15, "9"))
    return Q(area_code__gte=ends[0], area_code__lte=ends[1])


def _faults_of_paging(name: str, value: str) -> list[Fault]:
    if name == "size" and value not in {str(size) for size in SIZES}:
        return [Fault(name, value[:80], "not_listed")]
    if name == "sort" and value.lstrip("-") not in _ORDERS:
        return [Fault(name, value[:80], "not_listed")]
    return []


class _Owed(NamedTuple):
    """What the policy reads of a promise: a page has hundreds, so no model is made of them."""

    matter_id: int
    debtor_id: int
    creditor_id: int
    kind: str
    outcome: str


def _owed(matters: list[int]) -> dict[int, list[_Owed]]:
    found: dict[int, list[_Owed]] = {}
    rows = Obligation.objects.filter(matter_id__in=matters)
    for values in rows.values_list(*_Owed._fields):
        found.setdefault(values[0], []).append(_Owed(*values))
    return found


def _row(row: Matter, known: District, by: Actor, owed: list[_Owed]) -> Row:
    case, chart = row.case, known.chart
    grant = may(by, "case.list", row, obligations=owed)
    street = chart.street_of(row.area_code)
    lead = row.lead_id
    sees_text = grant is not None and grant.sees("text") is Sight.CLEAR
    return Row(
        number=row.number,
        state=row.state,
        version=row.version,
        title=case.title if sees_text else "",
        case_type=row.item_code,
        demand_kind=case.demand_kind,
        channel=case.channel,
        street=street.code if street else "",
        lead=chart.body(lead).code if lead is not None and lead in chart else "",
        opened_at=row.opened_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        is_late=row.is_late,
        is_confidential=hides_reporter(case.demand_kind, case.is_confidential),
    )
