"""What the clock itself does to a promise: due soon, late, and up the ladder, each step once.

These acts stand in no procedure file: every obligation of every procedure has them. Late does
not end a promise; it stays owed (rule 5).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.facts import Facts
from huying.domain.procedure.matter import Change, Event, Matter, Obligation

SOON: Final = 1
LATE: Final = 2

#: Name of the event of each step; every step above LATE climbs the ladder.
_NAMES: Final = {SOON: "mark_soon", LATE: "mark_late"}


def next_step(obligation: Obligation, at: datetime) -> int:
    """The step that is due at `at`: one event a step, so a jump of the clock skips none but the
    warning, which says nothing once the promise is late."""
    if obligation.marks < LATE and obligation.due_at and at > obligation.due_at:
        return LATE
    return obligation.marks + 1


def decide_mark(matter: Matter, obligation_id: int, at: datetime, facts: Facts) -> Event | Refusal:
    """The clock's next step on one open promise, or why there is none now."""
    owed = matter.obligation(obligation_id)
    if owed is None or not owed.is_open or owed.is_paused:
        return Refusal("already_ended", "clock", {"act": "mark", "kind": owed.kind if owed else ""})
    if owed.next_at is None or at < owed.next_at:
        return Refusal("not_due_yet", "clock", {"act": "mark", "kind": owed.kind})
    step = next_step(owed, at)
    told = facts.told(matter, owed, step)
    marked = replace(owed, marks=step)
    change = Change(
        owed.id, "marked", next_at=facts.next_look(marked), is_late=step >= LATE, marks=step
    )
    return Event(
        matter=matter.id,
        seq=matter.version + 1,
        act=_NAMES.get(step, "escalate"),
        at=at,
        role="clock",
        body=REQUESTER,
        person=None,
        answers=owed.id,
        changed=(change,),
        # "Nobody to escalate to" is itself a fact people must see (S3-43), never a skipped step.
        fields={"step": step, "told": list(told.people), "nobody": told.nobody},
    )


def decide_recompute(
    matter: Matter, obligation_id: int, at: datetime, facts: Facts
) -> Event | Refusal:
    """A promise that leaned on a year not yet announced, counted again with the year's days (W2).

    The event says the old and the new due time; refused when nothing about it was provisional.
    """
    owed = matter.obligation(obligation_id)
    if owed is None or not owed.is_open or owed.is_paused or owed.limit is None:
        kind = owed.kind if owed else ""
        return Refusal("already_ended", "W2", {"act": "recompute", "kind": kind})
    due = facts.due(owed.opened_at, owed.limit, owed.debtor, owed.pauses)
    if not owed.is_provisional or due.warnings:
        return Refusal("not_provisional", "W2", {"act": "recompute", "kind": owed.kind})
    moved = replace(owed, due_at=due.at, marks=0, is_provisional=False)
    return Event(
        matter=matter.id,
        seq=matter.version + 1,
        act="recompute",
        at=at,
        role="clock",
        body=REQUESTER,
        person=None,
        answers=owed.id,
        changed=(Change(owed.id, "moved", due_at=due.at, next_at=facts.next_look(moved)),),
        fields={"was": _text(owed.due_at), "now": _text(due.at)},
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
