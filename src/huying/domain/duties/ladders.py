"""Ladders of escalation: who hears that a promise is due soon, and who that it is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from huying.domain.duties.faults import RowFaults
from huying.domain.worktime import Limit

#: Where a step looks for people: at the body that owes, the nearest one above it that has such a
#: person, the inspection office, the centre.
DEBTOR, ABOVE, INSPECTION, CENTRE = "debtor", "above", "inspection", "centre"
PLACES: Final = (DEBTOR, ABOVE, INSPECTION, CENTRE)
#: What a ladder may be kept for: a whole case's trait, or one of the promise itself.
CONDITIONS: Final = frozenset({"urgency", "case_type", "demand_kind", "kind", "debtor"})
_PLACE_OF: Final[Mapping[str, str]] = {"supervisor": INSPECTION, "desk": CENTRE}


@dataclass(frozen=True, slots=True)
class Step:
    """督办层级: the role that hears of a late promise, how long after lateness (None: at once),
    and where its holders are looked for."""

    to: str
    after: Limit | None = None
    at: str = DEBTOR


@dataclass(frozen=True, slots=True)
class Ladder:
    """督办阶梯: roles at the debtor that hear when a promise is due soon, then the late steps."""

    soon: tuple[str, ...]
    steps: tuple[Step, ...]


def read_ladder(place: str, row: Mapping[str, Any], faults: RowFaults) -> Ladder:
    """The ladder of one `[[ladders]]` row; every wrong cell is added to the faults."""
    soon, rows = row.get("soon"), row.get("steps")
    roles = soon if isinstance(soon, list) else []
    if not roles or not all(isinstance(role, str) and role for role in roles):
        faults.add(place, "soon", soon or "", "value.missing")
    if not isinstance(rows, list) or not rows:
        faults.add(place, "steps", "", "value.missing")
        rows = []
    when = row.get("when", {})
    for name in sorted(set(when) - CONDITIONS):
        options = "、".join(sorted(CONDITIONS))
        faults.add(place, "when", name, "value.not_one_of", options=options)
    steps = (_step(f"{place}.steps[{n}]", step, faults) for n, step in enumerate(rows, start=1))
    return Ladder(tuple(str(role) for role in roles), tuple(steps))


def _step(place: str, row: Mapping[str, Any], faults: RowFaults) -> Step:
    to = str(row.get("to", ""))
    if not to:
        faults.add(place, "to", "", "value.missing")
    at = row.get("at", _PLACE_OF.get(to, DEBTOR))
    if at not in PLACES:
        faults.add(place, "at", at, "value.not_one_of", options="、".join(PLACES))
    timed = "value" in row or "unit" in row
    after = faults.limit(place, row.get("value", ""), row.get("unit", "")) if timed else None
    return Step(to, after, str(at))
