"""Keyword suggestions for the type of a demand, with the words that spoke for each."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from huying.domain.duties.duty_set import DutySet

#: Points of a word of n characters that speaks for one type alone: UNIT · n².
UNIT: Final = 12
#: A word of the type's own name counts double.
NAME_FACTOR: Final = 2

_BREAKS = re.compile(r"[、，,（）()/；;\s]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """类型建议: a case type, its points, and the words found in the text with their points."""

    case_type: str
    score: int
    words: tuple[str, ...]
    points: tuple[int, ...] = ()


def suggest(duties: DutySet, text: str, top: int = 3) -> tuple[Suggestion, ...]:
    """The `top` case types whose keywords or name stand in the text, best first.

    A word of n characters gives 12·n² points (a long word says more), divided by the number of
    types that share it (a word of many types says less) and doubled if it is part of the type's
    name; how often it occurs does not matter. Equal points: the lower code first. A person
    confirms; no word found gives no suggestion.
    """
    plain = normalised(text)
    index = duties.word_index or build_index(duties)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for word, types in index.items():
        if word in plain:
            for case_type, is_name in types.items():
                found[case_type].append((_points(word, len(types), is_name), word))
    ranked = sorted((_suggestion(code, hits) for code, hits in found.items()), key=_rank)
    return tuple(ranked[:top])


def normalised(text: str) -> str:
    """Text without blanks, full-width forms and capitals: ＡＰＰ 坏 了 -> app坏了."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def build_index(duties: DutySet) -> dict[str, dict[str, bool]]:
    """Word -> {case type: is it part of the type's name}; kept on the duty set."""
    index: dict[str, dict[str, bool]] = {}
    for item in duties.items.values():
        for keyword in item.keywords:
            index.setdefault(normalised(keyword), {}).setdefault(item.case_type, False)
        for part in _BREAKS.split(item.name_zh):
            if len(part) > 1:
                index.setdefault(normalised(part), {})[item.case_type] = True
    index.pop("", None)
    duties.word_index = index
    return index


def _points(word: str, sharing: int, is_name: bool) -> int:
    return UNIT * len(word) ** 2 * (NAME_FACTOR if is_name else 1) // sharing


def _suggestion(case_type: str, hits: list[tuple[int, str]]) -> Suggestion:
    hits.sort(key=lambda hit: (-hit[0], hit[1]))
    points = tuple(point for point, _ in hits)
    return Suggestion(case_type, sum(points), tuple(word for _, word in hits), points)


def _rank(suggestion: Suggestion) -> tuple[int, str]:
    return (-suggestion.score, suggestion.case_type)
