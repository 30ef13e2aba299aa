"""Writes decided rows batch by batch; a row that somebody else has just written is left out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from django.db import IntegrityError, connection

from huying.apps.cases.models import Case
from huying.platform import ids
from huying.platform.matters.bulk import History, write_histories
from huying.platform.matters.models import Event

_IDS_AT_ONCE = 1_000


class ImportStopped(Exception):
    """Something failed on the way; `written` rows stand, running again completes the rest."""

    def __init__(self, written: int) -> None:
        super().__init__(f"{written} rows were written")
        self.written = written


def taken_before(district_id: int, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys under which a row was taken in before."""
    if not keys:
        return frozenset()
    found = Event.objects.filter(district_id=district_id, key__in=keys)
    return frozenset(found.values_list("key", flat=True))


class Writer:
    """写入: writes batches, counts them, and draws ids before any transaction opens."""

    def __init__(self, district_id: int, clock: Callable[[], datetime]) -> None:
        self._district_id = district_id
        self.written = 0
        self.ids = _ids(clock)

    def write(self, batch: list[History]) -> list[History]:
        """Writes a batch in one transaction; returns what was written and not there before."""
        try:
            self._insert(batch)
        except IntegrityError:
            return self._written_singly(batch)
        return batch

    def _written_singly(self, batch: list[History]) -> list[History]:
        # Somebody imports the same file: whatever stands by now is left out.
        taken = taken_before(self._district_id, [h.keys[0] for h in batch])
        return [h for h in batch if h.keys[0] not in taken and self._written_alone(h)]

    def _written_alone(self, history: History) -> bool:
        try:
            self._insert([history])
        except IntegrityError:
            if self._is_there(history):
                return False
            raise
        return True

    def _insert(self, batch: list[History]) -> None:
        # COPY speaks past Django: without this a key that stands already would be another error.
        with connection.wrap_database_errors:
            write_histories(
                self._district_id,
                batch,
                ids=self.ids,
                salt=lambda: secrets.token_hex(16),
                relays=True,
            )
        self.written += len(batch)

    def _is_there(self, history: History) -> bool:
        """Is the demand known: under this key, or by its number through another channel?"""
        if taken_before(self._district_id, history.keys):
            return True
        source, number = history.detail.source, history.detail.source_number
        known = Case.objects.filter(district_id=self._district_id)
        return known.filter(source=source, source_number=number).exists()


def _ids(clock: Callable[[], datetime]) -> Iterator[int]:
    while True:
        yield from ids.new_ids(clock(), _IDS_AT_ONCE)
