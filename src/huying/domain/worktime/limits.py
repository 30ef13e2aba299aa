"""A limit, its unit, and the times in which its clock stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from huying.domain.worktime.instants import FOREVER, instant

#: Two years of minutes and 140 years of working days: beyond it stands a typing error.
LONGEST = 1_000_000


class Unit(StrEnum):
    """期限单位: what a limit counts (W4 to W6)."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"

    @property
    def is_worked(self) -> bool:
        """Does the clock of this unit count office time (W9)?"""
        return self in _WORKED


_WORKED = frozenset({Unit.WORK_HOUR, Unit.WORK_DAY})


@dataclass(frozen=True, slots=True)
class Limit:
    """期限: so many of a unit, 0 to `LONGEST`; a published list may not hold a 0 (W8)."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.value <= LONGEST:
            raise ValueError(f"limit {self.value}: give a whole number from 0 to {LONGEST}")


@dataclass(frozen=True, slots=True)
class Pause:
    """暂停: [start, end) in which the clock stands; `end` is None while it lasts (W7)."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"pause from {self.start} to {self.end}: it ends before it begins")


def joined(pauses: Iterable[Pause]) -> tuple[tuple[int, int], ...]:
    """Pauses as instants in order, those that overlap or touch made one; empty ones left out."""
    stretches = sorted(
        (instant(pause.start), FOREVER if pause.end is None else instant(pause.end))
        for pause in pauses
    )
    out: list[tuple[int, int]] = []
    for start, end in stretches:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return tuple(out)
