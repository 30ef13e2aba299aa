"""The case list, its export and the two queues of the desk over HTTP."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from huying.apps.accounts.session_rules import STARTED
from huying.apps.cases.lists import exporting
from huying.apps.cases.lists.todo import answerable
from huying.apps.cases.views import lists as views
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.load import read_procedure
from huying.platform import clock
from huying.platform.matters.models import Matter, Obligation
from tests.builders import DATA, Town, dispatched, do, report, row

CHINESE = re.compile("[\u4e00-\u9fff]")
BACKEND = "django.contrib.auth.backends.ModelBackend"
#: What the open session and its person cost; the list itself is held to ten.
SESSION = 2
Enter = Callable[[Actor], Client]


@pytest.fixture
def enter(town: Town) -> Enter:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=actor.person), backend=BACKEND)
        session = client.session
        session[STARTED] = clock.now().isoformat()
        session.save()
        return client

    return entered


def page(client: Client, name: str, query: str = "", language: str = "zh-hans") -> str:
    response = client.get(reverse(name) + query, headers={"accept-language": language})
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def lead_clerk(town: Town, matter: int) -> Actor:
    lead = town.chart.body(row(matter).lead_id or 0)
    return town.actor("clerk", lead.code)


# ---- statements ---------------------------------------------------------------------------------


@pytest.mark.req("S4-33")
@pytest.mark.parametrize("role", ["desk", "clerk", "supervisor"])
def test_a_page_of_the_list_costs_the_same_with_10_and_200_rows(
    town: Town, enter: Enter, django_assert_max_num_queries: Callable[..., object], role: str
) -> None:
    first = dispatched(town)
    actor = {
        "desk": town.desk,
        "clerk": lead_clerk(town, first),
        "supervisor": town.supervisor,
    }[role]
    for number in range(9):
        report(town, text=f"第 {number} 件")
    client = enter(actor)
    page(client, "case-list")  # what a process keeps is read once
    with django_assert_max_num_queries(10 + SESSION):
        page(client, "case-list", "?size=50")
    _copies(first, 190)
    with django_assert_max_num_queries(10 + SESSION):
        html = page(client, "case-list", "?size=50")
    assert html.count("data-row") == 50


def _copies(matter_id: int, count: int) -> None:
    """More rows like this one, written straight: the list reads no events."""
    model, owed = row(matter_id), list(Obligation.objects.filter(matter_id=matter_id))
    case = model.case
    for n in range(1, count + 1):
        model.pk, model.number = matter_id + 1000 * n, f"2603-{n:05d}-X"
        model.save(force_insert=True)
        case.pk, case.matter_id = model.pk, model.pk
        case.save(force_insert=True)
        for place, one in enumerate(owed):
            one.pk, one.matter_id = model.pk * 10 + place, model.pk
        Obligation.objects.bulk_create(owed)


# ---- views and filter ---------------------------------------------------------------------------


def test_tabs_count_and_the_filter_narrows_them(town: Town, enter: Enter) -> None:
    dispatched(town, text="井盖松动")
    report(town, text="没写地点的一件", lon=None, lat=None)
    client = enter(town.desk)
    html = page(client, "case-list")
    assert "在办 2 件" in html
    assert "井盖松动" in html
    assert "还没定位" in html
    assert "没有主办" in html
    filtered = page(client, "case-list", "?state=handling")
    assert "井盖松动" in filtered
    assert "没写地点的一件" not in filtered
    nothing = page(client, "case-list", "?q=没有这种事")
    assert "没有符合条件的案件" in nothing
    assert "清除筛选" in nothing


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("soon", "没有快到期的件"),
        ("waiting", "没有等群众补充的件"),
        ("visit", "没有待回访的件"),
        ("no_lead", "没有缺主办单位的件"),
        ("mine", "没有要您办的件"),
    ],
)
def test_an_empty_view_says_what_would_be_here(
    town: Town, enter: Enter, view: str, words: str
) -> None:
    assert words in page(enter(town.desk), "case-list", f"?view={view}")


def test_waiting_cases_say_until_when(town: Town, enter: Enter) -> None:
    matter = dispatched(town)
    lead = lead_clerk(town, matter)
    at = row(matter).opened_at + timedelta(minutes=30)
    do(town, "sign", lead, at, matter=matter, on="sign")
    do(town, "ask", lead, at, matter=matter, on="resolve", question="哪个门？")
    html = page(enter(town.desk), "case-list", "?view=waiting")
    assert "等群众补充，最迟" in html


def test_a_search_finds_closed_cases_by_number(town: Town, enter: Enter) -> None:
    matter = report(town)
    fields = {"decline_code": "outside_remit", "other_route": "请打 12329"}
    do(town, "decline", town.desk, row(matter).opened_at, matter=matter, on="file", **fields)
    client = enter(town.desk)
    number = row(matter).number
    assert number not in page(client, "case-list").split("<main", 1)[1]
    assert reverse("case-detail", args=[number]) in page(client, "case-list", f"?q={number}")


@pytest.mark.parametrize(
    "query",
    [
        "?area=abc&lead=x&state=nothing&channel=%00&period=9",
        "?view=nothing&sort=nothing&size=7&after=xx&before=%00",
        "?q=%25_%27%22%3Cscript%3E",
        "?q=" + "长" * 500,
        "?lead=99999999999999999999999999",
    ],
)
def test_odd_addresses_are_answered(town: Town, enter: Enter, query: str) -> None:
    report(town)
    client = enter(town.desk)
    for name in ("case-list", "placing", "dispatching"):
        assert client.get(reverse(name) + query).status_code in (200, 302)


# ---- scope, sight and the caller's number -------------------------------------------------------


@pytest.mark.req("S4-25")
def test_a_body_sees_only_its_own_cases(town: Town, enter: Enter) -> None:
    matter = dispatched(town, text="北门垃圾成堆")
    other = town.actor("clerk", "UMB")
    assert other.bodies.isdisjoint({row(matter).lead_id})
    assert "北门垃圾成堆" in page(enter(lead_clerk(town, matter)), "case-list", "?view=all")
    assert row(matter).number not in page(enter(other), "case-list", "?view=all&lead=")


def test_a_phone_finds_its_cases_only_for_roles_that_may_find_callers(
    town: Town, enter: Enter
) -> None:
    matter = dispatched(town, text="门口有人乱倒", demand_kind="tip_off")
    number = row(matter).number
    for typed in ("19900001234", "199 0000 1234", "+86 199-0000-1234"):
        assert number in page(enter(town.desk), "case-list", f"?q={typed.replace('+', '%2B')}")
    lead = enter(lead_clerk(town, matter))
    assert number in page(lead, "case-list"), "the handling body has the case itself"
    assert reverse("case-detail", args=[number]) not in page(lead, "case-list", "?q=19900001234")


def test_words_are_not_searched_where_they_are_not_seen(town: Town, enter: Enter) -> None:
    """A list that answered would tell who reported."""
    matter = dispatched(town, text="周小明说 19900001234 北门油烟呛人", case_type="07001")
    street = enter(town.actor("clerk", "S01"))
    url = reverse("case-detail", args=[row(matter).number])
    html = page(street, "case-list")
    assert url in html, "it happened on the street's ground"
    assert "周小明" not in html
    assert "19900001234" not in html
    assert "［已隐去］" in html
    assert url not in page(street, "case-list", "?q=周小明")
    assert url not in page(street, "case-list", "?q=19900001234")
    assert url in page(enter(town.desk), "case-list", "?q=周小明")
    assert "周小明" in page(enter(lead_clerk(town, matter)), "case-list", "?q=周小明")


# ---- export -------------------------------------------------------------------------------------


def test_an_export_holds_what_the_filter_shows_and_starts_no_formula(
    town: Town, enter: Enter
) -> None:
    report(town, title="=HYPERLINK(1)", text="垃圾")
    report(town, text="路灯", channel="visit")
    client = enter(town.desk)
    url = reverse("case-export")
    text = client.get(f"{url}?channel=phone").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [r["标题"] for r in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["联系电话"] == "199****1234"
    assert rows[0]["诉求人"] == "周**"
    book = client.get(f"{url}?channel=phone&format=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert sheet.height == 2
    assert client.get(f"{url}?format=pdf").status_code == 404


def test_an_export_without_the_person_for_whoever_may_not_see_them(
    town: Town, enter: Enter
) -> None:
    report(town)
    text = enter(town.supervisor).get(reverse("case-export")).content.decode("utf-8-sig")
    found = next(csv.DictReader(io.StringIO(text)))
    assert found["诉求人"] == found["联系电话"] == ""


def test_too_many_rows_are_refused_in_words(
    town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 1)
    assert exporting.MOST_ROWS == 5_000
    report(town)
    report(town)
    response = enter(town.desk).get(reverse("case-export") + "?channel=phone", follow=True)
    assert "没有导出" in response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("case-list") + "?channel=phone"


def test_a_grid_worker_exports_nothing(town: Town, enter: Enter) -> None:
    worker = next(
        Actor(p.id, (), town.id)
        for p in town.value.people
        if any(h.role == "grid_worker" for h in p.holdings)
    )
    assert enter(worker).get(reverse("case-export")).status_code == 403


# ---- queues -------------------------------------------------------------------------------------


@pytest.mark.req("S2-46")
def test_placing_by_a_grid_moves_on_to_the_next(town: Town, enter: Enter) -> None:
    community = town.chart.body(
        next(b.id for b in town.value.bodies if b.kind == "community")  # type: ignore[attr-defined]
    )
    words = f"{community.name_zh}门口路灯不亮"
    first = report(town, text=words, lon=None, lat=None)
    second = report(town, text="不知道在哪里的一件", lon=None, lat=None)
    client = enter(town.desk)
    html = page(client, "placing")
    assert "还有 2 件" in html
    assert f"文中有“{community.name_zh}”" in html
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    grid = re.search(r'name="grid" value="(\d{15})"', html)
    assert grid, "the grids of the likeliest community are laid out"
    response = client.post(reverse("placing"), {**fields, "grid": grid[1]}, follow=True)
    assert response.redirect_chain == [(reverse("placing"), 302)]
    assert row(first).area_code == grid[1]
    after = response.content.decode()
    assert "还有 1 件" in after
    assert "不知道在哪里的一件" in after
    again = client.post(reverse("placing"), {**fields, "grid": grid[1]})
    assert again.status_code in (302, 422), "a second press does nothing more"
    assert row(second).area_code == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "还没选位置"),
        ({"lon": "118.5"}, "要一起填"),
        ({"lon": "1", "lat": "1"}, "经度"),
        ({"lon": "100.000000", "lat": "30.000000"}, "不在本区"),
    ],
)
def test_a_wrong_place_is_refused_and_nothing_is_placed(
    town: Town, enter: Enter, typed: dict[str, str], words: str
) -> None:
    matter = report(town, lon=None, lat=None)
    client = enter(town.desk)
    html = page(client, "placing")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    response = client.post(reverse("placing"), {**fields, **typed})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert row(matter).area_code == ""


def test_the_dispatch_queue_holds_placed_and_filed_cases(town: Town, enter: Enter) -> None:
    placed = report(town, text="已定位的一件")
    filed = report(town, text="已立案的一件")
    do(
        town, "file", town.desk, row(filed).opened_at,
        matter=filed, on="file", case_type="01001",
    )  # fmt: skip
    report(town, text="没定位的一件", lon=None, lat=None)
    html = page(enter(town.desk), "dispatching").split("<main", 1)[1]
    assert "已定位的一件" in html
    assert "已立案的一件" in html
    assert "没定位的一件" not in html
    assert row(placed).number in html


@pytest.mark.req("S1-30")
def test_a_case_without_a_lead_says_why_and_is_nobodys(town: Town, enter: Enter) -> None:
    filed = report(town, text="清单没写的事")
    do(
        town, "file", town.desk, row(filed).opened_at,
        matter=filed, on="file", case_type="01001",
    )  # fmt: skip
    Matter.objects.filter(id=filed).update(item_code="99999")
    client = enter(town.desk)
    html = page(client, "dispatching")
    assert "没有主办单位" in html
    assert "看原因" in html
    assert "清单没写的事" in page(client, "case-list", "?view=no_lead")


# ---- doors and language -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case-list", "case-export", "placing", "dispatching", "home"])
def test_nobody_comes_in_without_login(town: Town, client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("name", ["placing", "dispatching"])
def test_queues_are_the_desks(town: Town, enter: Enter, name: str) -> None:
    matter = dispatched(town)
    assert enter(lead_clerk(town, matter)).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["case-list", "placing", "dispatching", "home", "message-list"])
def test_data_in_english_pages_says_that_it_is_chinese(town: Town, enter: Enter, name: str) -> None:
    dispatched(town)
    report(town, lon=None, lat=None)
    report(town)
    html = page(enter(town.desk), name, language="en")
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    marked = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    left = {text.strip() for text in re.findall(r">([^<]*)<", marked) if CHINESE.search(text)}
    assert not left


def test_roles_answer_what_the_procedure_lets_them_answer() -> None:
    case = read_procedure((DATA / "procedures/case.toml").read_text("utf-8"), file="case.toml")
    assert answerable(case, "desk") >= {"file", "dispatch"}
    assert "promise" not in answerable(case, "desk"), "nobody presses a promise away"
    assert answerable(case, "clerk") == {
        "sign", "contact", "help", "resolve", "stage", "opinion", "heed", "receive", "task",
        "outside", "resume",
    }  # fmt: skip
    assert answerable(case, "supervisor") == {"extend", "permit"}
    assert answerable(case, "community_worker") == {"receive", "task"}
    assert answerable(case, "verifier") == {"verify"}
    assert answerable(case, "visitor") == {"visit", "joined_visit"}
    assert answerable(case, "grid_worker") == frozenset()
