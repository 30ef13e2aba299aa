"""Times, pauses and limits as people and files write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.domain.worktime.instants import SHANGHAI
from huying.domain.worktime.limits import LONGEST, Limit, Pause, Unit

#: A day alone is refused: whether it meant its first or its last minute is the question.
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
#: Outside of these years stands a typing error; inside, no allowed limit leaves the calendar.
_YEARS: Final = range(1970, 2201)
_UNITS: Final = "minute, hour, day, work_hour, work_day"
_T = TypeVar("_T")


class _Unreadable(ValueError):
    """Carries the code of a fault."""


@dataclass(frozen=True, slots=True)
class Question:
    """时限查询: a start, a limit and its pauses: all that `due` needs beside the calendar."""

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()


def read_moment(text: str) -> datetime:
    """A moment from `2026-03-10T09:00[:30]`, Shanghai time unless a zone is given; ValueError."""
    text = text.strip()
    if not _MOMENT.match(text):
        raise _Unreadable("time_unreadable")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _Unreadable("time_unreadable") from error
    if moment.year not in _YEARS:
        raise _Unreadable("time_out_of_range")
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def write_moment(moment: datetime | None) -> str:
    """Shanghai time without zone, seconds only where there are any; "" for None."""
    if moment is None:
        return ""
    local = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    exact = local.second or local.microsecond
    return local.isoformat() if exact else local.isoformat(timespec="minutes")


def read_pauses(text: str) -> tuple[Pause, ...]:
    """Pauses from `FROM/TO;FROM/TO`; a pause that lasts has no TO. ValueError."""
    return tuple(_pause(part) for part in text.split(";") if part.strip())


def write_pauses(pauses: Iterable[Pause]) -> str:
    """The text `read_pauses` reads."""
    return ";".join(f"{write_moment(p.start)}/{write_moment(p.end)}" for p in pauses)


def _pause(text: str) -> Pause:
    begin, slash, end = text.partition("/")
    if not slash:
        raise _Unreadable("pause_unreadable")
    try:
        start, stop = read_moment(begin), read_moment(end) if end.strip() else None
    except _Unreadable as error:
        raise _Unreadable("pause_unreadable") from error
    if stop is not None and stop < start:
        raise _Unreadable("pause_backwards")
    return Pause(start, stop)


def _value(text: str) -> int:
    text = text.strip()
    if not (text.isdecimal() and len(text) <= len(str(LONGEST)) and int(text) <= LONGEST):
        raise _Unreadable("limit_unreadable")
    return int(text)


def _unit(text: str) -> Unit:
    try:
        return Unit(text.strip())
    except ValueError as error:
        raise _Unreadable("unit_unknown") from error


def read_question(fields: Mapping[str, str]) -> Question:
    """A question from the texts start, limit, unit and pauses.

    Raises Refused `bad_question` with a fault for every wrong field (codes field_missing,
    time_unreadable, time_out_of_range, limit_unreadable, unit_unknown, pause_unreadable,
    pause_backwards).
    """
    faults: list[Fault] = []

    def read(name: str, reader: Callable[[str], _T]) -> _T | None:
        text = fields.get(name) or ""
        try:
            if not text.strip() and name != "pauses":
                raise _Unreadable("field_missing")
            return reader(text)
        except _Unreadable as error:
            faults.append(Fault(name, text, str(error), {"longest": LONGEST, "units": _UNITS}))
            return None

    start, value = read("start", read_moment), read("limit", _value)
    unit, pauses = read("unit", _unit), read("pauses", read_pauses)
    if start is None or value is None or unit is None or pauses is None:
        raise Refused(Refusal("bad_question", "W1", faults=tuple(faults)))
    return Question(start, Limit(value, unit), pauses)
