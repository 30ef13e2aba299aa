"""The made-up district: enough of everything, the same from the same seed, well coded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest

from huying.domain.kernel.bodies import BodyKind
from huying.sim.district import DemoDistrict, make_district
from huying.sim.geography import (
    Ground,
    neighbours_of,
    outline_of,
    reading_order,
    scatter,
    spread,
    tessellate,
)
from huying.sim.names import NameBook, Namer
from huying.sim.plan import DistrictPlan, read_plan

DEMO = Path(__file__).parents[2] / "data" / "demo"


@pytest.fixture(scope="module")
def plan() -> DistrictPlan:
    return read_plan({file.name: file.read_text("utf-8") for file in DEMO.iterdir()})


@pytest.fixture(scope="module")
def district(plan: DistrictPlan) -> DemoDistrict:
    return make_district(plan, count(1).__next__)


@pytest.mark.req("S2-46")
def test_thirteen_streets_have_773_grids(district: DemoDistrict) -> None:
    assert len(district.grids) == 773
    assert len({grid.street for grid in district.grids}) == 13
    assert len({grid.community for grid in district.grids}) == 95


def test_bodies_by_kind(district: DemoDistrict) -> None:
    kinds = Counter(body.kind for body in district.bodies)
    assert kinds[BodyKind.OFFICE] == 13 * 7
    assert kinds[BodyKind.INSTITUTION_UNIT] == 13 * 5
    assert kinds[BodyKind.CENTRE] == kinds[BodyKind.INSPECTION] == 1
    departments = kinds[BodyKind.DEPARTMENT] + kinds[BodyKind.UTILITY]
    assert departments + kinds[BodyKind.CENTRE] + kinds[BodyKind.INSPECTION] == 56
    assert kinds[BodyKind.RESIDENTS_COMMITTEE] == kinds[BodyKind.STATION] == 95


def test_stationed_units_stand_under_their_street_and_name_their_line(
    district: DemoDistrict,
) -> None:
    chart = district.chart
    squadron = chart.by_code("S01-STA03")
    street, department = chart.by_code("S01"), chart.by_code("UMB")
    assert squadron is not None
    assert street is not None
    assert department is not None
    assert (squadron.parent, squadron.line) == (street.id, department.id)
    assert squadron.name_zh == "柳桥城管执法中队"


def test_every_street_has_each_on_call_unit_once(district: DemoDistrict) -> None:
    chart = district.chart
    seen = Counter(
        (chart.body(cover.body).code.split("-")[0], chart.body(cover.street).code)
        for cover in district.coverage
    )
    assert len(seen) == 5 * 13
    assert set(seen.values()) == {1}


@pytest.mark.parametrize(
    ("code", "hours"),
    [("PWR", "always"), ("WTR", "always"), ("GAS", "always"), ("HTG", "always"),
     ("TEL", "always"), ("BUS", "office"), ("UMB", "office"), ("CMD", "office")],
)  # fmt: skip
def test_who_answers_all_day(district: DemoDistrict, code: str, hours: str) -> None:
    body = district.chart.by_code(code)
    assert body is not None
    assert body.hours == hours


def test_codes_are_those_of_the_ground(district: DemoDistrict) -> None:
    chart = district.chart
    codes = [grid.code for grid in district.grids]
    assert len(set(codes)) == len(codes)
    for grid in district.grids:
        assert len(grid.code) == 15
        assert grid.code.isdigit()
        assert grid.code.startswith(str(district.code))
        street, community = chart.street_of(grid.code), chart.community_of(grid.code)
        assert street is not None
        assert street.id == grid.street
        assert community is not None
        assert community.id == grid.community
        assert community.parent == street.id


def test_towns_count_from_one_hundred(district: DemoDistrict) -> None:
    areas = {
        body.name_zh: body.area_code[6:] for body in district.bodies if body.kind is BodyKind.STREET
    }
    assert areas["清溪镇"] == "100"
    assert all((area < "100") == name.endswith("街道") for name, area in areas.items())


@pytest.mark.parametrize("owner", ["street", "community"])
def test_ground_of_streets_and_communities_is_contiguous(
    district: DemoDistrict, owner: str
) -> None:
    from shapely.geometry import Polygon

    near = neighbours_of([Polygon(grid.ring) for grid in district.grids])
    groups: dict[int, set[int]] = {}
    for number, grid in enumerate(district.grids):
        groups.setdefault(getattr(grid, owner), set()).add(number)
    for members in groups.values():
        assert _reachable(members, near) == members


def _reachable(members: set[int], near: list[list[int]]) -> set[int]:
    todo, seen = [min(members)], set()
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [other for other in near[here] if other in members]
    return seen


@pytest.mark.req("S2-49")
def test_grids_and_workers_are_many_to_many(district: DemoDistrict) -> None:
    walking = [duty for duty in district.grid_duties if duty.role != "head"]
    workers_of = Counter(duty.grid for duty in walking)
    grids_of = Counter(duty.person for duty in walking)
    assert set(workers_of) == {grid.id for grid in district.grids}
    assert max(workers_of.values()) >= 2
    assert max(grids_of.values()) == 2
    heads = Counter(duty.grid for duty in district.grid_duties if duty.role == "head")
    assert heads == {grid.id: 1 for grid in district.grids}


def test_everybody_has_an_own_name_username_and_post(district: DemoDistrict) -> None:
    people = district.people
    assert len({person.username for person in people}) == len(people)
    assert len({person.name for person in people}) == len(people)
    assert all(person.holdings for person in people)
    bodies = {body.id for body in district.bodies}
    assert all(post.body in bodies for person in people for post in person.holdings)


def test_printed_logins_cover_the_leading_roles(district: DemoDistrict) -> None:
    roles = {post.role for person in district.logins for post in person.holdings}
    assert roles == {
        "desk", "visitor", "supervisor", "clerk", "verifier", "grid_worker", "community_worker",
        "establishment", "auditor", "security_admin", "system_admin",
    }  # fmt: skip
    assert [person.username for person in district.logins][:3] == ["desk", "phone", "visit"]
    assert all(person.title_zh and person.title_en for person in district.logins)
    passwords = [person for person in district.people if person.password]
    assert len(passwords) == len(district.logins) == 15


def test_named_worker_walks_the_named_grid(district: DemoDistrict) -> None:
    worker = next(person for person in district.people if person.name == "田玉")
    names = {grid.id: grid.name for grid in district.grids}
    duties = [names[duty.grid] for duty in district.grid_duties if duty.person == worker.id]
    assert "枣园里第 3 网格" in duties


def test_one_department_has_nobody_to_escalate_to(district: DemoDistrict) -> None:
    led = {post.body for person in district.people for post in person.holdings if post.is_head}
    unled = {
        body.code
        for body in district.bodies
        if body.id not in led and body.kind not in {BodyKind.COMMUNITY, BodyKind.STATION}
    }
    assert unled == {"SAN"}


def test_certificates_are_unique_and_one_town_has_too_few(district: DemoDistrict) -> None:
    held = [post for person in district.people for post in person.holdings if post.certificate_no]
    assert len({post.certificate_no for post in held}) == len(held)
    per_body = Counter(district.chart.body(post.body).code for post in held)
    assert per_body["S13-OFF04"] == 1
    assert all(per_body[f"S{n:02d}-OFF04"] == 3 for n in range(1, 13))
    assert per_body["S01-STA03"] == 5


def test_same_seed_same_district_and_another_seed_another(
    plan: DistrictPlan, district: DemoDistrict
) -> None:
    assert make_district(plan, count(1).__next__) == district
    other = make_district(replace(plan, seed=774), count(1).__next__)
    assert other.grids != district.grids
    assert [body.code for body in other.bodies] == [body.code for body in district.bodies]


@pytest.mark.parametrize("seed", range(4))
def test_any_seed_gives_faces_for_all_middles(seed: int) -> None:
    ground, rng = Ground((122.6, 35.2), (0.16, 0.08), 5.0), Random(seed)
    outline = outline_of(ground, rng)
    middles = scatter(ground, outline, 40, rng)
    polygons, ring = tessellate(middles, outline)
    assert len(polygons) == 40
    assert len(ring) >= len(outline)
    assert all(round(x, 6) == x and round(y, 6) == y for x, y in ring)
    near = neighbours_of(polygons)
    assert all(one in near[other] for one in range(40) for other in near[one])
    group = spread(ground, middles, near, [0, 1, 2])
    assert set(group) == set(range(40))


def test_two_middles_in_one_place_are_refused() -> None:
    ground, rng = Ground((122.6, 35.2), (0.16, 0.08), 5.0), Random(1)
    middles = [(122.6, 35.2), (122.6, 35.2), (122.61, 35.21)]
    with pytest.raises(ValueError, match="grid middles"):
        tessellate(middles, outline_of(ground, rng))


def test_reading_order_goes_north_to_south_then_west_to_east() -> None:
    places = {1: (2.0, 9.0), 2: (1.0, 8.9), 3: (5.0, 1.0), 4: (0.0, 1.2)}
    assert reading_order(places, 3) == [2, 1, 4, 3]
    assert reading_order({}, 3) == []


def test_a_small_name_book_says_so() -> None:
    namer = Namer(NameBook("王", "一", "一", "一"), Random(1))
    assert {namer.draw(), namer.draw()} == {"王一", "王一一"}
    with pytest.raises(RuntimeError, match="too small"):
        namer.draw()
