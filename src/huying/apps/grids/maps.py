"""Grids as path data of small drawings: our own lines, no tiles, no styles (strict policy)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from huying.apps.grids.atlas import Atlas, atlas_of
from huying.apps.organisations.queries import chart

CASE_SIZE: Final = (352, 160)
DISTRICT_WIDTH: Final = 720
#: Fewer shapes than in a district, so their names may be larger in the same room.
AREA_WIDTH: Final = 520
_MARGIN: Final = 8
_HALF_NAME: Final = 38

_district_maps: "dict[int, tuple[Atlas, DistrictMap]]" = {}


@dataclass(frozen=True, slots=True)
class Label:
    """A name at a place of the drawing; `code` is the body's or grid's code."""

    code: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed shape of the drawing with its label."""

    path: str
    label: Label


@dataclass(frozen=True, slots=True)
class GridMap:
    """案件小图: the grid, the others in sight, borders of communities and streets, and the pin;
    all as values of the SVG attributes `viewBox` and `d`."""

    view_box: str
    grid: str
    neighbours: str
    communities: str
    streets: str
    labels: tuple[Label, ...]
    pin: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """全区图: one shape a street, in the order of their area codes; for a part of the district
    one shape a community or grid."""

    view_box: str
    streets: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A cut-out of the ground and its scale to the drawing; y grows downwards."""

    west: float
    north: float
    per_degree: float
    narrowing: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"

    @property
    def ground(self) -> BaseGeometry:
        east = self.west + self.width / self.per_degree / self.narrowing
        return box(self.west, self.north - self.height / self.per_degree, east, self.north)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """The place in the drawing, to a tenth of a unit."""
        x = (lon - self.west) * self.narrowing * self.per_degree
        return round(x, 1), round((self.north - lat) * self.per_degree, 1)

    def path(self, shapes: Iterable[BaseGeometry]) -> str:
        """Path data of polygons and lines."""
        return "".join(self._ring(line.coords) for shape in shapes for line in _lines(shape))

    def _ring(self, coords: Iterable[tuple[float, ...]]) -> str:
        points = [self.point(place[0], place[1]) for place in coords]
        closed = points[0] == points[-1]
        text = "L".join(f"{x:g} {y:g}" for x, y in (points[:-1] if closed else points))
        return f"M{text}Z" if closed else f"M{text}"


def map_of(
    district_id: int,
    around_code: str,
    *,
    pin: tuple[float, float] | None = None,
    under: int | None = None,
) -> GridMap | None:
    """The surroundings of a grid for the page of a case; None for an unknown code.

    `pin` is a place in degrees (lon, lat); it is drawn only if it lies inside the picture.
    """
    atlas = atlas_of(district_id, under=under)
    number = atlas.number_of.get(around_code)
    if number is None:
        return None
    window = _window_around(atlas.polygons[number])
    ground = window.ground
    near = [int(n) for n in atlas.tree.query(ground, predicate="intersects") if n != number]
    others = (atlas.polygons[n].intersection(ground) for n in sorted(near))
    return GridMap(
        view_box=window.view_box,
        grid=window.path([atlas.polygons[number]]),
        neighbours=window.path(others),
        communities=window.path([_clipped(atlas.community_borders, window)]),
        streets=window.path([_clipped(atlas.street_borders, window)]),
        labels=_community_labels(district_id, atlas, window),
        pin=window.point(*pin) if pin and ground.covers(shapely.Point(pin)) else None,
    )


def district_map(district_id: int, *, under: int | None = None) -> DistrictMap | None:
    """The whole district at the level of streets, kept as long as its atlas; None while it has
    no grids. `under` is the stamp if already read."""
    atlas = atlas_of(district_id, under=under)
    if not atlas.grids:
        return None
    kept = _district_maps.get(district_id)
    if kept is None or kept[0] is not atlas:
        kept = (atlas, _draw_district(district_id, atlas))
        _district_maps[district_id] = kept
    return kept[1]


def area_map(district_id: int, area_code: str, *, under: int | None = None) -> DistrictMap | None:
    """The communities of a street (code of 9 digits) or the grids of a community (12 digits),
    labelled with their area codes; None where there are no grids."""
    atlas = atlas_of(district_id, under=under)
    grids = [n for code, n in atlas.number_of.items() if code.startswith(area_code)]
    if not grids:
        return None
    parts = _communities(district_id, atlas, grids) if len(area_code) == 9 else _grids(atlas, grids)
    window = _window_over(shapely.union_all([shape for _, _, shape in parts]), AREA_WIDTH)
    return DistrictMap(
        window.view_box,
        tuple(
            Shape(window.path([shape]), _label(window, code, text, shape))
            for code, text, shape in parts
        ),
    )


_Part = tuple[str, str, BaseGeometry]


def _communities(district_id: int, atlas: Atlas, grids: Sequence[int]) -> list[_Part]:
    known = chart(district_id, under=atlas.under)
    bodies = {known.body(atlas.grids[n].community_id) for n in grids}
    ordered = sorted(bodies, key=lambda body: body.area_code)
    return [(body.area_code, body.name_zh, atlas.communities[body.id]) for body in ordered]


def _grids(atlas: Atlas, grids: Sequence[int]) -> list[_Part]:
    # The last three digits are the grid's number within its community.
    found = [(atlas.grids[n].code, atlas.polygons[n]) for n in sorted(grids)]
    return [(code, str(int(code[-3:])), polygon) for code, polygon in found]


def _draw_district(district_id: int, atlas: Atlas) -> DistrictMap:
    window = _window_over(shapely.union_all(list(atlas.streets.values())))
    known = chart(district_id, under=atlas.under)
    streets = sorted((known.body(id) for id in atlas.streets), key=lambda body: body.area_code)
    return DistrictMap(
        window.view_box,
        tuple(
            Shape(
                window.path([atlas.streets[body.id]]),
                _label(window, body.code, body.name_zh, atlas.streets[body.id]),
            )
            for body in streets
        ),
    )


def _window_around(shape: BaseGeometry) -> Window:
    west, south, east, north = shape.bounds
    width, height = CASE_SIZE
    narrowing = math.cos(math.radians((south + north) / 2))
    # The grid takes about a third of the height, so that its neighbours are in sight.
    per_degree = min(height / (north - south), width / ((east - west) * narrowing)) / 2.6
    return Window(
        (west + east) / 2 - width / per_degree / narrowing / 2,
        (south + north) / 2 + height / per_degree / 2,
        per_degree,
        narrowing,
        width,
        height,
    )


def _window_over(shape: BaseGeometry, width: int = DISTRICT_WIDTH) -> Window:
    west, south, east, north = shape.bounds
    narrowing = math.cos(math.radians((south + north) / 2))
    per_degree = (width - 2 * _MARGIN) / ((east - west) * narrowing)
    edge = _MARGIN / per_degree
    height = math.ceil((north - south) * per_degree) + 2 * _MARGIN
    return Window(west - edge / narrowing, north + edge, per_degree, narrowing, width, height)


def _community_labels(district_id: int, atlas: Atlas, window: Window) -> tuple[Label, ...]:
    known = chart(district_id, under=atlas.under)
    labels = []
    ground = window.ground
    for community, shape in atlas.communities.items():
        if not shape.intersects(ground):
            continue
        seen = shape.intersection(ground)
        if seen.area > 0.06 * ground.area:
            body = known.body(community)
            label = _label(window, body.code, body.name_zh, seen)
            labels.append(replace(label, x=_inside(label.x, window.width)))
    return tuple(labels)


def _inside(x: float, width: float) -> float:
    # Half a name of seven characters: further out it would be cut off at the edge.
    return min(max(x, _HALF_NAME), width - _HALF_NAME)


def _clipped(lines: BaseGeometry, window: Window) -> BaseGeometry:
    return shapely.line_merge(shapely.clip_by_rect(lines, *window.ground.bounds))


def _label(window: Window, code: str, text: str, shape: BaseGeometry) -> Label:
    place = shapely.point_on_surface(shape)
    return Label(code, text, *window.point(place.x, place.y))


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        shape = shape.boundary
    return [
        part for part in shapely.get_parts(shape) if part.geom_type in {"LineString", "LinearRing"}
    ]
