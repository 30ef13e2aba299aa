"""The check that every point of the ground lies in exactly one grid, and that it sees faults."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon, STRtree

from huying.apps.grids.faults import TOLERANCE, grid_faults
from huying.sim.district import DemoDistrict, make_district
from huying.sim.plan import read_plan

DEMO = Path(__file__).parents[3] / "data" / "demo"
GROUND = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0))
WEST = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
EAST = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0))
A, B = "380102001001001", "380102001001002"


@pytest.fixture(scope="module")
def district() -> DemoDistrict:
    plan = read_plan({file.name: file.read_text("utf-8") for file in DEMO.iterdir()})
    return make_district(plan, count(1).__next__)


@pytest.mark.req("S2-46")
def test_the_demo_grids_have_no_fault(district: DemoDistrict) -> None:
    layer = [(grid.code, grid.ring) for grid in district.grids]
    assert grid_faults(layer, district.outline) == ()
    assert grid_faults(layer) == ()


@pytest.mark.req("S2-46")
def test_the_demo_grids_fill_their_outline(district: DemoDistrict) -> None:
    polygons = [Polygon(grid.ring) for grid in district.grids]
    ground = Polygon(district.outline)
    union = shapely.union_all(polygons)
    assert abs(union.area - ground.area) <= TOLERANCE * ground.area
    assert abs(sum(polygon.area for polygon in polygons) - ground.area) <= TOLERANCE * ground.area
    assert union.geom_type == "Polygon"
    assert not union.interiors


@pytest.mark.req("S2-46")
def test_random_points_lie_in_exactly_one_grid(district: DemoDistrict) -> None:
    rng = Random(46)
    polygons = [Polygon(grid.ring) for grid in district.grids]
    ground, tree = Polygon(district.outline), STRtree(polygons)
    west, south, east, north = ground.bounds
    inside = 0
    for _ in range(2_000):
        place = Point(rng.uniform(west, east), rng.uniform(south, north))
        hits = len(tree.query(place, predicate="intersects"))
        assert hits == ground.covers(place)
        inside += hits
    assert inside > 1_000


@pytest.mark.req("S2-46")
def test_moving_one_demo_grid_by_twenty_metres_is_seen(district: DemoDistrict) -> None:
    layer = [(grid.code, grid.ring) for grid in district.grids]
    code, ring = layer[400]
    layer[400] = (code, tuple((lon + 0.0002, lat + 0.0001) for lon, lat in ring))
    codes = {fault.code for fault in grid_faults(layer, district.outline)}
    assert codes == {"grid.overlap", "grid.gap"}


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ([(A, WEST), (B, EAST)], []),
        ([(A, WEST)], ["grid.gap"]),
        ([(A, WEST), (A, EAST)], ["grid.code_twice"]),
        ([("38010200100100", WEST), (B, EAST)], ["grid.code_malformed"]),
        ([("３８０１０２００１００１００１", WEST), (B, EAST)], ["grid.code_malformed"]),
        ([(A, GROUND), (B, EAST)], ["grid.overlap"]),
        ([(A, WEST), (B, ((1.0, 0.0), (3.0, 0.0), (3.0, 1.0), (1.0, 1.0)))], ["grid.outside"]),
        ([(A, WEST), (B, ((1.0, 0.0), (2.0, 1.0), (2.0, 0.0), (1.0, 1.0)))], ["grid.shape"]),
        ([(A, WEST), (B, ((1.0, 0.0), (2.0, 0.0)))], ["grid.shape"]),
        ([("x", WEST), ("x", WEST)],
         ["grid.code_malformed", "grid.code_malformed", "grid.code_twice", "grid.overlap",
          "grid.gap"]),
        ([], []),
    ],
)  # fmt: skip
def test_planted_faults(layer: list[tuple[str, tuple]], expected: list[str]) -> None:
    faults = grid_faults(layer, GROUND)
    assert [fault.code for fault in faults] == expected


def test_a_fault_names_grids_place_and_size() -> None:
    (gap,) = grid_faults([(A, WEST)], GROUND)
    assert gap.field == "polygon"
    assert gap.value == "1.500000 0.500000"
    (overlap,) = grid_faults([(A, GROUND), (B, EAST)], GROUND)
    assert overlap.value == f"{A} {B}"
    assert overlap.params["square_metres"] == gap.params["square_metres"] > 10**9


def test_a_hole_is_a_gap_even_without_outline() -> None:
    hole = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
    left = [*WEST[:1], (0.5, 0.0), (0.5, 0.4), (0.4, 0.4), (0.4, 0.6), (0.5, 0.6), (0.5, 1.0),
            (0.0, 1.0)]  # fmt: skip
    right = [(0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0), (0.5, 0.6), (0.6, 0.6), (0.6, 0.4),
             (0.5, 0.4)]  # fmt: skip
    (gap,) = grid_faults([(A, left), (B, right)])
    assert gap.code == "grid.gap"
    assert Polygon(hole).contains(Point(*map(float, gap.value.split())))


@given(cut=st.floats(0.01, 1.99), slip=st.floats(1e-6, 0.005))
def test_a_slipped_border_is_a_gap_or_an_overlap(cut: float, slip: float) -> None:
    left = ((0.0, 0.0), (cut, 0.0), (cut, 1.0), (0.0, 1.0))
    for moved, code in ((cut + slip, "grid.gap"), (cut - slip, "grid.overlap")):
        right = ((moved, 0.0), (2.0, 0.0), (2.0, 1.0), (moved, 1.0))
        assert code in {fault.code for fault in grid_faults([(A, left), (B, right)], GROUND)}
