"""Where a place lies and who walks there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.apps.grids.atlas import Atlas, GridHit, atlas_of
from huying.apps.grids.maps import DistrictMap, GridMap, area_map, district_map, map_of
from huying.apps.grids.models import GridRole

__all__ = [
    "DistrictMap",
    "GridHit",
    "GridMap",
    "GridWalker",
    "area_map",
    "by_code",
    "district_map",
    "grids_of",
    "grids_walked_by",
    "locate",
    "locate_many",
    "map_of",
    "middle_of",
    "walkers_of",
]


@dataclass(frozen=True, slots=True)
class GridWalker:
    """网格人员: a person and what they are to the grid."""

    person: int
    name: str
    role: str


def locate(district_id: int, lon: float, lat: float, *, under: int | None = None) -> GridHit | None:
    """The grid of a place (CGCS2000 degrees); None outside the district. A place on a border
    belongs to the grid with the lowest code (S2-46). `under` is the stamp if already read."""
    atlas = atlas_of(district_id, under=under)
    return _hit(atlas, atlas.number_at(lon, lat))


def locate_many(
    district_id: int, lons: Sequence[float], lats: Sequence[float]
) -> list[GridHit | None]:
    """As `locate` for many places at once; ValueError when the lists differ in length."""
    if len(lons) != len(lats):
        raise ValueError(f"{len(lons)} longitudes for {len(lats)} latitudes")
    atlas = atlas_of(district_id)
    return [_hit(atlas, number) for number in atlas.numbers_at(lons, lats)]


def by_code(district_id: int, code: str, *, under: int | None = None) -> GridHit | None:
    """The grid with this code of 15 digits. `under` is the stamp if already read."""
    atlas = atlas_of(district_id, under=under)
    return _hit(atlas, atlas.number_of.get(code, -1))


def grids_of(district_id: int, *, area_code: str = "") -> tuple[GridHit, ...]:
    """All grids of the district, or of a street or community by its area code; by code."""
    return tuple(g for g in atlas_of(district_id).grids if g.code.startswith(area_code))


def middle_of(district_id: int, code: str) -> tuple[float, float] | None:
    """A place (lon, lat) well inside the grid, for distances and pins; None if unknown."""
    atlas = atlas_of(district_id)
    number = atlas.number_of.get(code)
    if number is None:
        return None
    place = atlas.polygons[number].representative_point()
    return (place.x, place.y)


def walkers_of(district_id: int, grid_id: int, at: datetime) -> tuple[GridWalker, ...]:
    """Who is responsible for a grid at a moment, in the order they were appointed (S2-49)."""
    rows = _held_at(district_id, at).filter(grid=grid_id).order_by("id")
    return tuple(GridWalker(*row) for row in rows.values_list("user", "user__name", "role"))


def grids_walked_by(district_id: int, person: int, at: datetime) -> tuple[GridHit, ...]:
    """The grids a person is responsible for at a moment, by code (S2-49)."""
    codes = _held_at(district_id, at).filter(user=person).values_list("grid__code", flat=True)
    atlas = atlas_of(district_id)
    return tuple(atlas.grids[atlas.number_of[code]] for code in sorted(set(codes)))


def _held_at(district_id: int, at: datetime) -> QuerySet[GridRole]:
    on = timezone.localtime(at).date()
    open_then = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return GridRole.objects.filter(open_then, district=district_id, valid_from__lte=on)


def _hit(atlas: Atlas, number: int) -> GridHit | None:
    return atlas.grids[number] if number >= 0 else None
