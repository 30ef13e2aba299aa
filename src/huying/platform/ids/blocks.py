"""Blocks of ids: one database round trip for a thousand ids, and none inside an act.

A process keeps the rest of its block in memory; a restart loses at most that rest, which is
why ids have gaps and are no clock. Each thread first draws from what it has reserved, so another
thread cannot use up ids between `reserve` and the transaction.
"""

import os
import threading
from collections import deque
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from huying.domain.kernel.ids import make_id, months_of
from huying.platform.database import is_writing, write_transaction

BLOCK = 1_000


class NoIdsLeft(RuntimeError):
    """Ids were asked for inside a write transaction without having been reserved before it."""


class _Reserved(threading.local):
    """The ids this thread has set aside, by month."""

    def __init__(self) -> None:
        self.by_month: dict[int, deque[int]] = {}


_reserved = _Reserved()
_shared: dict[int, deque[range]] = {}
_guard = threading.Lock()


def reserve(at: datetime, count: int) -> None:
    """Make sure this thread can draw `count` ids of the month of `at` without the database.

    To be called before the write transaction opens; NoIdsLeft when it is open and ids are missing.
    """
    mine = _reserved.by_month.setdefault(_month(at), deque())
    missing = count - len(mine)
    if missing > 0:
        mine.extend(_draw(_month(at), missing))


def new_ids(at: datetime, count: int) -> list[int]:
    """`count` fresh ids of the month of `at` (in Chinese time).

    NoIdsLeft when a write transaction is open and fewer are at hand; ValueError for a naive `at`.
    """
    reserve(at, count)
    month, cell = _month(at), settings.HUYING_CELL
    mine = _reserved.by_month[month]
    return [make_id(months=month, cell=cell, n=mine.popleft()) for _ in range(count)]


def new_id(at: datetime) -> int:
    """One fresh id; see `new_ids`."""
    return new_ids(at, 1)[0]


def reset() -> None:
    """Forget all ids at hand: after a fork, and between tests that roll the table back."""
    global _guard
    _guard = threading.Lock()
    _shared.clear()
    _reserved.by_month.clear()


os.register_at_fork(after_in_child=reset)


def _month(at: datetime) -> int:
    # The month stands in the public number, so it is the month people here would say.
    return months_of(timezone.localtime(at))


def _draw(month: int, count: int) -> list[int]:
    taken: list[int] = []
    while len(taken) < count:
        piece = _from_shared(month, count - len(taken))
        if piece:
            taken.extend(piece)
        else:
            _fill(month, count - len(taken))
    return taken


def _from_shared(month: int, count: int) -> range:
    with _guard:
        blocks = _shared.setdefault(month, deque())
        if not blocks:
            return range(0)
        head = blocks.popleft()
        if len(head) > count:
            blocks.appendleft(head[count:])
        return head[:count]


def _fill(month: int, count: int) -> None:
    """Take whole blocks from the database; never holding `_guard`, which a writer may wait for."""
    if is_writing():
        raise NoIdsLeft(
            "No ids are left for this transaction: call ids.reserve(at, count) before opening it."
        )
    size = -(-count // BLOCK) * BLOCK
    first = _take(month, size)
    with _guard:
        _shared.setdefault(month, deque()).append(range(first, first + size))


def _take(month: int, size: int) -> int:
    from huying.platform.ids.models import IdBlock

    with write_transaction():
        block, _ = IdBlock.objects.select_for_update().get_or_create(
            cell=settings.HUYING_CELL, month=month
        )
        first = block.next
        IdBlock.objects.filter(pk=block.pk).update(next=first + size)
    return first
