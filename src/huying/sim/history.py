"""The made-up weeks of a district: every case lived through the real rules, in memory.

People and the clock act in the order of time, each act through `decide`; a refusal is a fault of
the simulation or of the rules and ends it. The same seed, ids and moment give the same history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush

from huying.sim.course import Course
from huying.sim.kin import Kin, families
from huying.sim.world import Past, World


def live(world: World) -> Iterator[Past]:
    """Every case that came in before the end, parts of split ones too, in the order they came."""
    moments = world.intake.moments(world.until)
    first = families(world.plan, len(moments))
    later = {number for _, members in first.values() for number in members}
    lived: list[tuple[datetime, int, Past]] = []
    for number, at in enumerate(moments, start=1):
        while lived and lived[0][0] <= at:
            yield heappop(lived)[2]
        if number not in later:
            kind, members = first.get(number, ("", ()))
            for past in _family(world, kind, (number, *members), moments).run():
                heappush(lived, (past.matter.opened_at, past.matter.id, past))
    while lived:
        yield heappop(lived)[2]


def _family(world: World, kind: str, numbers: Sequence[int], moments: Sequence[datetime]) -> Kin:
    """A case with those that came after it about the same, or near it."""
    kin = Kin()
    intake, until = world.intake, world.until
    number, *others = numbers
    arrival = intake.arrival(number, moments[number - 1], until)
    main = Course(world, arrival, kin)
    for other in others:
        near = intake.arrival(other, moments[other - 1], until)
        if kind == "repeats" and main.may_be_repeated:
            repeat = Course(world, intake.repeat(arrival, near), kin)
            repeat.repeats = main.matter.id
        else:
            related = Course(world, intake.beside(arrival, near), kin)
            related.related = main.matter.id
    return kin
