"""参与单位 (S1-16): who follows a case without owing anything, party and mass organisations too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Matter

FIELD: Final = "observers"
MOST: Final = 10
#: Whoever may be asked to follow a case: not the desk and the inspection office, who see it anyway.
KINDS: Final = frozenset(
    {BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET, BodyKind.INSTITUTION_UNIT}
    | {BodyKind.STATIONED, BodyKind.COMMUNITY, BodyKind.RESIDENTS_COMMITTEE, BodyKind.STATION}
)


def with_observers(matter: Matter, fields: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The party "observers" after a dispatch: those named before stay; {} when nobody is."""
    named = fields.get(FIELD)
    new = tuple(b for b in named if isinstance(b, int)) if isinstance(named, list) else ()
    both = tuple(dict.fromkeys((*matter.parties.get(FIELD, ()), *new)))
    return {FIELD: both} if both else {}


def observer_faults(
    chart: Chart, fields: Mapping[str, Any], others: Collection[int]
) -> list[Fault]:
    """Bodies that cannot follow the case: unknown ones, and `others`, who have a part in it."""
    named = fields.get(FIELD)
    if not isinstance(named, list) or not all(isinstance(body, int) for body in named):
        return []
    found = [Fault(FIELD, str(b), "not_an_observer") for b in named if not _may(chart, b)]
    found += [
        Fault(FIELD, chart.body(b).name_zh, "has_a_part")
        for b in named
        if b in others and b in chart
    ]
    if len(named) > MOST:
        found.append(Fault(FIELD, str(len(named)), "too_many_bodies", {"most": MOST}))
    return found


def _may(chart: Chart, body: int) -> bool:
    return body in chart and chart.body(body).kind in KINDS
