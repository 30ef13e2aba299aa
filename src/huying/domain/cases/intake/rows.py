"""Rows of a file into demands, by a profile. Every row gives exactly one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from huying.domain.cases.intake.profile import Profile
from huying.domain.cases.intake.reading import RowReader
from huying.domain.cases.intake.result import Duplicate, Intake, Mark, RowFaults, SourceRow
from huying.domain.kernel.chain import canonical

#: Fields that hold the person or the telling; their columns do not stand among the source values,
#: unless they say something else besides (a type name that also serves as title).
_KEPT_APART: Final = (
    "source",
    "number",
    "reported_at",
    "title",
    "text",
    "requester_name",
    "requester_phone",
)


def parse_rows(
    rows: Iterable[SourceRow], profile: Profile, *, received_at: datetime
) -> Iterator[Intake | Duplicate | RowFaults]:
    """One answer for each row, in order: a demand, a duplicate of an earlier row, or its faults.

    A faulty row claims no identity, so a corrected copy further down is taken. Unknown types,
    places and units are no faults. `received_at` (aware) stands in for a missing time.
    """
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    copies: dict[tuple[str, str], int] = {}
    for row in rows:
        answer = _read(row, profile, received_at, copies)
        if isinstance(answer, RowFaults):
            yield answer
            continue
        identity = (answer.source, answer.number)
        first_row, content = seen.setdefault(identity, (row.number, answer.content))
        if first_row == row.number:
            yield answer
        else:
            is_same = content == answer.content
            yield Duplicate(row.number, *identity, first_row, is_same)


def _read(
    row: SourceRow,
    profile: Profile,
    received_at: datetime,
    copies: dict[tuple[str, str], int],
) -> Intake | RowFaults:
    reader = RowReader(row, profile, received_at)
    reported_at = reader.reported_at()
    title, text = reader.words()
    source, number = reader.source(), reader.number()
    lon, lat = reader.point()
    outcome = reader.outcome()
    closed_at, external_due_at = reader.moment("closed_at"), reader.moment("external_due_at")
    kind = reader.coded("demand_kind", Mark.KIND_ASSUMED)
    channel = reader.coded("channel", Mark.CHANNEL_ASSUMED)
    name, phone = reader.requester()
    if reader.faults:
        return RowFaults(row.number, tuple(reader.faults))
    content = _digest(row.cells)
    return Intake(
        row=row.number,
        source=source,
        number=number or _nth_copy(source, content, copies),
        is_numbered=bool(number),
        content=content,
        reported_at=reported_at,
        title=title,
        text=text,
        demand_kind=kind,
        channel=channel,
        case_type=reader.line("case_type"),
        district=reader.line("district"),
        street=reader.line("street"),
        community=reader.line("community"),
        address=reader.line("address"),
        unit=reader.line("unit"),
        lon=lon,
        lat=lat,
        outcome=outcome,
        closed_at=closed_at,
        external_due_at=external_due_at,
        requester_name=name,
        requester_phone=phone,
        source_values=reader.known_cells(besides=_kept_apart(profile)),
        marks=reader.marks,
    )


def _kept_apart(profile: Profile) -> frozenset[str]:
    others = profile.columns.keys() - set(_KEPT_APART)
    return profile.columns_of(*_KEPT_APART) - profile.columns_of(*others)


def _digest(cells: Mapping[str, str]) -> str:
    # Empty cells are left out: whether a short row was padded is no difference of content.
    filled = {column: cell.strip() for column, cell in cells.items() if cell.strip()}
    text = canonical(filled).encode(errors="backslashreplace")
    return hashlib.sha256(text).hexdigest()


def _nth_copy(source: str, content: str, copies: dict[tuple[str, str], int]) -> str:
    nth = copies[source, content] = copies.get((source, content), 0) + 1
    return f"~{content[:32]}.{nth}"
