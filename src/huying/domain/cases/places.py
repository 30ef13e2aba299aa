"""Names of the ground found in a demand's words: candidates for its place, never the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from huying.domain.kernel.bodies import Body, BodyKind, Chart

#: Endings people leave out when they speak.
_ENDINGS: Final = ("街道", "社区", "村", "镇")
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """地名候选: a street or community whose name stands in the text; `word` is how it stands
    there, `is_whole` whether that is the whole name."""

    body: Body
    word: str
    is_whole: bool


def named_places(chart: Chart, text: str, top: int = 9) -> tuple[NamedPlace, ...]:
    """The communities, then streets, whose name stands in the text: whole names before short
    ones, long words before short. A street is left out where one of its communities is named."""
    plain = "".join(text.split())
    communities = _found(chart.of_kind(BodyKind.COMMUNITY), plain)
    over = {found.body.parent for found in communities}
    streets = [f for f in _found(chart.of_kind(BodyKind.STREET), plain) if f.body.id not in over]
    # Two communities of one short name: the one whose street is named too comes first.
    communities.sort(key=lambda f: (not _says_street(chart, f, plain), *_rank(f)))
    return (*communities, *sorted(streets, key=_rank))[:top]


def _found(bodies: Iterable[Body], plain: str) -> list[NamedPlace]:
    found = []
    for body in bodies:
        for word in (body.name_zh, _short(body.name_zh)):
            if word and word in plain:
                found.append(NamedPlace(body, word, word == body.name_zh))
                break
    return found


def _short(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name.removesuffix(ending)
    return ""


def _says_street(chart: Chart, found: NamedPlace, plain: str) -> bool:
    parent = found.body.parent
    return parent is not None and chart.body(parent).name_zh in plain


def _rank(found: NamedPlace) -> tuple[bool, int, int]:
    return (not found.is_whole, -len(found.word), found.body.id)
