"""The clock's acts in memory, chosen exactly as the ticker chooses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.facts import Facts
from huying.domain.procedure.marks import LATE, decide_mark
from huying.domain.procedure.matter import Act, Event, Matter, Obligation


class Struck(NamedTuple):
    """What the clock did: the act it asked for, its event, and the key under which it is kept."""

    act: Act
    event: Event
    key: str


def strike(
    matter: Matter, owed: Obligation, at: datetime, by: Actor, facts: Facts, ids: Iterator[int]
) -> Struck | Refusal:
    """The next step on a promise: the procedure's own act at due, else the clock's mark."""
    own = facts.procedure.clock_act(owed.kind)
    if own and owed.marks < LATE and owed.due_at and at > owed.due_at:
        act = Act(own.name, by, at, {}, owed.id)
        event = decide(matter, act, facts, ids)
        if isinstance(event, Event):
            return Struck(act, event, _key(owed, own.name))
    marked = decide_mark(matter, owed.id, at, facts)
    if isinstance(marked, Refusal):
        return marked
    return Struck(Act("mark", by, at, {}, owed.id), marked, _key(owed, str(owed.marks + 1)))


def _key(owed: Obligation, step: str) -> str:
    promised = owed.due_at.astimezone(UTC).isoformat() if owed.due_at else "-"
    return f"clock:{owed.id}:{owed.version}:{promised}:{step}"
