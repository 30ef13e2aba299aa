"""The desk's other acts over the interface: other cases by their number, every wrong shape told."""

from __future__ import annotations

import pytest

from huying.apps.cases.links import linked_to
from huying.platform import clock
from tests.apps.api.calling import ODD, act_address, errors, post
from tests.apps.cases.test_desk import at_work
from tests.builders import dispatched, report, row

#: Every field the fuller procedure has brought.
NEW = (
    *("consulted", "question", "opinion", "checked", "task", "task_body", "task_due", "assignee"),
    *("instruction", "instructed_by", "extra", "pause_kind", "plan", "until", "dissatisfaction"),
    *("corrects", "field", "corrected", "children", "other", "main", "joined", "legal_basis"),
    *("outside_body", "outside_due", "outside_reference", "done_by", "requester_phone", "reason"),
    *("case_type", "lon", "lat", "address", "observers", "note"),
)
SHAPES = [*ODD, 2**63, 2**70, -(2**70), "2611-0K3F9-7", ["a"], [True], [2**70], [None], "x" * 200]


def test_cases_are_merged_and_let_go_by_number(town, desk) -> None:
    main, repeat = dispatched(town, clock.now()), report(town, clock.now())
    fields = {"main": row(main).number, "reason": "同一件事"}
    done = post(desk, act_address(repeat, "merge"), {"fields": fields})
    assert done.status_code == 200, done.content
    assert row(repeat).state == "merged"
    told = desk.get(f"/api/v1/cases/{row(main).number}").json()
    assert told["joined_count"] == 1
    assert {o["part"] for o in told["obligations"] if o["kind"] == "joined_promise"} == {
        row(repeat).number
    }
    fields = {"joined": row(repeat).number, "reason": "不是一回事"}
    done = post(desk, act_address(main, "release"), {"fields": fields})
    assert done.status_code == 200, done.content
    assert row(repeat).state == "reported"


def test_cases_are_related_and_split(town, desk) -> None:
    matter, other = report(town, clock.now()), report(town, clock.now())
    fields = {"other": row(other).number}
    assert post(desk, act_address(matter, "relate"), {"fields": fields}).status_code == 200
    assert [one.matter for one in linked_to(town.id, matter)] == [other]
    body = {"fields": {"children": ["路灯坏了", "垃圾没人清"]}}
    assert post(desk, act_address(matter, "split"), body).status_code == 200
    assert len(linked_to(town.id, matter)) == 3
    for children in (["只有一件"], ["件"] * 11):
        body = {"fields": {"children": children}}
        answer = post(desk, act_address(matter, "split"), body)
        assert errors(answer) == {"children": "parts_range"}


def test_a_wrong_number_is_told(town, desk) -> None:
    matter = dispatched(town, clock.now())
    for number, code in (
        ("nonsense", "not_a_case_number"),
        (1, "no_such_case"),
        (row(matter).number, "same_case"),
    ):
        answer = post(desk, act_address(matter, "relate"), {"fields": {"other": number}})
        assert errors(answer) == {"other": code}


@pytest.mark.parametrize(
    ("act", "name"),
    [
        *(("merge", "main"), ("absorb", "joined"), ("release", "joined"), ("relate", "other")),
        *(("unrelate", "other"), ("split", "children"), ("consult", "consulted")),
        *(("instruct", "instruction"), ("correct", "lon"), ("amend", "corrects")),
        *(("correct_and_redispatch", "case_type"), ("correct_contact", "requester_phone")),
    ],
)
def test_no_shape_of_a_new_field_ends_in_an_error_page(town, desk, act, name) -> None:
    is_early = act in ("split", "consult")
    matter = (report if is_early else dispatched)(town, clock.now())
    for value in SHAPES:
        for fields in (dict.fromkeys(NEW, value), {"reason": "因为", name: value}):
            response = post(desk, act_address(matter, act), {"fields": fields})
            assert response.status_code in (200, 404, 409, 422), (act, fields)


@pytest.mark.parametrize(
    "act", ["assign_task", "transfer", "ask_extension", "ask_pause", "check_off", "feed_back"]
)
def test_nor_of_what_a_body_at_work_sends(town, client, act) -> None:
    matter = dispatched(town, clock.now())
    lead = at_work(client, town.actor("clerk", "SAN").person)
    for value in SHAPES:
        response = post(lead, act_address(matter, act), {"fields": dict.fromkeys(NEW, value)})
        assert response.status_code in (200, 409, 422), (act, value)


def test_the_document_names_cases_by_number(desk) -> None:
    from huying.api import document

    told = document.fields(NEW)["properties"]
    assert told["main"]["type"] == told["other"]["type"] == "string"
    assert told["children"]["type"] == told["dissatisfaction"]["type"] == "array"
    assert told["until"]["format"] == "date-time"
