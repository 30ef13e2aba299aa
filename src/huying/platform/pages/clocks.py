"""时限: the clock chip. The server counts; shape, icon and word differ, so grey print reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext, ngettext

from huying.domain.worktime import Pause, Unit, WorkCalendar, counted_minutes
from huying.platform.pages.dates import near_moment

ICONS = {
    "running": "clock",
    "soon": "hourglass",
    "late": "alert",
    "paused": "pause",
    "kept": "check-circle",
    "broken": "x-circle",
}
DAY = 24 * 60


class Owed(Protocol):
    """What the chip needs of an obligation (rows of `platform.matters` fit)."""

    due_at: datetime | None
    soon_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    limit_unit: str
    outcome: str  # '' open, kept, excused, failed


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock in words: state, words of the chip, moment below it."""

    state: str
    words: str
    moment: str = ""
    at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.state]


def duration(minutes: int, unit: str, *, workday: int = 420) -> str:
    """Counted minutes in words, at most two units: 184 of work time -> 3 工时 4 分.

    workday: minutes of one working day, 420 by rule W3.
    """
    if unit in (Unit.WORK_HOUR, Unit.WORK_DAY):
        days = minutes // workday if unit == Unit.WORK_DAY else 0
        return _work_days(days) if days else _hours_minutes(minutes, _work_hours)
    if minutes < DAY:
        return _hours_minutes(minutes, _hours)
    days, hours = divmod(minutes // 60, 24)
    return f"{_days(days)} {_hours(hours)}" if hours and days < 3 else _days(days)


def _hours_minutes(minutes: int, hour_words: Callable[[int], str]) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _minutes(rest)
    return f"{hour_words(hours)} {_minutes(rest)}" if rest else hour_words(hours)


def _minutes(n: int) -> str:
    return ngettext("%(n)s 分", "%(n)s 分", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n}


def _work_hours(n: int) -> str:
    return ngettext("%(n)s 工时", "%(n)s 工时", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}


def _work_days(n: int) -> str:
    return ngettext("%(n)s 工作日", "%(n)s 工作日", n) % {"n": n}


def clock_view(
    owed: Owed,
    *,
    at: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    reason: str = "",
) -> ClockView:
    """The chip of one obligation at a moment.

    calendar: the debtor's own (`kept_by`); reason: what a pause waits for, and its cap.
    """
    unit = Unit(owed.limit_unit)

    def counted(start: datetime, end: datetime) -> str:
        minutes = counted_minutes(start, end, unit, calendar, pauses)
        return duration(minutes, unit, workday=_workday(calendar)) if minutes else ""

    if owed.ended_at is not None:
        return _ended(owed, owed.ended_at, counted, at)
    if owed.paused_at is not None:
        return paused_clock(owed.paused_at, now=at, reason=reason)
    if owed.due_at is None:
        return ClockView("running", gettext("没有时限"))
    if at > owed.due_at:
        return late_clock(owed.due_at, counted(owed.due_at, at), now=at)
    is_soon = owed.soon_at is not None and at >= owed.soon_at
    return running_clock(owed.due_at, counted(at, owed.due_at), now=at, is_soon=is_soon)


def _workday(calendar: WorkCalendar) -> int:
    return sum(end - start for start, end in calendar.hours.spans) // 60


def _ended(
    owed: Owed, done: datetime, counted: Callable[[datetime, datetime], str], now: datetime
) -> ClockView:
    if owed.outcome == "excused":
        return ClockView("kept", gettext("免办"), near_moment(done, now=now), done)
    if owed.due_at is not None and done > owed.due_at:
        return broken_clock(done, counted(owed.due_at, done), now=now)
    if owed.outcome == "failed":
        return ClockView("broken", gettext("没有办成"), near_moment(done, now=now), done)
    return kept_clock(done, counted(done, owed.due_at) if owed.due_at else "", now=now)


def running_clock(due: datetime, left: str, *, now: datetime, is_soon: bool = False) -> ClockView:
    """剩 2 工时 4 分 · 14:00 前; left is a `duration`, '' less than a minute."""
    words = gettext("剩 %(time)s") % {"time": left} if left else gettext("剩不到 1 分")
    moment = gettext("%(moment)s 前") % {"moment": near_moment(due, now=now)}
    return ClockView("soon" if is_soon else "running", words, moment, due)


def late_clock(due: datetime, late: str, *, now: datetime) -> ClockView:
    """已超 35 分 · 应于 10:20; late is a `duration`, '' less than a minute."""
    words = gettext("已超 %(time)s") % {"time": late} if late else gettext("已超时")
    moment = gettext("应于 %(moment)s") % {"moment": near_moment(due, now=now)}
    return ClockView("late", words, moment, due)


def paused_clock(since: datetime, *, now: datetime, reason: str = "") -> ClockView:
    """已暂停 1 天 · what it waits for and until when at most."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    time = {"time": duration(minutes, Unit.HOUR)}
    words = gettext("已暂停 %(time)s") % time if minutes else gettext("已暂停")
    return ClockView("paused", words, reason, since)


def kept_clock(done: datetime, early: str, *, now: datetime) -> ClockView:
    """提前 3 小时办结 · 11-19 15:02; '' says 按时办结."""
    words = gettext("提前 %(time)s办结") % {"time": early} if early else gettext("按时办结")
    return ClockView("kept", words, near_moment(done, now=now), done)


def broken_clock(done: datetime, late: str, *, now: datetime) -> ClockView:
    """超时 35 分办结 · 11-18 16:45."""
    words = gettext("超时 %(time)s办结") % {"time": late} if late else gettext("超时办结")
    return ClockView("broken", words, near_moment(done, now=now), done)
