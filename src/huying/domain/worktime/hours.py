"""Office hours: dated data of a district, with the source that set them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huying.domain.kernel.refusal import Fault, Refusal, Refused

_MIDNIGHT = 24 * 3600


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """办公时间: stretches of a day in seconds after midnight, in order, not overlapping.

    `every_day` is a body on duty day and night: it knows no day off. ValueError when a stretch
    is empty, out of order, or leaves the day.
    """

    spans: tuple[tuple[int, int], ...] = ((9 * 3600, 12 * 3600), (13 * 3600, 17 * 3600))
    every_day: bool = False

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(start >= end for start, end in self.spans) or edges != sorted(edges):
            raise ValueError(f"office hours {self.spans}: give stretches in order")
        if edges[0] < 0 or edges[-1] > _MIDNIGHT:
            raise ValueError(f"office hours {self.spans}: stay between 00:00 and 24:00")

    @property
    def close(self) -> int:
        """Close of business, seconds after midnight."""
        return self.spans[-1][1]


#: Utilities and rescue: every hour of every day.
ALWAYS = OfficeHours(((0, _MIDNIGHT),), every_day=True)


@dataclass(frozen=True, slots=True)
class DatedHours:
    """办公时间规定: the hours of one kind of body ("office", "always") from a day on."""

    code: str
    valid_from: date
    source: str
    hours: OfficeHours


def _seconds(clock: str) -> int:
    hour, _, minute = clock.strip().partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60):
        raise ValueError(clock)
    return int(hour) * 3600 + int(minute) * 60


def parse_hours(spans: Iterable[str], *, every_day: bool = False) -> OfficeHours:
    """Hours from texts such as "09:00-12:00"; ValueError when they cannot be read."""
    pairs = [span.partition("-") for span in spans]
    return OfficeHours(tuple((_seconds(a), _seconds(b)) for a, _, b in pairs), every_day)


def _read_entry(place: str, entry: Mapping[str, Any]) -> DatedHours | Fault:
    code, source, spans = (entry.get(name) for name in ("code", "source", "spans"))
    valid_from = entry.get("valid_from")
    if not isinstance(valid_from, date):
        return Fault(f"{place}.valid_from", str(valid_from), "day_unreadable")
    for name, value in (("code", code), ("source", source)):
        if not isinstance(value, str) or not value.strip():
            return Fault(f"{place}.{name}", str(value), "field_missing")
    try:
        hours = parse_hours(spans or (), every_day=entry.get("every_day") is True)
    except (ValueError, TypeError, AttributeError):
        return Fault(f"{place}.spans", str(spans), "hours_unreadable")
    return DatedHours(str(code), valid_from, str(source), hours)


def read_office_hours(text: str) -> tuple[DatedHours, ...]:
    """The entries `[[hours]]` of `data/policies/office_hours.toml`.

    Raises Refused `bad_office_hours` that names every wrong entry, or the text if it is no TOML.
    """
    try:
        entries = tomllib.loads(text).get("hours")
    except tomllib.TOMLDecodeError as error:
        fault = Fault("office_hours", str(error), "text_unreadable")
        raise Refused(Refusal("bad_office_hours", "W3", faults=(fault,))) from error
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        entries = [{}]
    read = [_read_entry(f"hours[{place}]", entry) for place, entry in enumerate(entries, start=1)]
    if faults := tuple(item for item in read if isinstance(item, Fault)):
        raise Refused(Refusal("bad_office_hours", "W3", faults=faults))
    return tuple(item for item in read if isinstance(item, DatedHours))


def hours_on(dated: Iterable[DatedHours], day: date, *, code: str = "office") -> OfficeHours:
    """The hours in force on a day; the first ones for a day before all; KeyError: none so named."""
    own = sorted((d for d in dated if d.code == code), key=lambda d: d.valid_from)
    if not own:
        raise KeyError(code)
    in_force = [d for d in own if d.valid_from <= day]
    return (in_force or own)[-1 if in_force else 0].hours
