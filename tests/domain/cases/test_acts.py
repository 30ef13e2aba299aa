"""Every act of a case: allowed to whom it belongs, refused to others and in the wrong moment.

The tables are literal: one row a line. That none is missing is checked against case.toml.
"""

from __future__ import annotations

import pytest

from huying.domain.procedure.matter import Event
from tests.domain.cases.play import the_procedure
from tests.domain.cases.trying import code_of, tried
from tests.domain.cases.usual import (
    ASKED,
    CLOSED,
    FED,
    JOINED,
    JOINED_VISIT,
    NO_CALLER,
    SENT,
    VISITING,
    WORKED,
)  # fmt: skip

#: act · the situation before · whose it is · whose it is not · a wrong situation · its refusal
ROWS = [
    ("report", "", "desk", "clerk UMB|verifier S01", SENT, "wrong_state"),
    ("archive", "", "hotline CMD", "desk|clerk UMB", SENT, "wrong_state"),
    ("place", "report!unplaced", "desk", "clerk UMB|visitor CMD", "report file", "already_ended"),
    ("file", "report", "desk", "clerk UMB|resident", "report file", "already_ended"),
    ("decline", "report", "desk", "clerk UMB|head CMD", "report file", "already_ended"),
    ("answer_at_once", "report!question", "desk", "lead|clock", "report file", "already_ended"),
    ("resolve_at_once", "report", "worker", "grid_worker S02-C01|desk", "report file",
     "already_ended"),
    ("dispatch", "report file", "desk", "lead|supervisor", "report", "nothing_owed"),
    ("sign", SENT, "lead", "clerk MUN|head UMB|desk", WORKED, "already_ended"),
    ("contact", SENT, "lead", "clerk MUN|desk", WORKED, "already_ended"),
    ("give_help", "report file dispatch!helpers", "clerk HUC", "clerk MUN|head HUC", SENT,
     "nothing_owed"),
    ("release_help", "report file dispatch!helpers", "lead", "clerk HUC|desk", SENT,
     "nothing_owed"),
    ("ask", WORKED, "lead", "clerk MUN|desk", FED, "already_ended"),
    ("give_reply", f"{WORKED} ask", "resident", "lead|desk", WORKED, "nothing_owed"),
    ("stop_waiting", f"{WORKED} ask", "clock", "lead|desk", WORKED, "nothing_owed"),
    ("feed_back", WORKED, "lead", "clerk MUN|head UMB|desk", FED, "already_ended"),
    ("return_order", SENT, "lead", "clerk MUN|desk", FED, "already_ended"),
    ("pass", FED, "verifier", "lead|verifier S02|verifier UMB|clerk S01", VISITING,
     "already_ended"),
    ("pass_and_close", NO_CALLER, "verifier", "lead|verifier S02", SENT, "nothing_owed"),
    ("fail", FED, "verifier", "lead|verifier S02", SENT, "nothing_owed"),
    ("limit_reached", SENT, "clock", "desk|visitor", "report", "nothing_owed"),
    ("visit_early", f"{SENT} limit_reached", "visitor", "lead|visitor UMB", VISITING,
     "wrong_state"),
    ("visit_try", VISITING, "visitor", "lead|visitor UMB", FED, "nothing_owed"),
    ("visit_unreached", f"{VISITING} visit_try visit_try", "visitor", "lead|desk",
     f"{SENT} limit_reached", "wrong_state"),
    ("visit_closes", VISITING, "visitor", "lead|desk", f"{SENT} limit_reached", "wrong_state"),
    ("visit_returns", VISITING, "visitor", "lead|desk", f"{SENT} limit_reached", "wrong_state"),
    ("exempt_visit", VISITING, "supervisor", "visitor|lead", f"{SENT} limit_reached",
     "wrong_state"),
    ("withdraw", SENT, "resident", "desk|lead", FED, "wrong_state"),
    ("consult", "report file", "desk", "lead|supervisor", "report", "nothing_owed"),
    ("give_opinion", "report file consult", "clerk HUC", "clerk MUN|desk", "report file",
     "nothing_owed"),
    ("stage_done", SENT, "lead", "clerk MUN|desk", "report file", "nothing_owed"),
    ("check_off", SENT, "lead", "clerk MUN|desk", FED, "already_ended"),
    ("ask_extension", SENT, "lead", "clerk MUN|supervisor", FED, "already_ended"),
    ("grant", f"{SENT} ask_extension", "supervisor", "lead|supervisor S01", SENT, "nothing_owed"),
    ("keep_limit", f"{SENT} ask_extension", "supervisor", "lead|desk", SENT, "nothing_owed"),
    ("ask_pause", SENT, "lead", "clerk MUN|supervisor", FED, "already_ended"),
    ("allow_pause", f"{SENT} ask_pause", "supervisor", "lead|desk", SENT, "nothing_owed"),
    ("refuse_pause", f"{SENT} ask_pause", "supervisor", "lead|desk", SENT, "nothing_owed"),
    ("resume_work", f"{SENT} ask_pause allow_pause", "lead", "clerk MUN|supervisor", SENT,
     "nothing_owed"),
    ("review_due", f"{SENT} ask_pause allow_pause", "clock", "lead|supervisor", SENT,
     "nothing_owed"),
    ("instruct", SENT, "supervisor", "lead|visitor", FED, "wrong_state"),
    ("report_on_instruction", f"{SENT} instruct", "lead", "clerk MUN|supervisor", SENT,
     "nothing_owed"),
    ("assign_task", SENT, "lead", "clerk MUN|desk", FED, "already_ended"),
    ("receive_task", f"{SENT} assign_task", "lead", "clerk MUN|community_worker S01-C01", SENT,
     "nothing_owed"),
    ("finish_task", f"{SENT} assign_task", "lead", "clerk MUN|desk", SENT, "nothing_owed"),
    ("cancel_task", f"{SENT} assign_task", "lead", "clerk MUN|desk", SENT, "nothing_owed"),
    ("transfer", SENT, "lead", "clerk MUN|desk", FED, "already_ended"),
    ("outside_answer", f"{SENT} transfer", "lead", "clerk MUN|desk", SENT, "nothing_owed"),
    ("answer_question", ASKED, "lead", "clerk MUN|desk", f"{ASKED} feed_back", "already_ended"),
    ("answer_and_close", "report!anonymous_question file dispatch sign", "lead", "clerk MUN|desk",
     "report!question file", "nothing_owed"),
    ("correct", "report file", "desk", "lead|supervisor", FED, "wrong_state"),
    ("correct_and_redispatch", SENT, "desk", "lead|supervisor", "report file", "wrong_state"),
    ("correct_contact", SENT, "desk", "lead|resident", CLOSED, "ended"),
    ("amend", CLOSED, "desk", "resident|supervisor", "archive", "ended"),
    ("split", "report", "desk", "lead|resident", SENT, "already_ended"),
    ("relate", SENT, "desk", "lead|resident", "report decline", "ended"),
    ("unrelate", SENT, "desk", "lead|resident", "report decline", "ended"),
    ("merge", SENT, "desk", "lead|resident", FED, "wrong_state"),
    ("absorb", SENT, "desk", "lead|resident", "report", "wrong_state"),
    ("restore", f"{SENT} merge", "desk", "lead|resident", SENT, "wrong_state"),
    ("restore_unfiled", "report merge", "desk", "lead|resident", CLOSED, "ended"),
    ("release", JOINED, "desk", "lead|resident", "report", "wrong_state"),
    ("joined_limit_reached", JOINED, "clock", "desk|visitor", SENT, "nothing_owed"),
    ("joined_visit_try", JOINED_VISIT, "visitor", "desk|lead", JOINED, "nothing_owed"),
    ("joined_visit_done", JOINED_VISIT, "visitor", "desk|lead", JOINED, "nothing_owed"),
    ("joined_unreached", f"{JOINED_VISIT} joined_visit_try joined_visit_try", "visitor",
     "desk|lead", JOINED, "nothing_owed"),
    ("send_back_for_joined", f"{JOINED_VISIT} joined_visit_done!bad", "visitor", "desk|lead",
     f"{JOINED} limit_reached", "wrong_state"),
    ("reopen", CLOSED, "resident", "lead|supervisor", FED, "wrong_state"),
    ("reopen_at_desk", "report!question answer_at_once", "resident", "lead|supervisor",
     "report decline", "ended"),
]  # fmt: skip
NAMES = [row[0] for row in ROWS]


def test_every_act_has_its_row() -> None:
    assert sorted(NAMES) == sorted(the_procedure().acts)


@pytest.mark.parametrize(("act", "steps", "by"), [row[:3] for row in ROWS], ids=NAMES)
def test_the_act_is_done_by_whose_it_is(act: str, steps: str, by: str) -> None:
    done, play = tried(act, steps, by)
    assert isinstance(done, Event), done
    rule = the_procedure().acts[act]
    after = play.cases[1].matter
    assert after.state == (rule.to or after.state)
    assert done.act == act


OTHERS = [(act, steps, by) for act, steps, _, others, *_ in ROWS for by in others.split("|")]


@pytest.mark.req("S2-39")
@pytest.mark.parametrize(("act", "steps", "by"), OTHERS)
def test_it_is_refused_to_everybody_else(act: str, steps: str, by: str) -> None:
    done, _ = tried(act, steps, by)
    assert code_of(done) == "not_yours"


WRONG = [(act, steps, code) for act, _, _, _, steps, code in ROWS]


@pytest.mark.parametrize(("act", "steps", "code"), WRONG, ids=NAMES)
def test_it_is_refused_in_a_wrong_situation(act: str, steps: str, code: str) -> None:
    done, _ = tried(act, steps)
    assert code_of(done) == code
