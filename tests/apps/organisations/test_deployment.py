"""Whom a street may name for a task: its own, its units', those placed in it, on contract too."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from huying.apps.organisations import leaves, queries, services
from huying.apps.organisations.deployment import (
    communities_bodies,
    deployable,
    deployable_bodies,
    staff_of,
)
from huying.apps.organisations.models import Post
from huying.domain.kernel import leave as kernel
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import NEVER_LEAD, BodyKind, Identity
from huying.platform.matters.stamps import stamp
from tests.apps.organisations.small_district import AT, DISTRICT, SmallDistrict
from tests.builders import made_up

TODAY = date(2026, 11, 20)


@pytest.fixture
def _contract(small: SmallDistrict) -> None:
    """Two at the street's squadron: one of the department, one hired by it on contract."""
    for number, user in ((301, 103), (302, 108)):
        services.give_post(DISTRICT, id=number, user=user, body=6, role="clerk", since=TODAY)
    terms = {"employer": 2, "deployed_by": 4}
    Post.objects.filter(pk=301).update(identity="off_establishment", **terms)
    Post.objects.filter(pk=302).update(identity="stationed", certificate_no="38010300009", **terms)


@pytest.mark.req("S2-03")
@pytest.mark.usefixtures("_contract")
def test_a_street_names_people_of_its_own_of_its_units_and_of_those_placed_in_it() -> None:
    teams = deployable(DISTRICT, 4, TODAY)
    assert [(t.body.code, [p.name for p in t.people]) for t in teams] == [
        ("S01", ["孟晓"]),
        ("S01-OFF04", ["白露", "卢勇"]),
        ("S01-STA03", ["严小雨", "高远"]),
        ("S01-C01-STATION", ["何佳"]),
    ]
    services.give_post(DISTRICT, id=303, user=101, body=9, role="clerk", since=TODAY)
    on_call = deployable(DISTRICT, 4, TODAY)[-1]
    assert [p.name for p in on_call.people] == ["韩璐"], "the unit on call for this street"


@pytest.mark.req("S1-12")
@pytest.mark.usefixtures("_contract")
def test_off_establishment_staff_say_who_employs_and_who_deploys_them() -> None:
    on_contract, placed = staff_of(6, TODAY)
    assert (on_contract.identity, on_contract.employer, on_contract.deployed_by) == (
        Identity.OFF_ESTABLISHMENT, 2, 4,
    )  # fmt: skip
    assert (placed.identity, placed.employer, placed.certificate) == (
        Identity.STATIONED, 2, "38010300009",
    )  # fmt: skip
    head, own = staff_of(5, TODAY)
    assert (head.identity, head.employer, head.is_head) == (Identity.ESTABLISHED, 5, True)
    assert (own.deployed_by, own.certificate) == (None, "38010300002")


@pytest.mark.req("S1-12")
@pytest.mark.parametrize(
    "wrong",
    [
        {"identity": "off_establishment", "employer": 2, "certificate_no": "38010300001"},
        {"identity": "off_establishment", "employer": None},
        {"identity": "stationed", "employer": None},
        {"identity": "volunteer", "employer": 2},
    ],
)
def test_whoever_is_on_contract_only_assists_and_has_an_employer(
    small: SmallDistrict, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError):
        Post.objects.filter(pk=207).update(**wrong)


def test_two_roles_are_one_person_and_a_verifier_alone_is_not_named(small: SmallDistrict) -> None:
    services.give_post(DISTRICT, id=301, user=104, body=4, role="head", since=TODAY, is_head=True)
    services.give_post(DISTRICT, id=302, user=101, body=4, role="verifier", since=TODAY)
    (one,) = staff_of(4, TODAY)
    assert (one.name, one.role, one.is_head) == ("孟晓", "head", True)


def test_whoever_is_on_leave_is_listed_with_the_day_of_return(small: SmallDistrict) -> None:
    asked = kernel.Leave(106, TODAY, date(2026, 11, 23))
    leaves.enter_leave(DISTRICT, asked, "leave", Actor(106, (), DISTRICT), AT)
    assert [p.back_on for p in staff_of(5, TODAY)] == [None, date(2026, 11, 23)]
    assert [p.back_on for p in staff_of(5, date(2026, 11, 23))] == [None, None]


def test_statements_do_not_grow_with_people(small: SmallDistrict) -> None:
    mark = stamp(DISTRICT)
    queries.chart(DISTRICT)
    for most, ask in (
        (3, lambda: deployable(DISTRICT, 4, TODAY, under=mark)),
        (2, lambda: staff_of(5, TODAY)),
        (0, lambda: communities_bodies(DISTRICT, 4, under=mark)),
    ):
        with CaptureQueriesContext(connection) as statements:
            assert ask()
        assert len(statements) == most


def test_a_department_names_its_own_and_an_unknown_body_nobody(small: SmallDistrict) -> None:
    assert [t.body.code for t in deployable(DISTRICT, 2, TODAY)] == ["UMB"]
    assert deployable(DISTRICT, 77, TODAY) == ()
    assert deployable(DISTRICT, 1, TODAY) == ()
    assert deployable_bodies(queries.chart(DISTRICT), 1) == (1,)


# ---- the demo -----------------------------------------------------------------------------------


@pytest.mark.req("S4-24")
def test_stations_and_committees_are_two_bodies_and_only_the_station_takes_orders() -> None:
    value = made_up()
    held = {(h.role, h.body) for p in value.people for h in p.holdings}
    for street in value.chart.of_kind(BodyKind.STREET):
        orders = deployable_bodies(value.chart, street.id)
        kinds = {value.chart.body(body).kind for body in orders}
        assert kinds & NEVER_LEAD == {BodyKind.STATION}
    stations = value.chart.of_kind(BodyKind.STATION)
    committees = value.chart.of_kind(BodyKind.RESIDENTS_COMMITTEE)
    assert len(stations) == len(committees) == len(value.chart.of_kind(BodyKind.COMMUNITY))
    assert all(("community_worker", body.id) in held for body in stations)
    assert all(("head", body.id) in held for body in committees)


@pytest.mark.req("S1-12", "S2-03")
def test_every_street_of_the_demo_deploys_contract_staff_of_departments() -> None:
    value = made_up()
    posts = [h for p in value.people for h in p.holdings]
    hired = [h for h in posts if h.identity is Identity.OFF_ESTABLISHMENT and h.role == "clerk"]
    streets = {body.id for body in value.chart.of_kind(BodyKind.STREET)}
    assert {h.deployed_by for h in hired} == streets
    employers = {value.chart.body(h.employer or 0).code for h in hired}
    assert employers == {"UMB", "PSB", "MKT"}
    assert not any(h.certificate_no for h in hired)
    of_one_line = [h for h in hired if value.chart.body(h.employer or 0).code == "UMB"]
    assert 40 <= len(of_one_line) <= 60
    placed = [h for h in posts if h.identity is Identity.STATIONED]
    assert placed
    assert all(value.chart.body(h.body).parent == h.deployed_by for h in placed)
