"""Every reachable situation of the case procedure, in worlds with and without a requester."""

from pathlib import Path

import pytest

from huying.domain.procedure.explore import World, explore, moves_of, unused_acts
from huying.domain.procedure.load import read_procedure

FILE = Path(__file__).parents[3] / "data/procedures/case.toml"
DESK, LEAD, HELPER, STREET, VISITOR, INSPECTION = 11, 12, 13, 14, 15, 16

CONSULTED, TASKED = 17, 18

PAIRS = (
    ("case.may_close", "case.is_dissatisfied"),
    ("case.tries_left", "case.last_try"),
    ("case.joined_tries_left", "case.joined_last_try"),
    ("case.joined_let_it_end", "case.joined_send_it_back"),
    ("case.was_filed", "case.was_not_filed"),
    ("case.keeps_its_answer", "case.changes_its_answer"),
    ("case.has_lead", "case.has_no_lead"),
)
#: What has to do with each other, explored together; the rest is left out of that world.
GROUPS = {
    "before": {"consult", "give_opinion", "split", "relate", "unrelate", "correct"}
    | {"correct_and_redispatch", "correct_contact", "amend", "check_off"},
    "stages": {"stage_done"},
    "orders": {"assign_task", "receive_task", "finish_task", "cancel_task", "instruct"}
    | {"report_on_instruction", "transfer", "outside_answer"},
    "time": {"ask_extension", "grant", "keep_limit", "ask_pause", "allow_pause", "refuse_pause"}
    | {"resume_work", "review_due"},
    "words": {"answer_question", "answer_and_close"},
    "merged": {"absorb", "release", "joined_limit_reached", "joined_visit_try"}
    | {"joined_visit_done", "joined_unreached", "send_back_for_joined"}
    | {"merge", "restore", "restore_unfiled"},
    "again": {"reopen", "reopen_at_desk"},
}


def world(*groups: str, requester: bool = True, helpers: int = 0) -> World:
    left_out = set().union(*GROUPS.values()) - set().union(*(GROUPS[g] for g in groups), ())
    # The visit at the limit is explored with the plain way; here it would only double everything.
    left_out |= {"limit_reached", "visit_early", "return_order"} if groups else set()
    parts = {"resume": ("statutory",)}
    if "stages" in groups:
        parts["stage"] = ("stop", "clear")
    if "merged" in groups:
        parts |= {"joined_promise": ("A",), "joined_visit": ("A",)}
    return World(
        parties={
            "desk": (DESK,),
            "lead": (LEAD,),
            "contact_lead": (LEAD,) if requester else (),
            "helpers": (HELPER,) * helpers,
            "verifier": (STREET,),
            "visitor": (VISITOR,),
            "supervisor": (INSPECTION,),
            "consulted": (CONSULTED,),
            "task_body": (TASKED,),
        },
        parts=parts,
        without=frozenset(left_out),
        fixed={
            "case.has_requester": requester,
            "case.somebody_to_visit": requester,
            "case.nobody_to_visit": not requester,
            # A main case without anybody to reach takes in nobody who can be reached.
            "case.joined_is_reachable": requester,
            "case.has_own_record": True,
            # Who is dissatisfied goes back as long as there are rounds; other guards let it rest.
            **({} if "merged" in groups else {"case.joined_let_it_end": True}),
            **({} if "merged" in groups else {"case.nobody_joined": True}),
        },
        opposites=PAIRS,
    )


WORLDS = [
    *(world(requester=r, helpers=h) for r in (True, False) for h in (0, 1)),
    world("before", "again"),
    world("words", "again", requester=False),
    world("words"),
    world("stages"),
    world("time"),
    world("orders"),
    world("merged"),
]


@pytest.fixture(scope="module")
def case():
    return read_procedure(FILE.read_text(encoding="utf-8"), file=FILE.name)


@pytest.mark.req("S1-41")
@pytest.mark.req("S2-01")
@pytest.mark.parametrize("world", WORLDS)
def test_no_situation_of_a_case_is_a_dead_end_or_owed_by_nobody(case, world):
    found = explore(case, world)
    assert found.faults == ()
    assert found.situations > 20


def test_the_moves_of_the_diagram_are_those_of_the_whole_exploration(case):
    explored = set().union(*(explore(case, w).moves for w in WORLDS))
    assert explored <= moves_of(case)


def test_every_act_of_a_case_can_happen_somewhere(case):
    assert unused_acts(case, [explore(case, w) for w in WORLDS]) == frozenset()
