"""A stand-in acts for somebody on leave, and the history names whoever really acted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from huying.apps.cases.district import district_at
from huying.apps.organisations import leaves, queries
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.leave import Leave
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event
from huying.platform.matters.stamps import stamp
from tests.builders import MORNING, Town, dispatched, do


def as_seen_at_the_door(person: int | None) -> Actor:
    return queries.actor_of(get_user_model().objects.get(pk=person), MORNING)


def go_on_leave(town: Town, away: Actor, stand_in: Actor) -> None:
    today = MORNING.date()
    asked = Leave(away.person or 0, today, today + timedelta(days=2), stand_in.person)
    leaves.enter_leave(town.id, asked, "leave", away, MORNING)


def test_a_stand_in_signs_and_the_event_names_the_stand_in(town: Town) -> None:
    matter = dispatched(town)
    away, stand_in = town.actor("clerk", "SAN"), town.actor("head", "DISTRICT")
    sign = {"matter": matter, "on": "sign"}
    with pytest.raises(Refused):
        do(town, "sign", as_seen_at_the_door(stand_in.person), MORNING, **sign)
    go_on_leave(town, away, stand_in)
    do(town, "sign", as_seen_at_the_door(stand_in.person), MORNING, **sign)
    event = Event.objects.filter(matter_id=matter).latest("seq")
    assert event.act == "sign"
    told = json.loads(event.body)
    assert stand_in.person in told.values()
    assert away.person not in told.values()


def test_whom_the_ladder_tells_follows_the_leave_at_once(town: Town) -> None:
    away, stand_in = town.actor("head", "UMB"), town.actor("clerk", "UMB")
    body, day = town.body("UMB"), MORNING.date()
    before = district_at(town.id, stamp(town.id), day).on_post(("head",), body)
    go_on_leave(town, away, stand_in)
    after = district_at(town.id, stamp(town.id), day).on_post(("head",), body)
    assert (before, after) == ((away.person,), (stand_in.person,))
