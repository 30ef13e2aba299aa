"""When a limit ends (rules W4 to W8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime
from itertools import islice
from typing import Final

from huying.domain.worktime.calendar import WorkCalendar
from huying.domain.worktime.instants import DAY, FOREVER, HOUR, MINUTE, SECOND, instant, moment_at
from huying.domain.worktime.limits import Limit, Pause, Unit, joined
from huying.domain.worktime.stretches import elapsed, instant_of, without, worked

YEAR_UNKNOWN: Final = "year_unknown"
#: What one of a unit is in microseconds, for the units that count time and not whole days.
_LENGTH: Final = {Unit.MINUTE: MINUTE, Unit.HOUR: HOUR, Unit.WORK_HOUR: HOUR}


@dataclass(frozen=True, slots=True)
class Due:
    """到期时间: the moment (+08:00), None while an open pause stops the clock, and warnings."""

    at: datetime | None
    warnings: tuple[str, ...] = ()


def due(start: datetime, limit: Limit, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> Due:
    """When a limit that began at `start` ends; `pauses` are all of its pauses, in any order.

    The warning `year_unknown` says that days of a year not yet announced were looked at (W2).
    ValueError for a time without zone, OverflowError past the year 9999.
    """
    begun = instant(start)
    if limit.value == 0:
        return Due(moment_at(begun))
    stopped = joined(pauses) if pauses else ()
    if limit.unit in _LENGTH:
        end = _end_of_time(begun, limit, calendar, stopped)
    else:
        end = _end_of_days(begun, limit, calendar, stopped)
    looked_until = _stop(begun, stopped) if end is None else end
    warnings = _warnings(begun, limit.unit, looked_until, calendar)
    return Due(None if end is None else moment_at(end), warnings)


def leans_on_unknown(promise: Due) -> bool:
    """Is the promise provisional, to be computed again when the year's notice is imported?"""
    return YEAR_UNKNOWN in promise.warnings


def _end_of_time(
    begun: int, limit: Limit, calendar: WorkCalendar, stopped: tuple[tuple[int, int], ...]
) -> int | None:
    running = worked(begun, calendar) if limit.unit.is_worked else elapsed(begun)
    return instant_of(limit.value * _LENGTH[limit.unit], without(running, stopped))


def _end_of_days(
    begun: int, limit: Limit, calendar: WorkCalendar, stopped: tuple[tuple[int, int], ...]
) -> int | None:
    closes = _closes(begun // DAY + 1, limit.unit, calendar)
    if stopped:
        closes = _not_lost(closes, stopped)
    return next(islice(closes, limit.value - 1, None), None)


def _closes(first: int, unit: Unit, calendar: WorkCalendar) -> Iterator[int]:
    """The instants at which days end that could count, from the day `first` on."""
    if unit is Unit.WORK_DAY:
        close = calendar.hours.close * SECOND
        return (day * DAY + close for day in calendar.worked_from(first))
    last = date(MAXYEAR, 12, 31).toordinal()
    return ((day + 1) * DAY for day in range(first, last))


def _not_lost(closes: Iterator[int], stopped: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """Closes that no pause covers; ends where a pause without end begins (W7)."""
    place = 0
    for close in closes:
        while place < len(stopped) and stopped[place][1] < close:
            place += 1
        if place == len(stopped) or close <= stopped[place][0]:
            yield close
        elif stopped[place][1] == FOREVER:
            return


def _stop(begun: int, stopped: tuple[tuple[int, int], ...]) -> int:
    """Where the clock stood still for good: nothing after it was looked at."""
    return max(begun, stopped[-1][0]) if stopped else begun


def _warnings(begun: int, unit: Unit, end: int, calendar: WorkCalendar) -> tuple[str, ...]:
    if not unit.is_worked:
        return ()
    first = begun // DAY
    # A start day that is not counted, or is over, is not looked at.
    if unit is Unit.WORK_DAY or begun % DAY >= calendar.hours.close * SECOND:
        first += 1
    # One microsecond back: 24:00 belongs to the day that ends.
    last = (end - 1) // DAY
    if first > last:
        return ()
    years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
    return () if all(map(calendar.knows, years)) else (YEAR_UNKNOWN,)
