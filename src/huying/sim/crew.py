"""Who does what: the people of the made-up district as actors, one for each role and body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from huying.domain.kernel.actor import Actor, Post, clock, resident
from huying.domain.kernel.bodies import Chart
from huying.sim.district import DemoDistrict
from huying.sim.people import Person


@dataclass(slots=True)
class Crew:
    """在岗人员: actors with all their posts, as the platform would see them at the door."""

    district: int
    by_post: dict[tuple[str, int], list[Actor]] = field(default_factory=dict)
    by_person: dict[int, Actor] = field(default_factory=dict)
    walkers: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, demo: DemoDistrict) -> Crew:
        crew = cls(demo.code)
        chart = demo.chart
        for person in demo.people:
            crew._add(person, chart)
        for duty in demo.grid_duties:
            if duty.role != "head":
                crew.walkers.setdefault(duty.grid, []).append(duty.person)
        return crew

    def _add(self, person: Person, chart: Chart) -> None:
        actor = Actor(person.id, tuple(_posts(person, chart)), self.district)
        self.by_person[person.id] = actor
        for held in person.holdings:
            self.by_post.setdefault((held.role, held.body), []).append(actor)

    def pick(self, role: str, bodies: Iterable[int], rng: Random) -> Actor:
        """Somebody with this role at the first of the bodies that has anybody; LookupError."""
        for body in bodies:
            if (role, body) in self.by_post:
                return rng.choice(self.by_post[role, body])
        raise LookupError(f"nobody is {role} at any of {tuple(bodies)}")

    def somebody(self, role: str, body: int, rng: Random) -> Actor | None:
        """Anybody with this role at the body itself; None where nobody has it."""
        found = self.by_post.get((role, body))
        return rng.choice(found) if found else None

    def walker_of(self, grid: int, rng: Random) -> Actor:
        """A grid worker who walks this grid."""
        return self.by_person[rng.choice(self.walkers[grid])]

    @property
    def resident(self) -> Actor:
        return resident(self.district)

    @property
    def clock(self) -> Actor:
        return clock(self.district)


def _posts(person: Person, chart: Chart) -> list[Post]:
    # An office acts for its street; its head does so as a clerk.
    posts: dict[Post, None] = {}
    for held in sorted(person.holdings, key=lambda one: one.id):
        posts[Post(held.role, held.body)] = None
        for other in chart.acts_for(held.body)[1:]:
            posts[Post("clerk" if held.role == "head" else held.role, other)] = None
    return list(posts)
