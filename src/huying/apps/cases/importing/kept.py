"""Rows found good, kept from looking until writing: themselves while they fit, else by number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from huying.domain.cases.intake import Duplicate, Intake, RowFaults

Answers = Iterable[Intake | Duplicate | RowFaults]

#: Characters held at most, about 150 MB; a larger file is read a second time.
MOST_HELD: Final = 50_000_000
#: What a row weighs besides its text.
_A_ROW: Final = 1_000


class GoodRows:
    """好行: `again` reads the file once more, row by row as the first time."""

    def __init__(self, again: Callable[[], Answers], most: int = MOST_HELD) -> None:
        self._again = again
        self._room = most
        self._held: list[Intake] = []
        self._numbers: set[int] = set()

    def add(self, row: Intake) -> None:
        self._numbers.add(row.row)
        if self._room > 0:
            self._room -= len(row.text) + _A_ROW
            self._held.append(row)
        else:
            self._held.clear()

    def __iter__(self) -> Iterator[Intake]:
        if len(self._held) == len(self._numbers):
            yield from self._held
            return
        for answer in self._again():
            if isinstance(answer, Intake) and answer.row in self._numbers:
                yield answer
