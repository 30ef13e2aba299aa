"""The grids over HTTP: three levels, the ledger and who keeps it, the list of what is stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from huying.apps.grids.checks import Told, record_check
from huying.apps.grids.models import Grid, GridCheck
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from tests.apps.cases.pages import signed_in, text_of
from tests.builders import MORNING, Town, do, report, row

#: A grid, its community and its street in the demo district; all are the first of their kind.
GRID, COMMUNITY, STREET = "380102001001001", "380102001001", "380102001"
CHINESE = re.compile("[\u4e00-\u9fff]")
Statements = Callable[[int], object]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)


@pytest.fixture
def desk(town: Town) -> Client:
    return signed_in(town.desk)


@pytest.fixture
def worker(town: Town) -> Client:
    return signed_in(walker(town))


def walker(town: Town, code: str = "S01-C01") -> Actor:
    return town.actor("grid_worker", code)


def address(code: str) -> str:
    return reverse("grid-area", args=[code])


def verify(client: Client, code: str = GRID, **fields: str):
    sent = {"households": "312", "note": "", "key": "k1", **fields}
    return client.post(reverse("grid-check", args=[code]), sent)


def grid_at(code: str = GRID) -> Grid:
    return Grid.objects.get(code=code)


def checked(code: str, days_ago: int) -> None:
    told = Told("300", "", f"{code}-{days_ago}")
    person = get_user_model().objects.earliest("id")
    record_check(grid_at(code), person.pk, told, MORNING - timedelta(days=days_ago))


# ---- three levels -------------------------------------------------------------------------------


@pytest.mark.req("S1-45", "S2-46")
def test_the_district_leads_down_to_the_grid_and_back(town: Town, desk: Client) -> None:
    top = desk.get(reverse("grids")).content.decode()
    streets = re.findall(r'class="line1" href="(/grids/\d{9}/)"', top)
    assert len(streets) == 13
    assert all(top.count(f'href="{url}"') == 2 for url in streets), "in the table and on the map"
    street = desk.get(streets[0]).content.decode()
    communities = re.findall(r'class="line1" href="(/grids/\d{12}/)"', street)
    assert communities
    community = desk.get(communities[0]).content.decode()
    grids = re.findall(r'class="line1" href="(/grids/\d{15}/)"', community)
    assert len(grids) == Grid.objects.filter(code__startswith=COMMUNITY).count()
    grid = desk.get(grids[0]).content.decode()
    for url in (reverse("grids"), streets[0], communities[0]):
        assert f'href="{url}"' in grid


@pytest.mark.req("S1-45")
def test_levels_add_up(town: Town, desk: Client) -> None:
    checked(GRID, 1)
    checked("380102001001002", 91)
    matter = report(town)
    row(matter).__class__.objects.filter(pk=matter).update(area_code=GRID, is_late=True)
    assert tiles(desk, reverse("grids")) == [773, 1, 771, 1]
    assert f"共 {households(''):,} 户" in text_of(desk.get(reverse("grids")))
    in_street = Grid.objects.filter(code__startswith=STREET).count()
    assert tiles(desk, address(STREET)) == [in_street, 1, in_street - 2, 1]
    assert f"共 {households(STREET):,} 户" in text_of(desk.get(address(STREET)))
    in_community = Grid.objects.filter(code__startswith=COMMUNITY).count()
    assert tiles(desk, address(COMMUNITY))[0] == in_community
    assert tiles(desk, address("380102002"))[1:] == [0, tiles(desk, address("380102002"))[0], 0]
    assert "其中超时 1 件" in text_of(desk.get(address(COMMUNITY)))


def households(within: str) -> int:
    return sum(Grid.objects.filter(code__startswith=within).values_list("households", flat=True))


def tiles(client: Client, url: str) -> list[int]:
    """Grids, stale, never, open cases; people are left out."""
    html = client.get(url).content.decode()
    figures = [int(n.replace(",", "")) for n in re.findall(r"kpi__figure\"><b>([\d,]+)<", html)]
    return figures[:1] + figures[2:]


@pytest.mark.req("S1-45")
def test_case_counts_hold_only_what_one_may_see(town: Town, desk: Client) -> None:
    matter = report(town)
    row(matter).__class__.objects.filter(pk=matter).update(area_code=GRID)
    number = row(matter).number
    elsewhere = signed_in(walker(town, "S02-C01"))
    assert number in text_of(desk.get(address(GRID)))
    assert number not in text_of(elsewhere.get(address(GRID)))
    assert tiles(elsewhere, address(STREET))[-1] == 0
    assert tiles(desk, address(STREET))[-1] == 1
    assert number in text_of(signed_in(walker(town)).get(address(GRID)))


def test_whoever_sees_no_cases_gets_no_column_of_them(town: Town) -> None:
    page = signed_in(town.actor("establishment", "EST")).get(reverse("grids"))
    assert "未了结" not in text_of(page)


def test_an_ended_case_is_not_open(town: Town, desk: Client) -> None:
    matter = report(town)
    told = {"decline_code": "petition", "other_route": "信访局"}
    do(town, "decline", town.desk, MORNING, matter=matter, on="file", **told)
    row(matter).__class__.objects.filter(pk=matter).update(area_code=GRID)
    assert row(matter).ended_at
    assert tiles(desk, address(STREET))[-1] == 0


@pytest.mark.req("S2-49")
def test_many_people_to_a_grid_and_many_grids_to_a_person(town: Town, desk: Client) -> None:
    duties = [d for d in town.value.grid_duties if d.role == "full_time"]
    grids_of: dict[int, list[int]] = {}
    for duty in duties:
        grids_of.setdefault(duty.person, []).append(duty.grid)
    person, both = next((p, g) for p, g in grids_of.items() if len(g) == 2)
    code_of = {grid.id: grid.code for grid in town.value.grids}
    name = next(p.name for p in town.value.people if p.id == person)
    for here, there in (both, both[::-1]):
        html = desk.get(address(code_of[here])).content.decode()
        people = html.split('id="people-title"')[1].split("</section>")[0]
        assert name in people
        assert address(code_of[there]) in people
        assert "网格长" in people


# ---- the ledger ---------------------------------------------------------------------------------


@pytest.mark.req("S1-44")
def test_a_check_dates_the_ledger_and_a_correction_is_another_row(
    town: Town, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "从未核实" in text_of(worker.get(address(GRID)))
    assert verify(worker, households="３１2", note="3 号楼空置").status_code == 302
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=5))
    verify(worker, households="318", key="k2")
    assert [c.households for c in GridCheck.objects.order_by("id")] == [312, 318]
    assert (grid_at().households, grid_at().checked_at) == (318, MORNING + timedelta(minutes=5))
    words = text_of(worker.get(address(GRID)))
    name = GridCheck.objects.first().by.name
    for part in ("按期核实", "3 号楼空置", "312", "318", name):
        assert part in words
    stored = GridCheck.objects.all()
    for change in (lambda: stored.update(households=1), stored.delete):
        with pytest.raises(TypeError, match="never"):
            change()


def test_the_same_form_twice_is_one_check(town: Town, worker: Client) -> None:
    assert [verify(worker).status_code for _ in range(2)] == [302, 302]
    assert GridCheck.objects.count() == 1
    other = verify(worker, households="999")
    assert other.status_code == 422
    assert "内容不一样" in text_of(other)
    assert 'value="999"' in other.content.decode()
    assert grid_at().households == 312


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"households": "", "note": "x" * 205}, ["还没填", "多了 5 个字"]),
        ({"households": "很多"}, ["「很多」不对", "0 到 99999"]),
        ({"households": "-1"}, ["「-1」不对"]),
        ({"households": "100000"}, ["「100000」不对"]),
        ({"households": "1" * 5000}, ["不对"]),
        ({"households": "3\x00"}, []),
        ({"key": ""}, ["这张表已经过期"]),
        ({"key": "k" * 41}, ["这张表已经过期"]),
    ],
)
def test_wrong_input_comes_back_with_all_faults(
    worker: Client, fields: dict[str, str], told: list[str]
) -> None:
    page = verify(worker, **fields)
    words = text_of(page)
    assert page.status_code == 422
    assert not [part for part in told if part not in words]
    assert not GridCheck.objects.exists()


def test_only_workers_of_the_ground_verify(town: Town) -> None:
    entitled = (("grid_worker", "S01-C01"), ("community_worker", "S01-C01-STATION"))
    others = (
        ("grid_worker", "S02-C01"),
        ("community_worker", "S02-C01-STATION"),
        ("desk", "CMD"),
        ("clerk", "S01"),
        ("auditor", "AUD"),
    )
    for role, code in (*entitled, *others):
        client, key = signed_in(town.actor(role, code)), f"{role}-{code}"
        has_form = 'name="households"' in client.get(address(GRID)).content.decode()
        done = verify(client, key=key).status_code
        assert (has_form, done) == ((True, 302) if (role, code) in entitled else (False, 403))
    assert GridCheck.objects.count() == 2


def test_who_has_nothing_to_do_with_grids_stays_outside(town: Town) -> None:
    for role, code in (("system_admin", "DAT"), ("security_admin", "CYB")):
        client = signed_in(town.actor(role, code))
        for url in (reverse("grids"), address(GRID), reverse("grid-list")):
            assert client.get(url).status_code == 403
    assert Client().get(reverse("grids")).status_code == 302


@pytest.mark.parametrize("code", ["1", "nothing", "380102099", "380102001099", "9" * 15, "９" * 15])
def test_an_unknown_area_is_not_there(desk: Client, worker: Client, code: str) -> None:
    assert desk.get(address(code)).status_code == 404
    assert verify(worker, code).status_code == 404


# ---- the list -----------------------------------------------------------------------------------


@pytest.mark.req("S1-44")
def test_the_list_finds_what_is_stale_never_and_fresh(town: Town, desk: Client) -> None:
    checked(GRID, 1)
    checked("380102001001002", 91)
    in_street = Grid.objects.filter(code__startswith=STREET).count()
    for query, count in (
        ("", 773),
        ("?state=stale", 1),
        ("?state=fresh", 1),
        ("?state=never", 771),
        (f"?area={STREET}&state=never", in_street - 2),
        (f"?text={GRID}", 1),
        ("?state=nonsense&area=1", 773),
    ):
        page = desk.get(reverse("grid-list") + query)
        assert f"共 {count} 个网格" in text_of(page), query
    assert "没有符合条件的网格" in text_of(desk.get(reverse("grid-list") + "?text=没有这里"))


def test_the_list_is_sorted_and_those_never_verified_come_last(town: Town, desk: Client) -> None:
    checked(GRID, 1)
    checked("380102001001002", 91)
    html = desk.get(reverse("grid-list") + "?sort=checked").content.decode()
    codes = re.findall(r'href="/grids/(\d{15})/"', html)
    assert codes[:2] == ["380102001001002", GRID]
    page = desk.get(reverse("grid-list") + "?sort=-households&size=50").content.decode()
    shown = re.findall(r'class="line1" href="/grids/(\d{15})/"', page)
    numbers = [grid_at(code).households for code in shown]
    assert len(numbers) == 50
    assert numbers == sorted(numbers, reverse=True)


# ---- both languages, few statements -------------------------------------------------------------

PAGES = ("/grids/", f"/grids/{STREET}/", f"/grids/{COMMUNITY}/", f"/grids/{GRID}/", "/grids/list/")


@pytest.mark.parametrize("url", PAGES)
def test_english_pages_are_english(town: Town, worker: Client, url: str) -> None:
    checked(GRID, 91)
    html = worker.get(url, headers={"accept-language": "en"}).content.decode()
    html = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    html = re.sub(r"<title>.*?</title>|<!--.*?-->", "", html, flags=re.DOTALL)
    body = html.split("<main")[1].split("</main>")[0]
    assert not CHINESE.findall(re.sub(r"<[^>]+>", "", body))


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", ["desk", "grid_worker"])
def test_few_statements(
    town: Town, url: str, role: str, django_assert_max_num_queries: Statements
) -> None:
    for number in range(1, 6):
        matter = report(town)
        row(matter).__class__.objects.filter(pk=matter).update(area_code=GRID)
        checked(GRID, number)
    actor = town.desk if role == "desk" else walker(town)
    client = signed_in(actor)
    client.get(url)
    with django_assert_max_num_queries(10):
        assert client.get(url).status_code == 200
