"""Every reachable situation of the case procedure, in worlds with and without a requester."""

from pathlib import Path

import pytest

from huying.domain.procedure.explore import World, explore, moves_of, unused_acts
from huying.domain.procedure.load import read_procedure

FILE = Path(__file__).parents[3] / "data/procedures/case.toml"
DESK, LEAD, HELPER, STREET, VISITOR, INSPECTION = 11, 12, 13, 14, 15, 16

PAIRS = (
    ("case.may_close", "case.is_dissatisfied"),
    ("case.tries_left", "case.last_try"),
)


def world(*, requester: bool, helpers: int) -> World:
    return World(
        parties={
            "desk": (DESK,),
            "lead": (LEAD,),
            "contact_lead": (LEAD,) if requester else (),
            "helpers": (HELPER,) * helpers,
            "verifier": (STREET,),
            "visitor": (VISITOR,),
            "supervisor": (INSPECTION,),
        },
        fixed={
            "case.has_requester": requester,
            "case.somebody_to_visit": requester,
            "case.nobody_to_visit": not requester,
        },
        opposites=PAIRS,
    )


WORLDS = [world(requester=r, helpers=h) for r in (True, False) for h in (0, 1)]


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
