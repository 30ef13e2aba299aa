"""Ladders: at which minute who hears of a late promise, and what becomes of a vacant post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.cases import escalation
from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import Body, BodyKind, Chart
from huying.domain.procedure.marks import LATE, SOON
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Limit, Pause, Unit, due
from tests.domain.duties.published import duties, policies
from tests.domain.worktime.shipped import CALENDAR, at

CMD, GOF, SAN, WAT, STREET, COMMUNITY, STATION = 1, 2, 3, 4, 5, 6, 7
CHART = Chart(
    [
        Body(CMD, "CMD", BodyKind.CENTRE, "区指挥中心"),
        Body(GOF, "GOF", BodyKind.INSPECTION, "区督查室"),
        Body(SAN, "SAN", BodyKind.DEPARTMENT, "区环卫中心"),
        Body(WAT, "WAT", BodyKind.UTILITY, "供水公司", hours="always"),
        Body(STREET, "S01", BodyKind.STREET, "柳桥街道", area_code="990101001"),
        Body(COMMUNITY, "S01-C01", BodyKind.COMMUNITY, "柳桥社区", parent=STREET),
        Body(STATION, "S01-C01-QD01", BodyKind.STATION, "柳桥工作站", parent=COMMUNITY),
    ]
)
PEOPLE: Mapping[tuple[str, int], tuple[int, ...]] = {
    ("head", SAN): (31,),
    ("clerk", SAN): (32, 33),
    ("head", WAT): (41,),
    ("clerk", WAT): (42,),
    ("head", CMD): (11,),
    ("desk", CMD): (12, 13),
    ("visitor", CMD): (14,),
    ("head", GOF): (21,),
    ("supervisor", GOF): (22, 23),
    ("verifier", GOF): (24,),
    ("head", STREET): (51,),
    ("clerk", STREET): (52,),
    ("community_worker", STATION): (71,),
}
TOILET, MANHOLE = "01006", "03001"  # urgency 1 and 4


def district(people: Mapping[tuple[str, int], tuple[int, ...]] = PEOPLE) -> District:
    return District(
        id=990101,
        chart=CHART,
        duties=lambda _: duties(),
        policies=policies(),
        calendar=lambda _: CALENDAR,
        staff={},
        people=people,
        locate=lambda _lon, _lat: "",
    )


def without(*posts: tuple[str, int]) -> dict[tuple[str, int], tuple[int, ...]]:
    """The same people with these posts held by nobody: vacant, or on leave without a stand-in."""
    return {post: people for post, people in PEOPLE.items() if post not in posts}


def owed(debtor: int, opened: str, limit: Limit, kind: str = "resolve") -> Obligation:
    begun = at(opened)
    calendar = district().calendar_of(debtor, begun.date())
    return Obligation(
        id=1,
        kind=kind,
        debtor=debtor,
        creditor=CMD,
        opened_at=begun,
        limit=limit,
        due_at=due(begun, limit, calendar).at,
    )


Heard = tuple[str, tuple[int, ...], bool]


def heard(promise: Obligation, case: Case, where: District | None = None) -> list[Heard]:
    """Minute, people and "nobody" of every step the clock takes while nobody keeps the promise."""
    where, steps = where or district(), []
    while (moment := escalation.next_look(where, case, promise)) is not None:
        promise = replace(promise, marks=promise.marks + 1)
        told = escalation.told(where, case, promise, promise.marks)
        steps.append((f"{moment:%m-%d %H:%M}", told.people, told.nobody))
    return steps


ONE_DAY = Limit(1, Unit.WORK_DAY)


@pytest.mark.req("S2-17")
def test_sc07_the_supervisor_would_hear_on_the_first_afternoon_after_the_holiday() -> None:
    promise = owed(SAN, "2026-04-02T15:00", ONE_DAY)
    assert promise.due_at == at("2026-04-03T17:00")
    assert heard(promise, Case(case_type=TOILET)) == [
        ("04-03 14:45", (32, 33), False),
        ("04-03 17:00", (31,), False),
        ("04-07 14:00", (22, 23), False),
    ]


def test_sc07_done_on_tuesday_morning_the_supervisor_is_not_told() -> None:
    promise = replace(owed(SAN, "2026-04-02T15:00", ONE_DAY), marks=LATE)
    done = replace(promise, outcome="kept", ended_at=at("2026-04-07T09:45"))
    next_rung = escalation.next_look(district(), Case(case_type=TOILET), promise)
    assert next_rung == at("2026-04-07T14:00")
    assert escalation.next_look(district(), Case(case_type=TOILET), done) is None


@pytest.mark.req("S2-17")
@pytest.mark.parametrize(
    ("vacant", "expected"),
    [
        # The variant of SC07: the head's post is vacant and no stand-in is named.
        (
            [("head", SAN)],
            [
                ("04-03 14:45", (32, 33), False),
                ("04-03 17:00", (22, 23), True),
                ("04-07 14:00", (22, 23), False),
            ],
        ),
        # Nobody at work there at all: the supervisor hears before it is late.
        (
            [("clerk", SAN)],
            [
                ("04-03 14:45", (22, 23), True),
                ("04-03 17:00", (31,), False),
                ("04-07 14:00", (22, 23), False),
            ],
        ),
        # No supervisor either: the gap itself is still recorded.
        (
            [("head", SAN), ("supervisor", GOF)],
            [
                ("04-03 14:45", (32, 33), False),
                ("04-03 17:00", (), True),
                ("04-07 14:00", (), True),
            ],
        ),
    ],
)
def test_a_vacant_post_hides_nothing(vacant: list[tuple[str, int]], expected: list[Heard]) -> None:
    promise = owed(SAN, "2026-04-02T15:00", ONE_DAY)
    assert heard(promise, Case(case_type=TOILET), district(without(*vacant))) == expected


def test_who_stands_in_is_told_in_place_of_the_one_on_leave() -> None:
    # `people` is read with leave and stand-ins applied: the stand-in stands in the post.
    stand_in = {**without(("head", SAN)), ("head", SAN): (33,)}
    promise = owed(SAN, "2026-04-02T15:00", ONE_DAY)
    assert heard(promise, Case(case_type=TOILET), district(stand_in))[1] == (
        "04-03 17:00",
        (33,),
        False,
    )


LADDERS: list[tuple[str, Obligation, Case, list[Heard]]] = [
    (
        "danger to life: by the minute, at night as by day",
        owed(WAT, "2026-04-04T23:00", Limit(1, Unit.HOUR)),
        Case(case_type=MANHOLE),
        [
            ("04-04 23:45", (42, 41), False),
            ("04-05 00:00", (41,), False),
            ("04-05 00:15", (22, 23), False),
            ("04-05 00:30", (12, 13), False),
        ],
    ),
    (
        "danger to life that the desk has not dispatched climbs the same way",
        owed(CMD, "2026-03-10T10:00", Limit(10, Unit.MINUTE), "dispatch"),
        Case(case_type=MANHOLE),
        [
            ("03-10 10:07", (12, 13, 11), False),
            ("03-10 10:10", (11,), False),
            ("03-10 10:25", (22, 23), False),
            ("03-10 10:40", (12, 13), False),
        ],
    ),
    (
        "what the desk owes reaches the supervisor after two hours",
        owed(CMD, "2026-03-10T09:30", Limit(1, Unit.WORK_HOUR), "dispatch"),
        Case(case_type=TOILET),
        [
            ("03-10 10:15", (12, 13), False),
            ("03-10 10:30", (11,), False),
            ("03-10 13:30", (22, 23), False),
        ],
    ),
    (
        "a return visit after a day",
        owed(CMD, "2026-03-10T09:30", ONE_DAY, "visit"),
        Case(case_type=TOILET),
        [
            ("03-11 13:37", (14,), False),
            ("03-11 17:00", (11,), False),
            ("03-12 17:00", (22, 23), False),
        ],
    ),
    (
        "what the inspection office owes goes to its own head in the end",
        owed(GOF, "2026-03-10T09:00", Limit(4, Unit.WORK_HOUR), "permit"),
        Case(case_type=TOILET),
        [
            ("03-10 12:00", (22, 23, 24), False),
            ("03-10 14:00", (22, 23), False),
            ("03-11 10:00", (21,), False),
        ],
    ),
    (
        "a work station has no head: that of its street hears",
        owed(STATION, "2026-03-10T09:00", Limit(4, Unit.WORK_HOUR), "task"),
        Case(case_type=TOILET),
        [
            ("03-10 12:00", (71,), False),
            ("03-10 14:00", (51,), False),
            ("03-11 10:00", (22, 23), False),
        ],
    ),
]


@pytest.mark.parametrize(
    ("promise", "case", "expected"),
    [row[1:] for row in LADDERS],
    ids=[row[0] for row in LADDERS],
)
def test_each_ladder_to_the_minute(promise: Obligation, case: Case, expected: list[Heard]) -> None:
    assert heard(promise, case) == expected


def test_the_resident_is_never_reported_to_anybody() -> None:
    promise = owed(REQUESTER, "2026-03-10T09:00", Limit(3, Unit.DAY), "reply")
    steps = heard(promise, Case())
    assert [people for _, people, _ in steps] == [()] * len(steps)
    assert not any(nobody for _, _, nobody in steps)


def test_a_paused_promise_is_looked_at_by_no_clock() -> None:
    promise = replace(
        owed(SAN, "2026-04-02T15:00", ONE_DAY),
        due_at=None,
        pauses=(Pause(at("2026-04-03T09:00"), None),),
    )
    assert heard(promise, Case(case_type=TOILET)) == []


def test_a_ladder_that_has_become_shorter_keeps_its_last_step() -> None:
    # The case was dangerous and had climbed to the third step; then its type was corrected.
    promise = replace(owed(SAN, "2026-04-02T15:00", ONE_DAY), marks=LATE + 2)
    case = Case(case_type=TOILET)
    ladder = escalation.ladder_of(district(), case, promise)
    assert escalation.step_of(ladder, promise.marks) == ladder.steps[-1]
    assert escalation.told(district(), case, promise, promise.marks).people == (22, 23)
    assert escalation.next_look(district(), case, promise) is None
    assert escalation.step_of(ladder, SOON) is None


@given(
    debtor=st.sampled_from([CMD, GOF, SAN, WAT, STREET, COMMUNITY, STATION]),
    case_type=st.sampled_from(["", TOILET, MANHOLE]),
    minutes=st.integers(0, 60 * 24 * 365),
    limit=st.builds(Limit, st.integers(1, 40), st.sampled_from(list(Unit))),
    vacant=st.sets(st.sampled_from(sorted(PEOPLE))),
)
def test_every_late_promise_is_heard_of_or_named_as_unheard(
    debtor: int, case_type: str, minutes: int, limit: Limit, vacant: set[tuple[str, int]]
) -> None:
    opened = at("2026-01-01T00:00") + timedelta(minutes=minutes)
    begun: datetime = opened.replace(tzinfo=None)
    promise = owed(debtor, begun.isoformat(), limit)
    steps = heard(promise, Case(case_type=case_type), district(without(*vacant)))
    assert len(steps) >= 3
    assert all(people or nobody for _, people, nobody in steps)
    if ("supervisor", GOF) not in vacant:
        assert all(people for _, people, _ in steps)
