"""Delay, what is left, and the moment to warn (W9)."""

from fractions import Fraction

import pytest

from huying.domain.worktime import (
    Limit,
    Pause,
    Unit,
    counted_minutes,
    delay_minutes,
    due,
    due_soon_at,
    remaining,
)
from tests.domain.worktime.shipped import ALWAYS_OPEN, CALENDAR, at

QUARTER = Fraction(1, 4)


@pytest.mark.parametrize(
    ("due_at", "unit", "done_at", "minutes"),
    [
        ("2026-03-13T17:00", "work_day", "2026-03-16T09:30", 30),
        ("2026-03-13T17:00", "hour", "2026-03-16T09:30", 3870),
        ("2026-02-14T17:00", "work_hour", "2026-02-24T11:30", 150),
        ("2026-03-10T11:45", "work_hour", "2026-03-10T13:15", 30),
        # and beside the four worked rows:
        ("2026-03-13T17:00", "work_day", "2026-03-13T17:00", 0),  # in time to the second
        ("2026-03-13T17:00", "work_day", "2026-03-12T09:00", 0),
        ("2026-03-13T17:00", "work_day", "2026-03-14T12:00", 0),  # late, but on a Saturday
        ("2026-03-13T17:00", "day", "2026-03-13T17:00:59", 0),  # a begun minute is none yet
    ],
)
def test_w9_delay_is_what_the_clock_of_the_limit_counts(
    due_at: str, unit: str, done_at: str, minutes: int
) -> None:
    assert delay_minutes(at(due_at), at(done_at), Unit(unit), CALENDAR) == minutes


def test_w9_pauses_are_left_out_of_a_delay() -> None:
    stopped = [Pause(at("2026-03-16T09:10"), at("2026-03-16T10:00"))]
    done, late = at("2026-03-16T10:20"), at("2026-03-13T17:00")
    assert delay_minutes(late, done, Unit.WORK_HOUR, CALENDAR, stopped) == 30
    assert delay_minutes(late, done, Unit.HOUR, CALENDAR, stopped) == 3870


def test_a_pause_that_lasts_stops_the_count() -> None:
    stopped = [Pause(at("2026-03-10T10:00"))]
    start, end = at("2026-03-10T09:00"), at("2026-03-20T09:00")
    assert counted_minutes(start, end, Unit.WORK_HOUR, CALENDAR, stopped) == 60
    assert counted_minutes(start, end, Unit.MINUTE, CALENDAR, stopped) == 60


def test_a_body_on_duty_always_is_late_at_night_too() -> None:
    late = delay_minutes(at("2026-02-16T00:00"), at("2026-02-16T03:00"), Unit.WORK_DAY, ALWAYS_OPEN)
    assert late == 180


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-03-13T16:00", 60 + 420),
        ("2026-03-14T12:00", 420),
        ("2026-03-16T16:59:30", 0),
        ("2026-03-16T17:00", 0),
        ("2026-03-18T09:00", 0),
    ],
)
def test_what_is_left_is_counted_by_the_same_clock(now: str, left: int) -> None:
    assert remaining(at(now), at("2026-03-16T17:00"), Unit.WORK_DAY, CALENDAR) == left


def test_nothing_can_be_said_to_be_left_while_the_clock_stands() -> None:
    assert remaining(at("2026-03-13T16:00"), None, Unit.WORK_DAY, CALENDAR) is None
    limit = Limit(1, Unit.WORK_DAY)
    assert due_soon_at(at("2026-03-13T16:00"), None, limit, CALENDAR, QUARTER) is None


@pytest.mark.parametrize(
    ("opened", "value", "unit", "share", "soon"),
    [
        ("2026-03-10T09:00", 4, "work_hour", QUARTER, "2026-03-10T12:00"),  # not 13:00
        ("2026-09-30T15:00", 4, "work_hour", QUARTER, "2026-10-08T10:00"),
        ("2026-03-10T10:00", 1, "work_day", QUARTER, "2026-03-11T13:45"),  # 780 counted, 195 left
        ("2026-03-10T10:00", 24, "hour", QUARTER, "2026-03-11T04:00"),
        ("2026-03-10T10:00", 24, "hour", Fraction(1), "2026-03-10T10:00"),
        ("2026-03-10T10:00", 24, "hour", Fraction(0), "2026-03-11T10:00"),
        ("2026-03-14T10:00", 0, "work_hour", QUARTER, "2026-03-14T10:00"),
    ],
)
def test_due_soon_comes_when_only_the_share_is_left(
    opened: str, value: int, unit: str, share: Fraction, soon: str
) -> None:
    limit = Limit(value, Unit(unit))
    due_at = due(at(opened), limit, CALENDAR).at
    assert due_soon_at(at(opened), due_at, limit, CALENDAR, share) == at(soon)


def test_due_soon_leaves_pauses_out() -> None:
    limit = Limit(4, Unit.WORK_HOUR)
    stopped = [Pause(at("2026-03-10T10:00"), at("2026-03-11T10:00"))]
    due_at = due(at("2026-03-10T09:00"), limit, CALENDAR, stopped).at
    soon = due_soon_at(at("2026-03-10T09:00"), due_at, limit, CALENDAR, QUARTER, stopped)
    assert (due_at, soon) == (at("2026-03-11T14:00"), at("2026-03-11T12:00"))


def test_due_soon_refuses_a_share_that_is_no_part() -> None:
    limit = Limit(4, Unit.WORK_HOUR)
    with pytest.raises(ValueError, match="part from 0 to 1"):
        due_soon_at(at("2026-03-10T09:00"), None, limit, CALENDAR, Fraction(5, 4))
