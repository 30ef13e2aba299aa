"""The working calendar from the rules folder; the rules that use it stand in `domain.worktime`."""

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

from huying.domain.worktime import (
    DatedHours,
    OfficeHours,
    WorkCalendar,
    hours_on,
    read_calendar,
    read_office_hours,
)
from huying.platform.environment import RULES_DIR

_YEARS = "calendars/*.json"
_HOURS = "policies/office_hours.toml"


def calendar_on(day: date, folder: Path | None = None) -> WorkCalendar:
    """The calendar with the office hours in force on a day, from files of the rules folder.

    Built once for each content of the files; a changed or added year file is seen at once.
    Raises OSError when the hours cannot be read, Refused when a file is wrong.
    """
    folder = folder or RULES_DIR.of(os.environ)
    stamps = tuple(_stamp(path) for path in sorted(folder.glob(_YEARS)))
    years, dated = _read(stamps, _stamp(folder / _HOURS))
    return _with_hours(years, hours_on(dated, day))


def _stamp(path: Path) -> tuple[Path, int, int]:
    status = path.stat()
    return path, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _read(
    years: tuple[tuple[Path, int, int], ...], hours: tuple[Path, int, int]
) -> tuple[WorkCalendar, tuple[DatedHours, ...]]:
    texts = [path.read_text(encoding="utf-8") for path, *_ in years]
    return read_calendar(texts), read_office_hours(hours[0].read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _with_hours(years: WorkCalendar, hours: OfficeHours) -> WorkCalendar:
    return WorkCalendar(years.days, years.years, hours)
