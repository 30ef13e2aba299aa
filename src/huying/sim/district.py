"""A whole made-up district from one seed: bodies, people, grids, and who may log in.

The same plan and the same ids give the same district, to the last corner and character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from huying.domain.kernel.bodies import Body, BodyKind, Chart
from huying.sim.geography import (
    Place,
    Ring,
    divide,
    neighbours_of,
    outline_of,
    reading_order,
    scatter,
    spread,
    tessellate,
)
from huying.sim.institutions import Coverage, Founding, children
from huying.sim.people import GridDuty, Hiring, Person
from huying.sim.plan import DistrictPlan


@dataclass(frozen=True, slots=True)
class GridShape:
    """网格: `ring` is closed implicitly, CGCS2000 degrees; `code` has 15 digits (6+3+3+3)."""

    id: int
    code: str
    name: str
    community: int
    street: int
    ring: Ring
    households: int


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """示范区: all that is written when the demo is loaded; `outline` is the ground's border,
    `logins` the people whose user names and passwords are printed, in the order of the plan."""

    code: int
    name_zh: str
    name_en: str
    bodies: tuple[Body, ...]
    coverage: tuple[Coverage, ...]
    people: tuple[Person, ...]
    grids: tuple[GridShape, ...]
    grid_duties: tuple[GridDuty, ...]
    outline: Ring
    logins: tuple[Person, ...]

    @property
    def chart(self) -> Chart:
        return Chart(self.bodies)


def make_district(plan: DistrictPlan, next_id: Callable[[], int]) -> DemoDistrict:
    """The district of this plan; `next_id` gives a new id at each call, in the same order."""
    founding = Founding(plan, next_id)
    founding.found()
    hiring = Hiring(plan, Random(f"{plan.seed}-people"), next_id)
    hiring.staff(founding.bodies)
    survey = Survey(plan, next_id, founding.bodies)
    survey.draw()
    rounds = Rounds(hiring, next_id)
    for community in (body for body in founding.bodies if body.kind is BodyKind.COMMUNITY):
        rounds.assign(community, founding.bodies, survey.grids)
    hiring.engage(founding.bodies)
    return DemoDistrict(
        code=plan.code,
        name_zh=plan.name_zh,
        name_en=plan.name_en,
        bodies=tuple(founding.bodies),
        coverage=tuple(founding.coverage),
        people=tuple(hiring.people),
        grids=tuple(survey.grids),
        grid_duties=tuple(rounds.duties),
        outline=survey.outline,
        logins=_logins(plan, hiring.people),
    )


@dataclass(slots=True)
class Survey:
    """Draws the grids and gives them to streets and communities, codes in reading order."""

    plan: DistrictPlan
    next_id: Callable[[], int]
    bodies: list[Body]
    grids: list[GridShape] = field(default_factory=list)
    outline: Ring = ()

    def draw(self) -> None:
        """Grids of the whole district, sorted by code."""
        plan, rng = self.plan, Random(f"{self.plan.seed}-ground")
        outline = outline_of(plan.ground, rng)
        middles = scatter(plan.ground, outline, plan.grids, rng)
        polygons, self.outline = tessellate(middles, outline)
        near = neighbours_of(polygons)
        rings = [tuple((x, y) for x, y in face.exterior.coords[:-1]) for face in polygons]
        group = spread(plan.ground, middles, near, self._starts(middles))
        streets = [body for body in self.bodies if body.kind is BodyKind.STREET]
        for number, street in enumerate(streets):
            members = [grid for grid in range(plan.grids) if group[grid] == number]
            communities = list(children(self.bodies, street.id, BodyKind.COMMUNITY))
            parts = divide(plan.ground, middles, near, members, len(communities))
            order = reading_order(
                {at: _centre([middles[m] for m in part]) for at, part in enumerate(parts)}, 3
            )
            for community, at in zip(communities, order, strict=True):
                self._number(street, community, parts[at], middles, rings, rng)
        self.grids.sort(key=lambda grid: grid.code)

    def _number(
        self,
        street: Body,
        community: Body,
        members: Sequence[int],
        middles: Sequence[Place],
        rings: Sequence[Ring],
        rng: Random,
    ) -> None:
        order = reading_order({member: middles[member] for member in members}, 3)
        stem = community.name_zh.removesuffix("社区")
        for serial, member in enumerate(order, start=1):
            self.grids.append(
                GridShape(
                    id=self.next_id(),
                    code=f"{community.area_code}{serial:03d}",
                    name=f"{stem}第 {serial} 网格",
                    community=community.id,
                    street=street.id,
                    ring=rings[member],
                    households=rng.randrange(290, 511),
                )
            )

    def _starts(self, middles: Sequence[Place]) -> list[int]:
        ground = self.plan.ground
        return [
            min(range(len(middles)), key=lambda grid: ground.distance(middles[grid], place))
            for place in (ground.at(*street.middle) for street in self.plan.streets)
        ]


@dataclass(slots=True)
class Rounds:
    """Hires grid workers and gives everybody grids: many workers to a grid, many grids to one."""

    hiring: Hiring
    next_id: Callable[[], int]
    duties: list[GridDuty] = field(default_factory=list)

    def assign(self, community: Body, bodies: list[Body], grids: Sequence[GridShape]) -> None:
        """Workers for the grids of a community; its community workers are the grids' heads."""
        own = [grid for grid in grids if grid.community == community.id]
        station = next(children(bodies, community.id, BodyKind.STATION))
        heads = [p for p in self.hiring.people if p.holdings[0].body == station.id]
        for head, grid in zip(cycle(heads), own, strict=False):
            self._add(head, grid, "head")
        # One worker a grid, but the last of eight or more shares the worker of the one before;
        # the two busiest grids have a part-time worker besides.
        shared = 1 if len(own) >= 8 else 0
        workers = self.hiring.hire(community, "grid_worker", len(own) - shared + 2)
        full, part = workers[: len(own) - shared], workers[len(own) - shared :]
        for worker, grid in zip(islice(_last_again(full), len(own)), own, strict=True):
            self._add(worker, grid, "full_time")
        busiest = sorted(own, key=lambda grid: (-grid.households, grid.code))
        for worker, grid in zip(part, busiest, strict=False):
            self._add(worker, grid, "part_time")

    def _add(self, person: Person, grid: GridShape, role: str) -> None:
        self.duties.append(GridDuty(self.next_id(), person.id, grid.id, role))


def _logins(plan: DistrictPlan, people: Sequence[Person]) -> tuple[Person, ...]:
    by_username = {person.username: person for person in people if person.password}
    return tuple(by_username[named.login] for named in plan.people if named.login)


def _last_again(workers: Sequence[Person]) -> Iterator[Person]:
    yield from workers
    yield from cycle(workers[-1:])


def _centre(places: Sequence[Place]) -> Place:
    return (
        sum(place[0] for place in places) / len(places),
        sum(place[1] for place in places) / len(places),
    )
