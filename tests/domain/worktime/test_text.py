"""Reading and writing times, pauses and whole questions."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import (
    SHANGHAI,
    Pause,
    read_moment,
    read_pauses,
    read_question,
    write_moment,
    write_pauses,
)
from tests.domain.worktime.shipped import at

RIGHT = {"start": "2026-03-10T09:00", "limit": "2", "unit": "work_day", "pauses": ""}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (" 2026-03-10T09:00 ", "2026-03-10T09:00"),
        ("2026-03-10 09:00:30", "2026-03-10T09:00:30"),
        ("2026-03-10T01:00Z", "2026-03-10T09:00"),
        ("2026-03-10T09:00+08:00", "2026-03-10T09:00"),
    ],
)
def test_moments_are_shanghai_time_unless_they_say_otherwise(text: str, moment: str) -> None:
    assert read_moment(text) == at(moment)
    assert read_moment(text).tzinfo is SHANGHAI


@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)))  # noqa: DTZ001
def test_what_is_written_is_read_again(local: datetime) -> None:
    moment = local.replace(tzinfo=SHANGHAI)
    assert read_moment(write_moment(moment)) == moment
    pauses = (Pause(moment, moment), Pause(moment))
    assert read_pauses(write_pauses(pauses)) == pauses


def test_no_moment_is_written_as_nothing() -> None:
    assert write_moment(None) == ""


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("start", "", "field_missing"),
        ("start", "2026-03-10", "time_unreadable"),  # its first or its last minute?
        ("start", "2026-02-30T09:00", "time_unreadable"),
        ("start", "10.03.2026 09:00", "time_unreadable"),
        ("start", "2026-03-10T09:00 noon", "time_unreadable"),
        ("start", "9999-03-10T09:00", "time_out_of_range"),
        ("limit", " ", "field_missing"),
        ("limit", "-1", "limit_unreadable"),
        ("limit", "1.5", "limit_unreadable"),
        ("limit", "1000001", "limit_unreadable"),
        ("limit", "9" * 5000, "limit_unreadable"),
        ("unit", "", "field_missing"),
        ("unit", "week", "unit_unknown"),
        ("pauses", "2026-03-10T09:00", "pause_unreadable"),
        ("pauses", "/2026-03-10T09:00", "pause_unreadable"),
        ("pauses", "2026-03-10T09:00/soon", "pause_unreadable"),
        ("pauses", "2026-03-10T09:00/2026-03-10T08:00", "pause_backwards"),
    ],
)
def test_a_wrong_field_is_named_with_its_value(field: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_question({**RIGHT, field: value})
    (fault,) = caught.value.refusal.faults
    assert (fault.field, fault.value, fault.code) == (field, value, code)


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(Refused) as caught:
        read_question({"start": "x", "limit": "y", "unit": "z", "pauses": "w"})
    fields = [fault.field for fault in caught.value.refusal.faults]
    assert fields == ["start", "limit", "unit", "pauses"]


def test_a_question_without_pauses_needs_no_such_field() -> None:
    fields = {name: text for name, text in RIGHT.items() if name != "pauses"}
    assert read_question(fields).pauses == ()
