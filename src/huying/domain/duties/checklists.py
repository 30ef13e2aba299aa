"""Checklists: what has to be looked at and done on site, by case type and day."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huying.domain.duties.faults import RowFaults

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,29}")


@dataclass(frozen=True, slots=True)
class CheckItem:
    """核对项: one thing to look at; `code` is stored on the case and never renamed.

    `basis` is the rule in its own words (Chinese), "" where there is none but good practice.
    """

    code: str
    zh: str
    en: str
    required: bool = True
    basis: str = ""


@dataclass(frozen=True, slots=True)
class _Dated:
    case_type: str
    valid_from: date
    items: tuple[CheckItem, ...]


class Checklists:
    """核对清单: one published version of the checklists of all case types, only read."""

    __slots__ = ("_by_type", "_days", "case_types", "version")

    def __init__(self, version: str = "", rows: Iterable[_Dated] = ()) -> None:
        self.version = version
        self._by_type: dict[str, list[_Dated]] = {}
        dated = sorted(rows, key=lambda row: row.valid_from)
        self._days = tuple(row.valid_from for row in dated)
        for row in dated:
            self._by_type.setdefault(row.case_type, []).append(row)
        self.case_types: frozenset[str] = frozenset(self._by_type)

    def of(self, case_type: str, on: date) -> tuple[CheckItem, ...]:
        """Items of the type on that day in the file's order; () where the type has none."""
        begun = self._begun(case_type, on)
        return begun.items if begun else ()

    def all_on(self, on: date) -> dict[str, tuple[CheckItem, ...]]:
        """The checklists that hold on a day, by case type."""
        held = {case_type: self.of(case_type, on) for case_type in sorted(self.case_types)}
        return {case_type: items for case_type, items in held.items() if items}

    def since(self, case_type: str, on: date) -> date | None:
        """From when the checklist of that day holds; None where the type has none."""
        begun = self._begun(case_type, on)
        return begun.valid_from if begun else None

    def changed_on(self, on: date) -> date:
        """The last day up to this one on which any checklist began: between two such days
        nothing changes. `date.min` before the first."""
        place = bisect_right(self._days, on)
        return self._days[place - 1] if place else date.min

    def _begun(self, case_type: str, on: date) -> _Dated | None:
        rows = self._by_type.get(case_type, ())
        return next((row for row in reversed(rows) if row.valid_from <= on), None)


def read_checklists(text: str) -> Checklists:
    """Checklists from a TOML text (format: `data/duty_lists/checklists.toml`).

    Refused `list.file_invalid` carries every wrong value at once as `checklists[3].items[2].zh`.
    """
    faults = RowFaults()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("file", "toml", str(error), "file.no_toml")
        data = {"version": "?"}
    version = _text("file", data, "version", faults)
    rows = tuple(_rows(data, faults))
    faults.refuse_any("list.file_invalid")
    return Checklists(version, rows)


def _rows(data: Mapping[str, Any], faults: RowFaults) -> Iterator[_Dated]:
    seen: set[tuple[str, date]] = set()
    for number, row in enumerate(_tables(data, "checklists"), start=1):
        place = f"checklists[{number}]"
        case_type, begins = _text(place, row, "case_type", faults), _day(place, row, faults)
        if (case_type, begins) in seen:
            faults.add(place, "case_type", case_type, "line.repeated_or_empty")
        seen.add((case_type, begins))
        yield _Dated(case_type, begins, _items(place, row, faults))


def _items(place: str, row: Mapping[str, Any], faults: RowFaults) -> tuple[CheckItem, ...]:
    items: list[CheckItem] = []
    for number, cells in enumerate(_tables(row, "items"), start=1):
        where = f"{place}.items[{number}]"
        code = _code(where, cells, faults)
        if code in {item.code for item in items}:
            faults.add(where, "code", code, "line.repeated_or_empty")
        items.append(
            CheckItem(
                code,
                _text(where, cells, "zh", faults),
                _text(where, cells, "en", faults),
                faults.flag(where, cells, "required", missing=True),
                str(cells.get("basis", "")),
            )
        )
    if not items:
        faults.add(place, "items", "", "value.missing")
    return tuple(items)


def _code(where: str, cells: Mapping[str, Any], faults: RowFaults) -> str:
    code = _text(where, cells, "code", faults)
    if code and not _CODE.fullmatch(code):
        faults.add(where, "code", code, "value.no_slug")
    return code


def _text(place: str, row: Mapping[str, Any], field: str, faults: RowFaults) -> str:
    value = row.get(field, "")
    if isinstance(value, str) and value.strip():
        return value.strip()
    faults.add(place, field, value, "value.missing" if value == "" else "value.no_text")
    return ""


def _day(place: str, row: Mapping[str, Any], faults: RowFaults) -> date:
    value = row.get("valid_from", "")
    if type(value) is date:
        return value
    faults.add(place, "valid_from", value, "value.missing" if value == "" else "value.not_a_day")
    return date.min


def _tables(row: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """The tables under a key; what is no table is read as one that lacks everything."""
    found = row.get(field, [])
    rows = found if isinstance(found, list) else [found]
    return [each if isinstance(each, dict) else {} for each in rows]
