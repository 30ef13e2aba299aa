"""Values that components show. Texts are in the page's language; data goes through `zh()`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huying.platform.pages.clocks import ClockView


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven steps: state is done, now or todo; note is a time or a party."""

    label: str
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event: who did what; kind is plain, whistle or correction."""

    at: datetime
    who: str
    what: str
    detail: str = ""
    extra: str = ""
    kind: str = "plain"
    group: str = ""


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """Who owes what: a role in a tag, body, what is owed, one clock, progress in words."""

    role: str
    body: str
    owed: str
    clock: ClockView
    progress: str = ""
    tone: str = "blue"


@dataclass(frozen=True, slots=True)
class CitationRow:
    """One of 清单 · 职权 · 人力: verdict in a word, whether it is good, the line and its source."""

    question: str
    verdict: str
    line: str
    detail: str = ""
    is_good: bool | None = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal under a field: value to send, name, source, confidence in per cent, reasons."""

    value: str
    name: str
    source: str = ""
    percent: int | None = None
    reasons: Sequence[str] = ()
    code: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of a checklist: code to send, words, its rule, required or not, ticked or not."""

    value: str
    label: str
    basis: str = ""
    is_required: bool = False
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view or a part of a page, with its count."""

    label: str
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file: name, size in words, state (ready, sending, failed) and why it failed."""

    name: str
    size: str
    state: str = "ready"
    reason: str = ""
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class MapArea:
    """Outline in the map's coordinates; kind plain, street or selected; step 0-5 of the fill."""

    path: str
    label: str = ""
    kind: str = "plain"
    step: int = 0


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A point of the map and of the list beside it; kind pin, late or whistle."""

    x: float
    y: float
    label: str
    kind: str = "pin"
    url: str = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """A map of own polygons: view box "x y w h", outlines, points, unit of one pixel."""

    title: str
    view_box: str
    areas: Sequence[MapArea] = ()
    points: Sequence[MapPoint] = ()
    pixel: float = 1.0
    legend: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One body of a class: rate and counts, 95 % interval and rank as a range (per cent, 0-100)."""

    name: str
    numerator: float
    denominator: float
    low: float | None = None
    high: float | None = None
    rank: str = ""
    change: str = ""
    url: str = ""
    is_current: bool = False

    @property
    def percent(self) -> float | None:
        return self.numerator * 100 / self.denominator if self.denominator else None
