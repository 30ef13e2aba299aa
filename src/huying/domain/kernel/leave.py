"""Leave and stand-ins: who takes whose place on a day, and what is wrong with a leave asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from huying.domain.kernel.bodies import Chart
from huying.domain.kernel.refusal import Fault

#: A year and a day; anything longer is a mistyped year, or no leave but a change of post.
LONGEST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Held:
    """任职: a role at a body as one person holds it."""

    person: int
    role: str
    body: int


@dataclass(frozen=True, slots=True)
class Leave:
    """请假: away from `from_on` to the day before `until_on`, the first day back."""

    person: int
    from_on: date
    until_on: date
    stand_in: int | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day < self.until_on

    def overlaps(self, other: Leave) -> bool:
        return self.from_on < other.until_on and other.from_on < self.until_on


def away_on(leaves: Iterable[Leave], day: date) -> dict[int, int | None]:
    """Who is on leave on a day → the stand-in they named, None for nobody."""
    return {leave.person: leave.stand_in for leave in leaves if leave.covers(day)}


def stand_in_of(person: int, away: Mapping[int, int | None]) -> int | None:
    """Who takes a person's place: the person when not away, else the first of the chain of
    stand-ins who is there. None for nobody: nobody named, or the chain leads back."""
    seen: set[int] = set()
    one: int | None = person
    while one is not None and one in away:
        if one in seen:
            return None
        seen.add(one)
        one = away[one]
    return one


def in_place(held: Iterable[Held], away: Mapping[int, int | None], chart: Chart) -> list[Held]:
    """代理: the posts of a day as they are filled, in the order given; a post whose holder is away
    goes to the stand-in or, when nobody stands in, is filled by nobody.

    `held` must hold all posts of the people who may be stand-ins. Whoever has meanwhile left for
    another body stands in no more: a right must not wander off with a person.
    """
    known = list(held)
    bodies = bodies_of(known)
    return [other for one in known if (other := _filled(one, away, chart, bodies)) is not None]


def bodies_of(held: Iterable[Held]) -> dict[int, set[int]]:
    """At which bodies each person holds a post."""
    found: dict[int, set[int]] = {}
    for one in held:
        found.setdefault(one.person, set()).add(one.body)
    return found


def _filled(
    one: Held,
    away: Mapping[int, int | None],
    chart: Chart,
    bodies: Mapping[int, Collection[int]],
) -> Held | None:
    person = stand_in_of(one.person, away)
    if person is None or person == one.person:
        return None if person is None else one
    at_hand = any(chart.is_under(one.body, body) for body in bodies.get(person, ()))
    return Held(person, one.role, one.body) if at_hand else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a leave asked for is held against: the day, the person's other leaves that stand, the
    posts both hold on it, and the roles that go with no other (三员分立)."""

    today: date
    others: Collection[Leave]
    own: Collection[Held]
    stand_ins: Collection[Held]
    apart: Collection[str]
    chart: Chart


def leave_faults(asked: Leave, known: Known) -> tuple[Fault, ...]:
    """Everything wrong with a leave at once; () when it may be entered. Days are ISO 8601."""
    return (*_day_faults(asked, known), *_stand_in_faults(asked, known))


def _day_faults(asked: Leave, known: Known) -> Iterator[Fault]:
    if asked.from_on < known.today:
        params = {"today": known.today.isoformat()}
        yield Fault("from_on", asked.from_on.isoformat(), "leave.in_the_past", params)
    if asked.until_on <= asked.from_on:
        params = {"from": asked.from_on.isoformat()}
        yield Fault("until_on", asked.until_on.isoformat(), "leave.back_before_away", params)
        return
    if (asked.until_on - asked.from_on).days > LONGEST_DAYS:
        most = {"days": LONGEST_DAYS}
        yield Fault("until_on", asked.until_on.isoformat(), "leave.too_long", most)
    for other in known.others:
        if asked.overlaps(other):
            span = {"from": other.from_on.isoformat(), "until": other.until_on.isoformat()}
            yield Fault("from_on", asked.from_on.isoformat(), "leave.overlaps", span)
            return


def _stand_in_faults(asked: Leave, known: Known) -> Iterator[Fault]:
    if asked.stand_in is None:
        return
    value = str(asked.stand_in)
    if asked.stand_in == asked.person:
        yield Fault("stand_in", value, "leave.stand_in_self")
    elif not _stands_near(known):
        yield Fault("stand_in", value, "leave.stand_in_elsewhere")
    elif (role := _kept_apart(known)) is not None:
        yield Fault("stand_in", value, "leave.roles_apart", {"role": role})


def _stands_near(known: Known) -> bool:
    """Does the stand-in hold a post at each of the person's bodies or right above it?"""
    theirs = {held.body for held in known.stand_ins}
    return bool(theirs) and all(
        theirs & {held.body, *known.chart.above(held.body)[:1]} for held in known.own
    )


def _kept_apart(known: Known) -> str | None:
    """A role of one of them that goes with no other, when together they would hold another."""
    roles = {held.role for held in (*known.own, *known.stand_ins)}
    if len(roles) == 1:
        return None
    return next((role for role in sorted(roles) if role in known.apart), None)
