"""Matters and obligations as bare rows, and what the policy asks of the apps."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from django.db.models import Q

from huying.domain.kernel.actor import Actor, Post
from huying.platform.matters.models import Matter, Obligation
from huying.platform.policy import actors

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
DISTRICT = 371502
#: Bodies of these tests: the desk, two departments, two streets, the inspection office.
DESK, MUN, WTR, S03, S04, INSPECTION = 1, 11, 12, 23, 24, 31
AREAS = {S03: "371502003", S04: "371502004"}
TIP_OFF = "10001"
_numbers = count(1)


def actor(*posts: tuple[str, int], person: int = 900, district: int = DISTRICT) -> Actor:
    return Actor(person, tuple(Post(role, body) for role, body in posts), district)


def matter(*, district: int = DISTRICT, **values) -> Matter:
    number = next(_numbers)
    return Matter.objects.create(
        id=number,
        district_id=district,
        procedure="case",
        procedure_version=1,
        version=1,
        number=f"2611-{number:05d}-0",
        opened_at=AT,
        parties="{}",
        trail="[]",
        head="",
        **{"state": "handling", **values},
    )


def owe(on: Matter, kind: str, debtor: int, creditor: int = DESK, *, is_open: bool = True):
    return Obligation.objects.create(
        id=next(_numbers),
        district_id=on.district_id,
        matter=on,
        kind=kind,
        debtor_id=debtor,
        creditor_id=creditor,
        opened_at=AT,
        outcome="" if is_open else "kept",
        ended_at=None if is_open else AT,
    )


@pytest.fixture(autouse=True)
def apps_told(monkeypatch):
    """What organisations and cases tell the policy at start-up."""
    monkeypatch.setattr(
        actors, "_area_source", lambda who: tuple(AREAS.get(p.body, "") for p in who.posts)
    )
    monkeypatch.setattr(actors, "_is_confidential", lambda m: m.item_code == TIP_OFF)
    monkeypatch.setattr(actors, "_confidential_q", lambda path: Q(**{f"{path}item_code": TIP_OFF}))
