"""One pass over the promises whose time has come; one act a transaction, none twice.

The key of a clock's act is made of the promise, its due time and the step, so two tickers, a
restart or a jump of the clock can never do the same step again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from huying.domain.kernel import actor
from huying.domain.kernel.refusal import Refused
from huying.domain.procedure.marks import LATE, decide_mark
from huying.platform.matters.models import Obligation
from huying.platform.matters.perform import (
    Command,
    Conflict,
    KeyReused,
    Performed,
    perform,
    perform_decided,
)
from huying.platform.matters.procedures import procedure


@dataclass(frozen=True, slots=True)
class Due:
    """A promise the clock has to look at."""

    id: int
    district_id: int
    matter_id: int
    kind: str
    due_at: datetime | None
    marks: int
    changes: int
    code: str
    version: int


def due_promises(at: datetime, *, limit: int = 200) -> list[Due]:
    """Promises to look at by `at`, the longest waiting first."""
    found = Obligation.objects.filter(next_at__lte=at).order_by("next_at", "id")
    names = ("id", "district_id", "matter_id", "kind", "due_at", "marks", "version")
    rows = found.values_list(*names, F("matter__procedure"), F("matter__procedure_version"))
    return [Due(*row) for row in rows[:limit]]


def tick(at: datetime, *, limit: int = 200) -> int:
    """Takes the next step of every promise that is due at `at`; returns the steps taken."""
    return sum(1 for due in due_promises(at, limit=limit) if fire(due, at))


def fire(due: Due, at: datetime) -> Performed | None:
    """The next step of one promise: the procedure's own act at due, else the clock's mark."""
    run = procedure(due.district_id, due.code, due.version)
    own = run.clock_act(due.kind)
    if own and due.marks < LATE and due.due_at and at > due.due_at:
        done = _attempt(due, at, own.name)
        if done:
            return done
    return _attempt(due, at, "")


def _attempt(due: Due, at: datetime, act: str) -> Performed | None:
    promised = due.due_at.isoformat() if due.due_at else "-"
    command = Command(
        district_id=due.district_id,
        act=act or "mark",
        by=actor.clock(due.district_id),
        at=at,
        # A promise that stood may run to its old date again: its version tells the two apart.
        key=f"clock:{due.id}:{due.changes}:{promised}:{act or due.marks + 1}",
        matter_id=due.matter_id,
        procedure=due.code,
        answers=due.id,
    )
    try:
        if act:
            done = perform(command)
        else:
            done = perform_decided(
                command, lambda loaded: decide_mark(loaded.matter, due.id, at, loaded.facts)
            )
    except (Refused, Conflict, KeyReused):
        # Somebody answered in the meantime, or another ticker was faster: nothing left to do.
        return None
    return None if done.is_repeat else done
