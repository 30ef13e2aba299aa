"""Acts and reading over the interface: refusals, conflicts, filters, pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.platform import clock
from huying.platform.matters.models import Event, Obligation
from tests.apps.api.calling import CASES, ODD, act_address, errors, post
from tests.apps.cases.test_desk import at_work
from tests.builders import dispatched, do, report, row


def test_acts_are_done_and_repeats_answered_alike(town, desk) -> None:
    matter = report(town, clock.now())
    body = {"fields": {"case_type": "01001"}}
    first = post(desk, act_address(matter, "file"), body, key="f1")
    again = post(desk, act_address(matter, "file"), body, key="f1")
    assert first.status_code == again.status_code == 200
    assert again.json()["event"] == first.json()["event"]
    assert row(matter).state == "filed"
    assert Event.objects.filter(matter_id=matter).count() == 2


def test_a_refusal_says_code_rule_and_words(town, client) -> None:
    matter = dispatched(town, clock.now())
    lead = at_work(client, town.actor("clerk", "SAN").person)
    fields = {"result_code": "resolved", "result": "好", "answer": "好"}
    no = post(lead, act_address(matter, "feed_back"), {"fields": fields})
    assert no.status_code == 409
    assert no.json()["code"] == "still_owed"
    assert no.json()["rule"]
    assert "还差" in no.json()["message"]
    assert "<" not in no.json()["message"]


def test_a_racing_change_tells_what_changed(town, client) -> None:
    at = clock.now()
    matter = dispatched(town, at)
    owed = Obligation.objects.get(matter_id=matter, kind="resolve")
    clerk = town.actor("clerk", "SAN")
    do(town, "ask", clerk, at, matter=matter, on="resolve", question="几号楼？")
    do(town, "give_reply", town.resident, at, matter=matter, on="reply", text="3 号楼")
    late = post(
        at_work(client, clerk.person),
        act_address(matter, "ask"),
        {"fields": {"question": "哪个单元？"}, "answers": owed.id, "expected": owed.version},
    )
    assert late.status_code == 409
    told = late.json()
    assert told["code"] == "conflict"
    assert told["present"] > told["expected"]
    assert "ask" in [change["act"] for change in told["changes"]]


def test_wrong_acts_and_fields_are_told_together(town, desk) -> None:
    matter = report(town, clock.now())
    response = post(
        desk,
        act_address(matter, "decline"),
        {"fields": {"decline_code": 1, "note": "x"}, "answers": -1, "expected": "1", "more": 1},
    )
    assert errors(response) == {
        "answers": "not_a_number",
        "expected": "not_a_number",
        "more": "unknown_field",
        "decline_code": "not_text",
        "note": "unknown_field",
        "other_route": "missing",
    }
    assert post(desk, act_address(matter, "fly"), {}).json()["code"] == "unknown_act"
    assert post(desk, act_address(matter, "report"), {"fields": {}}).status_code == 409
    assert post(desk, f"{CASES}/no-number/acts/file", {}).status_code == 404
    assert errors(post(desk, act_address(matter, "file"), {"fields": [1]})) == {
        "fields": "body_no_object",
        "case_type": "missing",
    }


@pytest.mark.parametrize(
    "act", ["place", "file", "dispatch", "decline", "answer_at_once", "withdraw", "sign"]
)
def test_no_value_of_an_act_ends_in_an_error_page(town, desk, act) -> None:
    matter = report(town, clock.now())
    names = (
        "lon",
        "lat",
        "case_type",
        "helpers",
        "decline_code",
        "other_route",
        "answer",
        "reason",
    )
    for value in ODD:
        for body in (
            {"fields": dict.fromkeys(names, value)},
            {"fields": value},
            {"answers": value, "expected": value},
        ):
            response = post(desk, act_address(matter, act), body)
            assert response.status_code in (200, 409, 422), (act, value)


# ---- reading ------------------------------------------------------------------------------------


def test_a_case_is_read_with_its_promises_and_acts(town, desk) -> None:
    matter = dispatched(town, clock.now())
    told = desk.get(f"{CASES}/{row(matter).number}").json()
    assert told["state"] == "handling"
    assert {o["kind"] for o in told["obligations"]} >= {"sign", "contact", "resolve", "promise"}
    assert told["requester"] == {"name": "周**", "phone": "199****1234"}
    assert [h["act"] for h in told["history"]] == ["report", "file", "dispatch"]


def test_the_list_filters_and_pages(town, desk, django_assert_max_num_queries) -> None:
    for _ in range(12):
        report(town, clock.now())
    matter = dispatched(town, clock.now())
    with django_assert_max_num_queries(12):
        first = desk.get(CASES, {"size": "10"}).json()
    assert len(first["rows"]) == 10
    second = desk.get(CASES, {"size": "10", "after": first["after"]}).json()
    assert len(second["rows"]) == 3
    numbers = {one["number"] for one in first["rows"] + second["rows"]}
    assert len(numbers) == 13
    for query in (
        {"state": "handling"},
        {"lead": "SAN"},
        {"case_type": "01001", "street": "S01", "late": "false"},
        {"q": row(matter).number},
    ):
        found = desk.get(CASES, query).json()["rows"]
        assert [one["number"] for one in found] == [row(matter).number], query


def test_the_list_takes_as_many_statements_for_fifty_as_for_ten(town, desk) -> None:
    def statements(size: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(CASES, {"size": size})
        return len(seen)

    for _ in range(12):
        report(town, clock.now())
    desk.get(CASES)
    assert statements("10") == statements("50") <= 10


def test_wrong_filters_are_named_at_once(town, desk) -> None:
    query = {
        "state": "x", "street": "SAN", "lead": "?", "case_type": "0", "late": "maybe",
        "q": "字" * 61, "size": "11", "sort": "age", "colour": "red",
    }  # fmt: skip
    assert set(errors(desk.get(CASES, query))) == set(query)
    assert errors(desk.get(CASES, {"q": "a\0"})) == {"q": "hidden_characters"}
    assert desk.get(CASES, {"after": "broken"}).status_code == 200


def test_a_helper_reads_no_title_of_a_tip_off(town, desk, client) -> None:
    matter = dispatched(town, clock.now(), demand_kind="tip_off", text="我叫周小明，举报倒垃圾")
    lead = at_work(Client(), town.actor("clerk", "SAN").person)
    shown = next(r for r in lead.get(CASES).json()["rows"] if r["number"] == row(matter).number)
    assert shown["title"] == ""
    assert "周小明" not in lead.get(f"{CASES}/{row(matter).number}").content.decode()
