"""The clock of an obligation as a chip, counted on the debtor's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.marks import SOON
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Unit
from huying.platform.pages.clocks import ClockView, clock_view


@dataclass(slots=True)
class _Owed:
    """An obligation as the chip reads it."""

    due_at: datetime | None
    soon_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    limit_unit: str
    outcome: str


def chip(known: District, owed: Obligation, at: datetime, reason: str = "") -> ClockView:
    """The chip of one obligation: running, due soon, late, paused, kept or broken; `reason` says
    what a pause waits for."""
    if owed.limit is None and owed.due_at is None:
        return ClockView("running", gettext("没有时限"))
    read = _Owed(
        due_at=owed.due_at,
        soon_at=owed.opened_at if owed.marks >= SOON else owed.next_at,
        paused_at=owed.pauses[-1].start if owed.is_paused else None,
        ended_at=owed.ended_at,
        # A date that a person set has no limit of its own; it is counted in plain days.
        limit_unit=owed.limit.unit if owed.limit else Unit.DAY,
        outcome=owed.outcome,
    )
    calendar = known.calendar_of(owed.debtor, local_day(owed.opened_at))
    return clock_view(read, at=at, calendar=calendar, pauses=owed.pauses, reason=reason)


def next_owed(owed: list[Obligation]) -> Obligation | None:
    """What a list shows of a case: the body's promise due first, one that waits, else the promise
    to the resident as it ended."""
    running = [o for o in owed if o.is_open and o.debtor != REQUESTER]
    dated = [o for o in running if o.due_at]
    if dated:
        return min(dated, key=lambda o: (o.due_at, o.id))
    ended = [o for o in owed if o.kind == "promise"]
    return next(iter(running or ended[-1:]), None)
