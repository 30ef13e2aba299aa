"""Reading calendars and office hours; what a calendar knows (W2, W3)."""

import json
import tomllib
from datetime import date
from typing import Any

import pytest

from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import (
    ALWAYS,
    OfficeHours,
    WorkCalendar,
    hours_on,
    read_calendar,
    read_office_hours,
)
from tests.domain.worktime.shipped import CALENDAR, FILES, ROOT

SUMMER = OfficeHours(((8 * 3600, 12 * 3600), (14 * 3600, 18 * 3600)))


def year_file(year: Any, *days: Any) -> str:
    return json.dumps({"year": year, "days": list(days)})


def day(on: str, is_off: Any = True) -> dict[str, Any]:
    return {"name": "节", "date": on, "isOffDay": is_off}


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        (date(2025, 9, 27), False),  # a plain Saturday
        (date(2025, 9, 28), True),  # make-up Sunday
        (date(2025, 10, 1), False),
        (date(2025, 10, 9), True),
        (date(2027, 10, 1), True),  # a Friday of an unknown year: only weekends are off
        (date(2027, 10, 2), False),
    ],
)
def test_a_day_is_worked_by_its_file_else_by_the_week(on: date, worked: bool) -> None:
    assert CALENDAR.is_workday(on) is worked


def test_an_empty_year_file_is_an_unknown_year() -> None:
    assert CALENDAR.years == {2024, 2025, 2026}
    assert not CALENDAR.knows(2027)


def test_shipped_files_name_their_notice_and_hold_days_of_the_three_years() -> None:
    counts = {}
    for path in FILES:
        content = json.loads(path.read_text(encoding="utf-8"))
        counts[content["year"]] = len(content["days"])
        assert bool(content["papers"]) == bool(content["days"])
    assert counts == {2024: 36, 2025: 33, 2026: 39, 2027: 0}
    assert "NateScarlet/holiday-cn" in (ROOT / "data/calendars/NOTICE").read_text("utf-8")


def test_a_calendar_is_its_content_whatever_the_order_of_files() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    again = read_calendar(reversed(texts))
    assert again == CALENDAR
    assert hash(again) == hash(CALENDAR)
    assert again != read_calendar(texts, SUMMER)
    assert again != read_calendar(texts[:1])
    assert again != "a calendar"


def test_a_later_notice_may_move_a_day_of_the_december_before() -> None:
    old, new = year_file(2030, day("2030-12-31")), year_file(2031, day("2030-12-31", False))
    assert read_calendar([new, old]).is_workday(date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("{", "file 1", "calendar_unreadable"),
        ("[]", "file 1", "calendar_unreadable"),
        ('{"days": []}', "file 1", "calendar_unreadable"),
        (year_file("2026"), "file 1: year, days", "calendar_unreadable"),
        (year_file(2026, day("2026-02-30")), "2026: days", "calendar_day_unreadable"),
        (year_file(2026, "2026-02-03"), "2026: days", "calendar_day_unreadable"),
        (year_file(2026, day("2026-02-03", "yes")), "2026: isOffDay", "calendar_day_unreadable"),
        (year_file(2026, day("2036-02-03")), "2026: date", "calendar_day_of_other_year"),
    ],
)
def test_a_wrong_year_file_is_refused_with_its_place(text: str, field: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_calendar([text])
    (fault,) = caught.value.refusal.faults
    assert (caught.value.refusal.code, fault.field, fault.code) == ("bad_calendar", field, code)


def test_all_wrong_days_are_named_at_once() -> None:
    with pytest.raises(Refused) as caught:
        read_calendar([year_file(2026, day("x"), day("2026-01-01"), day("y")), "{"])
    assert len(caught.value.refusal.faults) == 3


def test_hours_of_a_body() -> None:
    assert CALENDAR.kept_by("office") is CALENDAR
    on_duty = CALENDAR.kept_by("always")
    assert on_duty.is_workday(date(2026, 10, 1))
    assert on_duty.knows(2090)


def test_days_past_the_calendar_are_an_error_and_not_a_hang() -> None:
    never = WorkCalendar({}, frozenset())
    with pytest.raises(OverflowError):
        list(never.worked_from(date(9999, 12, 30).toordinal()))


def test_shipped_office_hours() -> None:
    dated = read_office_hours((ROOT / "data/policies/office_hours.toml").read_text("utf-8"))
    assert hours_on(dated, date(2026, 3, 10)) == OfficeHours()
    assert hours_on(dated, date(2026, 3, 10), code="always") == ALWAYS
    with pytest.raises(KeyError):
        hours_on(dated, date(2026, 3, 10), code="night")


HOURS = """
[[hours]]
code = "office"
valid_from = 2026-06-01
spans = ["08:00-12:00", "14:00-18:00"]
source = "区政府办公室通知"
[[hours]]
code = "office"
valid_from = 2020-01-01
spans = ["09:00-12:00", "13:00-17:00"]
source = "区政府办公室通知"
"""


def test_office_hours_hold_from_their_day_on() -> None:
    dated = read_office_hours(HOURS)
    assert hours_on(dated, date(2026, 5, 31)) == OfficeHours()
    assert hours_on(dated, date(2026, 6, 1)) == SUMMER
    assert hours_on(dated, date(2019, 6, 1)) == OfficeHours()  # before all: the first ones


@pytest.mark.parametrize(
    ("wrong", "right", "field"),
    [
        ("valid_from = 2026-06-01", 'valid_from = "June"', "hours[1].valid_from"),
        ('code = "office"\nvalid_from = 2020', "valid_from = 2020", "hours[2].code"),
        ('source = "区政府办公室通知"\n[[', 'source = ""\n[[', "hours[1].source"),
        ("08:00-12:00", "08:00-15:00", "hours[1].spans"),
        ("08:00-12:00", "8 bis 12", "hours[1].spans"),
        ("14:00-18:00", "14:00-25:00", "hours[1].spans"),
        ('["08:00-12:00", "14:00-18:00"]', "[]", "hours[1].spans"),
        ('["08:00-12:00", "14:00-18:00"]', "8", "hours[1].spans"),
    ],
)
def test_wrong_office_hours_are_refused_with_their_place(
    wrong: str, right: str, field: str
) -> None:
    text = HOURS.replace(wrong, right)
    assert tomllib.loads(text) != tomllib.loads(HOURS)
    with pytest.raises(Refused) as caught:
        read_office_hours(text)
    assert [fault.field for fault in caught.value.refusal.faults] == [field]


@pytest.mark.parametrize("text", ["", "hours = 3", "[[hours"])
def test_office_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_office_hours(text)
    assert caught.value.refusal.code == "bad_office_hours"
