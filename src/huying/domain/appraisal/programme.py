"""民呼我应 (S1-15): the measures of the mechanism, each followed by a number that is counted."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from huying.domain.appraisal.share import Share
from huying.domain.kernel.refusal import Fault, Refusal, Refused

#: What the platform counts by itself: shares of things due or asked, and plain counts.
SHARES: Final = frozenset(
    {"file_in_time", "dispatch_in_time", "sign_in_time", "contact_in_time", "promise_in_time"}
    | {"verify_in_time", "visit_in_time", "resolution_rate", "satisfaction_rate"}
)
COUNTS: Final = frozenset({"demands", "returns", "nobody_told"})
INDICATORS: Final = SHARES | COUNTS
_NEEDED: Final = ("key", "zh", "en", "indicator")


@dataclass(frozen=True, slots=True)
class Measure:
    """措施: own words, the indicator it is followed by, and its target if it has one."""

    key: str
    zh: str
    en: str
    indicator: str
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    source: str = ""

    def state(self, value: Share | int) -> str:
        """ "met", "missed", "no_target", or "nothing" while nothing was counted."""
        number = value.value if isinstance(value, Share) else Fraction(value)
        if self.at_least is None and self.at_most is None:
            return "no_target"
        if number is None:
            return "nothing"
        is_low = self.at_least is not None and number < self.at_least
        is_high = self.at_most is not None and number > self.at_most
        return "missed" if is_low or is_high else "met"


@dataclass(frozen=True, slots=True)
class Programme:
    """机制: its name and its measures in their order."""

    version: str
    title_zh: str
    title_en: str
    measures: tuple[Measure, ...]


def read_programme(text: str) -> Programme:
    """The programme of a TOML file (format: `data/policies/programme.toml`).

    Refused `programme.file_invalid` carries every wrong row at once.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused([Fault("file", str(error), "programme.no_toml")]) from error
    rows = data.get("measures", [])
    counted = Counter(row.get("key") for row in rows)
    faults = [fault for n, row in enumerate(rows, 1) for fault in _faults(n, row, counted)]
    faults += [
        Fault(k, "", "programme.missing") for k in ("title_zh", "title_en") if not data.get(k)
    ]
    if faults:
        raise _refused(faults)
    measures = tuple(_measure(row) for row in rows)
    return Programme(str(data.get("version", "")), data["title_zh"], data["title_en"], measures)


def _measure(row: Mapping[str, Any]) -> Measure:
    at_least, at_most = _number(row.get("at_least")), _number(row.get("at_most"))
    words = (row["key"], row["zh"], row["en"], row["indicator"])
    return Measure(*words, at_least, at_most, row.get("source", ""))


def _faults(number: int, row: Mapping[str, Any], counted: Counter[Any]) -> Iterator[Fault]:
    place = f"measures[{number}]"
    for name in _NEEDED:
        if not isinstance(row.get(name), str) or not row[name]:
            yield Fault(f"{place}.{name}", str(row.get(name, "")), "programme.missing")
    if row.get("key") and counted[row["key"]] > 1:
        yield Fault(f"{place}.key", str(row["key"]), "programme.twice")
    if row.get("indicator") and row["indicator"] not in INDICATORS:
        yield Fault(f"{place}.indicator", str(row["indicator"]), "programme.unknown_indicator")
    yield from _target_faults(place, row)


def _target_faults(place: str, row: Mapping[str, Any]) -> Iterator[Fault]:
    given = [name for name in ("at_least", "at_most") if name in row]
    for name in given:
        if _number(row[name]) is None:
            yield Fault(f"{place}.{name}", str(row[name]), "programme.no_number")
    if given and not row.get("source"):
        yield Fault(f"{place}.source", "", "programme.missing")


def _number(value: Any) -> Fraction | None:
    try:
        return None if value is None else Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def _refused(faults: list[Fault]) -> Refused:
    return Refused(
        Refusal("programme.file_invalid", "S1-15", {"count": len(faults)}, tuple(faults))
    )
