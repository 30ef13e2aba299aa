"""Every condition of every act of a case: what it refuses, by which code. One row a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huying.domain.cases.facts import CaseFacts
from huying.domain.duties import DutyAnswer
from huying.domain.duties.answer import Reply
from huying.domain.procedure.matter import Act
from tests.domain.cases.play import body, the_district, the_procedure, who
from tests.domain.cases.trying import CASE, code_of, situation, tried
from tests.domain.cases.usual import (
    ASKED,
    BAD,
    CLOSED,
    FED,
    JOINED,
    JOINED_VISIT,
    NO_CALLER,
    REPEAT,
    SENT,
    USUAL,
    VISITED,
    VISITING,
    WORKED,
)  # fmt: skip

TRIED = f"{VISITING} visit_try visit_try"
SPOT = "report resolve_at_once"
OPEN = "none_open:sign,contact,help,heed,task,outside"
#: Twice dissatisfied, twice done again: no round is left.
ROUND = "visit_returns feed_back pass"
LATER = f"{VISITING} {ROUND} {ROUND}"
SENT_BACK = "send_back_for_joined feed_back pass joined_visit_done!bad"
JOINED_LATER = f"{JOINED_VISIT} joined_visit_done!bad {SENT_BACK} {SENT_BACK}"

#: act · guard · the situation in which it does not hold · its refusal · who, when, other fields
ROWS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("file", "case.is_placed", "report!unplaced", "not_placed", {}),
    ("answer_at_once", "case.may_be_answered_at_once", "report", "needs_handling", {}),
    ("answer_at_once", "case.may_be_answered_at_once", "report!tip_off", "needs_handling", {}),
    ("resolve_at_once", "case.is_placed", "report!unplaced", "not_yours", {}),
    ("resolve_at_once", "case.may_be_resolved_on_the_spot", "report", "not_the_streets",
     {"case_type": "01003"}),
    ("dispatch", "case.list_names_a_lead", "report file!nobodys", "no_lead", {}),
    ("ask", "none_open:permit", f"{WORKED} ask_pause", "still_owed", {}),
    ("ask", "case.has_requester", "report!anonymous file dispatch", "nobody_to_reach", {}),
    ("feed_back", OPEN, SENT, "still_owed", {}),
    ("feed_back", OPEN, f"{SENT} sign", "still_owed", {}),
    ("feed_back", OPEN, "report file dispatch!helpers sign contact", "still_owed", {}),
    ("feed_back", OPEN, f"{WORKED} instruct", "still_owed", {}),
    ("feed_back", OPEN, f"{WORKED} assign_task receive_task", "still_owed", {}),
    ("feed_back", OPEN, f"{WORKED} transfer", "still_owed", {}),
    ("return_order", "none_open:heed", f"{SENT} instruct", "still_owed", {}),
    ("return_order", "case.return_window_open", SENT, "return_window_over",
     {"moment": "03-09 15:03"}),
    # Sent back by a check or by the resident it is no new order.
    ("return_order", "case.return_window_open", f"{FED} fail", "return_window_over",
     {"moment": "03-09 15:03"}),
    ("return_order", "case.return_window_open", f"{VISITING} visit_returns",
     "return_window_over", {"moment": "03-09 15:03"}),
    ("return_order", "never:return_order@same", f"{SENT} return_order dispatch!again",
     "done_before", {}),
    ("pass", "not_by:resolve_at_once", SPOT, "same_person", {"by": "worker@verifier GOF"}),
    ("pass", "case.somebody_to_visit", NO_CALLER, "nobody_to_reach", {}),
    ("pass_and_close", "not_by:resolve_at_once", "report!anonymous resolve_at_once",
     "same_person", {"by": "worker@verifier GOF"}),
    ("pass_and_close", "case.nobody_to_visit", FED, "visit_is_owed", {}),
    ("fail", "not_by:resolve_at_once", SPOT, "same_person", {"by": "worker@verifier GOF"}),
    ("limit_reached", "none_open:visit", f"{SENT} limit_reached", "still_owed", {}),
    ("limit_reached", "case.somebody_to_visit", "report!anonymous file dispatch",
     "nobody_to_reach", {}),
    ("visit_try", "case.tries_left", TRIED, "last_try_now", {}),
    ("visit_unreached", "case.last_try", f"{VISITING} visit_try", "tries_missing", {}),
    ("visit_unreached", "none_open:joined_visit", f"{JOINED_VISIT} visit_try visit_try",
     "still_owed", {}),
    ("visit_unreached", "case.joined_let_it_end",
     f"{JOINED_VISIT} visit_try visit_try joined_visit_done!bad", "joined_dissatisfied", {}),
    ("visit_closes", "none_open:joined_visit", JOINED_VISIT, "still_owed", {}),
    ("visit_closes", "case.may_close", VISITING, "goes_back", BAD),
    ("visit_closes", "case.may_close", VISITING, "goes_back", {"solved": "unsolved"}),
    ("visit_closes", "case.may_close", f"{JOINED_VISIT} joined_visit_done!bad", "goes_back", {}),
    ("visit_returns", "none_open:joined_visit", JOINED_VISIT, "still_owed", {}),
    ("visit_returns", "case.is_dissatisfied", VISITING, "resident_is_content", VISITED),
    ("visit_returns", "case.rounds_left", LATER, "no_rounds_left", {}),
    ("exempt_visit", "none_open:joined_visit", JOINED_VISIT, "still_owed", {}),
    ("exempt_visit", "case.joined_let_it_end", f"{JOINED_VISIT} joined_visit_done!bad",
     "joined_dissatisfied", {}),
    ("withdraw", "case.nobody_joined", JOINED, "others_joined", {}),
    ("ask_extension", "in_time", SENT, "too_late", {"moment": "03-11 17:01"}),
    ("ask_extension", "none_open:extend", f"{SENT} ask_extension", "still_owed", {}),
    ("ask_extension", "never:grant", f"{SENT} ask_extension grant", "done_before", {}),
    ("grant", "not_by:ask_extension", f"{SENT} ask_extension", "same_person",
     {"by": "lead@supervisor GOF"}),
    ("keep_limit", "not_by:ask_extension", f"{SENT} ask_extension", "same_person",
     {"by": "lead@supervisor GOF"}),
    ("ask_pause", "in_time", SENT, "too_late", {"moment": "03-11 17:01"}),
    ("ask_pause", "none_open:permit", f"{SENT} ask_pause", "still_owed", {}),
    ("allow_pause", "not_by:ask_pause", f"{SENT} ask_pause", "same_person",
     {"by": "lead@supervisor GOF"}),
    ("refuse_pause", "not_by:ask_pause", f"{SENT} ask_pause", "same_person",
     {"by": "lead@supervisor GOF"}),
    ("answer_question", OPEN, "report!question file dispatch sign", "still_owed", {}),
    ("answer_question", "case.is_question", WORKED, "needs_verification", {}),
    ("answer_question", "case.somebody_to_visit",
     "report!anonymous_question file dispatch sign", "nobody_to_reach", {}),
    ("answer_and_close", OPEN, "report!anonymous_question file dispatch", "still_owed", {}),
    ("answer_and_close", "case.is_question", "report!anonymous file dispatch sign",
     "needs_verification", {}),
    ("answer_and_close", "case.nobody_to_visit", ASKED, "visit_is_owed", {}),
    ("correct", "case.keeps_its_answer", SENT, "answer_changes", {"case_type": "07010"}),
    ("correct_contact", "case.has_requester", "report!anonymous", "nobody_to_reach", {}),
    ("amend", "case.has_own_record", SENT, "not_yours", {"by": "clerk MUN"}),
    ("merge", "case.nobody_joined", JOINED, "others_joined", {}),
    ("restore", "case.was_filed", "report merge", "not_filed_yet", {}),
    ("restore_unfiled", "case.was_not_filed", f"{SENT} merge", "was_filed", {}),
    ("release", "case.somebody_joined", SENT, "nobody_joined", {}),
    ("joined_limit_reached", "none_open:joined_visit@part", f"{JOINED} joined_limit_reached",
     "still_owed", {}),
    ("joined_visit_try", "case.joined_tries_left",
     f"{JOINED_VISIT} joined_visit_try joined_visit_try", "last_try_now", {}),
    ("joined_unreached", "case.joined_last_try", JOINED_VISIT, "tries_missing", {}),
    ("send_back_for_joined", "none_open:joined_visit", JOINED_VISIT, "still_owed", {}),
    ("send_back_for_joined", "case.joined_send_it_back", f"{JOINED_VISIT} joined_visit_done",
     "joined_are_content", {}),
    ("send_back_for_joined", "case.joined_send_it_back", JOINED_LATER, "no_rounds_left", {}),
    ("reopen", "case.has_lead", "report!question answer_at_once", "has_no_lead", {}),
    ("reopen", "case.may_reopen", CLOSED, "reopen_window_over", {"moment": "03-17 10:00"}),
    ("reopen", "case.may_reopen", f"{CLOSED} reopen feed_back pass visit_closes",
     "reopened_before", {}),
    ("reopen_at_desk", "case.has_no_lead", CLOSED, "has_a_lead", {}),
    ("reopen_at_desk", "case.may_reopen", "report!question answer_at_once",
     "reopen_window_over", {"moment": "03-17 10:00"}),
    ("correct_and_redispatch", "none_open:heed", f"{SENT} instruct", "still_owed", {}),
    ("correct_and_redispatch", "case.changes_its_answer", SENT, "answer_stays",
     {"case_type": None, "address": "北门"}),
]  # fmt: skip
#: Conditions of which another one is always asked first: shown below, each by itself.
APART = {
    ("pass", "other_body:feed_back"),
    ("pass_and_close", "other_body:feed_back"),
    ("fail", "other_body:feed_back"),
    ("dispatch", "case.lead_is_no_committee"),
    ("joined_limit_reached", "case.joined_is_reachable"),
}


@pytest.mark.parametrize(
    ("act", "steps", "code", "how"), [(a, s, c, h) for a, _, s, c, h in ROWS],
    ids=[f"{act}-{code}" for act, _, _, code, _ in ROWS],
)  # fmt: skip
def test_the_condition_refuses(act: str, steps: str, code: str, how: dict[str, Any]) -> None:
    done, _ = tried(act, steps, **how)
    assert code_of(done) == code


def test_every_condition_of_every_act_has_its_row() -> None:
    asked = {
        (act.name, guard.name if not guard.is_built_in else words(guard))
        for act in the_procedure().acts.values()
        for guard in act.guards
    }
    assert asked == {(act, guard) for act, guard, *_ in ROWS} | APART


def words(guard: Any) -> str:
    return f"{guard.name}{':' * bool(guard.arguments)}{','.join(guard.arguments)}" + (
        f"@{guard.who}" if guard.who else ""
    )


@pytest.mark.parametrize(
    ("act", "steps"), [("pass", FED), ("pass_and_close", NO_CALLER), ("fail", FED)]
)
def test_a_body_never_verifies_what_it_did_even_if_it_should_owe_it(act: str, steps: str) -> None:
    play, now = situation(steps)
    one = play.cases[CASE]
    owed = one.matter.open("verify")[0]
    other = tuple(
        replace(o, debtor=body("UMB")) if o is owed else o for o in one.matter.obligations
    )
    one.matter = replace(one.matter, obligations=other)
    by, fields = who("verifier UMB"), USUAL[act][1]
    assert code_of(play.do(CASE, Act(act, by, now, fields, owed.id))) == "same_body"


def test_who_fed_back_under_another_type_does_not_verify_the_next_result() -> None:
    street = "sign!street contact!street feed_back!street fail!office"
    again = "correct_and_redispatch!rubble dispatch sign contact feed_back"
    play, _ = situation(f"report file!elder dispatch {street} {again}")
    (owed,) = play.cases[CASE].matter.open("verify")
    # The street of the place would be next, but it has handled this case itself.
    assert owed.debtor == body("GOF")


@pytest.mark.req("S4-24", "S4-25")
@pytest.mark.parametrize("code", ["S01-C01-COMMITTEE", "S01-C01-STATION", "S01-C01"])
def test_no_community_body_ever_leads_whatever_a_list_says(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation("report file")
    lead = the_district().chart.by_code(code)
    yes = Reply("yes", "list.names_lead")
    says = DutyAnswer(case_type="01003", lead=lead, list=yes, power=yes, staff=yes)
    monkeypatch.setattr(CaseFacts, "duty_answer", lambda *_: says)
    done, _ = tried("dispatch", "report file")
    assert code_of(done) == "committee_never_leads"


def test_nobody_visits_a_joined_resident_who_cannot_be_reached() -> None:
    play, now = situation(WORKED)
    play.cases[REPEAT].case = replace(play.cases[REPEAT].case, is_reachable=False)
    now = play.play(CASE, "absorb", USUAL, now)
    owed = play.answered(CASE, "joined_limit_reached", who("clock"))
    late = play.when(CASE, "joined_limit_reached", owed, now)
    wanted = Act("joined_limit_reached", who("clock"), late, {}, owed)
    assert code_of(play.do(CASE, wanted)) == "nobody_to_reach"
