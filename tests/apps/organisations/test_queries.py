"""Who is who: chart, staff and actors of a small district."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from huying.apps.organisations import queries, services
from huying.apps.organisations.models import Body, District
from huying.domain.duties import Staff
from huying.domain.kernel.actor import Actor, Post
from huying.platform.matters.stamps import stamp
from tests.apps.organisations.small_district import AT, DISTRICT, SmallDistrict

TODAY = date(2026, 11, 20)


def actor_of(person: int, **later: float) -> Actor:
    return queries.actor_of(get_user_model().objects.get(pk=person), AT + timedelta(**later))


def test_the_chart_is_what_was_loaded(small: SmallDistrict) -> None:
    chart = queries.chart(DISTRICT)
    assert len(chart) == len(small.bodies)
    assert tuple(chart.body(body.id) for body in small.bodies) == small.bodies


def test_paths_run_from_the_top_down(small: SmallDistrict) -> None:
    assert Body.objects.get(code="S01-C01-STATION").path == "/1/4/7/8/"
    under_street = Body.objects.filter(district=DISTRICT, path__startswith="/1/4/")
    assert set(under_street.values_list("id", flat=True)) == {4, 5, 6, 7, 8}


def test_the_chart_is_kept_until_the_stamp_is_raised(small: SmallDistrict) -> None:
    first = queries.chart(DISTRICT)
    with CaptureQueriesContext(connection) as statements:
        assert queries.chart(DISTRICT) is first
    assert len(statements) == 1
    with CaptureQueriesContext(connection) as statements:
        assert queries.chart(DISTRICT, under=stamp(DISTRICT)) is first
    assert len(statements) == 1
    services.give_post(DISTRICT, id=299, user=103, body=3, role="head", since=TODAY)
    assert queries.chart(DISTRICT) is not first


def test_loading_twice_changes_nothing(small: SmallDistrict) -> None:
    assert not services.load_district(small, AT)
    assert District.objects.filter(id=DISTRICT).count() == 1


def test_staff_counts_people_of_each_body_in_one_statement(small: SmallDistrict) -> None:
    with CaptureQueriesContext(connection) as statements:
        staff = queries.staff(DISTRICT, TODAY)
    assert len(statements) == 1
    assert staff == {
        2: Staff(3, 0), 3: Staff(1, 0), 4: Staff(1, 0), 5: Staff(2, 2), 8: Staff(1, 0)
    }  # fmt: skip
    assert queries.staff(DISTRICT, TODAY - timedelta(days=1)) == {}
    assert queries.staff(DISTRICT + 1, TODAY) == {}


@pytest.mark.parametrize(
    ("person", "posts"),
    [
        (101, [Post("clerk", 2)]),
        (104, [Post("clerk", 4), Post("verifier", 4)]),
        # An office acts for its street, but whoever leads it does not lead the street.
        (105, [Post("head", 5), Post("clerk", 4)]),
        (106, [Post("clerk", 5), Post("clerk", 4)]),
        # A community never acts for its street.
        (107, [Post("community_worker", 8)]),
    ],
)
def test_actors(small: SmallDistrict, person: int, posts: list[Post]) -> None:
    actor = actor_of(person)
    assert (actor.person, actor.district) == (person, DISTRICT)
    assert list(actor.posts) == posts


def test_a_post_counts_from_its_first_day_to_the_day_before_its_end(small: SmallDistrict) -> None:
    assert actor_of(101, days=-1).posts == ()
    assert services.end_post(DISTRICT, 201, until=TODAY + timedelta(days=2))
    assert actor_of(101, days=1).posts == (Post("clerk", 2),)
    assert actor_of(101, days=2).posts == ()
    assert not services.end_post(DISTRICT, 201, until=TODAY)


def test_the_day_of_a_post_begins_at_midnight_in_china(small: SmallDistrict) -> None:
    # 00:30 on the 20th in Shanghai is 16:30 on the 19th by the database's clock.
    assert actor_of(101, hours=-9, minutes=-56).posts == (Post("clerk", 2),)
    assert actor_of(101, hours=-11).posts == ()


def test_who_was_put_out_holds_nothing(small: SmallDistrict) -> None:
    get_user_model().objects.filter(pk=101).update(is_active=False)
    assert actor_of(101).posts == ()
    assert queries.staff(DISTRICT, TODAY)[2] == Staff(2, 0)


def test_heads_come_before_stand_ins_and_may_be_missing(small: SmallDistrict) -> None:
    assert queries.heads_of(2, AT) == (102, 108)
    assert queries.heads_of(3, AT) == ()
    services.give_post(DISTRICT, id=299, user=103, body=3, role="head", since=TODAY)
    assert queries.heads_of(3, AT) == (103,)


def test_who_is_on_post(small: SmallDistrict) -> None:
    found = queries.on_post(DISTRICT, TODAY)
    assert found["head", 2] == (102, 108)
    assert found["clerk", 4] == (104,)
    assert ("head", 3) not in found
    assert queries.on_post(DISTRICT, TODAY - timedelta(days=1)) == {}


def test_people_by_role(small: SmallDistrict) -> None:
    names = [h.name for h in queries.people_of(4, ("verifier", "clerk"), AT)]
    assert names == ["孟晓", "孟晓"]
    assert queries.people_of(4, ("head",), AT) == ()


def test_ground_of_an_actor(small: SmallDistrict) -> None:
    assert queries.areas_of(actor_of(106)) == ("380103001",)
    assert queries.areas_of(actor_of(107)) == ("380103001001",)
    assert queries.areas_of(actor_of(101)) == ()
    # The squadron stands in the street, but its ground is not the squadron's to look into.
    assert queries.areas_of(Actor(1, (Post("clerk", 6),), DISTRICT)) == ()
    assert queries.areas_of(Actor(1, (Post("clerk", 77),), DISTRICT)) == ()


def test_units_on_call(small: SmallDistrict) -> None:
    assert queries.on_call_units(4) == (9,)
    assert queries.on_call_units(5) == ()


def test_districts_are_named(small: SmallDistrict) -> None:
    assert queries.DistrictNames(DISTRICT, "小青区", "Xiaoqing District") in queries.districts()


@pytest.mark.parametrize(
    ("change", "message"),
    [({"body": 77}, "body 77"), ({"user": 77}, "user 77"), ({"district_id": 1}, "district 1")],
)
def test_posts_stay_inside_the_district(
    small: SmallDistrict, change: dict[str, int], message: str
) -> None:
    wanted = {"district_id": DISTRICT, "id": 299, "user": 103, "body": 3} | change
    with pytest.raises(ValueError, match=message):
        services.give_post(role="clerk", since=TODAY, **wanted)


def test_only_people_with_a_password_can_come_in(small: SmallDistrict) -> None:
    users = {user.pk: user for user in get_user_model().objects.filter(district_id=DISTRICT)}
    assert users[101].check_password("huying-7391")
    assert [pk for pk, user in users.items() if user.has_usable_password()] == [101]


def test_a_body_of_an_unknown_kind_is_no_row(small: SmallDistrict) -> None:
    with pytest.raises(IntegrityError):
        Body.objects.filter(pk=2).update(kind="ministry")
