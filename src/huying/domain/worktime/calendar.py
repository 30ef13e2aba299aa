"""The working calendar as a value: which days are worked, and what is not known yet (W2)."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from typing import Any, Final

from huying.domain.kernel.chain import canonical
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.domain.worktime.hours import ALWAYS, OfficeHours
from huying.domain.worktime.instants import SHANGHAI

__all__ = ["SHANGHAI", "WorkCalendar", "read_calendar"]

_FRIDAY = 5


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """工作日历: days that differ from Monday to Friday, the years announced, and office hours.

    `days` holds True for a make-up workday and False for a day off. `digest` names the content:
    two calendars with one digest are equal, so an obligation can say which one it was counted by.
    Source: yearly notices of the State Council (W2), office hours of the district (W3).
    """

    days: Mapping[date, bool]
    years: frozenset[int]
    hours: OfficeHours = field(default_factory=OfficeHours)
    digest: str = ""
    # Filled while counting, never part of the value: ordinals of the working days of a year.
    _worked: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest or _digest(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def is_workday(self, day: date) -> bool:
        """Is this day worked, as far as the calendar knows?"""
        return self.hours.every_day or self.days.get(day, day.isoweekday() <= _FRIDAY)

    def kept_by(self, hours: str) -> WorkCalendar:
        """The calendar of a body: itself for "office", every hour of every day for "always"."""
        return self if hours == "office" else DAY_AND_NIGHT

    def knows(self, year: int) -> bool:
        """Is the answer for days of this year final? A body on duty always needs no notice."""
        return self.hours.every_day or year in self.years

    def worked_from(self, ordinal: int) -> Iterator[int]:
        """Ordinals of the working days from this one on; OverflowError after the last year."""
        year = date.fromordinal(ordinal).year
        worked = self._of_year(year)
        yield from worked[bisect_left(worked, ordinal) :]
        for later in range(year + 1, MAXYEAR + 1):
            yield from self._of_year(later)
        raise OverflowError("no working day left before the year 10000")

    def _of_year(self, year: int) -> tuple[int, ...]:
        if (worked := self._worked.get(year)) is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            worked = tuple(
                n for n in range(first, last + 1) if self.is_workday(date.fromordinal(n))
            )
            self._worked[year] = worked
        return worked


def _digest(calendar: WorkCalendar) -> str:
    days = {day.isoformat(): worked for day, worked in sorted(calendar.days.items())}
    hours = calendar.hours
    content = [days, sorted(calendar.years), hours.spans, hours.every_day]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


#: No notice reaches a body on duty always, so one calendar serves them all.
DAY_AND_NIGHT: Final = WorkCalendar({}, frozenset(), ALWAYS)


def read_calendar(texts: Iterable[str], hours: OfficeHours | None = None) -> WorkCalendar:
    """A calendar from the contents of year files (holiday-cn layout), in any order.

    A year counts as known when its own file lists at least one day. A file may name days of the
    December before it; where two files name one day, the later year's notice holds.
    Raises Refused `bad_calendar` with a fault for every wrong value.
    """
    faults: list[Fault] = []
    read = sorted(_read_year(text, n, faults) for n, text in enumerate(texts, start=1))
    if faults:
        raise Refused(Refusal("bad_calendar", "W2", faults=tuple(faults)))
    days = {day: worked for _, listed in read for day, worked in listed}
    years = frozenset(year for year, listed in read if listed)
    return WorkCalendar(days, years, hours or OfficeHours())


def _read_year(text: str, n: int, faults: list[Fault]) -> tuple[int, list[tuple[date, bool]]]:
    try:
        content = json.loads(text)
        year, listed = content["year"], content["days"]
    except (ValueError, KeyError, TypeError):
        faults.append(Fault(f"file {n}", text[:40], "calendar_unreadable"))
        return 0, []
    if type(year) is not int or not isinstance(listed, list):
        faults.append(Fault(f"file {n}: year, days", str(year), "calendar_unreadable"))
        return 0, []
    return year, [day for entry in listed if (day := _read_day(entry, year, faults))]


def _read_day(entry: Any, year: int, faults: list[Fault]) -> tuple[date, bool] | None:
    try:
        day, is_off = date.fromisoformat(entry["date"]), entry["isOffDay"]
    except (ValueError, KeyError, TypeError):
        faults.append(Fault(f"{year}: days", str(entry), "calendar_day_unreadable"))
        return None
    if not isinstance(is_off, bool):
        faults.append(Fault(f"{year}: isOffDay", str(entry), "calendar_day_unreadable"))
        return None
    # A notice of one year may move days of the December before it or the January after.
    if abs(day.year - year) > 1:
        faults.append(Fault(f"{year}: date", str(day), "calendar_day_of_other_year"))
        return None
    return day, not is_off
