"""What holds for every start, limit and pause."""

from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from huying.domain.worktime import (
    SHANGHAI,
    Limit,
    Pause,
    Unit,
    counted_minutes,
    due,
    due_soon_at,
)
from tests.domain.worktime.shipped import CALENDAR

FIRST = datetime(2023, 12, 1, tzinfo=SHANGHAI)
seconds = st.integers(0, 1200 * 86_400)
starts = seconds.map(lambda after: FIRST + timedelta(seconds=after))
limits = st.integers(1, 120)
units = st.sampled_from(Unit)
work_units = st.sampled_from([Unit.WORK_HOUR, Unit.WORK_DAY])
timed_units = st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.WORK_HOUR])
pauses = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(minutes=length)),
        starts,
        st.integers(0, 60 * 24 * 20),
    ),
    max_size=4,
)
#: Pauses near the start, so that they matter.
near = st.lists(st.tuples(st.integers(-600, 6000), st.integers(0, 9000)), max_size=4)


def pauses_near(start: datetime, shape: list[tuple[int, int]]) -> list[Pause]:
    begins = [(start + timedelta(minutes=after), length) for after, length in shape]
    return [Pause(begin, begin + timedelta(minutes=length)) for begin, length in begins]


def end_of(start: datetime, value: int, unit: Unit, stopped: list[Pause] | None = None) -> datetime:
    end = due(start, Limit(value, unit), CALENDAR, stopped or ()).at
    assert end is not None
    return end


@given(starts, limits, work_units, pauses)
def test_a_work_limit_never_ends_on_a_day_off(
    start: datetime, value: int, unit: Unit, stopped: list[Pause]
) -> None:
    assert CALENDAR.is_workday(end_of(start, value, unit, stopped).date())


@given(starts, starts, limits, units, pauses)
def test_who_starts_later_is_not_due_earlier(
    one: datetime, other: datetime, value: int, unit: Unit, stopped: list[Pause]
) -> None:
    early, late = sorted([one, other])
    assert end_of(early, value, unit, stopped) <= end_of(late, value, unit, stopped)


@given(starts, limits, limits, units, near)
def test_a_longer_limit_ends_later(
    start: datetime, value: int, more: int, unit: Unit, shape: list[tuple[int, int]]
) -> None:
    stopped = pauses_near(start, shape)
    assert end_of(start, value, unit, stopped) < end_of(start, value + more, unit, stopped)


@given(starts, limits, units, near, near)
def test_a_pause_never_shortens(
    start: datetime,
    value: int,
    unit: Unit,
    some: list[tuple[int, int]],
    more: list[tuple[int, int]],
) -> None:
    few, many = pauses_near(start, some), pauses_near(start, some + more)
    assert end_of(start, value, unit, few) <= end_of(start, value, unit, many)


@given(starts, limits, limits, units)
def test_two_limits_one_after_the_other_are_their_sum(
    start: datetime, first: int, second: int, unit: Unit
) -> None:
    between = end_of(start, first, unit)
    if unit is Unit.DAY:
        # 24:00 belongs to the day that ends, though it is written as the next day's 00:00.
        between -= timedelta(microseconds=1)
    assert end_of(between, second, unit) == end_of(start, first + second, unit)


@given(starts, limits, timed_units, near)
def test_what_is_counted_until_due_is_the_limit(
    start: datetime, value: int, unit: Unit, shape: list[tuple[int, int]]
) -> None:
    stopped = pauses_near(start, shape)
    minutes = value if unit is Unit.MINUTE else value * 60
    end = end_of(start, value, unit, stopped)
    assert counted_minutes(start, end, unit, CALENDAR, stopped) == minutes
    just_before = end - timedelta(microseconds=1)
    assert counted_minutes(start, just_before, unit, CALENDAR, stopped) == minutes - 1


@given(starts, limits, units, near, st.fractions(0, 1))
def test_the_warning_comes_between_start_and_due(
    start: datetime, value: int, unit: Unit, shape: list[tuple[int, int]], share: Fraction
) -> None:
    stopped, limit = pauses_near(start, shape), Limit(value, unit)
    end = end_of(start, value, unit, stopped)
    soon = due_soon_at(start, end, limit, CALENDAR, share, stopped)
    assert soon is not None
    assert start <= soon <= end


@given(starts, st.integers(1, 40), st.integers(0, 40))
def test_working_days_agree_with_counting_them_one_by_one(
    start: datetime, value: int, lost: int
) -> None:
    # A second, slower way to the same answer, with a pause of `lost` days from the start on.
    until = start + timedelta(days=lost)
    day, left = start.date(), value
    while left:
        day += timedelta(days=1)
        close = datetime(day.year, day.month, day.day, 17, tzinfo=SHANGHAI)
        if CALENDAR.is_workday(day) and not (start < close <= until):
            left -= 1
    assert end_of(start, value, Unit.WORK_DAY, [Pause(start, until)]) == close
