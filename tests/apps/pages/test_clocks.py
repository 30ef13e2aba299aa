"""The clock chip says in words what the unit's own clock counts (W3, W6, W9)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import pytest
from django.utils import translation

from huying.domain.worktime import WorkCalendar
from huying.platform.pages import clocks

SHANGHAI = timezone(timedelta(hours=8))
CALENDAR = WorkCalendar({date(2026, 11, 16): True}, frozenset({2026}))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Owed:
    due_at: datetime | None
    limit_unit: str = "hour"
    soon_at: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""


def ended(due: datetime, done: datetime, outcome: str) -> Owed:
    return Owed(due, ended_at=done, outcome=outcome)


NOW = at(20, 10, 26)  # a Friday
ROWS = [
    (Owed(at(20, 14), "work_hour"), "running", "剩 2 工时 34 分", "14:00 前"),
    (Owed(at(20, 10, 50), soon_at=at(20, 10)), "soon", "剩 24 分", "10:50 前"),
    (Owed(at(26, 17), "work_day"), "running", "剩 4 工作日", "11-26 17:00 前"),
    (Owed(at(20, 17), "work_day"), "running", "剩 5 工时 34 分", "17:00 前"),
    (Owed(at(22, 11)), "running", "剩 2 天", "11-22 11:00 前"),
    (Owed(at(21, 11)), "running", "剩 1 天", "11-21 11:00 前"),
    (Owed(at(20, 10)), "late", "已超 26 分", "应于 10:00"),
    (Owed(at(19, 15, 10), "work_hour"), "late", "已超 3 工时 16 分", "应于 11-19 15:10"),
    (Owed(None, paused_at=at(19, 10, 26)), "paused", "已暂停 1 天", "等居民，最长 3 天"),
    (ended(at(19, 15), at(19, 12), "kept"), "kept", "提前 3 小时办结", "11-19 12:00"),
    (ended(at(19, 12), at(19, 12), "kept"), "kept", "按时办结", "11-19 12:00"),
    (ended(at(19, 12), at(19, 12, 35), "kept"), "broken", "超时 35 分办结", "11-19 12:35"),
    (ended(at(21, 12), at(19, 12), "failed"), "broken", "没有办成", "11-19 12:00"),
    (ended(at(21, 12), at(19, 12), "excused"), "kept", "免办", "11-19 12:00"),
    (Owed(None), "running", "没有时限", ""),
]  # fmt: skip


@pytest.mark.parametrize(("owed", "state", "words", "moment"), ROWS)
def test_chip(owed: Owed, state: str, words: str, moment: str) -> None:
    with translation.override("zh-hans"):
        view = clocks.clock_view(owed, at=NOW, calendar=CALENDAR, reason="等居民，最长 3 天")
    assert (view.state, view.words, view.moment) == (state, words, moment)


def test_each_state_has_its_own_shape() -> None:
    assert len(set(clocks.ICONS.values())) == len(clocks.ICONS) == 6


def test_exactly_due_is_in_time_and_a_second_later_is_not() -> None:
    owed = Owed(NOW)
    assert clocks.clock_view(owed, at=NOW, calendar=CALENDAR).state == "running"
    later = clocks.clock_view(owed, at=NOW + timedelta(seconds=1), calendar=CALENDAR)
    assert (later.state, later.words) == ("late", "已超时")


def test_body_on_duty_day_and_night_counts_its_own_days() -> None:
    owed = Owed(at(23, 0), "work_day")
    view = clocks.clock_view(owed, at=NOW, calendar=CALENDAR.kept_by("always"))
    assert view.words == "剩 2 工作日"
