"""Who follows a case without owing anything in it: rows for lists, the matter's parties for one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q

from huying.apps.cases.models import Participant
from huying.domain.cases.observers import FIELD
from huying.domain.procedure.matter import Event

OBSERVER = "observer"


def participants(event: Event, district_id: int, new_id: Callable[[], int]) -> list[Model]:
    """The rows of those an event makes observers; none, and no statement, without any."""
    return [
        Participant(
            id=new_id(),
            district_id=district_id,
            matter_id=event.matter,
            body_id=body,
            role=OBSERVER,
            at=event.at,
        )
        for body in event.fields.get(FIELD, ())
    ]


def is_watching(matter: Any, bodies: Collection[int]) -> bool:
    """Does one of the bodies follow this matter?"""
    if FIELD not in matter.parties:
        return False
    return not set(bodies).isdisjoint(json.loads(matter.parties).get(FIELD, ()))


def watched(path: str, district_id: int, bodies: Collection[int]) -> Q:
    """The same as a condition on matters reached by `path`."""
    rows = Participant.objects.filter(district_id=district_id, body_id__in=sorted(bodies))
    return Q(**{f"{path}id__in": rows.values("matter_id")})
