"""Whatever is typed, sent or put into an address: an answer in words, never an error page."""

from __future__ import annotations

import json
from itertools import count, product
from typing import Any, Final
from urllib.parse import quote_from_bytes

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.platform.matters.models import Event, Matter
from tests.apps.cases.pages import text_of
from tests.apps.whole.cast import ANONYMOUS, Cast, doors

JUNK: Final = (
    "",
    " ",
    "-1",
    "0",
    "9" * 25,
    "1e309",
    "NaN",
    "１２３",
    "٣",
    "2026-13-40",
    "0001-01-01",
    "9999-12-31",
    "a\0b",
    "\ud800",
    "'; DROP TABLE x; --",
    "%%%s{0}",
    "<script>",
    "字" * 13_000,
    "../../etc",
    "\u202e\u200b\ufeff",
)
#: Names every list, filter and form of the product reads.
NAMES: Final = (
    "after", "all", "answers", "area", "as_of", "before", "body", "case", "case_type", "channel",
    "community", "end", "events", "expected", "first", "format", "from", "grid", "kind", "last",
    "late", "lead", "list", "major", "month", "next", "on", "order", "page", "period", "power",
    "q", "role", "size", "sort", "split", "start", "state", "street", "text", "to", "until",
    "urgency", "view", "year",
)  # fmt: skip
_keys = count(1)


def encoded(value: str) -> str:
    """A value as a browser, or somebody worse, would put it into an address."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"))


def is_answered(response: HttpResponse) -> bool:
    return response.status_code < 500


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = cast.clients("desk")["desk"]
    client.raise_request_exception = True
    return client


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """Every address that reads, once."""
    return list(dict.fromkeys(door.address for door in doors(cast.number())))


# ---- addresses ----------------------------------------------------------------------------------


def test_no_query_string_ends_in_an_error_page(desk: Client, pages: list[str]) -> None:
    # The lists meet the others one by one below.
    for value in ("", "-1", "9" * 25, "٣", "2026-13-40", "a\0b", "\ud800"):
        # No server takes a line of more than some ten thousand characters.
        query = "&".join(f"{name}={encoded(value[:100])}" for name in NAMES)
        for address in pages:
            assert is_answered(desk.get(f"{address}?{query}")), (address, value)


#: One name at a time, so that the first wrong one does not hide the others.
LISTS: Final = ("/cases/", "/cases/export/", "/rates/", "/rates/export.csv", "/messages/",
                "/lists/responsibility/", "/lists/items/07001/", "/cases/placing/",
                "/cases/dispatching/", "/api/v1/cases")  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    address=st.sampled_from(LISTS),
    query=st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.one_of(
                st.sampled_from(JUNK[:-3]),
                st.text(max_size=20),
                st.integers().map(str),
                st.dates().map(str),
                st.sampled_from(("all", "late", "body", "area", "month", "-due", "due", "csv")),
            ),
        ),
        max_size=5,
    ),
)
def test_lists_answer_any_query(desk: Client, address: str, query: list[tuple[str, str]]) -> None:
    told = "&".join(f"{name}={encoded(value)}" for name, value in query)
    response = desk.get(f"{address}?{told}")
    assert response.status_code in (200, 302, 404, 422), told


def test_no_object_of_such_a_name_is_an_error(cast: Cast, desk: Client) -> None:
    for bad in (v for v in JUNK if v.strip() and len(v) < 100):
        for address in named(encoded(bad).replace("/", "%2F"), cast.number()):
            for response in (desk.get(address), desk.post(address, {})):
                assert response.status_code in NAMELESS, address


#: Answers to a name nothing has.
NAMELESS: Final = {302, 400, 403, 404, 405, 409, 422, 429}


def named(name: str, number: str) -> tuple[str, ...]:
    """Every address with a name in it, with this one."""
    return (
        f"/cases/{name}/",
        f"/cases/{name}/reveal/",
        f"/cases/{name}/acts/sign/",
        f"/cases/{number}/acts/{name}/",
        f"/cases/{name}/scores/",
        f"/grids/{name}/",
        f"/lists/{name}/",
        f"/lists/items/{name}/",
        f"/lists/responsibility/export.{name}",
        f"/rates/export.{name}",
        f"/procedures/{name}/",
        f"/api/v1/cases/{name}",
        f"/api/v1/public/demands/{name}",
        f"/{name}",
    )


# ---- forms --------------------------------------------------------------------------------------

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/login/": ("account", "password", "next"),
    "/track/": ("number", "code"),
    "/track/case/act/": ("number", "act", "key", "answers", "expected"),
    "/report/": (
        "step", "go", "key", "text", "demand_kind", "address", "community", "ask_me",
        "phone", "name", "is_anonymous", "is_confidential", "case_type",
    ),
    "/cases/new/": (
        "key", "text", "demand_kind", "channel", "community", "address", "lon", "lat",
        "phone", "name", "is_confidential", "case_type",
    ),
    "/cases/new/types/": ("text", "community", "case_type"),
    "/cases/placing/": ("case", "key", "answers", "expected", "lon", "lat", "grid", "area"),
    "/account/password/": ("old", "new", "again"),
    "/language/": ("language", "next"),
    "/large-type/": ("large_type", "next"),
}  # fmt: skip


def test_no_value_of_any_form_is_an_error(cast: Cast, desk: Client) -> None:
    before, acts = Event.objects.count(), cast.acts()
    for value in (v for v in JUNK if "\ud800" not in v):
        for address, names in FORMS.items():
            assert is_answered(desk.post(address, dict.fromkeys(names, value))), address
            assert is_answered(desk.post(address, {name: [value, "1"] for name in names})), address
    for value in ("", "-1", "9" * 25, "١٢", "a\0b", "2026-13-40", "字" * 13_000):
        for act in acts:
            address = f"/cases/{cast.number('reported')}/acts/{act.name}/"
            names = (*act.needs, *act.takes, "key", "answers", "expected", "grid", "also", "area")
            assert is_answered(desk.post(address, dict.fromkeys(names, value))), address
    assert Event.objects.count() == before


BODIES: Final = (b"", b"\xff\xfe", b"text=\xed\xa0\x80&phone=%ED%A0%80", b"=&&=%")
KINDS: Final = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "application/x-www-form-urlencoded; charset=nonsense",
)


def test_bytes_that_are_no_form_are_answered(cast: Cast, desk: Client) -> None:
    number = cast.number("reported")
    for address in (*FORMS, f"/cases/{number}/acts/decline/", f"/cases/{number}/reveal/"):
        for body, kind in product(BODIES, KINDS):
            response = desk.generic("POST", address, body, content_type=kind)
            assert response.status_code < 500, (address, kind, body)


def test_all_wrong_fields_of_the_desk_form_are_told_at_once(cast: Cast, desk: Client) -> None:
    before = Matter.objects.count()
    sent = {
        "text": "字" * 20_001, "demand_kind": "rage", "channel": "smoke", "phone": "1990000",
        "lon": "east", "lat": "99", "address": "x" * 400, "key": "k",
    }  # fmt: skip
    page = desk.post("/cases/new/", sent)
    assert page.status_code == 422
    wrong = page.context["form"].errors
    assert set(wrong) >= {"text", "demand_kind", "channel", "phone", "lon", "lat", "address"}
    for value in ("rage", "smoke", "1990000", "east"):
        assert value in text_of(page) or f'value="{value}"' in page.content.decode()
    assert Matter.objects.count() == before


def test_a_long_story_is_taken_whole(cast: Cast, desk: Client) -> None:
    story = "反复堆放垃圾。" * 1_858
    sent = {"text": story, "demand_kind": "complaint", "channel": "phone", "key": "k" * 32}
    done = desk.post("/cases/new/", sent)
    assert done.status_code == 302
    assert story in desk.get(done["Location"]).content.decode()


def test_a_wrong_version_is_a_conflict_and_an_unknown_promise_a_refusal(
    cast: Cast, desk: Client
) -> None:
    before = Event.objects.count()
    owed = Matter.objects.get(id=cast.cases["reported"]).obligations.get(kind="file")
    address = f"/cases/{cast.number('reported')}/acts/decline/"
    fields = {"decline_code": "petition", "other_route": "信访局"}
    for answers, expected in (
        (owed.id, 99), (owed.id, 2**62), (owed.id, -1), (7, 1), (2**62, 1), ("x", "y"),
    ):  # fmt: skip
        sent = {**fields, "key": f"{next(_keys):032x}", "answers": answers, "expected": expected}
        status = desk.post(address, sent).status_code
        assert status in (302, 409, 422), (answers, expected, status)
        if status == 302:
            pytest.fail(f"done with {answers}, {expected}")
    assert Event.objects.count() == before


# ---- JSON ---------------------------------------------------------------------------------------


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    name=st.sampled_from(("fields", "answers", "expected", "decline_code", "other_route")),
)
def test_any_json_is_answered(cast: Cast, desk: Client, value: Any, name: str) -> None:
    number = cast.number("reported")
    for address, body in (
        (f"/api/v1/cases/{number}/acts/decline", {name: value}),
        (f"/api/v1/cases/{number}/acts/decline", {"fields": {name: value}}),
        ("/api/v1/cases", {"text": value, "demand_kind": value, "helpers": value, "lon": value}),
        ("/api/v1/public/demands", value),
    ):
        response = desk.post(
            address,
            json.dumps(body),
            content_type="application/json",
            headers={"idempotency-key": f"j{next(_keys)}"},
        )
        assert response.status_code in (400, 409, 422), (address, body)
        assert response.json()["message"]


def test_strangers_send_anything_too(cast: Cast) -> None:
    stranger = cast.clients("desk")[ANONYMOUS]
    for value in JUNK:
        if "\ud800" not in value:
            for address in ("/login/", "/track/", "/report/"):
                assert is_answered(stranger.post(address, dict.fromkeys(FORMS[address], value)))
