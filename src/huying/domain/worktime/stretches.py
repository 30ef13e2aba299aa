"""Stretches of time in which a clock runs: [from, to) in order, as instants."""

from __future__ import annotations

from collections.abc import Iterator

from huying.domain.worktime.calendar import WorkCalendar
from huying.domain.worktime.instants import DAY, FOREVER, SECOND


def elapsed(begun: int) -> Iterator[tuple[int, int]]:
    """Day and night from `begun` on."""
    yield begun, FOREVER


def worked(begun: int, calendar: WorkCalendar) -> Iterator[tuple[int, int]]:
    """Office hours of working days from `begun` on."""
    spans = [(start * SECOND, end * SECOND) for start, end in calendar.hours.spans]
    for ordinal in calendar.worked_from(begun // DAY):
        midnight = ordinal * DAY
        for start, end in spans:
            if midnight + end > begun:
                yield max(midnight + start, begun), midnight + end


def without(
    running: Iterator[tuple[int, int]], stopped: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    """The running stretches outside the pauses; ends where a pause without end begins."""
    return _cut(running, stopped) if stopped else running


def _cut(
    running: Iterator[tuple[int, int]], stopped: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    place = 0
    for start, end in running:
        while place < len(stopped) and stopped[place][0] < end:
            pause_from, pause_to = stopped[place]
            if start < pause_from:
                yield start, pause_from
            if pause_to == FOREVER:
                return
            start = max(start, pause_to)
            if pause_to > end:
                break
            place += 1
        if start < end:
            yield start, end


def instant_of(amount: int, running: Iterator[tuple[int, int]]) -> int | None:
    """The first instant at which `amount` microseconds have run; None when they never do."""
    for start, end in running:
        if amount <= end - start:
            return start + amount
        amount -= end - start
    return None


def length_until(end: int, running: Iterator[tuple[int, int]]) -> int:
    """Microseconds that run before `end`."""
    total = 0
    for start, stop in running:
        if start >= end:
            break
        total += min(stop, end) - start
    return total
