"""Moments at which people work: counted in the hours of their body, to the whole second."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from huying.domain.worktime import OfficeHours, Unit, WorkCalendar, counted_minutes
from huying.domain.worktime.calendar import DAY_AND_NIGHT
from huying.domain.worktime.instants import MINUTE, instant, moment_at
from huying.domain.worktime.stretches import instant_of, worked

#: The desk answers the phone from eight in the morning to ten at night, every day.
DESK_SHIFT: Final = WorkCalendar(
    {}, frozenset(), OfficeHours(((8 * 3600, 22 * 3600),), every_day=True)
)
#: A limit that leaves less of its own body's hours than this is worked off at any hour.
_TOO_SHORT: Final = 20


def after(start: datetime, minutes: float, calendar: WorkCalendar) -> datetime:
    """The moment when so many minutes of the calendar's hours have passed since `start`."""
    end = instant_of(int(minutes * MINUTE), worked(instant(start), calendar))
    if end is None:
        raise ValueError(f"{minutes} minutes after {start} are never worked")
    return whole(moment_at(end))


def share_of(start: datetime, due: datetime, share: float, calendar: WorkCalendar) -> datetime:
    """The moment when this share of the time from `start` to `due` has been worked."""
    total = counted_minutes(start, due, Unit.WORK_HOUR, calendar)
    if total < _TOO_SHORT:
        calendar = DAY_AND_NIGHT
        total = counted_minutes(start, due, Unit.WORK_HOUR, calendar)
    return after(start, share * total, calendar)


def whole(moment: datetime) -> datetime:
    """The next whole second, so that nobody acts before what they answer."""
    rest = moment.microsecond
    return moment + timedelta(microseconds=1_000_000 - rest) if rest else moment
