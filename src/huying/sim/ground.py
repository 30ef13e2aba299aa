"""Places where something happens: random points in grids, with an address people would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from huying.sim.district import DemoDistrict, GridShape
from huying.sim.geography import Place, Ring
from huying.sim.plan import DistrictPlan


@dataclass(frozen=True, slots=True)
class Spot:
    """地点: `lon`, `lat` are degrees as text with six places, inside the grid."""

    grid: GridShape
    lon: str
    lat: str
    address: str
    road: str
    community: str

    def told(self) -> dict[str, str]:
        """The fields of an act that says where it is."""
        return {"lon": self.lon, "lat": self.lat, "address": self.address}


@dataclass(slots=True)
class Surroundings:
    """Draws spots; a grid weighs its households times its street's weight."""

    district: DemoDistrict
    roads: Mapping[str, tuple[str, ...]]
    names: Mapping[int, str]
    codes: Mapping[int, str]
    _sums: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, district: DemoDistrict, plan: DistrictPlan) -> Surroundings:
        return cls(
            district,
            {street.code: street.roads for street in plan.streets},
            {body.id: body.name_zh for body in district.bodies},
            {body.id: body.code for body in district.bodies},
        )

    def draw(self, rng: Random, weights: Mapping[str, float], label: str) -> Spot:
        """A random spot; `label` names the weights (by street code), so they are summed once."""
        if label not in self._sums:
            by_grid = (
                grid.households * weights.get(self.codes[grid.street], 1.0)
                for grid in self.district.grids
            )
            self._sums[label] = list(accumulate(by_grid))
        (grid,) = rng.choices(self.district.grids, cum_weights=self._sums[label])
        return self.inside(grid, rng)

    def inside(self, grid: GridShape, rng: Random) -> Spot:
        """A random spot of this grid."""
        lon, lat = point_in(grid.ring, rng)
        road = rng.choice(self.roads[self.codes[grid.street]])
        community = self.names[grid.community]
        return Spot(
            grid,
            f"{lon:.6f}",
            f"{lat:.6f}",
            _address(road, community.removesuffix("社区"), rng),
            road,
            community,
        )


def _address(road: str, community: str, rng: Random) -> str:
    number = rng.randrange(1, 160)
    if rng.random() < 0.6:
        return f"{road}{number}号"
    return f"{community}{rng.choice(('小区', '里', '院'))}{number % 30 + 1}号楼"


def point_in(ring: Ring, rng: Random) -> Place:
    """A random place well inside a closed ring."""
    lons, lats = zip(*ring, strict=True)
    while True:
        place = (rng.uniform(min(lons), max(lons)), rng.uniform(min(lats), max(lats)))
        if _is_inside(place, ring):
            return place


def _is_inside(place: Place, ring: Ring) -> bool:
    x, y = place
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
