"""Loads copies of decided cases in batches, each a transaction; what stands is gone on from."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from huying.apps.organisations import queries
from huying.cli.load_patterns import KEY, closed_patterns, open_patterns
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.bulk import insert_values
from huying.platform.matters.models import Event
from huying.platform.matters.stencil import Mould, Stencil, merged
from huying.sim.volume import Copy, Volume

#: Cases a transaction: every page of an index that is touched is written once for all of them.
_BATCH: Final = 4_000
#: Ids taken from the database at a time.
_IDS: Final = 100_000
#: Only where the page cache is small: what is written must be as durable as ever.
_ROOM: Final = {"cache_size": -262_144, "wal_autocheckpoint": 16_000}
_NOTHING: Final = (
    "没有可照着复制的诉求,先 huying demo 装入示范区 there are no cases to copy: load the demo first"
)


class NothingToCopy(Exception):
    """The district has no cases that could be copied."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand in the end: cases, how many of them open, over how many weeks, and the
    number that tells one load from another."""

    total: int
    open: int
    weeks: int
    seed: int

    def key(self, number: int) -> str:
        """The front of the keys of one copy's events; in the order of the copies."""
        return f"{KEY}{self.seed}:{number:09d}"


def standing(wish: Wish) -> int:
    """How many copies of this load stand: they come in order, so halving finds the first gap."""
    district = _district()
    low, high = 0, wish.total
    while low < high:
        middle = (low + high) // 2
        key = f"{wish.key(middle)}:1"
        if Event.objects.filter(district_id=district, key=key).exists():
            low = middle + 1
        else:
            high = middle
    return low


def load(wish: Wish, begin: int, hears: Callable[[int], None]) -> int:
    """Writes the copies from `begin` on; returns how many. `hears` is told how many stand.

    NothingToCopy says what is missing.
    """
    district = _district()
    patterns = (open_patterns(district), closed_patterns(district))
    if not patterns[1] or (wish.open and not patterns[0]):
        raise NothingToCopy(_NOTHING)
    spread = Volume(wish.total, wish.open, wish.weeks, (len(patterns[0]), len(patterns[1])))
    copies, stock, done = spread.copies(begin), Stock(), begin
    with _at_ease():
        while batch := list(islice(copies, _BATCH)):
            rows = merged(_rows(copy, patterns, wish, stock) for copy in batch)
            with write_transaction():
                for model, values in rows.items():
                    insert_values(model, values)
            done += len(batch)
            hears(done)
    return done - begin


def _rows(
    copy: Copy, patterns: tuple[Sequence[Stencil], Sequence[Stencil]], wish: Wish, stock: Stock
) -> Any:
    stencil = patterns[0 if copy.is_open else 1][copy.pattern]
    mould = Mould(
        ids=stock.take(stencil.opened_at - copy.back, stencil.id_count),
        back=copy.back,
        key=wish.key(copy.number),
        mark=f"{wish.seed}.{copy.number}",
        salts=_salts,
    )
    return stencil.copy(mould)


def _salts(digits: int) -> str:
    return secrets.token_hex(digits // 2)


class Stock:
    """Ids by month, many taken at a time: each taking is a transaction of its own."""

    def __init__(self) -> None:
        self._left: dict[tuple[int, int], Iterator[int]] = {}

    def take(self, at: datetime, count: int) -> list[int]:
        """Rising ids of the month of a moment."""
        here = timezone.localtime(at)
        month = (here.year, here.month)
        found = list(islice(self._left.get(month, iter(())), count))
        if len(found) < count:
            self._left[month] = iter(ids.new_ids(at, _IDS))
            found += islice(self._left[month], count - len(found))
        return found


@contextmanager
def _at_ease() -> Iterator[None]:
    """More memory for the pages of a SQLite file while it is filled; durability stays."""
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _set(name, value) for name, value in _ROOM.items()}
    try:
        yield
    finally:
        for name, value in before.items():
            _set(name, value)


def _set(pragma: str, value: int) -> int:
    """Sets it for this connection; what it was."""
    with connection.cursor() as cursor:
        before = int(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])
        cursor.execute(f"PRAGMA {pragma} = {value}")
    return before


def _district() -> int:
    found = queries.districts()
    if not found:
        raise NothingToCopy(_NOTHING)
    return found[0].id
