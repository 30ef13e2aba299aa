"""An obligation's clock as a chip: counted on the debtor's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.domain.procedure.marks import SOON
from huying.domain.procedure.matter import Matter, Obligation
from huying.domain.worktime import SHANGHAI, WorkCalendar
from huying.platform.pages.clocks import ClockView, clock_view
from huying.platform.pages.dates import near_moment


@dataclass(slots=True)
class _Owed:
    """An obligation as the chip reads it."""

    due_at: datetime | None
    soon_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    limit_unit: str
    outcome: str


def clock_of(case: Opened, owed: Obligation, at: datetime) -> ClockView:
    """The chip of one obligation: running, due soon, late, paused, kept or broken."""
    if owed.limit is None:
        return ClockView("running", gettext("没有时限"))
    read = _Owed(
        due_at=owed.due_at,
        soon_at=owed.opened_at if owed.marks >= SOON else owed.next_at,
        paused_at=owed.pauses[-1].start if owed.is_paused else None,
        ended_at=owed.ended_at,
        limit_unit=owed.limit.unit,
        outcome=owed.outcome,
    )
    calendar = _calendar(case, owed)
    reason = _waits_for(case.matter, at) if owed.is_paused else ""
    return clock_view(read, at=at, calendar=calendar, pauses=owed.pauses, reason=reason)


def _calendar(case: Opened, owed: Obligation) -> WorkCalendar:
    district = case.facts.district
    calendar = district.calendar(owed.opened_at.astimezone(SHANGHAI).date())
    if owed.debtor not in district.chart:
        return calendar
    return calendar.kept_by(district.chart.body(owed.debtor).hours)


def _waits_for(matter: Matter, at: datetime) -> str:
    """等群众补充，最迟 03-13 09:40: a pause has a reason and a cap."""
    reply = next(iter(matter.open("reply")), None)
    if reply is None or reply.due_at is None:
        return gettext("等群众补充")
    return gettext("等群众补充，最迟 %(moment)s") % {"moment": near_moment(reply.due_at, now=at)}
