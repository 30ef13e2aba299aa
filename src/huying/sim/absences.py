"""Leaves of a made-up district around one day: running, to come, over; stand-ins or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huying.sim.district import DemoDistrict
from huying.sim.people import Person


@dataclass(frozen=True, slots=True)
class Absence:
    """请假: of a person from a day to the day before `until_on`, the first day back."""

    id: int
    person: int
    from_on: date
    until_on: date
    stand_in: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Planned:
    """Who (body, role, nth of it), days from today, and which clerk of the body stands in."""

    body: str
    role: str
    nth: int
    first: int
    back: int
    stand_in: int | None
    reason: str = "leave"


#: Today only people are away whom no promise of the history was told to, so that the history is
#: what it would be without them.
_PLANNED: Final = (
    _Planned("UMB", "clerk", 0, -41, -38, None, "training"),
    _Planned("UMB", "clerk", 0, 5, 8, 1),
    _Planned("UMB", "clerk", 1, 12, 15, 0, "official"),
    _Planned("S06-OFF07", "head", 0, -1, 6, 0),
    _Planned("S03-OFF02", "head", 0, 0, 3, None, "training"),
    _Planned("S01", "clerk", 1, 3, 5, 0),
)


def made_up_absences(
    demo: DemoDistrict, today: date, next_id: Callable[[], int]
) -> Iterator[Absence]:
    """The planned leaves whose people this district has, in a fixed order."""
    codes = {body.code: body.id for body in demo.bodies}
    for planned in _PLANNED:
        away = _holders(demo, codes.get(planned.body, 0), planned.role)
        clerks = _holders(demo, codes.get(planned.body, 0), "clerk")
        if planned.nth < len(away):
            yield Absence(
                id=next_id(),
                person=away[planned.nth].id,
                from_on=today + timedelta(days=planned.first),
                until_on=today + timedelta(days=planned.back),
                stand_in=None if planned.stand_in is None else clerks[planned.stand_in].id,
                reason=planned.reason,
            )


def _holders(demo: DemoDistrict, body: int, role: str) -> list[Person]:
    return [
        person
        for person in demo.people
        if any(held.body == body and held.role == role for held in person.holdings)
    ]
