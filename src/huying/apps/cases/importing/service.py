"""An import: first every row is read and decided, then the good ones are written.

All-or-nothing means that nothing is written while any row is wrong. Writing itself happens in
short transactions, so that the desk beside it never waits; each row carries its own key, so an
import that was interrupted is completed by running it again, and the same file again, or the same
file from two places at once, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import DatabaseError

from huying.apps.cases.files import read_table
from huying.apps.cases.importing.deciding import Desk, desk_at
from huying.apps.cases.importing.kept import GoodRows
from huying.apps.cases.importing.profiles import profile_for
from huying.apps.cases.importing.writing import ImportStopped, Writer, taken_before
from huying.domain.cases.intake import Duplicate, Intake, Profile, RowFaults, parse_rows
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform.matters.bulk import BATCH

__all__ = ["ImportStopped", "Outcome", "Progress", "RowError", "Wanted", "import_cases"]

_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """导入要求: a file into a district; `profile` "" recognises the layout by its header."""

    district_id: int
    path: Path
    profile: str = ""
    keep_good: bool = False
    as_history: bool = False


@dataclass(frozen=True, slots=True)
class RowError:
    """行错误: one wrong cell; `fault.field` is the column's name as the file has it."""

    row: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Progress:
    """进度: `stage` "read" or "write", and rows done in it."""

    stage: str
    done: int


@dataclass(slots=True)
class Outcome:
    """导入结果: every row of the file is accepted, rejected or a duplicate, and counted once.

    `is_written` False: rejected rows stopped the import, and `accepted` counts rows that would
    have been taken in. `differing` counts duplicates inside the file whose content differs.
    """

    profile: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    differing: int = 0
    archived: int = 0
    is_written: bool = False
    errors: list[RowError] = field(default_factory=list)


Clock = Callable[[], datetime]
Hears = Callable[[Progress], None]


def import_cases(wanted: Wanted, *, clock: Clock, hears: Hears = lambda _progress: None) -> Outcome:
    """Takes the demands of a file in.

    Refused when the file or its layout cannot be read (nothing is written then); ImportStopped
    when the database failed on the way: what was written stays, running again completes it.
    """
    seen = _state(wanted.path)
    profile = profile_for(read_table(wanted.path).header, wanted.profile)
    outcome = Outcome(profile.code)
    good = _look(wanted, profile, clock(), outcome, hears)
    if outcome.rejected and not wanted.keep_good:
        return outcome
    if _state(wanted.path) != seen:
        raise Refused(Refusal("import_file_changed", params={"file": wanted.path.name}))
    _write(wanted, good, outcome, clock, hears)
    outcome.is_written = True
    return outcome


def _look(
    wanted: Wanted, profile: Profile, at: datetime, outcome: Outcome, hears: Hears
) -> GoodRows:
    """Judges every row without writing, fills the counts, and keeps what is to be written."""

    def answers() -> Iterator[Intake | Duplicate | RowFaults]:
        return parse_rows(read_table(wanted.path).rows, profile, received_at=at)

    desk = desk_at(wanted.district_id, at, as_history=wanted.as_history)
    good, read = GoodRows(answers), answers()
    while group := list(islice(read, _READ_AT_ONCE)):
        keys = {answer.row: answer.key for answer in group if isinstance(answer, Intake)}
        taken = taken_before(wanted.district_id, keys.values())
        for answer in group:
            outcome.rows += 1
            if isinstance(answer, Duplicate):
                outcome.duplicates += 1
                outcome.differing += not answer.is_same
            elif keys.get(answer.row) in taken:
                outcome.duplicates += 1
            elif faults := _faults(answer, desk, profile):
                outcome.rejected += 1
                outcome.errors.extend(RowError(answer.row, fault) for fault in faults)
            elif isinstance(answer, Intake):
                outcome.accepted += 1
                good.add(answer)
        hears(Progress("read", outcome.rows))
    return good


def _faults(answer: Intake | RowFaults, desk: Desk, profile: Profile) -> tuple[Fault, ...]:
    """What is wrong with a row as it stands, or else as an act."""
    if isinstance(answer, RowFaults):
        return answer.faults
    return desk.faults(answer, profile)


def _write(
    wanted: Wanted,
    rows: Iterable[Intake],
    outcome: Outcome,
    clock: Clock,
    hears: Hears,
) -> None:
    writer = Writer(wanted.district_id, clock)
    desk: Desk | None = None
    try:
        for batch in _batches(rows):
            # Each batch is decided when it is written: its events stand where they belong in time.
            desk = desk_at(wanted.district_id, clock(), as_history=wanted.as_history, before=desk)
            written = writer.write([desk.decided(row, writer.ids) for row in batch])
            outcome.accepted -= len(batch) - len(written)
            outcome.duplicates += len(batch) - len(written)
            outcome.archived += sum(history.matter.ended_at is not None for history in written)
            hears(Progress("write", writer.written))
    except (DatabaseError, Refused) as error:
        raise ImportStopped(writer.written) from error


def _batches(rows: Iterable[Intake]) -> Iterator[list[Intake]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _state(path: Path) -> tuple[int, int, int] | None:
    if not path.is_file():
        return None
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
