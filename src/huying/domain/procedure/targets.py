"""Which bodies a word of the procedure stands for, and which open obligations it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation
from huying.domain.procedure.model import Target

if TYPE_CHECKING:
    from huying.domain.procedure.guards import Situation


def bodies_of(who: str, at: Situation) -> tuple[int, ...]:
    """Bodies of a party: `same` and `cause` by the answered obligation, others by the chart."""
    if who == "same":
        return (at.answered.debtor,) if at.answered else ()
    if who == "cause":
        cause = at.matter.obligation(at.answered.cause) if at.answered else None
        return (cause.debtor,) if cause else ()
    parties = {**at.matter.parties, **at.resolved}
    return parties.get(who, (REQUESTER,) if who == "requester" else ())


def pointed_at(targets: tuple[Target, ...], at: Situation) -> tuple[Obligation, ...]:
    """Open obligations the targets name, the answered one left out; each once."""
    found = {
        obligation.id: obligation
        for target in targets
        for obligation in _open_targets(target, at)
        if obligation is not at.answered
    }
    return tuple(found.values())


def _open_targets(target: Target, at: Situation) -> tuple[Obligation, ...]:
    open_ones = at.matter.open() if target.kind == "*" else at.matter.open(target.kind)
    if not target.who:
        return open_ones
    if target.who == "cause":
        # The very promise out of which the answered one was opened, not only the same body's.
        return tuple(o for o in open_ones if at.answered and o.id == at.answered.cause)
    if target.who == "part":
        parts = at.facts.parts(target.kind, at.matter, at.act)
        return tuple(o for o in open_ones if o.part in parts)
    bodies = bodies_of(target.who, at)
    return tuple(o for o in open_ones if o.debtor in bodies)
