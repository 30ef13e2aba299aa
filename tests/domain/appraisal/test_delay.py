"""Whose delay: six worked rows, and what must hold for any case."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.appraisal.delay import Clock, Wait, attribute
from huying.domain.worktime import (
    SHANGHAI,
    Limit,
    Pause,
    Unit,
    delay_minutes,
    due,
    read_calendar,
)

DATA = Path(__file__).parents[3] / "data" / "calendars"
CALENDAR = read_calendar([(DATA / "holiday-cn-2026.json").read_text(encoding="utf-8")])
HANDLER, EEB, RULING, APPROVAL = 1, 2, 3, 4


def at(text: str) -> datetime:
    return datetime.fromisoformat("2026-03-" + text).replace(tzinfo=SHANGHAI)


def waited(party: int, asked: str, limit: Limit, answered: str) -> Wait:
    return Wait(party, due(at(asked), limit, CALENDAR).at, at(answered))


ONE_DAY = Limit(1, Unit.WORK_DAY)
PAUSE = Pause(at("09T14:00"), at("10T09:30"))
RULED = waited(RULING, "09T10:00", Limit(4, Unit.WORK_HOUR), "10T16:00")
APPROVED = waited(APPROVAL, "10T16:00", Limit(2, Unit.WORK_HOUR), "11T10:30")

# start, limit, pauses, waited for, done, due, whose
ROWS = {
    "D1": (
        ("09T10:00", Limit(2, Unit.WORK_DAY), (), ()),
        ("12T09:40", "11T17:00", {HANDLER: 40}),
    ),
    "D2": (
        ("09T10:00", Limit(2, Unit.WORK_DAY), (), (waited(EEB, "09T14:00", ONE_DAY, "11T11:00"),)),
        ("11T16:00", "11T17:00", {}),
    ),
    "D3": (
        ("09T10:00", Limit(2, Unit.WORK_DAY), (), (waited(EEB, "09T14:00", ONE_DAY, "12T11:00"),)),
        ("12T14:30", "11T17:00", {EEB: 270}),
    ),
    "D4": (
        ("09T10:00", Limit(2, Unit.WORK_DAY), (), (waited(EEB, "09T14:00", ONE_DAY, "11T11:00"),)),
        ("13T10:00", "11T17:00", {EEB: 120, HANDLER: 360}),
    ),
    "D5": (
        ("09T10:00", Limit(4, Unit.WORK_HOUR), (PAUSE,), ()),
        ("10T11:00", "10T10:30", {HANDLER: 30}),
    ),
    "D6": (
        ("09T09:00", Limit(7, Unit.WORK_HOUR), (), (RULED, APPROVED)),
        ("11T11:00", "09T17:00", {RULING: 480, APPROVAL: 30, HANDLER: 30}),
    ),
}


@pytest.mark.req("S2-44")
@pytest.mark.parametrize(("given_", "expected"), ROWS.values(), ids=ROWS)
def test_whose_delay(given_, expected):
    start, limit, pauses, waits = given_
    done, due_text, whose = expected
    due_at = due(at(start), limit, CALENDAR, pauses).at
    assert due_at == at(due_text)
    found = attribute(
        HANDLER,
        start=at(start),
        due_at=due_at,
        done_at=at(done),
        clock=Clock(limit.unit, CALENDAR, pauses),
        waits=waits,
    )
    assert dict(found.shares) == whose
    assert found.minutes == sum(whose.values())


def hours(*waits: Wait, done: str = "10T10:00", due_at: str = "10T08:00") -> dict[int, int]:
    """Shares of a lead on an elapsed-time clock that began on the 9th at 08:00."""
    found = attribute(
        HANDLER,
        start=at("09T08:00"),
        due_at=at(due_at),
        done_at=at(done),
        clock=Clock(Unit.HOUR, CALENDAR),
        waits=waits,
    )
    return dict(found.shares)


def late(party: int, due_text: str, answered: str | None) -> Wait:
    return Wait(party, at(due_text), at(answered) if answered else None)


def test_two_late_at_once_the_minute_is_the_last_answerers():
    first, last = late(2, "10T07:00", "10T08:00"), late(3, "10T07:30", "10T08:20")
    assert hours(first, last) == {HANDLER: 40, 2: 30, 3: 50}


def test_answered_together_the_longer_late_owns_the_minutes():
    assert hours(late(2, "10T07:30", "10T08:00"), late(3, "10T07:00", "10T08:00")) == {
        HANDLER: 60,
        3: 60,
    }


def test_shared_by_largest_remainder():
    # 100 late minutes each of three, a delay of 100: 33 each, the one left to the lowest id.
    three = (
        late(2, "09T09:00", "09T10:40"),
        late(3, "09T11:00", "09T12:40"),
        late(4, "09T13:00", "09T14:40"),
    )
    assert hours(*three, done="10T09:40") == {2: 34, 3: 33, 4: 33}


def test_a_party_that_never_answered_is_late_until_the_end():
    assert hours(late(2, "10T09:00", None)) == {HANDLER: 60, 2: 60}


def test_a_party_without_a_due_time_is_never_late():
    assert hours(Wait(2, None, at("10T09:00"))) == {HANDLER: 120}


def test_late_before_the_lead_began_does_not_count():
    assert hours(late(2, "01T08:00", "09T08:30")) == {HANDLER: 90, 2: 30}


def test_in_time_is_nobodys_delay():
    assert hours(late(2, "09T09:00", "09T20:00"), done="10T08:00") == {}


BASE = at("09T08:00")
offsets = st.integers(0, 10 * 24 * 3600)
waits = st.lists(
    st.builds(
        lambda party, due_s, answer_s: Wait(
            party, BASE + timedelta(seconds=due_s), BASE + timedelta(seconds=answer_s)
        ),
        st.integers(1, 5),
        offsets,
        offsets,
    ),
    max_size=6,
)
units = st.sampled_from([Unit.HOUR, Unit.WORK_HOUR, Unit.WORK_DAY])


@given(units, offsets, offsets, waits, st.randoms(use_true_random=False))
def test_shares_add_up_to_the_delay_in_any_order(unit, due_s, done_s, some, chance):
    due_at, done_at = BASE + timedelta(seconds=due_s), BASE + timedelta(seconds=done_s)
    mixed = list(some)
    chance.shuffle(mixed)
    found, again = (
        attribute(
            HANDLER,
            start=BASE,
            due_at=due_at,
            done_at=done_at,
            clock=Clock(unit, CALENDAR),
            waits=waits,
        )
        for waits in (some, mixed)
    )
    assert found == again
    assert sum(found.shares.values()) == found.minutes
    assert found.minutes == delay_minutes(due_at, done_at, unit, CALENDAR)
    assert all(minutes > 0 for minutes in found.shares.values())
    assert found.shares.keys() <= {HANDLER} | {wait.party for wait in some}
