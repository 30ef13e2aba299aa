"""Every reachable situation of a request for exclusion."""

from pathlib import Path

import pytest

from huying.domain.appraisal.exclusion_facts import GUARDS
from huying.domain.procedure.explore import World, explore, unused_acts
from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.moves import moves_of

FILE = Path(__file__).parents[3] / "data/procedures/exclusion.toml"
LEAD, INSPECTION = 11, 12
#: The guards stand before the first act alone: none of them holds, nothing begins.
WORLD = World(
    parties={"maker": (LEAD,), "supervisor": (INSPECTION,)},
    fixed=dict.fromkeys(GUARDS, True),
)


@pytest.fixture(scope="module")
def exclusion():
    return read_procedure(FILE.read_text(encoding="utf-8"), file=FILE.name)


@pytest.mark.req("S2-45")
def test_no_situation_of_a_request_is_a_dead_end_or_owed_by_nobody(exclusion):
    found = explore(exclusion, WORLD)
    assert found.faults == ()
    assert found.situations > 4
    assert found.moves == {
        ("", "ask_exclusion", "asked"),
        ("asked", "grant_exclusion", "granted"),
        ("asked", "refuse_exclusion", "refused"),
        ("asked", "withdraw_exclusion", "withdrawn"),
    }
    assert found.moves == moves_of(exclusion)
    assert unused_acts(exclusion, [found]) == frozenset()


def test_the_guards_named_are_the_guards_there_are(exclusion):
    assert exclusion.named_guards() == frozenset(GUARDS)


@pytest.mark.req("S2-45")
def test_where_the_deciding_body_asked_itself_nobody_grants(exclusion):
    alone = World({"maker": (INSPECTION,), "supervisor": (INSPECTION,)}, fixed=WORLD.fixed)
    assert {act for _, act, _ in explore(exclusion, alone).moves} == {
        "ask_exclusion",
        "withdraw_exclusion",
    }
