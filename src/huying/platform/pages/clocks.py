"""时限: the clock chip. Counting is the server's; shape, icon and word differ, so grey print reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext, ngettext

from huying.domain.worktime import Pause, Unit, WorkCalendar, counted_minutes, delay_minutes
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

    opened_at: datetime
    due_at: datetime | None
    soon_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    limit_unit: str
    outcome: str


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
    """Counted minutes in words, at most two units: 184 of work time -> 3 工时 4 分."""
    if unit in ("work_hour", "work_day"):
        return _work_words(minutes, unit, workday)
    if minutes >= DAY:
        days, hours = divmod(minutes // 60, 24)
        words = _days(days)
        return _pair(words, _hours(hours)) if hours and days < 3 else words
    return _hours_minutes(minutes, _hours)


def _work_words(minutes: int, unit: str, workday: int) -> str:
    days = minutes // workday
    if unit == "work_day" and days:
        return ngettext("%(n)s 工作日", "%(n)s 工作日", days) % {"n": days}
    return _hours_minutes(minutes, _work_hours)


def _hours_minutes(minutes: int, hour_words) -> str:  # type: ignore[no-untyped-def]
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _minutes(rest)
    return _pair(hour_words(hours), _minutes(rest)) if rest else hour_words(hours)


def _pair(first: str, second: str) -> str:
    return f"{first} {second}"


def _minutes(n: int) -> str:
    return ngettext("%(n)s 分", "%(n)s 分", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n}


def _work_hours(n: int) -> str:
    return ngettext("%(n)s 工时", "%(n)s 工时", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}


def clock_view(
    owed: Owed,
    *,
    at: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    reason: str = "",
) -> ClockView:
    """The chip of one obligation at a moment; reason says what a pause waits for, with its cap."""
    if owed.ended_at is not None:
        return _ended(owed, calendar, pauses, at)
    if owed.paused_at is not None:
        return paused_clock(owed.paused_at, at=at, reason=reason)
    if owed.due_at is None:
        return ClockView("running", gettext("没有时限"))
    unit = Unit(owed.limit_unit)
    if at > owed.due_at:
        counted = delay_minutes(owed.due_at, at, unit, calendar, pauses)
        return late_clock(owed.due_at, counted, owed.limit_unit, now=at)
    left = counted_minutes(at, owed.due_at, unit, calendar, pauses)
    is_soon = owed.soon_at is not None and at >= owed.soon_at
    return running_clock(owed.due_at, left, owed.limit_unit, now=at, is_soon=is_soon)


def _ended(
    owed: Owed, calendar: WorkCalendar, pauses: Sequence[Pause], now: datetime
) -> ClockView:
    done = owed.ended_at
    assert done is not None
    unit = Unit(owed.limit_unit)
    if owed.outcome == "failed" or (owed.due_at is not None and done > owed.due_at):
        start = owed.due_at or done
        return broken_clock(done, delay_minutes(start, done, unit, calendar, pauses), unit, now=now)
    if owed.outcome == "excused":
        return ClockView("kept", gettext("免办"), near_moment(done, now=now), done)
    left = counted_minutes(done, owed.due_at, unit, calendar) if owed.due_at else 0
    return kept_clock(done, left, unit, now=now)


def running_clock(
    due: datetime, left: int, unit: str, *, now: datetime, is_soon: bool = False
) -> ClockView:
    """剩 2 工时 4 分 · 14:00 前."""
    words = gettext("剩 %(time)s") % {"time": duration(left, unit)}
    moment = gettext("%(moment)s 前") % {"moment": near_moment(due, now=now)}
    return ClockView("soon" if is_soon else "running", words, moment, due)


def late_clock(due: datetime, late: int, unit: str, *, now: datetime) -> ClockView:
    """已超 35 分 · 应于 10:20."""
    time = duration(late, unit) if late else gettext("不到 1 分")
    moment = gettext("应于 %(moment)s") % {"moment": near_moment(due, now=now)}
    return ClockView("late", gettext("已超 %(time)s") % {"time": time}, moment, due)


def paused_clock(since: datetime, *, at: datetime, reason: str = "") -> ClockView:
    """已暂停 1 天 · what it waits for and until when at most."""
    minutes = max(0, int((at - since).total_seconds() // 60))
    words = gettext("已暂停 %(time)s") % {"time": duration(minutes, "hour")}
    return ClockView("paused", words, reason, since)


def kept_clock(done: datetime, early: int, unit: str, *, now: datetime) -> ClockView:
    """提前 3 小时办结 · 11-19 15:02."""
    words = gettext("提前 %(time)s办结") % {"time": duration(early, unit)}
    return ClockView("kept", words if early else gettext("按时办结"), near_moment(done, now=now), done)


def broken_clock(done: datetime, late: int, unit: str, *, now: datetime) -> ClockView:
    """超时 35 分办结 · 11-18 16:45."""
    words = gettext("超时 %(time)s办结") % {"time": duration(late, unit)}
    return ClockView("broken", words if late else gettext("没有办成"), near_moment(done, now=now), done)
