"""The grid of a place, its map, and who walks it, over the whole demo district."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import Point, Polygon

from huying.apps.grids import queries
from huying.apps.grids.atlas import atlas_of
from huying.apps.grids.models import Grid, GridRole
from huying.apps.grids.services import load_grids
from huying.apps.organisations.queries import chart
from huying.apps.organisations.services import load_district
from huying.domain.kernel.refusal import Refused
from huying.sim.district import DemoDistrict, make_district
from huying.sim.plan import read_plan

DEMO = Path(__file__).parents[3] / "data" / "demo"
AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)


@pytest.fixture(scope="module")
def value() -> DemoDistrict:
    """The demo district under another code, so that it can stand beside the demo itself."""
    texts = {file.name: file.read_text("utf-8") for file in DEMO.iterdir()}
    texts["district.toml"] = texts["district.toml"].replace("code = 380102", "code = 380104")
    return make_district(read_plan(texts), count(10**13).__next__)


@pytest.fixture
def loaded(value: DemoDistrict, db: None) -> DemoDistrict:
    assert load_district(value, AT)
    assert load_grids(value.code, value.grids, value.grid_duties, AT, outline=value.outline)
    return value


def middle(ring) -> Point:
    return Polygon(ring).representative_point()


@pytest.mark.req("S2-46", "S2-49")
def test_the_whole_demo_district(loaded: DemoDistrict) -> None:
    check_loading(loaded)
    check_every_grid_is_found(loaded)
    check_borders_go_to_the_lowest_code(loaded)
    check_outside(loaded)
    check_walkers(loaded)
    check_maps(loaded)


def check_loading(loaded: DemoDistrict) -> None:
    assert Grid.objects.filter(district=loaded.code).count() == 773
    assert GridRole.objects.filter(district=loaded.code).count() == len(loaded.grid_duties)
    assert len(chart(loaded.code)) == len(loaded.bodies)
    again = load_grids(loaded.code, loaded.grids, loaded.grid_duties, AT)
    assert not again
    assert Grid.objects.filter(district=loaded.code).count() == 773


def check_every_grid_is_found(loaded: DemoDistrict) -> None:
    places = [middle(grid.ring) for grid in loaded.grids]
    hits = queries.locate_many(loaded.code, [p.x for p in places], [p.y for p in places])
    assert [hit and hit.code for hit in hits] == [grid.code for grid in loaded.grids]
    with CaptureQueriesContext(connection) as statements:
        hit = queries.locate(loaded.code, places[0].x, places[0].y)
    assert len(statements) == 1
    first = loaded.grids[0]
    assert hit == queries.GridHit(
        first.id, "380104001001001", first.street, first.community, "枣园里第 1 网格"
    )
    assert queries.by_code(loaded.code, hit.code) == hit
    assert queries.by_code(loaded.code, "380104001001999") is None
    assert queries.grids_of(loaded.code, area_code="380104001001")[0] == hit
    assert len(queries.grids_of(loaded.code)) == 773
    lon, lat = queries.middle_of(loaded.code, hit.code)
    assert queries.locate(loaded.code, lon, lat) == hit
    assert queries.middle_of(loaded.code, "x") is None


def check_borders_go_to_the_lowest_code(loaded: DemoDistrict) -> None:
    owners: dict[tuple[float, float], list[str]] = {}
    for grid in loaded.grids:
        for corner in grid.ring:
            owners.setdefault(corner, []).append(grid.code)
    shared = [(corner, codes) for corner, codes in owners.items() if len(codes) > 1]
    assert len(shared) > 1_000
    hits = queries.locate_many(loaded.code, *zip(*(corner for corner, _ in shared), strict=True))
    assert [hit and hit.code for hit in hits] == [min(codes) for _, codes in shared]
    one, codes = shared[0]
    assert queries.locate(loaded.code, *one).code == min(codes)


def check_outside(loaded: DemoDistrict) -> None:
    assert queries.locate(loaded.code, 116.4, 39.9) is None
    assert queries.locate(999999, 122.6, 35.2) is None
    assert queries.locate_many(loaded.code, [], []) == []
    rng, ground = Random(1), Polygon(loaded.outline)
    lons = [rng.uniform(122.3, 122.9) for _ in range(3_000)]
    lats = [rng.uniform(35.0, 35.4) for _ in range(3_000)]
    inside = shapely.covers(ground, shapely.points(lons, lats)).tolist()
    found = queries.locate_many(loaded.code, lons, lats)
    assert [hit is not None for hit in found] == inside
    with pytest.raises(ValueError, match="1 longitudes for 2 latitudes"):
        queries.locate_many(loaded.code, [1.0], [1.0, 2.0])


def check_walkers(loaded: DemoDistrict) -> None:
    person = next(p for p in loaded.people if p.name == "田玉")
    (hit, *_) = queries.grids_walked_by(loaded.code, person.id, AT)
    walkers = queries.walkers_of(loaded.code, hit.grid_id, AT)
    assert queries.GridWalker(person.id, "田玉", "full_time") in walkers
    assert walkers[0].role == "head"
    assert queries.walkers_of(loaded.code, hit.grid_id, AT - timedelta(days=1)) == ()
    workers = [p for p in loaded.people if p.holdings[0].role == "grid_worker"][-40:]
    grids_of = {p.id: queries.grids_walked_by(loaded.code, p.id, AT) for p in workers}
    assert max(len(grids) for grids in grids_of.values()) == 2


def check_maps(loaded: DemoDistrict) -> None:
    for grid in loaded.grids[::97]:
        place = middle(grid.ring)
        drawn = queries.map_of(loaded.code, grid.code, pin=(place.x, place.y))
        assert drawn.view_box == "0 0 352 160"
        assert is_path(drawn.grid)
        assert is_path(drawn.neighbours)
        assert drawn.pin is not None
        assert 0 < drawn.pin[0] < 352
        assert 0 < drawn.pin[1] < 160
        assert all(0 <= label.x <= 352 and 0 <= label.y <= 160 for label in drawn.labels)
        size = len(drawn.grid + drawn.neighbours + drawn.communities + drawn.streets)
        assert size < 12_000
    assert queries.map_of(loaded.code, loaded.grids[0].code, pin=(116.4, 39.9)).pin is None
    assert queries.map_of(loaded.code, "380104001001999") is None
    whole = queries.district_map(loaded.code)
    assert len(whole.streets) == 13
    assert [shape.label.code for shape in whole.streets] == [f"S{n:02d}" for n in range(1, 14)]
    assert all(is_path(shape.path) for shape in whole.streets)
    assert queries.district_map(999999) is None
    assert atlas_of(loaded.code) is atlas_of(loaded.code)


def is_path(text: str) -> bool:
    return re.fullmatch(r"(M[-\d. ]+(L[-\d. ]+)+Z?)+", text) is not None


@pytest.mark.req("S2-46")
def test_a_layer_with_an_overlap_is_refused_whole(value: DemoDistrict, db: None) -> None:
    assert load_district(value, AT)
    first, second = value.grids[:2]
    layer = [first, replace(second, ring=first.ring), *value.grids[2:]]
    with pytest.raises(Refused) as refused:
        load_grids(value.code, layer, value.grid_duties, AT, outline=value.outline)
    codes = {fault.code for fault in refused.value.refusal.faults}
    assert codes == {"grid.overlap", "grid.gap"}
    assert not Grid.objects.filter(district=value.code).exists()
