"""The 48 worked rows, and for each rule what the rows do not show."""

import csv
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from huying.domain.worktime import (
    Due,
    Limit,
    Pause,
    Unit,
    due,
    leans_on_unknown,
    read_question,
    write_moment,
)
from tests.domain.worktime.shipped import ALWAYS_OPEN, CALENDAR, at

ROWS = list(
    csv.DictReader(
        Path(__file__).with_name("worktime_examples.csv").read_text(encoding="utf-8").splitlines()
    )
)


def due_of(start: str, value: int, unit: str, *pauses: Pause) -> Due:
    return due(at(start), Limit(value, Unit(unit)), CALENDAR, pauses)


def test_all_48_rows_are_there() -> None:
    assert [row["id"] for row in ROWS] == [f"WT{n:02}" for n in range(1, 49)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_worked_row(row: dict[str, str]) -> None:
    question = read_question(row)
    answer = due(question.start, question.limit, CALENDAR, question.pauses)
    assert (write_moment(answer.at), ";".join(answer.warnings)) == (row["due"], row["flags"])


def test_w1_any_zone_is_understood_and_answers_come_in_shanghai_time() -> None:
    start = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    answer = due(start, Limit(1, Unit.WORK_HOUR), CALENDAR).at
    assert answer == at("2026-03-10T10:00")
    assert answer is not None
    assert answer.utcoffset() == timedelta(hours=8)


def test_w1_the_local_day_decides_not_that_of_the_sender() -> None:
    late_in_west = datetime(2026, 3, 9, 20, 0, tzinfo=timezone(-timedelta(hours=5)))
    assert due(late_in_west, Limit(1, Unit.DAY), CALENDAR).at == at("2026-03-12T00:00")


def test_w1_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2026, 3, 10, 9, 0), Limit(1, Unit.HOUR), CALENDAR)  # noqa: DTZ001


def test_w1_microseconds_are_kept() -> None:
    start = at("2026-03-10T11:59:59.000001")
    assert due(start, Limit(1, Unit.WORK_HOUR), CALENDAR).at == at("2026-03-10T13:59:59.000001")


@pytest.mark.parametrize(
    ("start", "value", "unit", "warned"),
    [
        ("2026-12-31T17:00", 1, "work_hour", True),  # the day is over: waits for 2027
        ("2026-12-31T16:00", 1, "work_hour", False),
        ("2023-12-29T09:00", 1, "work_hour", True),  # 2023 has no file
        ("2023-12-31T18:00", 1, "work_hour", False),  # whatever 2023 says, that day is over
        ("2023-12-29T09:00", 1, "work_day", True),  # Sat 30 and Sun 31 are guessed
        ("2023-12-31T09:00", 1, "work_day", False),  # the start day is not counted
        ("2026-12-31T09:00", 40, "day", False),
        ("2026-12-31T09:00", 99, "hour", False),
        ("2027-05-01T09:00", 0, "work_day", False),
    ],
)
def test_w2_the_warning_stands_where_an_unknown_year_was_looked_at(
    start: str, value: int, unit: str, warned: bool
) -> None:
    assert leans_on_unknown(due_of(start, value, unit)) is warned


@pytest.mark.parametrize(
    ("start", "pause", "warned"),
    [
        ("2026-12-30T09:00", "2027-01-05T09:00", True),
        ("2026-12-30T09:00", "2027-01-01T00:00", False),
        ("2027-03-01T09:00", "2027-01-01T00:00", False),
    ],
)
def test_w2_a_clock_that_stands_leans_on_what_it_counted(
    start: str, pause: str, warned: bool
) -> None:
    answer = due_of(start, 9, "work_day", Pause(at(pause)))
    assert answer.at is None
    assert leans_on_unknown(answer) is warned


def test_w4_a_clock_that_stands_for_good_does_not_undo_a_limit_already_reached() -> None:
    stopped = Pause(at("2026-03-10T11:00"))
    assert due_of("2026-03-10T09:00", 1, "work_hour", stopped).at == at("2026-03-10T10:00")
    assert due_of("2026-03-10T09:00", 2, "work_hour", stopped).at == at("2026-03-10T11:00")
    assert due_of("2026-03-10T09:00", 3, "work_hour", stopped).at is None


@pytest.mark.parametrize(
    ("unit", "pause", "expected"),
    [
        ("day", ("2026-03-11T20:00", "2026-03-12T00:00"), "2026-03-13T00:00"),  # until the close
        ("day", ("2026-03-11T20:00", "2026-03-11T23:59"), "2026-03-12T00:00"),
        ("day", ("2026-03-12T00:00", "2026-03-12T09:00"), "2026-03-12T00:00"),  # from the close
        ("work_day", ("2026-03-11T16:59:59", "2026-03-11T17:00"), "2026-03-12T17:00"),
        ("work_day", ("2026-03-11T17:00", "2026-03-12T17:00"), "2026-03-11T17:00"),
        ("work_day", ("2026-03-01T00:00", "2026-03-12T17:00"), "2026-03-13T17:00"),
    ],
)
def test_w7_a_day_is_lost_by_a_pause_in_force_at_its_close(
    unit: str, pause: tuple[str, str], expected: str
) -> None:
    stopped = Pause(at(pause[0]), at(pause[1]))
    assert due_of("2026-03-10T10:00", 1, unit, stopped).at == at(expected)


def test_w7_pauses_come_in_any_order_and_empty_ones_change_nothing() -> None:
    late = Pause(at("2026-03-10T15:00"), at("2026-03-10T16:00"))
    early = Pause(at("2026-03-10T09:00"), at("2026-03-10T10:00"))
    empty = Pause(at("2026-03-10T11:00"), at("2026-03-10T11:00"))
    answer = due_of("2026-03-10T09:00", 5, "work_hour", late, empty, early)
    assert answer.at == at("2026-03-10T17:00")


def test_w7_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Pause(at("2026-03-10T11:00"), at("2026-03-10T10:00"))


def test_w8_a_limit_of_nothing_is_due_at_the_start_even_in_a_pause() -> None:
    stopped = Pause(at("2026-03-01T00:00"))
    assert due_of("2026-03-14T10:00", 0, "work_day", stopped).at == at("2026-03-14T10:00")


@pytest.mark.parametrize("value", [-1, 1_000_001])
def test_w8_limits_outside_of_sense_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match="whole number"):
        Limit(value, Unit.DAY)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (2, Unit.WORK_HOUR, "2027-02-06T01:30"),
        (1, Unit.WORK_DAY, "2027-02-07T00:00"),
        (2, Unit.WORK_DAY, "2027-02-08T00:00"),
    ],
)
def test_a_body_on_duty_always_counts_every_hour_and_needs_no_notice(
    value: int, unit: Unit, expected: str
) -> None:
    answer = due(at("2027-02-05T23:30"), Limit(value, unit), ALWAYS_OPEN)
    assert answer == Due(at(expected), ())
