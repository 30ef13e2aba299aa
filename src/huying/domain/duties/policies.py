"""Dated numbers a district decides: limits, shares, weights and the ladders."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

from huying.domain.duties.faults import RowFaults
from huying.domain.duties.items import DutyItem
from huying.domain.duties.ladders import Ladder, read_ladder
from huying.domain.worktime import Limit, Unit

LADDER: Final = "clock.ladder"
#: Five working days of eight hours fill a week.
_ROUGH_MINUTES: Final[Mapping[Unit, int]] = {
    Unit.MINUTE: 1,
    Unit.HOUR: 60,
    Unit.DAY: 24 * 60,
    Unit.WORK_HOUR: 252,
    Unit.WORK_DAY: 2016,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    valid_from: date
    source: str
    when: Mapping[str, object] = field(default_factory=dict)
    limit: Limit | None = None
    stage: str = ""
    takes_stage: bool = False
    is_shorter: bool = False
    number: Fraction = Fraction(0)
    ladder: Ladder | None = None

    def fits(self, on: date, facts: Mapping[str, object]) -> bool:
        if self.valid_from > on:
            return False
        return all(facts.get(key) == value for key, value in self.when.items())


class Policies:
    """政策参数: one published version of a district's limits and numbers, only read."""

    def __init__(
        self,
        version: str,
        limits: tuple[_Entry, ...],
        numbers: tuple[_Entry, ...],
        ladders: tuple[_Entry, ...],
    ) -> None:
        self.version = version
        self._limits = limits
        self._numbers = numbers
        self._ladders = ladders

    @property
    def limit_names(self) -> frozenset[str]:
        """Every limit a procedure may name."""
        return frozenset(entry.name for entry in self._limits)

    def limit(self, name: str, on: date, **facts: object) -> Limit:
        """The limit of that name on that day; KeyError when the policy has none.

        Facts: `item` (a DutyItem; brings its urgency, own limit and stage limits), `stage` for the
        limit of one stage of the item, and whatever `when` of the file asks for, e.g. `urgency`,
        `demand_kind`. A stage limit of the item goes before the general rows, then the row with
        most conditions, then the latest. Of several limits that bind (`limits`) the shortest.
        """
        return min(self.limits(name, on, **facts), key=_rough_length)

    def limits(self, name: str, on: date, **facts: object) -> tuple[Limit, ...]:
        """Every limit that binds at once; more than one only where a row may only shorten.

        Whoever knows the calendar takes the one that falls due first.
        """
        item = facts.pop("item", None)
        known = item if isinstance(item, DutyItem) else None
        if known is not None:
            facts.setdefault("urgency", known.urgency)
        fitting = [entry for entry in self._limits if entry.name == name and entry.fits(on, facts)]
        found = _binding(sorted(fitting, key=_precedence, reverse=True), known, facts)
        if not found:
            raise KeyError(f"no limit {name} on {on.isoformat()} for {sorted(facts)}")
        return found

    def number(self, name: str, on: date) -> Fraction:
        """The exact number of that name on that day; KeyError when the policy has none."""
        return self._latest(self._numbers, name, on).number

    def ladder(self, on: date, name: str = LADDER, **facts: object) -> Ladder:
        """Who hears of a promise with these facts (`ladders.CONDITIONS`) that began on a day.

        The first step comes at the moment of lateness. Of the rows that fit the one with most
        conditions holds, then the latest, then the one further down; KeyError when none fits.
        """
        fitting = [e for e in self._ladders if e.name == name and e.fits(on, facts)]
        # The last of equals: reversed, because `max` keeps the first it meets.
        found = max(reversed(fitting), key=_precedence, default=None)
        if found is None or found.ladder is None:
            raise KeyError(f"no ladder {name} on {on.isoformat()} for {sorted(facts)}")
        return found.ladder

    def source(self, name: str, on: date) -> str:
        """Where the number of that name comes from (the general row of a limit)."""
        rows = self._limits + self._numbers + self._ladders
        plain = tuple(entry for entry in rows if not entry.when and not entry.stage)
        return self._latest(plain, name, on).source

    @staticmethod
    def _latest(entries: tuple[_Entry, ...], name: str, on: date) -> _Entry:
        begun = [entry for entry in entries if entry.name == name and entry.valid_from <= on]
        if not begun:
            raise KeyError(f"no number {name} on {on.isoformat()}")
        return max(begun, key=lambda entry: entry.valid_from)


def read_policies(text: str) -> Policies:
    """Policies from the text of a TOML file (format: `data/policies/limits.toml`).

    Refused `policies.file_invalid` carries every wrong row at once.
    """
    faults = RowFaults()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("file", "toml", str(error), "file.no_toml")
        data = {}
    policies = Policies(
        str(data.get("version", "")),
        _entries(data, "limits", faults, _limit_entry),
        _entries(data, "numbers", faults, _number_entry),
        _entries(data, "ladders", faults, _ladder_entry),
    )
    if not policies.version and not faults.faults:
        faults.add("file", "version", "", "value.missing")
    faults.refuse_any("policies.file_invalid")
    return policies


def _precedence(entry: _Entry) -> tuple[bool, int, date]:
    return (bool(entry.stage), len(entry.when), entry.valid_from)


def _binding(
    entries: list[_Entry], item: DutyItem | None, facts: Mapping[str, object]
) -> tuple[Limit, ...]:
    """Limits of the rows in their order, up to the first that is not merely a shorter one."""
    found: list[Limit] = []
    asked: list[tuple[str, Mapping[str, object]]] = []
    for entry in entries:
        limit = _resolved(entry, item, facts)
        if limit is None or (entry.stage, entry.when) in asked:
            continue  # not for this item, or a later row of the same conditions has begun
        asked.append((entry.stage, entry.when))
        found.append(limit)
        if not entry.is_shorter:
            break
    return tuple(found)


def _resolved(entry: _Entry, item: DutyItem | None, facts: Mapping[str, object]) -> Limit | None:
    if entry.limit is not None:
        return entry.limit
    if item is None:
        return None
    if entry.takes_stage:
        return item.stages.get(str(facts.get("stage", "")))
    return item.stages.get(entry.stage) if entry.stage else item.limit


def _rough_length(limit: Limit) -> int:
    """Minutes in a week without holidays: good for an order, no due time is made of it."""
    return limit.value * _ROUGH_MINUTES[limit.unit]


_Build = Callable[[str, Mapping[str, Any], RowFaults, dict[str, Any]], _Entry]
_T = TypeVar("_T")


def _entries(
    data: Mapping[str, Any], table: str, faults: RowFaults, build: _Build
) -> tuple[_Entry, ...]:
    entries = []
    for number, row in enumerate(data.get(table, ()), start=1):
        place = f"{table}[{number}]"
        shared = {
            "name": _typed(place, row, "name", str, "", faults),
            "valid_from": _typed(place, row, "valid_from", date, date.min, faults),
            "source": _typed(place, row, "source", str, "", faults),
        }
        entries.append(build(place, row, faults, shared))
    return tuple(entries)


def _typed(
    place: str, row: Mapping[str, Any], key: str, kind: type[_T], missing: _T, faults: RowFaults
) -> _T:
    value = row.get(key)
    if isinstance(value, kind) and value:
        return value
    faults.add(place, key, "" if value is None else value, "value.missing")
    return missing


def _limit_entry(
    place: str, row: Mapping[str, Any], faults: RowFaults, shared: dict[str, Any]
) -> _Entry:
    when = dict(row.get("when", {}))
    stage, of_item = str(row.get("stage", "")), row.get("item")
    is_shorter = faults.flag(place, row, "shorter", missing=False)
    if stage or of_item in ("limit", "stage"):
        takes_stage = of_item == "stage"
        return _Entry(
            when=when, stage=stage, takes_stage=takes_stage, is_shorter=is_shorter, **shared
        )
    limit = faults.limit(place, row.get("value", ""), row.get("unit", ""))
    return _Entry(when=when, limit=limit, is_shorter=is_shorter, **shared)


def _number_entry(
    place: str, row: Mapping[str, Any], faults: RowFaults, shared: dict[str, Any]
) -> _Entry:
    value = row.get("value", "")
    try:
        return _Entry(number=Fraction(str(value)), **shared)
    except (ValueError, ZeroDivisionError):
        faults.add(place, "value", value, "value.no_fraction")
        return _Entry(**shared)


def _ladder_entry(
    place: str, row: Mapping[str, Any], faults: RowFaults, shared: dict[str, Any]
) -> _Entry:
    when = dict(row.get("when", {}))
    return _Entry(when=when, ladder=read_ladder(place, row, faults), **shared)
