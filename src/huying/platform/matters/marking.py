"""The clock's steps as rows: how far up a promise has been reported, and who could not be told."""

from __future__ import annotations

import json
from collections.abc import Collection

from huying.domain.procedure.matter import Event
from huying.platform.matters.models import Mark

#: What the clock itself does to a promise (`domain.procedure.marks`).
_STEPS = frozenset({"mark_soon", "mark_late", "escalate"})


def mark_rows(district_id: int, event: Event, event_id: int) -> list[Mark]:
    """The row of an event that marked a promise; none for any other event."""
    if event.act not in _STEPS or event.answers is None:
        return []
    told = event.fields
    return [
        Mark(
            event_id=event_id,
            district_id=district_id,
            obligation_id=event.answers,
            step=told["step"],
            at=event.at,
            people=json.dumps(told["told"]),
            is_unheard=told["nobody"],
        )
    ]


def last_marks(district_id: int, obligations: Collection[int]) -> dict[int, Mark]:
    """The newest mark of each of these promises that has one."""
    rows = Mark.objects.filter(district_id=district_id, obligation_id__in=list(obligations))
    return {row.obligation_id: row for row in rows.order_by("at", "event_id")}
