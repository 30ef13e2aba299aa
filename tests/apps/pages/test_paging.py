"""Keyset pages: every row once, forwards and back, empty values last, broken cursors harmless."""

import base64
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.apps.organisations.models import Body, District
from huying.platform.pages import table

pytestmark = pytest.mark.django_db
ORDERS = {"name": ("name_zh",), "new": ("-id",)}


@pytest.fixture
def rows() -> None:
    names = ["丙", "甲", "乙", "甲", "丁"]
    District.objects.bulk_create(
        District(id=370100 + n, name_zh=names[n % len(names)]) for n in range(47)
    )


def page(query: dict[str, str]) -> table.Page:
    order = table.order_of(query, ORDERS, "name")
    return table.page_of(District.objects.filter(id__lt=370200), order, query)


@pytest.mark.parametrize("sort", ["name", "-name", "new", "-new"])
def test_all_rows_once_and_the_same_way_back(rows, sort) -> None:
    query, seen, pages = {"sort": sort, "size": "10"}, [], []
    while True:
        found = page(query)
        pages.append([row.id for row in found.rows])
        seen += pages[-1]
        if not found.after:
            break
        assert found.last == len(seen)
        query = {**query, "after": found.after, "from": str(found.next_from)}
    assert len(seen) == len(set(seen)) == 47
    assert len(pages) == 5
    back = page({"sort": sort, "size": "10", "before": found.before, "from": "31"})
    assert [row.id for row in back.rows] == pages[-2]
    assert back.first == 31
    first = page({"sort": sort, "size": "10"})
    assert not first.before


def test_one_statement_reads_one_row_more_than_it_shows(rows) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = page({"size": "20"})
    assert len(statements) == 1
    assert "LIMIT 21" in statements[0]["sql"]
    assert len(found.rows) == 20


@pytest.mark.parametrize(
    "cursor",
    ["x", "====", "bnVsbA", "W10", "WyJuYW1lIixbWyJ0IiwiMjAyNi05OSJdXV0", "WyJuZXciLFtdXQ"],
)
def test_broken_cursor_gives_the_first_page(rows, cursor) -> None:
    assert page({"after": cursor}).first == 1
    assert [r.id for r in page({"after": cursor}).rows] == [r.id for r in page({}).rows]


@pytest.mark.parametrize("sort", ["until", "-until"])
def test_empty_values_come_last_and_lose_nothing(sort) -> None:
    district = District.objects.create(id=370100, name_zh="甲")
    Body.objects.bulk_create(
        Body(
            id=n, district=district, code=str(n), kind="department", name_zh="乙", path=f"/{n}/",
            hours="office", valid_from=date(2026, 1, 1),
            valid_until=None if n % 3 else date(2026, 2, 1 + n % 5),
        )
        for n in range(1, 26)
    )  # fmt: skip
    orders, query, seen = {"until": ("valid_until",)}, {"sort": sort, "size": "10"}, []
    while True:
        order = table.order_of(query, orders, "until")
        found = table.page_of(Body.objects.all(), order, query)
        seen += found.rows
        if not found.after:
            break
        query["after"] = found.after
    assert sorted(row.id for row in seen) == list(range(1, 26))
    ends = [row.valid_until for row in seen]
    assert ends[8:] == [None] * 17
    assert ends[:8] == sorted(ends[:8], reverse=sort == "-until")
    back = table.page_of(Body.objects.all(), order, {"size": "10", "before": found.before})
    assert [row.id for row in back.rows] == [row.id for row in seen[10:20]]


def test_cursor_with_values_of_another_kind_gives_the_first_page() -> None:
    text = json.dumps(["until", [["v", "gestern"], ["v", "x"]]])
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    order = table.order_of({}, {"until": ("valid_until",)}, "until")
    assert table.page_of(Body.objects.all(), order, {"after": cursor}).rows == []


@pytest.mark.parametrize("query", [{"size": "9999"}, {"size": "-1"}, {"size": "²"}, {"from": "x"}])
def test_odd_numbers_are_not_obeyed(rows, query) -> None:
    assert page(query).size == 20
    assert page(query).first == 1


def test_unknown_sort_is_the_default() -> None:
    assert table.order_of({"sort": "-password"}, ORDERS, "name").key == "name"
    assert table.order_of({"sort": "-name"}, ORDERS, "name").flipped == "name"
