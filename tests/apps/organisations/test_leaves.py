"""Leave and stand-ins in the database: who fills a post, who may act, what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from huying.apps.accounts.models import AccessLog
from huying.apps.organisations import leaves, queries, services
from huying.apps.organisations.models import Leave
from huying.domain.kernel import leave as kernel
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.stamps import stamp
from tests.apps.organisations.small_district import AT, DISTRICT, SmallDistrict

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("small")


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def actor_of(person: int, at: datetime = AT) -> Actor:
    return queries.actor_of(get_user_model().objects.get(pk=person), at)


def enter(
    person: int,
    first: int,
    back: int,
    stand_in: int | None = None,
    *,
    by: int = 0,
    reason: str = "leave",
) -> int:
    asked = kernel.Leave(person, day(first), day(back), stand_in)
    return leaves.enter_leave(DISTRICT, asked, reason, actor_of(by or person), AT)


def refusal_of(*args: Any, **kwargs: Any) -> tuple[str, list[tuple[str, str, str]]]:
    with pytest.raises(Refused) as refused:
        enter(*args, **kwargs)
    found = refused.value.refusal
    return found.code, [(f.field, f.value, f.code) for f in found.faults]


# ---- who fills a post ---------------------------------------------------------------------------


def test_the_stand_in_fills_the_posts_from_the_first_day_to_the_day_before_the_return() -> None:
    enter(102, 1, 3, 101)
    filled = {n: queries.on_post(DISTRICT, day(n))["head", 2] for n in range(4)}
    assert filled == {0: (102, 108), 1: (101, 108), 2: (101, 108), 3: (102, 108)}
    assert queries.heads_of(2, AT + timedelta(days=1)) == (101, 108)


def test_nobody_named_is_nobody_on_post() -> None:
    enter(103, 0, 1)
    assert ("clerk", 3) not in queries.on_post(DISTRICT, TODAY)
    assert ("clerk", 3) in queries.on_post(DISTRICT, day(1))


def test_who_is_there_already_is_not_told_twice() -> None:
    enter(102, 0, 1, 108)
    assert queries.on_post(DISTRICT, TODAY)["head", 2] == (108,)


def test_a_chain_is_followed_and_a_circle_ends_at_nobody() -> None:
    enter(106, 0, 2, 105)
    enter(105, 0, 1, 104)
    on_post = queries.on_post(DISTRICT, TODAY)
    assert (on_post["clerk", 5], on_post["head", 5]) == ((104,), (104,))
    assert queries.on_post(DISTRICT, day(1))["clerk", 5] == (105,)
    enter(101, 0, 1, 102)
    enter(102, 0, 1, 101)
    on_post = queries.on_post(DISTRICT, TODAY)
    assert ("clerk", 2) not in on_post
    assert on_post["head", 2] == (108,)


def test_a_stand_in_who_has_left_stands_in_no_more() -> None:
    enter(102, 0, 5, 101)
    assert services.end_post(DISTRICT, 201, until=day(2))
    services.give_post(DISTRICT, id=299, user=101, body=3, role="clerk", since=day(2))
    assert queries.on_post(DISTRICT, day(1))["head", 2] == (101, 108)
    assert queries.on_post(DISTRICT, day(2))["head", 2] == (108,)
    assert Post("head", 2) not in actor_of(101, AT + timedelta(days=2)).posts


def test_on_post_takes_two_statements_when_nobody_is_away() -> None:
    with CaptureQueriesContext(connection) as statements:
        queries.on_post(DISTRICT, TODAY)
    assert len(statements) == 2


# ---- who may act --------------------------------------------------------------------------------


def test_the_stand_in_may_act_and_is_still_the_one_who_acts() -> None:
    enter(105, 0, 2, 106)
    actor = actor_of(106)
    assert actor.person == 106
    # An office's head acts for the street as a clerk, and so does who stands in.
    assert actor.posts == (Post("clerk", 5), Post("clerk", 4), Post("head", 5))
    assert actor_of(106, AT + timedelta(days=2)).posts == (Post("clerk", 5), Post("clerk", 4))
    # Whoever is away may still act.
    assert Post("head", 5) in actor_of(105).posts


def test_the_stand_in_of_a_stand_in_acts_for_both() -> None:
    enter(106, 0, 1, 105)
    enter(105, 0, 1, 104)
    posts = actor_of(104).posts
    assert posts[:2] == (Post("clerk", 4), Post("verifier", 4))
    assert {Post("clerk", 5), Post("head", 5)} <= set(posts)
    assert set(actor_of(105).posts) == {Post("head", 5), Post("clerk", 4)}


def test_who_is_away_is_read_once_for_everybody() -> None:
    enter(105, 0, 2, 106)
    people = {pk: get_user_model().objects.get(pk=pk) for pk in (101, 106)}
    queries.chart(DISTRICT)
    for person, most in ((101, 3), (106, 2), (106, 1)):
        with CaptureQueriesContext(connection) as statements:
            queries.actor_of(people[person], AT)
        assert len(statements) == most


# ---- entering -----------------------------------------------------------------------------------


def test_a_leave_raises_the_stamp_and_leaves_a_trace() -> None:
    before = stamp(DISTRICT)
    number = enter(102, 0, 2, 101)
    assert stamp(DISTRICT) > before
    row = AccessLog.objects.get(object=f"leave:{number}")
    assert (row.action, row.person_id) == ("leave.enter", 102)


@pytest.mark.parametrize(
    ("args", "faults"),
    [
        ((102, -1, 2), [("from_on", "2026-11-19", "leave.in_the_past")]),
        ((102, 2, 2), [("until_on", "2026-11-22", "leave.back_before_away")]),
        ((102, 0, 400), [("until_on", "2027-12-25", "leave.too_long")]),
        ((102, 0, 1, 102), [("stand_in", "邵文博", "leave.stand_in_self")]),
        ((102, 0, 1, 103), [("stand_in", "严小雨", "leave.stand_in_elsewhere")]),
        # The street's people stand above the office's, not below.
        ((104, 0, 1, 106), [("stand_in", "卢勇", "leave.stand_in_elsewhere")]),
        ((102, 0, 1, 77), [("stand_in", "77", "leave.stand_in_elsewhere")]),
        (
            (102, 3, 1, 102),
            [
                ("until_on", "2026-11-21", "leave.back_before_away"),
                ("stand_in", "邵文博", "leave.stand_in_self"),
            ],
        ),
    ],
)
def test_wrong_leaves_are_refused_by_field_and_value(
    args: tuple[int, ...], faults: list[tuple[str, str, str]]
) -> None:
    assert refusal_of(*args) == ("wrong_fields", faults)
    assert not Leave.objects.filter(district=DISTRICT).exists()


def test_leaves_of_one_person_do_not_overlap_but_may_follow_each_other() -> None:
    enter(102, 2, 4)
    assert refusal_of(102, 3, 5) == (
        "wrong_fields",
        [("from_on", "2026-11-23", "leave.overlaps")],
    )
    enter(102, 4, 5)
    enter(102, 1, 2)


def test_an_unknown_reason_is_refused() -> None:
    assert refusal_of(102, 0, 1, reason="hangover")[1] == [
        ("reason", "hangover", "leave.reason_unknown")
    ]


@pytest.mark.parametrize(
    ("by", "person"), [(101, 102), (102, 103), (106, 105), (104, 106), (105, 104)]
)
def test_nobody_enters_or_cancels_the_leave_of_whom_they_do_not_lead(by: int, person: int) -> None:
    assert refusal_of(person, 0, 1, by=by) == ("leave.not_yours", [])
    number = enter(person, 0, 1)
    assert not leaves.cancel_leave(DISTRICT, number, actor_of(by), AT)


def test_heads_enter_it_for_their_people_and_so_do_their_stand_ins() -> None:
    enter(106, 0, 1, by=105)
    enter(105, 3, 6, 106)
    with pytest.raises(Refused):
        enter(106, 8, 9, by=104)
    services.give_post(DISTRICT, id=299, user=104, body=4, role="head", since=TODAY)
    enter(106, 8, 9, by=104)


def test_a_person_on_two_bodies_needs_a_stand_in_near_both() -> None:
    services.give_post(DISTRICT, id=299, user=102, body=3, role="clerk", since=TODAY)
    assert refusal_of(102, 0, 1, 101)[1] == [("stand_in", "韩璐", "leave.stand_in_elsewhere")]
    services.give_post(DISTRICT, id=298, user=101, body=3, role="clerk", since=TODAY)
    enter(102, 0, 1, 101)


def test_administrators_are_stood_in_for_only_by_their_like() -> None:
    services.end_post(DISTRICT, 203, until=TODAY)
    services.give_post(DISTRICT, id=297, user=103, body=2, role="auditor", since=TODAY)
    for person, stand_in, name in ((103, 101, "韩璐"), (101, 103, "严小雨")):
        assert refusal_of(person, 0, 1, stand_in)[1] == [("stand_in", name, "leave.roles_apart")]


# ---- cancelling ---------------------------------------------------------------------------------


def test_a_leave_to_come_is_cancelled_and_counts_no_more() -> None:
    number = enter(102, 1, 3, 101)
    before = stamp(DISTRICT)
    assert leaves.cancel_leave(DISTRICT, number, actor_of(102), AT)
    assert stamp(DISTRICT) > before
    assert queries.on_post(DISTRICT, day(1))["head", 2] == (102, 108)
    with pytest.raises(Refused, match=r"leave\.is_over"):
        leaves.cancel_leave(DISTRICT, number, actor_of(102), AT)
    enter(102, 1, 3, 101)


def test_one_that_has_begun_ends_today_and_its_days_stay() -> None:
    number = enter(102, 0, 9, 101)
    later = AT + timedelta(days=2)
    assert leaves.cancel_leave(DISTRICT, number, actor_of(102, later), later)
    filled = [queries.on_post(DISTRICT, day(n))["head", 2] for n in (1, 2)]
    assert filled == [(101, 108), (102, 108)]


def test_another_district_sees_nothing() -> None:
    number = enter(102, 1, 3, 101)
    assert not leaves.cancel_leave(DISTRICT + 1, number, actor_of(102), AT)
    assert queries.away_on(DISTRICT + 1, day(1)) == {}


# ---- reading ------------------------------------------------------------------------------------


def test_rows_say_who_really_stands_in() -> None:
    enter(106, 0, 2, 105)
    enter(105, 1, 3, 104)
    (row,) = leaves.leaves_of(DISTRICT, [106], TODAY)
    assert (row.stand_in, row.in_place, row.stands) == ("白露", "白露", True)
    (row,) = leaves.leaves_of(DISTRICT, [106], day(1))
    assert (row.stand_in, row.in_place) == ("白露", "孟晓")
    assert [r.name for r in leaves.stood_for(DISTRICT, 104, TODAY)] == ["白露"]


def test_rows_come_soonest_first_and_then_what_is_over() -> None:
    for first in (5, 1, 3):
        enter(102, first, first + 1)
    number = enter(102, 7, 8)
    leaves.cancel_leave(DISTRICT, number, actor_of(102), AT)
    rows = leaves.leaves_of(DISTRICT, [102], day(2))
    assert [(r.from_on, r.is_over, r.is_cancelled) for r in rows] == [
        (day(3), False, False),
        (day(5), False, False),
        (day(7), False, True),
        (day(1), True, False),
    ]


def test_rows_take_three_statements_whatever_their_number() -> None:
    for first in range(1, 9):
        enter(102, first, first + 1, 101)
    with CaptureQueriesContext(connection) as statements:
        assert len(leaves.leaves_of(DISTRICT, [102], TODAY)) == 8
    assert len(statements) <= 4


@pytest.mark.parametrize(
    "wrong",
    [{"until_on": TODAY}, {"stand_in_id": 102}, {"reason": "measles"}],
)
def test_the_database_refuses_what_the_rules_refuse(wrong: dict[str, Any]) -> None:
    number = enter(102, 0, 2)
    with pytest.raises(IntegrityError):
        Leave.objects.filter(pk=number).update(**wrong)


def test_loaded_leaves_may_lie_in_the_past(small: SmallDistrict) -> None:
    class Past:
        id, person, stand_in, reason = 9, 102, 101, "training"
        from_on, until_on = day(-9), day(-5)

    leaves.load_leaves(small.code, [Past()], AT)
    assert queries.on_post(DISTRICT, day(-6)) == {}
    assert queries.away_on(DISTRICT, day(-6)) == {102: 101}
