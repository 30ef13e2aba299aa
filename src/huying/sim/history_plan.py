"""How the made-up weeks went: `data/demo/history.toml` and its texts, read into values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: Tables of texts.toml; everything else in it is a list of sentences.
_NESTED: Final = ("decline", "result", "answer", "stage", "pause", "plan", "outside_body")


@dataclass(frozen=True, slots=True)
class Habit:
    """工作习惯: how a body works. `pace` is the middle share of a limit it uses, `spread` that of
    its logarithm, the others are chances from 0 to 1."""

    pace: float
    spread: float
    skill: float
    returns: float
    asks: float
    stuck: float


@dataclass(frozen=True, slots=True)
class Storm:
    """暴雨日: a stretch of hours with `factor` times the demands, `share` of them of `types`."""

    days_ago: int
    from_hour: int
    to_hour: int
    factor: float
    share: float
    types: Mapping[str, float]
    streets: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """来件规律: weights of Monday to Sunday, of other days off and made up, and of the hours."""

    weekdays: Sequence[float]
    off: float
    made_up: float
    hours: Sequence[float]


@dataclass(frozen=True, slots=True)
class Phrases:
    """用语: sentences by what they are for; by case type, by decline, by major, by result, by
    stage, by the reason of a pause."""

    said: Mapping[str, Sequence[str]]
    types: Mapping[str, Sequence[str]]
    decline: Mapping[str, str]
    result: Mapping[str, Sequence[str]]
    answer: Mapping[str, Sequence[str]]
    stage: Mapping[str, Sequence[str]]
    pause: Mapping[str, Sequence[str]]
    plan: Mapping[str, Sequence[str]]
    outside_body: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """历史底稿: everything made-up weeks are drawn from, seed included."""

    seed: int
    days: int
    cases: int
    arrivals: Arrivals
    storm: Storm
    channels: Mapping[str, float]
    placed: Mapping[str, float]
    kinds: Mapping[str, float]
    kind_of: Mapping[str, str]
    majors: Mapping[str, float]
    types: Mapping[str, float]
    streets: Mapping[str, float]
    habits: Mapping[str, Habit]
    habit_of: Mapping[str, str]
    chances: Mapping[str, float]
    pauses: Mapping[str, Mapping[str, float]]
    phrases: Phrases

    def habit(self, code: str) -> Habit:
        """How the body with this code works."""
        return self.habits[self.habit_of.get(code, "usual")]

    def pauses_of(self, case_type: str) -> Mapping[str, float]:
        """Why work on this type stands still, by weight: by its major group."""
        return self.pauses.get(case_type[:2], self.pauses["usual"])


def read_history_plan(texts: Mapping[str, str]) -> HistoryPlan:
    """The plan from the texts by name of history.toml, texts.toml and texts_types.toml."""
    table = tomllib.loads(texts["history.toml"])
    kinds = dict(table["kinds"])
    kind_of = kinds.pop("types")
    return HistoryPlan(
        seed=table["seed"],
        days=table["days"],
        cases=table["cases"],
        arrivals=Arrivals(**table["arrivals"]),
        storm=Storm(**table["storm"]),
        channels=table["channels"],
        placed=table["placed"],
        kinds=kinds,
        kind_of=kind_of,
        majors=table["majors"],
        types=table["types"],
        streets=table["streets"],
        habits={name: Habit(**row) for name, row in table["habits"].items()},
        habit_of=table["habits_of"],
        chances=table["chances"],
        pauses=table["pauses"],
        phrases=_phrases(texts),
    )


def _phrases(texts: Mapping[str, str]) -> Phrases:
    table: dict[str, Any] = tomllib.loads(texts["texts.toml"])
    nested = {name: table.pop(name) for name in _NESTED}
    return Phrases(said=table, types=tomllib.loads(texts["texts_types.toml"]), **nested)
