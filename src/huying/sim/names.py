"""Names of made-up people, no two alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class NameBook:
    """姓名用字: characters to draw from; a given name has one or two of them."""

    surnames: str
    single: str
    first: str
    second: str


@dataclass(slots=True)
class Namer:
    """Draws names from a book; `taken` are names that stand for somebody already."""

    book: NameBook
    rng: Random
    taken: set[str] = field(default_factory=set)

    def draw(self) -> str:
        """A name nobody has yet; RuntimeError when the book is nearly used up."""
        for _ in range(1000):
            name = self.rng.choice(self.book.surnames) + self._given()
            if name not in self.taken:
                self.taken.add(name)
                return name
        raise RuntimeError(f"{len(self.taken)} names drawn: the name book is too small")

    def _given(self) -> str:
        if self.rng.random() < 0.2:
            return self.rng.choice(self.book.single)
        return self.rng.choice(self.book.first) + self.rng.choice(self.book.second)
