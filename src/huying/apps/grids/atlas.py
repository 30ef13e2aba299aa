"""All grids of a district in memory: which one a place lies in (about 10 µs a place)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely import Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from huying.apps.grids.models import Grid
from huying.platform.matters.stamps import stamp

_atlases: dict[int, "Atlas"] = {}


@dataclass(frozen=True, slots=True)
class GridHit:
    """落点网格: the grid a place lies in, and whose ground it is (ids of bodies)."""

    grid_id: int
    code: str
    street_id: int
    community_id: int
    name: str


@dataclass
class Atlas:
    """网格图: grids in the order of their codes, so that the first hit has the lowest code."""

    under: int
    grids: tuple[GridHit, ...]
    polygons: list[Polygon]
    number_of: dict[str, int] = field(init=False)
    tree: STRtree = field(init=False)

    def __post_init__(self) -> None:
        self.number_of = {grid.code: number for number, grid in enumerate(self.grids)}
        self.tree = STRtree(self.polygons)
        shapely.prepare(self.polygons)

    def numbers_at(self, lons: Sequence[float], lats: Sequence[float]) -> list[int]:
        """Number of the grid of each place, -1 outside; a place on a border goes to the lowest
        code, so that every point of the ground lies in exactly one grid (S2-46)."""
        hits = np.full(len(lons), len(self.grids))
        places, found = self.tree.query(shapely.points(lons, lats), predicate="intersects")
        np.minimum.at(hits, places, found)
        return [number if number < len(self.grids) else -1 for number in hits.tolist()]

    def number_at(self, lon: float, lat: float) -> int:
        """As `numbers_at` for one place."""
        found = self.tree.query(Point(lon, lat), predicate="intersects")
        return int(found.min()) if len(found) else -1

    @cached_property
    def streets(self) -> dict[int, BaseGeometry]:
        """Ground of every street, by body id."""
        return self._united([grid.street_id for grid in self.grids])

    @cached_property
    def communities(self) -> dict[int, BaseGeometry]:
        """Ground of every community, by body id."""
        return self._united([grid.community_id for grid in self.grids])

    @cached_property
    def street_borders(self) -> BaseGeometry:
        """Every border of a street as lines, each drawn once."""
        return _borders(self.streets.values())

    @cached_property
    def community_borders(self) -> BaseGeometry:
        """Every border of a community as lines, each drawn once."""
        return _borders(self.communities.values())

    def _united(self, owners: Sequence[int]) -> dict[int, BaseGeometry]:
        parts: dict[int, list[Polygon]] = {}
        for owner, polygon in zip(owners, self.polygons, strict=True):
            parts.setdefault(owner, []).append(polygon)
        return {owner: shapely.coverage_union_all(group) for owner, group in parts.items()}


def _borders(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    # Two neighbours share a border: united, it is one line.
    return shapely.line_merge(shapely.union_all([shape.boundary for shape in shapes]))


def atlas_of(district_id: int, *, under: int | None = None) -> Atlas:
    """The district's atlas, kept per process under its stamp (see organisations.chart)."""
    now = stamp(district_id) if under is None else under
    kept = _atlases.get(district_id)
    if kept is None or kept.under != now:
        kept = _read(district_id, now)
        _atlases[district_id] = kept
    return kept


def _read(district_id: int, under: int) -> Atlas:
    rows = Grid.objects.filter(district=district_id).order_by("code")
    fields = rows.values_list("id", "code", "street", "community", "name", "polygon")
    grids, polygons = [], []
    for grid_id, code, street, community, name, polygon in fields:
        grids.append(GridHit(grid_id, code, street, community, name))
        polygons.append(Polygon(json.loads(polygon)))
    return Atlas(under, tuple(grids), polygons)
