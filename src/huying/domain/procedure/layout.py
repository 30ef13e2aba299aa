"""Where the boxes and arrows of a state diagram stand, so that no word lies on a box or a line.

The way through is one column. Moves back run in lanes at its left, moves ahead over several rows
in lanes at its right, and ends that leave the way stand in a column of their own. Every arrow
leaves and enters a box at a port of its own; its words stand above its first stretch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDE: Final = 132
LINE: Final = 17

_HIGH, _GAP, _EDGE, _PAD, _LANE = 44, 40, 20, 10, 24

#: (from, to): names of the acts.
Labelled = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Upper left corner and height of a box in picture units."""

    x: int
    y: int
    high: int


@dataclass(frozen=True, slots=True)
class Route:
    """The line of an arrow, and where its words begin or end (`anchor` start or end)."""

    path: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class _Port:
    """One end of an arrow at a side of a box; `rank` orders the ports of a side from the top."""

    step: tuple[str, str]
    is_exit: bool
    rank: tuple[int, int]


class Layout:
    """Places of states and routes of moves between them, from rows, ends and named acts."""

    def __init__(self, rows: Sequence[str], ends: Sequence[str], steps: Labelled) -> None:
        self.row = {name: nth for nth, name in enumerate(rows)}
        self.ends = {name: nth for nth, name in enumerate(ends)}
        known = {**self.row, **self.ends}
        self.steps = {s: steps[s] for s in sorted(steps) if s[0] in self.row and s[1] in known}
        self.side = {step: self._side(step) for step in self.steps}
        self.lane = self._lanes("back") | self._lanes("ahead")
        self.ports = {(name, side): self._ports(name, side) for name in rows for side in (-1, 1)}
        self._left = _EDGE + self._reach("back")
        self._buses = self._left + WIDE + self._reach("ahead", "end") + _LANE * max(len(ends), 1)
        self.places = self._rows() | self._ends(self._rows())
        self.routes = {step: self._route(step) for step in self.steps}

    @property
    def size(self) -> tuple[int, int]:
        places = self.places.values()
        width = max(p.x for p in places) + WIDE + _EDGE
        return width, max(p.y + p.high for p in places) + _EDGE

    def _side(self, step: tuple[str, str]) -> str:
        if step[1] in self.ends:
            return "end"
        ahead = self.row[step[1]] - self.row[step[0]]
        return "down" if ahead == 1 else "ahead" if ahead > 1 else "back"

    def _lanes(self, side: str) -> dict[tuple[str, str], int]:
        """Shorter moves run nearer to the boxes; those that only touch share a lane."""
        lanes: dict[tuple[str, str], int] = {}
        spans = {s: sorted((self.row[s[0]], self.row[s[1]])) for s in self._on(side)}
        for step, (top, end) in sorted(spans.items(), key=lambda e: (e[1][1] - e[1][0], e[0])):
            over = [n for s, n in lanes.items() if spans[s][0] < end and top < spans[s][1]]
            lanes[step] = max(over, default=-1) + 1
        return lanes

    def _on(self, *sides: str) -> list[tuple[str, str]]:
        return [step for step, side in self.side.items() if side in sides]

    def _first(self, *sides: str) -> int:
        """How far the first lane stands from the boxes: beyond every word at that side."""
        words = [word for step in self._on(*sides) for word in self.steps[step]]
        return max((width_of(word) for word in words), default=0) + 2 * _PAD

    def _reach(self, *sides: str) -> int:
        lanes = [self.lane[step] for step in self._on(*sides) if step in self.lane]
        return self._first(*sides) + _LANE * max(lanes, default=0) + _PAD

    def _ports(self, name: str, side: int) -> list[_Port]:
        """Ports of one side from the top, in the order in which lanes do not cross."""
        here = self._on("back") if side < 0 else self._on("ahead", "end")
        found = [_Port(s, True, self._rank(s, True)) for s in here if s[0] == name]
        found += [
            _Port(s, False, self._rank(s, False)) for s in here if s[1] == name and s in self.lane
        ]
        return sorted(found, key=lambda port: port.rank)

    def _rank(self, step: tuple[str, str], is_exit: bool) -> tuple[int, int]:
        side, lane = self.side[step], self.lane.get(step, 0)
        if side == "end":
            return (1, self.ends[step[1]])
        if side == "ahead":
            return (2, -lane) if is_exit else (0, lane)
        return (0, lane) if is_exit else (1, -lane)

    def _tall(self, port: _Port) -> int:
        return LINE * (len(self.steps[port.step]) if port.is_exit else 1) + 4

    def _rows(self) -> dict[str, Place]:
        places, y = {}, _EDGE
        for name in self.row:
            taken = [sum(map(self._tall, self.ports[name, side])) for side in (-1, 1)]
            places[name] = Place(self._left, y, max(_HIGH, *(high + _PAD for high in taken)))
            words = [self.steps[s] for s in self._on("down") if s[0] == name]
            y += places[name].high + max(_GAP, *(LINE * len(w) + 22 for w in words), 0)
        return places

    def _ends(self, rows: Mapping[str, Place]) -> dict[str, Place]:
        """Each end beside the middle of the rows that lead to it, below the end before."""
        places: dict[str, Place] = {}
        low = _EDGE
        for name in self.ends:
            froms = sorted(rows[a].y for a, b in self._on("end") if b == name)
            y = max(low, froms[len(froms) // 2] if froms else low)
            places[name] = Place(self._buses, y, _HIGH)
            low = y + _HIGH + _GAP
        return places

    def _at(self, name: str, side: int, step: tuple[str, str], is_exit: bool) -> int:
        """Height of a port in the picture."""
        ports, place = self.ports[name, side], self.places[name]
        y = place.y + (place.high - sum(map(self._tall, ports))) // 2
        for port in ports:
            y += self._tall(port)
            if port.step == step and port.is_exit == is_exit:
                break
        return y - 4

    def _route(self, step: tuple[str, str]) -> Route:
        (a, b), side = step, self.side[step]
        if side == "down":
            return self._down(a, b, len(self.steps[step]))
        out = -1 if side == "back" else 1
        x0 = self._left + (WIDE if out > 0 else 0)
        y0 = self._at(a, out, step, True)
        if side == "end":
            place = self.places[b]
            bus, x1 = self._buses - _LANE - _PAD * self.ends[b], place.x
            y1 = place.y + place.high // 2
        else:
            first = self._first("back") if out < 0 else self._first("ahead", "end")
            bus, x1 = x0 + out * (first + _LANE * self.lane[step]), x0
            y1 = self._at(b, out, step, False)
        words = y0 - 5 - LINE * (len(self.steps[step]) - 1)
        anchor = "end" if out < 0 else "start"
        return Route(f"M{x0} {y0}H{bus}V{y1}H{x1}", x0 + out * _PAD, words, anchor)

    def _down(self, a: str, b: str, lines: int) -> Route:
        x, y0, y1 = self._left + WIDE // 2, self.places[a].y + self.places[a].high, self.places[b].y
        words = (y0 + y1) // 2 - LINE * (lines - 1) // 2 + 3
        return Route(f"M{x} {y0}V{y1}", x + _PAD, words, "start")


def width_of(word: str) -> int:
    """Width of a word at 13 units: full for Chinese, about six tenths for Latin letters."""
    return round(sum(13 if ord(letter) > 0x2E80 else 7.4 for letter in word))
