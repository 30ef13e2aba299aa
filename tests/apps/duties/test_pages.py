"""The list browser over HTTP: filters, exports, the item page and its question box."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from huying.apps.accounts.session_rules import STARTED
from huying.apps.duties import exports
from huying.platform import clock
from tests.builders import Town

CHINESE = re.compile("[\u4e00-\u9fff]")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(town: Town, client: Client) -> Client:
    person = town.desk.person
    client.force_login(get_user_model().objects.get(pk=person), backend=BACKEND)
    session = client.session
    session[STARTED] = clock.now().isoformat()
    session.save()
    return client


def page(client: Client, name: str, *args: str, query: str = "", language: str = "zh-hans") -> str:
    response = client.get(reverse(name, args=args) + query, headers={"accept-language": language})
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.req("S1-30")
def test_families_show_versions_and_counts(desk: Client) -> None:
    html = page(desk, "duty-lists")
    for text in (
        "属地管理事项清单",
        "2024-1 版",
        ">144<",
        ">81<",
        ">74<",
        "区委编办",
        "区政府办公室",
    ):
        assert text in html


def test_lines_are_filtered_by_the_address(desk: Client) -> None:
    html = page(desk, "duty-lines", "responsibility", query="?text=油烟&role=cooperate")
    assert "餐饮油烟扰民" in html
    assert "露天烧烤" not in html
    nothing = page(desk, "duty-lines", "territorial", query="?text=没有这种事")
    assert "没有符合条件的行" in nothing
    second = page(desk, "duty-lines", "power", query="?size=50")
    assert "CF-050" in second
    assert "after=" in second


@pytest.mark.parametrize(
    "family", ["responsibility", "territorial", "power", "community", "profile"]
)
def test_every_family_opens_and_exports(desk: Client, family: str) -> None:
    page(desk, "duty-lines", family)
    response = desk.get(reverse("duty-export", args=[family, "csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    book = desk.get(reverse("duty-export", args=[family, "xlsx"]))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert [len(rows), len(rows[0])] == [sheet.height, sheet.width]
    assert 'filename="' in response["Content-Disposition"]


def test_an_export_holds_what_the_filter_shows(desk: Client) -> None:
    url = reverse("duty-export", args=["responsibility", "csv"])
    rows = list(
        csv.DictReader(io.StringIO(desk.get(f"{url}?role=main").content.decode("utf-8-sig")))
    )
    assert len(rows) == 35
    assert rows[0]["code"] == "01004", "leading zeros stay"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@A1", "\t=1", "　=1", "\r=1"])
def test_no_cell_starts_a_formula(start: str) -> None:
    assert exports.safe_cell(start) == f"'{start}"
    text = exports.csv_bytes(["a"], [[start]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.split("\r\n", 1)[1])))[0].startswith("'")


def test_plain_cells_stay_as_they_are() -> None:
    assert [exports.safe_cell(cell) for cell in ("01003", "a=b", "", None, 7)] == [
        "01003", "a=b", "", "", "7",
    ]  # fmt: skip


@pytest.mark.req("S2-29", "S3-03")
def test_the_item_page_shows_roles_powers_and_limits(desk: Client) -> None:
    html = page(desk, "duty-item", "07001")
    for text in (
        "餐饮油烟扰民",
        "谁做什么",
        "现场核查、劝导整改、配合执法",
        "CF-034",
        "7 个工作日",
    ):
        assert text in html
    assert "第 118 条第 1 款" in html
    assert "不得主办" in html


def test_the_item_page_shows_the_checklist_in_both_languages(desk: Client) -> None:
    html = page(desk, "duty-item", "03001")
    for text in (
        "核对清单",
        "现场已围挡警示，有人看守",
        "必做",
        "视情况",
        "2024-01-01",
        "现场看护",
    ):
        assert text in html
    english = page(desk, "duty-item", "03001", language="en")
    for text in ("Checklist", "somebody stands guard", "Required", "Where it applies", "Guard the"):
        assert text in english
    assert "核对清单" not in page(desk, "duty-item", "14001")


@pytest.mark.req("S1-26")
def test_the_question_box_gives_three_answers_and_the_rejected_lines(
    town: Town, desk: Client
) -> None:
    street = town.body("S01")
    query = f"?street={street}&on=2026-03-11&text=饭店油烟和露天烧烤"
    html = page(desk, "duty-item", "07001", query=query)
    for text in ("清单", "职权", "人力", "属地管理事项清单 2024-1 版第", "CF-034、CF-035"):
        assert text in html
    assert "看过但不适用的行" in html
    assert "露天烧烤" in html
    nowhere = page(desk, "duty-item", "01009", query="?on=2026-03-11")
    assert "没有主办单位，由派单员确认" in nowhere
    assert "先定位置" in nowhere


@pytest.mark.parametrize(
    "query", ["?street=abc", "?street=999999", "?on=2026-13-40", "?size=x&after=y"]
)
def test_odd_addresses_are_answered(desk: Client, query: str) -> None:
    page(desk, "duty-item", "07001", query=query)
    page(desk, "duty-lines", "responsibility", query=query)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("duty-item", ["99999"]),
        ("duty-lines", ["nothing"]),
        ("duty-export", ["power", "pdf"]),
    ],
)
def test_what_is_not_there_is_404(desk: Client, name: str, args: list[str]) -> None:
    assert desk.get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("duty-lists", []),
        ("duty-item", ["07001"]),
        ("duty-lines", ["power"]),
        ("duty-export", ["power", "csv"]),
    ],
)
def test_nobody_reads_lists_without_login(
    town: Town, client: Client, name: str, args: list[str]
) -> None:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize(
    ("name", "args"),
    [("duty-lists", []), ("duty-lines", ["community"]), ("duty-item", ["07001"])],
)
def test_data_in_english_pages_says_that_it_is_chinese(
    desk: Client, town: Town, name: str, args: list[str]
) -> None:
    query = f"?street={town.body('S01')}" if name == "duty-item" else ""
    html = page(desk, name, *args, query=query, language="en")
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    marked = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    left = {text.strip() for text in re.findall(r">([^<]*)<", marked) if CHINESE.search(text)}
    assert not left
