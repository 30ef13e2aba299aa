"""Every reachable situation of the case procedure, in worlds with and without a requester."""

from functools import lru_cache
from pathlib import Path

import pytest

from huying.domain.procedure.explore import Exploration, World, explore, unused_acts
from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.model import Procedure
from huying.domain.procedure.moves import moves_of

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
    | {"correct_and_redispatch", "correct_contact", "check_off"},
    "records": {"amend"},
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


def world(*groups: str, requester: bool = True, helpers: int = 0, is_hidden: bool = False) -> World:
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
            # The lead of a tip-off must not know who reported: the desk makes the contact.
            "contact_lead": ((DESK,) if is_hidden else (LEAD,)) if requester else (),
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
    world(is_hidden=True),
    world("before", "records", "again"),
    world("words", "again", requester=False),
    world("words"),
    world("stages"),
    world("time"),
    world("orders"),
    world("merged", "records"),
]


@lru_cache(maxsize=1)
def the_case() -> Procedure:
    return read_procedure(FILE.read_text(encoding="utf-8"), file=FILE.name)


@lru_cache(maxsize=len(WORLDS))
def explored(nth: int) -> Exploration:
    return explore(the_case(), WORLDS[nth])


@pytest.mark.req("S1-41")
@pytest.mark.req("S2-01")
@pytest.mark.parametrize("nth", range(len(WORLDS)))
def test_no_situation_of_a_case_is_a_dead_end_or_owed_by_nobody(nth: int) -> None:
    found = explored(nth)
    assert found.faults == ()
    assert found.situations > 20


def test_the_moves_of_the_diagram_are_those_of_the_whole_exploration() -> None:
    assert moves_of(the_case()) == set().union(*(explored(n).moves for n in range(len(WORLDS))))


def test_every_act_of_a_case_can_happen_somewhere() -> None:
    assert unused_acts(the_case(), [explored(n) for n in range(len(WORLDS))]) == frozenset()
