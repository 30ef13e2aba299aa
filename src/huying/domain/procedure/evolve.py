"""What a matter looks like after an event. Replaying all its events gives its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from huying.domain.procedure.matter import Change, Done, Event, Matter, Obligation
from huying.domain.procedure.model import ENDINGS
from huying.domain.worktime import Pause


def evolve(matter: Matter, event: Event) -> Matter:
    """The matter after `event`; computes nothing, only takes over what the event says."""
    changes = {change.id: change for change in event.changed}
    kept = tuple(
        _changed(o, changes[o.id], event.at) if o.id in changes else o for o in matter.obligations
    )
    return replace(
        matter,
        state=event.to or matter.state,
        version=event.seq,
        parties={**matter.parties, **event.parties},
        obligations=kept + event.opened,
        trail=(*matter.trail, Done(event.act, event.body, event.person)),
        # A correction of an ended matter does not end it again; reopening takes its end back.
        ended_at=(matter.ended_at or event.at) if event.is_end else None,
    )


def replay(matter: Matter, events: Iterable[Event]) -> Matter:
    """The matter that a blank one becomes by all its events in order."""
    for event in events:
        matter = evolve(matter, event)
    return matter


def _changed(old: Obligation, change: Change, at: datetime) -> Obligation:
    new = replace(old, version=old.version + 1, next_at=change.next_at)
    if change.is_late and old.late_at is None:
        new = replace(new, late_at=old.due_at)
    if change.did in ENDINGS:
        return replace(new, outcome=str(change.did), ended_at=at, next_at=None)
    if change.did == "paused":
        return replace(new, pauses=(*old.pauses, Pause(at, None)), due_at=None)
    if change.did == "resumed":
        closed = (*old.pauses[:-1], Pause(old.pauses[-1].start, at))
        return _redated(replace(new, pauses=closed), change)
    if change.did == "moved":
        return _redated(new, change)
    if change.did == "extended":
        # Asked for in time and granted after the limit: late only if the new one is missed.
        still = change.due_at is not None and change.due_at <= at
        late = old.late_at if still else None
        return _redated(replace(new, limit=change.limit, late_at=late), change)
    if change.did == "marked":
        return replace(new, marks=change.marks)
    return new


def _redated(old: Obligation, change: Change) -> Obligation:
    # A new date is a new promise to watch: the clock's steps begin again. What was late before it
    # paused is late still, and nobody is told twice.
    marks = old.marks if change.did != "moved" and old.late_at else 0
    return replace(old, due_at=change.due_at, marks=marks, is_provisional=change.is_provisional)
