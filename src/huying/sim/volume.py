"""How a great many cases are spread: which copy is open, of which pattern, and how far back.

Closed copies stand in the order of time, the oldest first, so that a database appends to its
indexes instead of turning them over; open ones come evenly between them. The same wish always
gives the same copies, so that an interrupted load can go on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

#: Whole weeks keep the days of the week, and with them the working hours of most days.
WEEK: Final = timedelta(weeks=1)
#: Open copies of one pattern follow each other by this much, so that no two owe at one moment.
_STEP: Final = timedelta(seconds=41)
#: No common divisor with a number of patterns below it: every pattern comes round.
_STRIDE: Final = 7_919


@dataclass(frozen=True, slots=True)
class Copy:
    """复件: its running number from 0, the pattern's place among its kind, and its age."""

    number: int
    is_open: bool
    pattern: int
    back: timedelta


@dataclass(frozen=True, slots=True)
class Volume:
    """数据量: `total` copies, `open` of them still open, the others over `weeks` weeks.

    `patterns` are how many open and how many closed cases there are to copy from.
    """

    total: int
    open: int
    weeks: int
    patterns: tuple[int, int]

    def copies(self, begin: int = 0) -> Iterator[Copy]:
        """All copies from a running number on."""
        return map(self.copy, range(begin, self.total))

    def copy(self, number: int) -> Copy:
        """One copy; IndexError outside the volume."""
        if not 0 <= number < self.total:
            raise IndexError(f"{number} is outside 0..{self.total - 1}")
        before = number * self.open // self.total
        if (number + 1) * self.open // self.total > before:
            round_, pattern = divmod(before, self.patterns[0])
            return Copy(number, is_open=True, pattern=pattern, back=round_ * _STEP)
        return self._closed(number, number - before)

    def _closed(self, number: int, place: int) -> Copy:
        age = self.weeks - 1 - place * self.weeks // (self.total - self.open)
        pattern = place * _STRIDE % self.patterns[1]
        return Copy(number, is_open=False, pattern=pattern, back=age * WEEK)
