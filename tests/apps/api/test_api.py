"""The interface: idempotent, all wrong fields at once, no error page whatever is sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from huying.apps.cases.services import access_code
from huying.platform import clock
from huying.platform.matters.models import EventText, Matter
from huying.platform.policy import access
from huying.platform.policy.routes import faults, routes
from tests.apps.api.calling import CALL, CASES, DEMANDS, ODD, act_address, errors, post
from tests.apps.cases.test_desk import at_work
from tests.builders import report, row

# ---- taking in ----------------------------------------------------------------------------------


def test_every_address_of_the_interface_has_its_policy() -> None:
    assert list(faults(routes(), access())) == []


@pytest.mark.req("S4-33")
def test_a_demand_is_taken_in_with_number_and_code(town, desk) -> None:
    done = post(desk, CASES, {**CALL, **town.point(), "reported_at": "2026-03-10 09:30"})
    assert done.status_code == 201
    told = done.json()
    matter = Matter.objects.get(number=told["number"])
    assert told["access_code"] == access_code(town.id, matter.number)
    assert matter.area_code


def test_degrees_come_as_numbers_too(town, desk) -> None:
    point = {name: float(value) for name, value in town.point().items()}
    done = post(desk, CASES, {**CALL, **point})
    assert done.status_code == 201
    assert Matter.objects.get().case.grid


def test_the_same_key_gives_the_same_answer_and_another_body_is_told(town, desk) -> None:
    first = post(desk, CASES, CALL, key="k1")
    again = post(desk, CASES, CALL, key="k1")
    assert (again.status_code, again.json()["is_repeat"]) == (200, True)
    assert again.json()["number"] == first.json()["number"]
    other = post(desk, CASES, {**CALL, "text": "路灯坏了"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Matter.objects.count() == 1


def test_keys_of_two_people_never_meet(town, client) -> None:
    for nth in (0, 1):
        one = at_work(Client(), town.actor("desk", "CMD", nth).person)
        assert post(one, CASES, {**CALL, "text": f"第 {nth} 件"}, key="k1").status_code == 201
    assert Matter.objects.count() == 2


def test_all_wrong_fields_are_named_at_once_with_value_and_remedy(town, desk) -> None:
    body = {
        "demand_kind": ["complaint"],
        "channel": 7,
        "text": {"nested": [1.5]},
        "case_type": "99999",
        "lon": "east",
        "requester_phone": "1380013",
        "reported_at": "2026-13-01",
        "is_confidential": "yes",
        "helpers": [1],
        "colour": None,
        "size": 1,
    }
    response = post(desk, CASES, body, key=None)
    assert errors(response) == {
        "Idempotency-Key": "missing_key",
        "demand_kind": "not_text",
        "channel": "not_text",
        "text": "not_text",
        "case_type": "unknown_case_type",
        "lon": "not_degrees",
        "lat": "missing",
        "requester_phone": "phone_short",
        "reported_at": "not_a_time",
        "is_confidential": "not_yes_or_no",
        "helpers": "unknown_field",
        "size": "unknown_field",
    }
    phone = next(e for e in response.json()["errors"] if e["field"] == "requester_phone")
    assert (phone["value"], phone["message"]) == ("1380013", "手机号 1380013 少 4 位，请补全")
    assert not Matter.objects.exists()


def test_faults_are_told_in_english_and_as_plain_text(town, desk) -> None:
    response = post(desk, CASES, {**CALL, "demand_kind": "<b>怒</b>"}, language="en")
    message = response.json()["errors"][0]["message"]
    assert message == "<b>怒</b> is not one of the choices; please choose again"


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"text": ' + b"[" * 50_000,
    b'{"text": "\\ud800"}',
    b'{"text": 1e400}',
    b'{"lon": ' + b"9" * 5_000 + b"}",
    b'{"size": ' + b"9" * 30 + b"}",
    b'{"text": NaN}',
    b'{"\\u0000": "\\u0000"}',
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_is_no_json_object_is_told_as_json(town, desk, body) -> None:
    for address in (CASES, DEMANDS, act_address(report(town, clock.now()), "decline")):
        response = post(desk, address, body)
        assert 400 <= response.status_code < 500, response.content
        assert response["Content-Type"] == "application/json"
        assert response.json()["message"]


FIELDS = [
    "demand_kind", "channel", "text", "title", "case_type", "lon", "lat", "address",
    "requester_name", "requester_phone", "reported_at", "source", "source_number",
    "is_confidential", "marks", "source_values", "源",
]  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_no_value_of_any_field_ends_in_an_error_page(town, desk, name) -> None:
    for value in ODD:
        for address in (CASES, DEMANDS):
            response = post(desk, address, {**CALL, name: value}, key="same" if value else "")
            assert response.status_code in (200, 201, 409, 422), (name, value)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-30", "2999-01-01"]
)
def test_moments_out_of_time_are_refused(town, desk, moment) -> None:
    assert "reported_at" in errors(post(desk, CASES, {**CALL, "reported_at": moment}))


@pytest.mark.parametrize("key", ["", "a b", "x" * 51, "键", "\x7f"])
def test_a_bad_key_is_told(town, desk, key) -> None:
    data = json.dumps(CALL)
    response = desk.post(CASES, data, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key)
    assert errors(response)["Idempotency-Key"] in ("missing_key", "bad_key")


def test_a_sources_number_names_one_case(town, desk) -> None:
    body = {**CALL, "source": "热线", "source_number": "A-1"}
    assert post(desk, CASES, body).status_code == 201
    again = post(desk, CASES, {**body, "text": "改了"})
    assert (again.status_code, again.json()["code"]) == (409, "source_number_taken")
    half = post(desk, CASES, {**CALL, "source": "热线"})
    assert errors(half) == {"source_number": "missing"}
    assert Matter.objects.count() == 1


def test_too_large_a_body_is_not_read(town, desk, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = post(desk, CASES, {**CALL, "text": "字" * 2_000})
    assert (response.status_code, response.json()["code"]) == (413, "body_too_big")


# ---- who may ------------------------------------------------------------------------------------


def test_strangers_and_the_unentitled_are_told_in_json(town, client) -> None:
    assert post(client, CASES, CALL).json()["code"] == "login_required"
    clerk = at_work(client, town.actor("clerk", "SAN").person)
    assert post(clerk, CASES, CALL).status_code == 403
    outside = report(town, clock.now())
    assert clerk.get(f"{CASES}/{row(outside).number}").status_code == 404
    assert clerk.get("/api/v1/nothing").json()["code"] == "no_such_address"


def test_a_write_with_a_session_needs_the_token(town) -> None:
    client = at_work(Client(enforce_csrf_checks=True), town.desk.person)
    assert post(client, CASES, CALL).status_code == 403
    assert (
        post(Client(enforce_csrf_checks=True), DEMANDS, {**CALL, "channel": None}).status_code
        == 201
    )


def test_the_document_is_served_from_here(client, db) -> None:
    told = client.get(reverse("api:openapi"))
    assert told.status_code == 200
    assert f"{CASES}/{{number}}/acts/{{act}}" in told.json()["paths"]
    assert b"cdn" not in told.content


# ---- residents ----------------------------------------------------------------------------------


def test_a_resident_reports_and_follows_with_the_code_in_a_header(town, client) -> None:
    told = {"demand_kind": "help", "text": "井盖坏了", "requester_phone": "19900001234"}
    done = post(client, DEMANDS, told)
    assert done.status_code == 201
    number, code = done.json()["number"], done.json()["access_code"]
    address = f"{DEMANDS}/{number}"
    assert client.get(address).status_code == 404
    assert client.get(address, {"code": code}).status_code == 404
    seen = client.get(address, headers={"x-access-code": code})
    assert seen.status_code == 200
    assert seen.json()["steps"][0]["what"] == "收到您的反映"
    assert seen.json()["promise"]["due_at"]
    assert errors(post(client, DEMANDS, {**told, "channel": "phone", "source": "x"})) == {
        "channel": "unknown_field",
        "source": "unknown_field",
    }


def test_guessing_a_code_ends_after_ten_tries(town, client) -> None:
    number = row(report(town, clock.now())).number
    codes = [
        client.get(f"{DEMANDS}/{number}", headers={"x-access-code": "AAAAAA"}).status_code
        for _ in range(11)
    ]
    assert codes == [404] * 10 + [429]
    assert client.get(f"{DEMANDS}/nonsense").status_code == 404


def test_what_is_personal_is_encrypted(town, client) -> None:
    post(client, DEMANDS, {"demand_kind": "help", "text": "井", "requester_name": "周小明"})
    assert "周小明" not in EventText.objects.get(field="requester_name").value
