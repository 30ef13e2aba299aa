"""A new key for everything that is encrypted, in small steps that may be interrupted."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from huying.platform.crypto.columns import (
    EncryptedColumn,
    counts_by_key,
    encrypted_columns,
    is_pending,
    reencrypt,
)
from huying.platform.crypto.keyring import KeyRing

_PASSES = 3


def rotate(path: Path, *, at: datetime, say: Callable[[str], None] = lambda _: None) -> int:
    """Make a new active key and move every value to it; how many values were moved.

    Values carry their key id: when an earlier rotation stopped half-way, this one finishes it
    with the key it had made. KeyFileFault and Undecipherable end it with nothing lost.
    """
    ring = KeyRing.load(path)
    if is_pending(ring):
        say(f"An earlier rotation had stopped: finishing it with key {ring.active}.")
    else:
        ring = ring.with_new_key(at)
        ring.save(path)
        say(f"New active key {ring.active}; the older keys stay in {path} for backups.")
    # A request that began with the old key may still commit behind us: look again.
    return sum(_pass(ring, say) for _ in range(_PASSES))


def _pass(ring: KeyRing, say: Callable[[str], None]) -> int:
    moved = 0
    for column in encrypted_columns():
        for count in reencrypt(column, ring):
            moved += count
            say(f"{column.table}.{column.column}: {moved}")
    return moved


def status(ring: KeyRing) -> Iterator[tuple[EncryptedColumn, dict[str, int]]]:
    """For each encrypted column, how many values stand under which key."""
    for column in encrypted_columns():
        yield column, counts_by_key(column, ring)
