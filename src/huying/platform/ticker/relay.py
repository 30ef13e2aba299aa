"""Hands events from the outbox to whoever has to act on them, each exactly once.

A consumer writes in the same transaction that deletes the outbox rows: what it did and what is
left to do can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.models import Event, Outbox

#: Gets new events and the moment of the relay, in whose month ids are reserved.
Consumer = Callable[[Sequence[Event], datetime], None]

#: Enough for the notices and scores of a batch.
_IDS_A_BATCH = 2_000

_consumers: dict[str, Consumer] = {}


def register_consumer(name: str, consumer: Consumer) -> None:
    """Names a function that is given batches of new events; call it in `AppConfig.ready()`."""
    _consumers[name] = consumer


def relay(at: datetime, *, limit: int = 100) -> int:
    """Relays one batch of events; returns how many. Only the holder of the lease calls it."""
    if not Outbox.objects.exists():
        return 0
    ids.reserve(at, _IDS_A_BATCH)
    with write_transaction():
        waiting = list(
            Outbox.objects.order_by("event_id").values_list("event_id", flat=True)[:limit]
        )
        events = list(Event.objects.filter(id__in=waiting).order_by("at", "id"))
        for consumer in _consumers.values():
            consumer(events, at)
        Outbox.objects.filter(event_id__in=waiting).delete()
    return len(waiting)
