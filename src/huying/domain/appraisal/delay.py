"""Whose delay it was (S2-44): a lead's late minutes, shared among those it waited for.

But-for rule: a party owns what would not have been late had it kept its own limit. The lead's
clock runs on while it waits for another body; only waiting for the resident is a pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from huying.domain.worktime import Pause, Unit, WorkCalendar, counted_minutes, delay_minutes


@dataclass(frozen=True, slots=True)
class Clock:
    """计时: the lead's own clock, by which every minute here is counted (W9)."""

    unit: Unit
    calendar: WorkCalendar
    pauses: Sequence[Pause] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """等待: the lead waited for `party`, which owed its answer by `due_at`.

    No due time: the party could not be late. No answer: it was still owed when the lead was done.
    """

    party: int
    due_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delay:
    """延误: whole minutes the lead was late, and whose they are; the shares add up to them."""

    minutes: int
    shares: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Late:
    party: int
    start: datetime
    end: datetime


def attribute(
    lead: int,
    *,
    start: datetime,
    due_at: datetime | None,
    done_at: datetime,
    clock: Clock,
    waits: Iterable[Wait] = (),
) -> Delay:
    """Share the delay of `lead`, whose limit ran from `start` to `due_at`.

    Late minutes that fit into the delay stay with their party and the rest is the lead's own;
    otherwise the delay is shared in proportion, whole minutes by largest remainder.
    """
    late_by = (
        delay_minutes(due_at, done_at, clock.unit, clock.calendar, clock.pauses) if due_at else 0
    )
    if not late_by:
        return Delay(0, {})
    owned = _owned(_late_spans(waits, lead, start, done_at), clock)
    explained = sum(owned.values())
    if explained > late_by:
        owned = _by_largest_remainder(owned, late_by)
    elif explained < late_by:
        owned = {**owned, lead: late_by - explained}
    return Delay(late_by, {party: minutes for party, minutes in sorted(owned.items()) if minutes})


def _late_spans(
    waits: Iterable[Wait], lead: int, start: datetime, done_at: datetime
) -> tuple[_Late, ...]:
    spans = []
    for wait in waits:
        if wait.due_at is None or wait.party == lead:
            continue
        since = max(wait.due_at, start)
        until = min(wait.answered_at or done_at, done_at)
        if since < until:
            spans.append(_Late(wait.party, since, until))
    return tuple(spans)


def _owned(spans: tuple[_Late, ...], clock: Clock) -> dict[int, int]:
    """Late minutes by party; where two are late at once, the minute is the last answerer's."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    owned: dict[int, int] = {}
    for since, until in pairwise(edges):
        late_now = [span for span in spans if span.start <= since and until <= span.end]
        if late_now:
            owner = max(late_now, key=_answered_last).party
            owned[owner] = owned.get(owner, 0) + _minutes(edges[0], since, until, clock)
    return owned


def _answered_last(span: _Late) -> tuple[float, float, int]:
    # Answered at the same moment: the one that was due first held the case longer.
    return (span.end.timestamp(), -span.start.timestamp(), -span.party)


def _minutes(origin: datetime, since: datetime, until: datetime, clock: Clock) -> int:
    # Both ends are counted from one origin: cut into pieces, seconds would be lost at each cut.
    unit, calendar, pauses = clock.unit, clock.calendar, clock.pauses
    before = counted_minutes(origin, since, unit, calendar, pauses)
    return counted_minutes(origin, until, unit, calendar, pauses) - before


def _by_largest_remainder(owned: Mapping[int, int], total: int) -> dict[int, int]:
    """`total` whole minutes in proportion to `owned`; ties to the larger share, then lower id."""
    whole = sum(owned.values())
    parts = {party: divmod(minutes * total, whole) for party, minutes in owned.items()}
    left = total - sum(quotient for quotient, _ in parts.values())
    ranked = sorted(parts, key=lambda party: (-parts[party][1], -owned[party], party))
    return {party: parts[party][0] + (1 if rank < left else 0) for rank, party in enumerate(ranked)}
