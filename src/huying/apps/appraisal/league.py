"""The league: rows of a split with interval, rank range within the class, and change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from huying.apps.appraisal.queries import Line
from huying.domain.appraisal.interval import Interval, rank_ranges, wilson
from huying.domain.appraisal.rates import RateRules, Rates, Tally, rates_of

Key = int | str


@dataclass(frozen=True, slots=True)
class Place:
    """一行: one body, place, channel or item, with what is known about its resolution rate.

    `rank` is best and worst place; None where too few were asked or nothing is ranked. `change`
    is against the period before, in parts of one; None when one of the two is empty.
    """

    key: Key
    group: str
    tally: Tally
    rates: Rates
    interval: Interval | None
    rank: tuple[int, int] | None
    change: Fraction | None


def places(
    lines: Iterable[Line], earlier: Iterable[Line], group_of: Callable[[Key], str]
) -> list[Place]:
    """Rows of the league, ranked within each group; the group "" and "others" are never ranked."""
    now = list(lines)
    intervals = {line.key: wilson(line.rates.resolution) for line in now}
    ranks: dict[Key, tuple[int, int]] = {}
    for group in {group_of(line.key) for line in now} - {"", "others"}:
        ranks |= rank_ranges(_ranked(now, intervals, group, group_of))
    before = {line.key: line.rates.resolution.value for line in earlier}
    return [
        Place(
            line.key,
            group_of(line.key),
            line.tally,
            line.rates,
            intervals[line.key],
            ranks.get(line.key),
            _change(line.rates.resolution.value, before.get(line.key)),
        )
        for line in now
    ]


def _ranked(
    lines: Sequence[Line],
    intervals: Mapping[Key, Interval | None],
    group: str,
    group_of: Callable[[Key], str],
) -> dict[Key, Interval]:
    return {
        line.key: interval
        for line in lines
        if group_of(line.key) == group
        and line.rates.may_rank
        and (interval := intervals[line.key]) is not None
    }


def _change(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return None if now is None or before is None else now - before


def total(rows: Iterable[Any], rules: RateRules) -> tuple[Tally, Rates]:
    """Tally and rates of all rows together: from their counts, never a mean of rates."""
    tally = sum((row.tally for row in rows), Tally())
    return tally, rates_of(tally, rules)


#: Sort keys of the league; a row without a value stands last whichever way one sorts.
SORTS: Final[dict[str, Callable[[Place], Any]]] = {
    "response": lambda row: row.rates.response.value,
    "resolution": lambda row: row.rates.resolution.value,
    "satisfaction": lambda row: row.rates.satisfaction.value,
    "unreached": lambda row: row.rates.unreached,
    "rank": lambda row: row.rank,
    "change": lambda row: row.change,
    "due": lambda row: row.tally.due,
}


def in_order(rows: Iterable[Place], key: str, is_down: bool) -> list[Place]:
    """Rows by a key of SORTS; equal ones by their own key.

    By the resolution rate those too small to rank stand after the ranked ones: 2 of 2 is no first.
    """
    value = SORTS[key]
    known = sorted(rows, key=lambda row: str(row.key))
    full = sorted((row for row in known if value(row) is not None), key=value, reverse=is_down)
    if key == "resolution":
        full.sort(key=lambda row: row.rank is None)
    return [*full, *(row for row in known if value(row) is None)]
