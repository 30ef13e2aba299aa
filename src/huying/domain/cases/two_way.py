"""双向评分 (S2-14): the street that verified scores the department that handled, and the
department scores the street's cooperation. Never required; nobody scores their own side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Act, Matter

STREET, DEPARTMENT = "street", "department"
OF_LEAD, OF_STREET = "score_of_lead", "score_of_street"
#: Field → the side that gives it and the side it is given to.
SIDES: Final[Mapping[str, tuple[str, str]]] = {
    OF_LEAD: (STREET, DEPARTMENT),
    OF_STREET: (DEPARTMENT, STREET),
}
_LINES: Final = frozenset({BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STATIONED})


def side_of(chart: Chart, body: int) -> str:
    """STREET for a street and every body under one, DEPARTMENT for a line, '' for others."""
    if body not in chart:
        return ""
    above = [chart.body(one) for one in (body, *chart.above(body)) if one in chart]
    if any(one.kind is BodyKind.STREET for one in above):
        return STREET
    return DEPARTMENT if above[0].kind in _LINES else ""


def scored_body(chart: Chart, area: str, matter: Matter, field: str, by: int) -> int | None:
    """Whom `by` would score with this field on a case whose grid code is `area`; None when it
    may not: the two have to stand on different sides."""
    giver, taker = SIDES[field]
    of = _lead(matter) if field == OF_LEAD else _street(chart, area)
    if of is None or (side_of(chart, by), side_of(chart, of)) != (giver, taker):
        return None
    return of


def _lead(matter: Matter) -> int | None:
    return next(iter(matter.parties.get("lead", ())), None)


def _street(chart: Chart, area: str) -> int | None:
    street = chart.street_of(area)
    return street.id if street else None


def score_faults(chart: Chart, area: str, matter: Matter, act: Act) -> list[Fault]:
    """A score given by or to the wrong side."""
    return [
        Fault(field, str(act.fields[field])[:80], "score_of_own_side")
        for field in SIDES
        if act.fields.get(field) and _scored(chart, area, matter, act, field) is None
    ]


def scored(chart: Chart, area: str, matter: Matter, act: Act) -> dict[str, Any]:
    """Whom the act's score is of, kept with the event: the lead may change later."""
    given = next((field for field in SIDES if act.fields.get(field)), None)
    if given is None:
        return {}
    return {"scored": _scored(chart, area, matter, act, given)}


def _scored(chart: Chart, area: str, matter: Matter, act: Act, field: str) -> int | None:
    owed = matter.obligation(act.answers)
    return scored_body(chart, area, matter, field, owed.debtor) if owed else None
