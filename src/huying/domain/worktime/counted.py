"""What a limit's own clock counts between two moments (W9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from huying.domain.worktime.calendar import WorkCalendar
from huying.domain.worktime.instants import MINUTE, instant, moment_at
from huying.domain.worktime.limits import Limit, Pause, Unit, joined
from huying.domain.worktime.stretches import elapsed, instant_of, length_until, without, worked


def counted_minutes(
    start: datetime,
    end: datetime,
    unit: Unit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """Whole minutes from start to end, a begun minute left out; 0 when end is before start.

    Office time for `work_hour` and `work_day`, elapsed time for the others, pauses left out.
    """
    return _counted(instant(start), instant(end), unit, calendar, joined(pauses)) // MINUTE


def delay_minutes(
    due_at: datetime,
    done_at: datetime,
    unit: Unit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """Minutes of delay (S2-44, W9); 0 in time.

    0 is also possible late, by seconds or over a weekend: whether it is late is `done <= due`.
    """
    return counted_minutes(due_at, done_at, unit, calendar, pauses)


def remaining(
    now: datetime,
    due_at: datetime | None,
    unit: Unit,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> int | None:
    """Minutes the unit's clock still counts until due; 0 once due, None while it stands."""
    return None if due_at is None else counted_minutes(now, due_at, unit, calendar, pauses)


def due_soon_at(
    opened: datetime,
    due_at: datetime | None,
    limit: Limit,
    calendar: WorkCalendar,
    share: Fraction,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """The first moment when no more than `share` (0 to 1) of the counted time is left.

    `share` is a policy number, exact: Fraction(1, 4). None while the clock stands; the due time
    itself when nothing is counted before it. ValueError for another share.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share {share}: give a part from 0 to 1")
    if due_at is None:
        return None
    begun, end, stopped = instant(opened), instant(due_at), joined(pauses)
    whole = _counted(begun, end, limit.unit, calendar, stopped)
    if whole == 0 or share == 1:
        return moment_at(begun if whole else end)
    before = whole - whole * share.numerator // share.denominator
    reached = instant_of(before, _running(begun, limit.unit, calendar, stopped))
    return None if reached is None else moment_at(reached)


def _running(
    begun: int, unit: Unit, calendar: WorkCalendar, stopped: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    return without(worked(begun, calendar) if unit.is_worked else elapsed(begun), stopped)


def _counted(
    begun: int, end: int, unit: Unit, calendar: WorkCalendar, stopped: tuple[tuple[int, int], ...]
) -> int:
    if end <= begun:
        return 0
    return length_until(end, _running(begun, unit, calendar, stopped))
