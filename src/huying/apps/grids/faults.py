"""Is a set of grids a proper cover of the ground: every point in exactly one grid (S2-46)?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import shapely
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from huying.domain.kernel.refusal import Fault

#: What rounding may leave over, as a share of the whole ground: 0.4 m² in a district of 400 km².
TOLERANCE: Final = 1e-9
_M2_PER_SQUARE_DEGREE: Final = 111_200.0**2
_CODE_LENGTH: Final = 15

Ring = Sequence[tuple[float, float]]


def grid_faults(
    grids: Iterable[tuple[str, Ring]], outline: Ring | None = None
) -> tuple[Fault, ...]:
    """All faults of the grids (code, corners in degrees), worst cases included at once.

    Codes: grid.code_malformed, grid.code_twice, grid.shape, grid.overlap, grid.gap and, when the
    border of the ground is given, grid.outside. `value` names grids or a place (lon lat),
    `params["square_metres"]` the size; without `outline` gaps inside the ground are found only.
    """
    rows = list(grids)
    faults = _code_faults([code for code, _ in rows])
    shapes = {code: Polygon(ring) for code, ring in rows if len(ring) > 2}
    bad = [code for code, ring in rows if code not in shapes or not shapes[code].is_valid]
    faults += [Fault("polygon", code, "grid.shape") for code in bad]
    if bad or not rows:
        # Overlaps and gaps mean nothing while a border crosses itself.
        return tuple(faults)
    ground = Polygon(outline) if outline else None
    polygons = [Polygon(ring) for _, ring in rows]
    least = TOLERANCE * (ground or shapely.union_all(polygons)).area
    faults += _overlaps([code for code, _ in rows], polygons, least)
    faults += _cover_faults(polygons, ground, least)
    return tuple(faults)


def _code_faults(codes: Sequence[str]) -> list[Fault]:
    faults = [
        Fault("code", code, "grid.code_malformed", {"digits": _CODE_LENGTH})
        for code in codes
        if len(code) != _CODE_LENGTH or not (code.isascii() and code.isdigit())
    ]
    for code, times in Counter(codes).items():
        if times > 1:
            faults.append(Fault("code", code, "grid.code_twice", {"times": times}))
    return faults


def _overlaps(codes: Sequence[str], polygons: Sequence[Polygon], least: float) -> list[Fault]:
    pairs = STRtree(polygons).query(polygons, predicate="intersects")
    faults = []
    for one, other in zip(*(side.tolist() for side in pairs), strict=True):
        if one < other:
            shared = polygons[one].intersection(polygons[other]).area
            if shared > least:
                names = f"{codes[one]} {codes[other]}"
                faults.append(Fault("polygon", names, "grid.overlap", _size(shared)))
    return faults


def _cover_faults(polygons: Sequence[Polygon], ground: Polygon | None, least: float) -> list[Fault]:
    cover = shapely.union_all(polygons)
    if ground is None:
        parts = shapely.get_parts(cover)
        gaps = shapely.union_all([Polygon(hole) for part in parts for hole in part.interiors])
        return _pieces(gaps, "grid.gap", least)
    return [
        *_pieces(ground.difference(cover), "grid.gap", least),
        *_pieces(cover.difference(ground), "grid.outside", least),
    ]


def _pieces(shape: BaseGeometry, code: str, least: float) -> list[Fault]:
    return [
        Fault("polygon", _place(piece), code, _size(piece.area))
        for piece in shapely.get_parts(shape)
        if piece.area > least
    ]


def _place(piece: BaseGeometry) -> str:
    point = piece.representative_point()
    return f"{point.x:.6f} {point.y:.6f}"


def _size(area: float) -> Mapping[str, int]:
    # Degrees of longitude are shorter than of latitude: an upper bound is enough to look for it.
    return {"square_metres": max(1, round(area * _M2_PER_SQUARE_DEGREE))}
