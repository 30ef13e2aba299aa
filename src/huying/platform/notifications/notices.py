"""Turns what an event says it told people into notices, and lists them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.models import Event
from huying.platform.notifications.models import Notice


def write_notices(events: Sequence[Event], at: datetime) -> None:
    """One notice for each person an event names under `told`."""
    Notice.objects.bulk_create(
        Notice(
            id=ids.new_id(at),
            district_id=event.district_id,
            person_id=person,
            matter_id=event.matter_id,
            event_id=event.id,
            act=event.act,
            at=event.at,
        )
        for event in events
        for person in json.loads(event.body)["fields"].get("told", ())
    )


def notices_of(district_id: int, person_id: int) -> QuerySet[Notice]:
    """A person's notices, newest first."""
    found = Notice.objects.filter(district_id=district_id, person_id=person_id)
    return found.order_by("-at", "-id")


def unread(district_id: int, person_id: int) -> int:
    return notices_of(district_id, person_id).filter(read_at__isnull=True).count()


def mark_read(district_id: int, person_id: int, at: datetime) -> int:
    """Marks all of a person's notices as read; returns how many were not."""
    with write_transaction():
        mine = notices_of(district_id, person_id).filter(read_at__isnull=True)
        return mine.update(read_at=at)
