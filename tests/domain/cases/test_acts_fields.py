"""Every field of every act of a case: missing, wrong by its form, wrong by the situation."""

from __future__ import annotations

from typing import Any

import pytest

from huying.domain.cases.fields import FIELDS
from tests.domain.cases.play import START, at, body, spot, the_procedure
from tests.domain.cases.test_acts import ROWS as ACTS
from tests.domain.cases.trying import code_of, faults_of, tried
from tests.domain.cases.usual import (
    CHECKED,
    CLOSED,
    ENDED,
    JOINED,
    REPEAT,
    SENT,
    WORKED,
)  # fmt: skip

STEPS = {row[0]: row[1] for row in ACTS}
RULES = the_procedure().acts

NEEDED = [(act.name, field) for act in RULES.values() for field in act.needs]


@pytest.mark.parametrize(("act", "field"), NEEDED)
@pytest.mark.parametrize("empty", [None, "", []], ids=["none", "empty", "nothing"])
def test_a_needed_field_that_is_missing_is_named(act: str, field: str, empty: object) -> None:
    done, _ = tried(act, STEPS[act], **{field: empty})
    assert f"{field} missing" in faults_of(done)


def test_all_missing_fields_are_named_at_once() -> None:
    done, _ = tried("feed_back", WORKED, result_code=None, result=None, answer=None, checked=None)
    assert faults_of(done) == {
        "result_code missing", "result missing", "answer missing", "checked checklist_open",
    }  # fmt: skip


@pytest.mark.parametrize("act", sorted(RULES))
def test_a_field_the_act_does_not_know_is_refused(act: str) -> None:
    done, _ = tried(act, STEPS[act], colour="red")
    assert "colour unknown_field" in faults_of(done)


LONG = "长" * 20_001
#: field · a wrong value · what is said of it
WRONG: list[tuple[str, Any, str]] = [
    ("demand_kind", "rant", "not_a_choice"),
    ("channel", "pigeon", "not_a_choice"),
    ("title", "长" * 121, "too_long"),
    ("text", LONG, "too_long"),
    ("case_type", 7, "not_text"),
    ("lon", "east", "not_degrees"),
    ("lat", "91", "degrees_range"),
    ("address", "长" * 201, "too_long"),
    ("requester_name", "长" * 61, "too_long"),
    ("requester_phone", "1390001", "phone_short"),
    ("reported_at", "yesterday", "not_a_time"),
    ("external_due_at", START.replace(tzinfo=None), "not_a_time"),
    ("source", "长" * 61, "too_long"),
    ("source_number", 815, "not_text"),
    ("source_values", ["a"], "not_named_texts"),
    ("source_outcome", "长" * 41, "too_long"),
    ("marks", "urgent", "not_a_list"),
    ("is_confidential", "yes", "not_yes_or_no"),
    ("decline_code", "because", "not_a_choice"),
    ("other_route", "长" * 501, "too_long"),
    ("answer", "\x00", "bad_characters"),
    ("note", "长" * 2_001, "too_long"),
    ("helpers", "HUC", "not_a_list"),
    ("observers", "HUC", "not_a_list"),
    ("contact_how", "dream", "not_a_choice"),
    ("contact_record", "长" * 2_001, "too_long"),
    ("question", "\ud800", "bad_characters"),
    ("result_code", "done", "not_a_choice"),
    ("result", LONG, "too_long"),
    ("reason", "长" * 2_001, "too_long"),
    ("list_line", "长" * 201, "too_long"),
    ("exemption_code", "because", "not_a_choice"),
    ("tried_how", "pigeon", "not_a_choice"),
    ("solved", "perhaps", "not_a_choice"),
    ("satisfaction", "perhaps", "not_a_choice"),
    ("parent", "1", "not_an_id"),
    ("outside_body", "长" * 121, "too_long"),
    ("outside_reference", "长" * 81, "too_long"),
    ("outside_due", "soon", "not_a_time"),
    ("legal_basis", "长" * 501, "too_long"),
    ("done_by", True, "not_an_id"),
    ("consulted", [2**53], "not_a_list"),
    ("opinion", "长" * 2_001, "too_long"),
    ("checked", ["长" * 61], "not_a_list"),
    ("task", "长" * 2_001, "too_long"),
    ("task_body", -1, "not_an_id"),
    ("task_due", "2026-03-10", "not_a_time"),
    ("assignee", "somebody", "not_an_id"),
    ("instruction", "长" * 2_001, "too_long"),
    ("instructed_by", "长" * 61, "too_long"),
    ("extra", 0.5, "not_a_count"),
    ("extra", 1_000, "not_a_count"),
    ("pause_kind", "lunch", "not_a_choice"),
    ("plan", "长" * 2_001, "too_long"),
    ("until", "soon", "not_a_time"),
    ("dissatisfaction", ["rain"], "not_a_choice"),
    ("corrects", "first", "not_a_count"),
    ("field", "长" * 31, "too_long"),
    ("corrected", LONG, "too_long"),
    ("children", -2, "not_a_count"),
    ("other", "2", "not_an_id"),
    ("main", "2", "not_an_id"),
    ("joined", "2", "not_an_id"),
    ("score_of_lead", "great", "not_a_choice"),
    ("score_of_street", "great", "not_a_choice"),
]  # fmt: skip
#: Where a condition that reads the field speaks before the form does.
SPOKEN_BEFORE = {
    ("resolve_at_once", "case_type"): "not_the_streets",
    ("visit_returns", "solved"): "",
    ("visit_returns", "satisfaction"): "",
}
BY_FIELD = [
    (act.name, field, value, code)
    for act in RULES.values()
    for field, value, code in WRONG
    if field in (*act.needs, *act.takes)
]


def test_every_field_has_a_wrong_value() -> None:
    assert {field for field, *_ in WRONG} == set(FIELDS)


@pytest.mark.parametrize(("act", "field", "value", "code"), BY_FIELD)
def test_a_wrong_value_is_named_with_its_field(
    act: str, field: str, value: object, code: str
) -> None:
    done, _ = tried(act, STEPS[act], **{field: value})
    if before := SPOKEN_BEFORE.get((act, field)):
        assert code_of(done) == before
    else:
        assert f"{field} {code}" in faults_of(done)


MANY = [body("HUC")] * 11
OFFICE, COMMITTEE, THERE = body("S01-OFF04"), body("S01-C01-COMMITTEE"), spot("S02")
STREETS = "report file!elder dispatch sign!street contact!street"
OUTSIDE = {"lon": "100.000000", "lat": "30.000000"}
#: act · situation · fields · what is said of them
IN_PLACE: list[tuple[str, str, dict[str, Any], str]] = [
    ("report", "", {"lon": None}, "lon missing"),
    ("report", "", {"reported_at": at("03-09 10:01")}, "reported_at in_the_future"),
    ("report", "", {"case_type": "99999"}, "case_type unknown_case_type"),
    ("place", "report!unplaced", OUTSIDE, "lon outside_district"),
    ("file", "report", {"case_type": "99999"}, "case_type unknown_case_type"),
    ("consult", "report file", {"consulted": [OFFICE]}, "consulted not_to_consult"),
    ("consult", "report file", {"consulted": [COMMITTEE]}, "consulted not_to_consult"),
    ("consult", "report file", {"consulted": MANY}, "consulted too_many_bodies"),
    ("dispatch", "report file", {"observers": [body("GOF")]}, "observers not_an_observer"),
    ("dispatch", "report file", {"observers": [body("UMB")]}, "observers has_a_part"),
    ("dispatch", f"{SENT} return_order", {}, "note sent_back_needs_reason"),
    ("check_off", SENT, {"checked": ["swept"]}, "checked not_on_the_checklist"),
    ("feed_back", WORKED, {"checked": CHECKED[:1]}, "checked checklist_open"),
    ("feed_back", WORKED, {"result_code": "explained_lawfully"}, "legal_basis missing"),
    ("feed_back", WORKED, {"done_by": body("MUN")}, "done_by not_under_lead"),
    ("feed_back", WORKED, {"done_by": 2**50}, "done_by not_under_lead"),
    ("ask_extension", SENT, {"extra": 3}, "extra longer_than_first"),
    ("grant", f"{SENT} ask_extension", {"extra": 3}, "extra longer_than_first"),
    ("ask_pause", SENT, {"until": at("03-09 10:00")}, "until in_the_past"),
    ("ask_pause", SENT, {"until": at("05-09 10:00")}, "until beyond_the_cap"),
    ("ask_pause", SENT, {"pause_kind": "weather", "until": at("03-25 10:00")},
     "until beyond_the_cap"),
    ("allow_pause", f"{SENT} ask_pause", {"until": at("05-09 10:00")}, "until beyond_the_cap"),
    ("assign_task", SENT, {"task_body": body("MUN")}, "task_body not_to_task"),
    ("assign_task", SENT, {"task_body": COMMITTEE}, "task_body not_to_task"),
    ("assign_task", STREETS, {"by": "clerk S01", "task_body": COMMITTEE},
     "task_body not_to_task"),
    ("assign_task", SENT, {"assignee": 77}, "assignee not_of_the_body"),
    ("assign_task", SENT, {"task_due": at("03-09 09:00")}, "task_due in_the_past"),
    ("transfer", SENT, {"outside_due": at("03-09 09:00")}, "outside_due in_the_past"),
    ("correct", "report file", {"address": None}, "case_type nothing_corrected"),
    ("correct", "report file", {**OUTSIDE}, "lon outside_district"),
    ("correct", "report file", {"lat": spot()["lat"]}, "lon missing"),
    ("amend", CLOSED, {"corrects": 99}, "corrects not_your_record"),
    ("amend", CLOSED, {"corrects": 4}, "corrects not_your_record"),
    ("amend", CLOSED, {"field": "solved"}, "field not_correctable"),
    ("amend", CLOSED, {"field": "requester_name"}, "field not_correctable"),
    ("amend", CLOSED, {"field": "colour"}, "field not_correctable"),
    ("split", "report", {"children": 11}, "children too_many_parts"),
    ("relate", SENT, {"other": 1}, "other same_case"),
    ("relate", SENT, {"other": 99}, "other no_such_case"),
    ("unrelate", SENT, {"other": 99}, "other no_such_case"),
    ("merge", SENT, {"main": 1}, "main same_case"),
    ("merge", SENT, {"main": 99}, "main no_such_case"),
    ("merge", SENT, {"main": ENDED}, "main cannot_take_in"),
    ("absorb", SENT, {"joined": 1}, "joined same_case"),
    ("absorb", SENT, {"joined": ENDED}, "joined has_ended"),
    ("absorb", "report!anonymous file", {"joined": REPEAT}, "joined main_not_reachable"),
    ("release", JOINED, {"joined": ENDED}, "joined not_joined"),
]  # fmt: skip


@pytest.mark.req("S4-24", "S4-25", "S2-43")
@pytest.mark.parametrize(("act", "steps", "how", "said"), IN_PLACE)
def test_a_value_that_does_not_fit_the_situation_is_named(
    act: str, steps: str, how: dict[str, Any], said: str
) -> None:
    done, _ = tried(act, steps, **how)
    assert faults_of(done) == {said}


#: What fits: the same fields at their very edge.
FITS: list[tuple[str, str, dict[str, Any]]] = [
    ("ask_extension", SENT, {"extra": 2}),
    ("ask_pause", SENT, {"until": at("05-08 10:03")}),
    ("feed_back", STREETS, {"by": "clerk S01", "done_by": body("S01-C01-STATION"),
     "checked": ["seen", "home_safe", "contact_known", "needs_noted"]}),
    ("feed_back", WORKED, {"result_code": "explained_lawfully", "legal_basis": "第四十条"}),
    ("assign_task", STREETS, {"by": "clerk S01", "task_body": body("S01-C01-STATION")}),
    ("split", "report", {"children": 10}),
    ("dispatch", f"{SENT} return_order", {"note": "请看第三条"}),
    ("dispatch", "report file", {"observers": [body("MUN")]}),
]  # fmt: skip


@pytest.mark.req("S4-24")
@pytest.mark.parametrize(("act", "steps", "how"), FITS)
def test_at_the_edge_it_fits(act: str, steps: str, how: dict[str, Any]) -> None:
    done, _ = tried(act, steps, **how)
    assert code_of(done) == ""


def test_a_checklist_is_ticked_in_two_goes() -> None:
    done, _ = tried("feed_back", f"{WORKED} check_off", checked=CHECKED[1:])
    assert code_of(done) == ""


def test_many_joined_are_a_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    from huying.domain.cases.facts import CaseFacts

    real = CaseFacts.number
    few = {"case.joined_most": 0}
    monkeypatch.setattr(
        CaseFacts, "number", lambda self, name, now: few.get(name, real(self, name, now))
    )
    assert faults_of(tried("absorb", SENT)[0]) == {"joined too_many_joined"}
