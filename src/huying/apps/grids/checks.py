"""Writing the ledger of grids: a check is added, never changed (S1-44)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from django.db.models import Q

from huying.apps.grids.models import Grid, GridCheck
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform import ids
from huying.platform.database import write_transaction

MOST_HOUSEHOLDS: Final = 99_999
LONGEST_NOTE: Final = 200
_LONGEST_KEY: Final = 40
#: Wide digits become plain ones; spaces and separators people put into numbers go.
_PLAIN: Final = str.maketrans("０１２３４５６７８９", "0123456789", " ,，\u3000")


@dataclass(frozen=True, slots=True)
class Told:
    """核实内容: what somebody says of a grid, as typed, under the key of the form."""

    households: str
    note: str
    key: str


class CheckSource(Protocol):
    """A check of the past to be loaded; `by` None: taken over from an earlier ledger."""

    @property
    def grid(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> int | None: ...
    @property
    def households(self) -> int: ...


def faults_of(told: Told) -> tuple[Fault, ...]:
    """Everything wrong with what was typed, at once; () when it can be recorded."""
    faults = []
    if not 0 <= _number(told.households) <= MOST_HOUSEHOLDS:
        shown = told.households.strip()[:20]
        params = {"most": MOST_HOUSEHOLDS}
        faults.append(Fault("households", shown, "grid.households_wrong", params))
    if over := max(0, len(told.note.strip()) - LONGEST_NOTE):
        faults.append(Fault("note", "", "too_long", {"over": over, "longest": LONGEST_NOTE}))
    if not told.key or len(told.key) > _LONGEST_KEY:
        faults.append(Fault("form", told.key[:20], "grid.form_stale"))
    return tuple(faults)


def record_check(grid: Grid, by: int, told: Told, at: datetime) -> GridCheck:
    """Adds a check; the grid's households and date follow. The same form twice is one check.

    Refused `wrong_fields` with every fault at once, or `key_reused` when the key stands for
    another check. Whether this person may verify this grid has been asked before.
    """
    if faults := faults_of(told):
        raise Refused(Refusal("wrong_fields", params={"count": len(faults)}, faults=faults))
    households = _number(told.households)
    row = GridCheck(
        id=ids.new_id(at),
        district_id=grid.district_id,
        grid_id=grid.id,
        checked_at=at,
        by_id=by,
        households=households,
        note=told.note.strip(),
        key=told.key,
    )
    with write_transaction():
        earlier = GridCheck.objects.filter(district_id=grid.district_id, key=told.key).first()
        if earlier is not None:
            return _repeated(earlier, row)
        row.save(force_insert=True)
        _follow(grid.id, households, at)
    return row


def load_checks(district_id: int, checks: Sequence[CheckSource], now: datetime) -> int:
    """Writes checks of the past in bulk and gives their number; inside a write transaction the
    ids must have been reserved before it."""
    numbers = ids.new_ids(now, len(checks))
    rows = [
        GridCheck(
            id=number,
            district_id=district_id,
            grid_id=check.grid,
            checked_at=check.at,
            by_id=check.by,
            households=check.households,
            key=f"loaded-{number}",
        )
        for number, check in zip(numbers, checks, strict=True)
    ]
    with write_transaction():
        GridCheck.objects.bulk_create(rows)
        newest = {row.grid_id: row for row in sorted(rows, key=lambda row: row.checked_at)}
        for row in newest.values():
            _follow(row.grid_id, row.households, row.checked_at)
    return len(rows)


def _follow(grid_id: int, households: int, at: datetime) -> None:
    # An older check that arrives late is history and changes nothing of today.
    older = Q(checked_at__isnull=True) | Q(checked_at__lte=at)
    Grid.objects.filter(older, id=grid_id).update(households=households, checked_at=at)


def _repeated(earlier: GridCheck, again: GridCheck) -> GridCheck:
    same = ("grid_id", "by_id", "households", "note")
    if any(getattr(earlier, name) != getattr(again, name) for name in same):
        raise Refused(Refusal("key_reused"))
    return earlier


def _number(text: str) -> int:
    digits = text.translate(_PLAIN)
    # Longer ones are wrong in any case, and a very long one would take its time to be read.
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 9
    return int(digits) if is_number else -1
