"""The ground of a made-up district: an outline, its grids, and who neighbours whom.

Every function is pure; chance comes from the `random.Random` handed in. Coordinates are CGCS2000
degrees, rounded to six decimals (about 0.1 m). All grids are faces of one noded drawing, so two
neighbours have the very same corners: no gap and no overlap can arise by rounding.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias

import shapely
from shapely import STRtree
from shapely.geometry import MultiPoint, Point, Polygon

DECIMALS: Final = 6
STEP: Final = 10.0**-DECIMALS
_RING_POINTS: Final = 120
_SMOOTHINGS: Final = 2

Place: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Place, ...]
Neighbours: TypeAlias = Sequence[Collection[int]]


@dataclass(frozen=True, slots=True)
class Ground:
    """辖区范围: centre and half axes in degrees (lon, lat); `density` is how many times denser
    grids lie at the centre than at the edge."""

    centre: Place
    half_axes: Place
    density: float

    def at(self, east: float, north: float) -> Place:
        """The place so many half axes east and north of the centre."""
        return (
            round(self.centre[0] + east * self.half_axes[0], DECIMALS),
            round(self.centre[1] + north * self.half_axes[1], DECIMALS),
        )

    def distance(self, a: Place, b: Place) -> float:
        """Distance in kilometres, near enough for shapes (one degree of latitude is 111.2 km)."""
        east = (a[0] - b[0]) * math.cos(math.radians(self.centre[1]))
        return math.hypot(east, a[1] - b[1]) * 111.2

    def crowding(self, place: Place) -> float:
        """How dense grids lie here: `density` at the centre, towards 1 at the edge."""
        east = (place[0] - self.centre[0]) / self.half_axes[0]
        north = (place[1] - self.centre[1]) / self.half_axes[1]
        return 1 + (self.density - 1) * math.exp(-3.5 * (east * east + north * north))


def outline_of(ground: Ground, rng: Random) -> Ring:
    """An irregular closed ring around the centre, like a boundary along rivers and ridges."""
    waves = [(n, rng.uniform(0, math.tau), rng.uniform(0.5, 1) * 0.11 / n) for n in range(2, 9)]
    ring = []
    for step in range(_RING_POINTS):
        turn = math.tau * step / _RING_POINTS
        reach = 1 + sum(size * math.sin(n * turn + start) for n, start, size in waves)
        ring.append(ground.at(reach * math.cos(turn), reach * math.sin(turn)))
    return tuple(ring)


def scatter(ground: Ground, outline: Ring, count: int, rng: Random) -> list[Place]:
    """`count` grid middles inside the outline, closer together towards the centre."""
    area = Polygon(outline)
    shapely.prepare(area)
    middles: list[Place] = []
    while len(middles) < count:
        tries = [_inside(ground, area, rng) for _ in range(5)]
        middles.append(max(tries, key=lambda place: _elbow_room(ground, place, middles)))
    for _ in range(_SMOOTHINGS):
        # Moving each middle to its cell's centre takes slivers away and keeps the density.
        cells = _cells(middles, outline)
        middles = [_rounded(cell.centroid.coords[0]) for cell in cells]
    return middles


def tessellate(middles: Sequence[Place], outline: Ring) -> tuple[list[Polygon], Ring]:
    """One polygon for each middle, and the outline with the corners the grids gave it.

    Cell borders and outline are noded together on the six-decimal lattice; the faces of that
    drawing are the grids. ValueError when two middles are too close to have a face each.
    """
    border = shapely.get_exterior_ring(Polygon(outline))
    edges = shapely.voronoi_polygons(
        MultiPoint(middles), extend_to=border, only_edges=True
    ).intersection(Polygon(outline))
    drawing = shapely.union_all([edges, border], grid_size=STEP)
    faces = [_on_lattice(face) for face in shapely.get_parts(shapely.polygonize([drawing]))]
    grids = _one_for_each(faces, middles)
    ring = shapely.get_exterior_ring(shapely.coverage_union_all(faces))
    return grids, tuple(_rounded(place) for place in ring.coords[:-1])


def neighbours_of(polygons: Sequence[Polygon]) -> list[list[int]]:
    """For each polygon, the others that share a piece of border (a corner is not enough)."""
    tree = STRtree(polygons)
    found: list[list[int]] = [[] for _ in polygons]
    pairs = tree.query(polygons, predicate="touches")
    for one, other in zip(*(side.tolist() for side in pairs), strict=True):
        if shapely.length(polygons[one].intersection(polygons[other])) > 0:
            found[one].append(other)
    return [sorted(near) for near in found]


def spread(
    ground: Ground,
    places: Sequence[Place],
    neighbours: Neighbours,
    starts: Sequence[int],
) -> dict[int, int]:
    """Group number of every place reachable from the starts: the start with the shortest way.

    A shortest way leads only through places of the same group, so groups are contiguous.
    """
    group: dict[int, int] = {}
    queue = [(0.0, number, start) for number, start in enumerate(starts)]
    while queue:
        way, number, here = heapq.heappop(queue)
        if here in group:
            continue
        group[here] = number
        for near in neighbours[here]:
            if near not in group:
                step = ground.distance(places[here], places[near])
                heapq.heappush(queue, (way + step, number, near))
    return group


def divide(
    ground: Ground,
    places: Sequence[Place],
    neighbours: Neighbours,
    members: Sequence[int],
    parts: int,
) -> list[list[int]]:
    """The members cut into contiguous parts of like size; parts never exceed members.

    Starts lie as far apart as they can; then a few rounds move each to the middle of its part.
    """
    inside = {member: [n for n in neighbours[member] if n in set(members)] for member in members}
    near = [inside.get(place, []) for place in range(len(places))]
    starts = _far_apart(ground, places, members, parts)
    for _ in range(6):
        groups = _gathered(spread(ground, places, near, starts), parts)
        starts = [_middle(ground, places, group) for group in groups]
    return _gathered(spread(ground, places, near, starts), parts)


def reading_order(places: Mapping[int, Place], bands: int) -> list[int]:
    """Keys in the order codes are given: bands from north to south, in a band west to east."""
    if not places:
        return []
    top = max(lat for _, lat in places.values())
    height = max(top - min(lat for _, lat in places.values()), STEP) / bands
    row = {key: int((top - lat) / height) for key, (_, lat) in places.items()}
    return sorted(places, key=lambda key: (row[key], places[key][0], key))


def _inside(ground: Ground, area: Polygon, rng: Random) -> Place:
    while True:
        place = ground.at(rng.uniform(-1.4, 1.4), rng.uniform(-1.4, 1.4))
        if rng.random() * ground.density < ground.crowding(place) and area.contains(Point(place)):
            return place


def _elbow_room(ground: Ground, place: Place, others: Sequence[Place]) -> float:
    # The best of a few tries keeps middles apart, without a regular pattern; what counts as
    # near shrinks where grids are to be small.
    nearest = min((ground.distance(place, other) for other in others), default=math.inf)
    return nearest * math.sqrt(ground.crowding(place))


def _cells(middles: Sequence[Place], outline: Ring) -> list[Polygon]:
    area = Polygon(outline)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(middles), extend_to=area))
    return _one_for_each([cell.intersection(area) for cell in cells], middles)


def _one_for_each(faces: Sequence[Polygon], middles: Sequence[Place]) -> list[Polygon]:
    tree = STRtree(faces)
    hits, found = tree.query([Point(place) for place in middles], predicate="within")
    face_of = dict(zip(hits.tolist(), found.tolist(), strict=True))
    if not len(face_of) == len(set(face_of.values())) == len(middles) == len(faces):
        raise ValueError(f"{len(faces)} faces for {len(middles)} grid middles")
    return [faces[face_of[number]] for number in range(len(middles))]


def _on_lattice(face: Polygon) -> Polygon:
    return Polygon([_rounded(place) for place in face.exterior.coords])


def _rounded(place: Sequence[float]) -> Place:
    return (round(place[0], DECIMALS), round(place[1], DECIMALS))


def _far_apart(
    ground: Ground, places: Sequence[Place], members: Sequence[int], parts: int
) -> list[int]:
    starts = [min(members, key=lambda member: places[member])]
    while len(starts) < min(parts, len(members)):
        starts.append(
            max(
                members,
                key=lambda m: min(ground.distance(places[m], places[s]) for s in starts),
            )
        )
    return starts


def _gathered(group: Mapping[int, int], parts: int) -> list[list[int]]:
    gathered: list[list[int]] = [[] for _ in range(parts)]
    for member, number in sorted(group.items()):
        gathered[number].append(member)
    return [part for part in gathered if part]


def _middle(ground: Ground, places: Sequence[Place], group: Sequence[int]) -> int:
    lon = sum(places[member][0] for member in group) / len(group)
    lat = sum(places[member][1] for member in group) / len(group)
    return min(group, key=lambda member: ground.distance(places[member], (lon, lat)))
