"""The rates page over HTTP: counts beside rates, classes, ways down, scope, files, scores."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from huying.apps.accounts.session_rules import STARTED
from huying.apps.appraisal import periods
from huying.apps.appraisal.league import in_order, places
from huying.apps.appraisal.queries import Line
from huying.domain.appraisal.rates import Period, RateRules, Tally, rates_of
from huying.domain.kernel.actor import Actor
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.matters.models import Matter
from tests.apps.appraisal.test_records import handled, relay_all, visited
from tests.builders import MORNING, Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
CHINESE = re.compile("[\u4e00-\u9fff]")
MARCH = "?period=own&first=2026-03-01&last=2026-03-31"
RULES = RateRules()


def signed_in(client: Client, actor: Actor) -> Client:
    client.force_login(get_user_model().objects.get(pk=actor.person), backend=BACKEND)
    session = client.session
    session[STARTED] = clock.now().isoformat()
    session.save()
    return client


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=15))


@pytest.fixture
def inspector(town: Town, client: Client) -> Client:
    return signed_in(client, town.supervisor)


@pytest.fixture
def lived(town: Town) -> list[int]:
    """Three cases of SAN: solved and satisfied, partly and basically, unsolved."""
    found = [handled(town) for _ in range(2)]
    visited(town, found[0], "solved", "satisfied", MORNING)
    visited(town, found[1], "partly", "basically", MORNING)
    relay_all()
    return found


def page(client: Client, query: str = MARCH, language: str = "zh-hans") -> str:
    response = client.get(reverse("rates") + query, headers={"accept-language": language})
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


@pytest.mark.req("S2-45")
def test_every_rate_stands_with_its_counts(inspector: Client, lived: list[int]) -> None:
    text = words(page(inspector))
    for shown in ("75.00%", "1.5 / 2", "90.00%", "1.8 / 2", "100.00%", "2 / 2", "87.75%"):
        assert shown in text
    assert "区环境卫生服务中心" in text
    assert "不足 30 件，不排" in text


def test_a_class_leaves_the_others_out(inspector: Client, lived: list[int]) -> None:
    assert "区环境卫生服务中心" in page(inspector, MARCH + "&kind=departments")
    html = page(inspector, MARCH + "&kind=streets")
    assert "区环境卫生服务中心" not in html
    assert "这段时间没有到期的件" in html


def test_a_channel_leaves_the_others_out(inspector: Client, lived: list[int]) -> None:
    assert "1.5 / 2" in page(inspector, MARCH + "&channel=phone")
    assert "1.5 / 2" not in page(inspector, MARCH + "&channel=web")


@pytest.mark.req("S2-45")
def test_the_panel_says_how_a_rate_is_made_and_leads_to_the_cases(
    town: Town, inspector: Client, lived: list[int]
) -> None:
    html = page(inspector, f"{MARCH}&body={town.body('SAN')}&list=partly")
    text = words(html)
    assert "（已解决 1 + 部分解决 1 × 0.5）÷ 有效回访 2" in text
    assert "（满意 1 + 基本满意 1 × 0.8）÷ 有评价的回访 2" in text
    assert "worked examples, rates" in text
    number = Matter.objects.get(id=lived[1]).number
    assert reverse("case-detail", args=[number]) in html
    assert reverse("case-detail", args=[Matter.objects.get(id=lived[0]).number]) not in html


@pytest.mark.req("S2-45")
def test_cases_beyond_the_reader_s_scope_are_only_counted(
    town: Town, client: Client, lived: list[int]
) -> None:
    stranger = signed_in(client, town.actor("clerk", "WAT"))
    html = page(stranger, f"{MARCH}&body={town.body('SAN')}&list=solved")
    assert "另有 1 件不在您的查看范围内" in html
    assert Matter.objects.get(id=lived[0]).number not in html


def test_the_resident_s_words_show_only_to_whom_the_policy_shows_them(
    town: Town, client: Client, lived: list[int]
) -> None:
    title = Matter.objects.select_related("case").get(id=lived[0]).case.title
    query = f"{MARCH}&body={town.body('SAN')}&list=solved"
    assert title
    assert title in page(signed_in(client, town.actor("clerk", "SAN")), query)
    assert title not in page(signed_in(client, town.supervisor), query)


@pytest.mark.req("S1-45")
def test_places_lead_from_district_to_grid(town: Town, inspector: Client, lived: list[int]) -> None:
    grid = Matter.objects.get(id=lived[0]).area_code
    for area, below in ((grid[:9], grid[:12]), (grid[:12], grid)):
        html = page(inspector, f"{MARCH}&split=area&area={area}")
        assert f"area={below}" in html
        assert "1.5 / 2" in html
    assert f"area={grid[:9]}" in page(inspector, f"{MARCH}&split=area")
    leaf = page(inspector, f"{MARCH}&split=area&area={grid}")
    assert leaf.count("crumbs") == 1
    assert f"area={grid[:12]}" in leaf


@pytest.mark.req("S1-35")
def test_lines_stand_against_blocks(inspector: Client, lived: list[int]) -> None:
    text = words(page(inspector, f"{MARCH}&split=matrix"))
    assert "条（部门）" in text
    assert "合计" in text
    response = inspector.get(reverse("rates-export", args=["csv"]) + f"{MARCH}&split=matrix")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[-1][0] == "合计"
    assert rows[-1][-2:] == ["2", "1"]


@pytest.mark.parametrize("split", ["body", "area", "channel", "item"])
def test_files_hold_the_counts(inspector: Client, lived: list[int], split: str) -> None:
    address = f"{MARCH}&split={split}"
    response = inspector.get(reverse("rates-export", args=["csv"]) + address)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["已解决"], row["部分解决"], row["解决率 %"]) for row in rows] == [
        ("1", "1", "75.00")
    ]
    book = inspector.get(reverse("rates-export", args=["xlsx"]) + address)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 2
    assert inspector.get(reverse("rates-export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?period=nonsense&kind=x&channel=y&split=z&sort=-nothing&list=w&all=9",
        "?period=own",
        "?period=own&first=0001-01-01&last=9999-12-31",
        "?period=own&first=2026-13-01&last=x",
        "?split=item&body=abc",
        "?sort=-rank",
        "?sort=change",
    ],
)
def test_odd_addresses_are_answered(inspector: Client, lived: list[int], query: str) -> None:
    page(inspector, query)


@pytest.mark.parametrize(
    "query",
    ["?body=1", "?body=x", "?body=９", "?split=area&area=99", "?split=area&area=380102999"],
)
def test_what_the_district_does_not_have_is_not_there(inspector: Client, query: str) -> None:
    assert inspector.get(reverse("rates") + query).status_code == 404


def test_a_wrong_period_is_named(inspector: Client) -> None:
    html = page(inspector, "?period=own&first=2026-03-20&last=2026-03-10")
    assert "2026-03-10 在开始日之前，请改晚" in html
    assert "2027-01-01 还没到" in page(inspector, "?period=own&first=2027-01-01")


def test_who_has_no_such_post_is_refused(town: Town, client: Client) -> None:
    worker = signed_in(client, town.actor("visitor", "CMD"))
    assert worker.get(reverse("rates")).status_code == 403
    assert client.get(reverse("rates-export", args=["csv"])).status_code == 403


@pytest.mark.parametrize("query", ["", "&split=area", "&split=item", "&split=matrix", "&body="])
def test_pages_take_few_statements(
    town: Town, inspector: Client, lived: list[int], query: str, django_assert_max_num_queries
) -> None:
    address = MARCH + query + (str(town.body("SAN")) if query == "&body=" else "")
    page(inspector, address)
    with django_assert_max_num_queries(16):
        page(inspector, address)


@pytest.mark.parametrize(
    "query", ["", "&split=area", "&split=channel", "&split=item", "&split=matrix", "&body="]
)
def test_english_pages_hold_no_chinese_of_ours(
    town: Town, inspector: Client, lived: list[int], query: str
) -> None:
    html = page(
        inspector, MARCH + query + (str(town.body("SAN")) if query == "&body=" else ""), "en"
    )
    own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert not CHINESE.findall(own.partition("<main")[2].partition("</main>")[0])


@pytest.mark.req("S2-44")
def test_the_scores_of_a_case_are_for_whoever_may_see_it(
    town: Town, client: Client, lived: list[int]
) -> None:
    number = Matter.objects.get(id=lived[1]).number
    address = reverse("case-scores", args=[number])
    text = words(signed_in(client, town.actor("clerk", "SAN")).get(address).content.decode())
    for shown in ("一事一考", "区环境卫生服务中心", "按时", "50%", "80%"):
        assert shown in text
    assert signed_in(client, town.actor("clerk", "WAT")).get(address).status_code == 404
    assert client.get(reverse("case-scores", args=["nonsense"])).status_code == 404


# ---- the parts without a page ---------------------------------------------------------------


def line(key: int, solved: int, unsolved: int) -> Line:
    asked = solved + unsolved
    counts = Tally(due=asked, in_time=asked, solved=solved, unsolved=unsolved, satisfied=asked)
    return Line(key, counts, rates_of(counts, RULES))


@pytest.mark.req("S2-45")
def test_ranks_are_ranges_within_a_class_and_small_numbers_have_none() -> None:
    lines = [line(1, 95, 5), line(2, 94, 6), line(3, 40, 60), line(4, 2, 0), line(5, 99, 1)]
    kinds = {1: "streets", 2: "streets", 3: "streets", 4: "streets", 5: "departments"}
    rows = places(lines, [line(3, 50, 50)], lambda key: kinds[int(key)])
    assert {row.key: row.rank for row in rows} == {
        1: (1, 2), 2: (1, 2), 3: (3, 3), 4: None, 5: (1, 1),
    }  # fmt: skip
    assert [row.change for row in rows if row.change is not None] == [Fraction(-1, 10)]
    assert [row.key for row in in_order(rows, "resolution", True)] == [5, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("choice", "start", "end"),
    [
        ("month", "2026-03-01T00:00", "2026-03-25T09:30"),
        ("last_month", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("30", "2026-02-24T00:00", "2026-03-25T09:30"),
        ("own", "2026-03-02T00:00", "2026-03-05T00:00"),
        ("nonsense", "2026-03-01T00:00", "2026-03-25T09:30"),
    ],
)
def test_periods_end_at_this_moment_at_the_latest(choice: str, start: str, end: str) -> None:
    at = MORNING + timedelta(days=15)
    found = periods.period_of(choice, at, date(2026, 3, 2), date(2026, 3, 4))
    assert found == Period(
        datetime.fromisoformat(start).replace(tzinfo=SHANGHAI),
        datetime.fromisoformat(end).replace(tzinfo=SHANGHAI),
    )
    earlier = periods.before(found)
    assert earlier.end == found.start
    assert earlier.end - earlier.start == found.end - found.start
