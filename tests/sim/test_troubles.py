"""The fuller procedure in made-up weeks: several demands of one matter, more time, second tries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.ids import case_number
from huying.domain.worktime import SHANGHAI
from huying.sim.history import live
from huying.sim.kin import families
from huying.sim.world import Done, Past
from tests.sim import made_up

END = datetime(2026, 11, 20, 18, 30, tzinfo=SHANGHAI)
#: More of what is rare, so that few cases show it all.
OFTEN = {
    "repeated": 0.07, "unmerged": 0.25, "splits": 0.04, "related": 0.03, "unrelated": 0.4,
    "mistyped": 0.06, "reopened": 0.1, "pauses": 0.12, "extends": 0.2, "consulted": 0.3,
    "on_the_spot": 0.6,
}  # fmt: skip
HISTORY = made_up.history()
PLAN = replace(HISTORY, cases=700, days=30, chances={**HISTORY.chances, **OFTEN})


@pytest.fixture(scope="module")
def pasts() -> list[Past]:
    return list(live(made_up.world(PLAN, END)))


@pytest.fixture(scope="module")
def by_id(pasts: list[Past]) -> dict[int, Past]:
    return {past.matter.id: past for past in pasts}


def acts(pasts: list[Past], act: str) -> Iterator[tuple[Past, Done]]:
    return ((past, done) for past in pasts for done in past.done if done.event.act == act)


def test_all_but_a_few_acts_of_the_procedure_happen(pasts: list[Past]) -> None:
    done = {done.event.act for past in pasts for done in past.done}
    procedure = made_up.world(PLAN, END).procedure
    # An archive comes by import; nobody closes without a visit where one can be made.
    never = {"archive", "exempt_visit"}
    seldom = {"restore_unfiled", "cancel_task", "answer_and_close", "reopen_at_desk"}
    assert never <= set(procedure.acts) - done <= never | seldom


@pytest.mark.req("S2-29")
def test_a_repeat_and_its_main_case_tell_the_same(
    pasts: list[Past], by_id: dict[int, Past]
) -> None:
    merged = [past for past in pasts if past.matter.state == "merged"]
    assert len(merged) > 10
    for past in merged:
        assert past.case.main is not None
        main = by_id[past.case.main]
        (joined,) = [one for one in main.case.joined if one.matter == past.matter.id]
        assert joined.number == case_number(past.matter.id)
        taken = next(d for d in main.done if d.act.fields.get("joined") == past.matter.id)
        gone = next(d for d in reversed(past.done) if d.event.act == "merge")
        assert taken.event.at <= gone.event.at


def test_every_joined_resident_keeps_a_promise_and_gets_a_visit(pasts: list[Past]) -> None:
    mains = [p for p in pasts if p.case.joined and p.matter.state == "closed"]
    assert mains
    for past in mains:
        for one in past.case.joined:
            owed = [o for o in past.matter.obligations if o.part == one.number]
            assert {"joined_promise"} <= {o.kind for o in owed}
            visits = [o for o in owed if o.kind == "joined_visit"]
            assert bool(visits) == one.is_reachable
            assert all(not o.is_open for o in owed)


def test_one_that_was_no_repeat_goes_on_by_itself(pasts: list[Past]) -> None:
    again = [past for past, _ in acts(pasts, "restore")]
    again += [past for past, _ in acts(pasts, "restore_unfiled")]
    assert again
    assert all(past.case.main is None for past in again)
    assert any(past.matter.state == "closed" for past in again)


def test_parts_of_a_split_demand_name_the_whole(pasts: list[Past], by_id: dict[int, Past]) -> None:
    wholes = Counter(past.case.parent for past in pasts if past.case.parent)
    assert wholes
    for whole, count in wholes.items():
        (said,) = [d for d in by_id[whole].done if d.event.act == "split"]
        assert said.event.fields["children"] == count
    assert any(past.case.filed_at for past in pasts if past.case.parent)


def test_a_wrong_type_goes_to_the_body_that_is_right(pasts: list[Past]) -> None:
    again = [past for past, _ in acts(pasts, "correct_and_redispatch")]
    back = [p for p in pasts if p.matter.did("return_order") and p.matter.did("correct")]
    assert again
    assert back
    for past in (*again, *back):
        leads = [d.event.parties.get("lead") for d in past.done if d.event.act == "dispatch"]
        assert len(leads) > 1 or past.matter.state in ("filed", "withdrawn", "merged")


def test_a_second_try_is_within_the_window_and_is_handled(pasts: list[Past]) -> None:
    again = [(past, done) for past, done in acts(pasts, "reopen")]
    assert again
    for past, done in again:
        place = past.done.index(done)
        closed = next(d for d in reversed(past.done[:place]) if d.event.is_end)
        assert done.event.at - closed.event.at <= timedelta(days=7)
    assert any(past.matter.state == "closed" for past, _ in again)


@pytest.mark.req("S2-39")
def test_more_time_is_granted_cut_and_refused(pasts: list[Past]) -> None:
    asked = {d.event.matter: d.act.fields["extra"] for _, d in acts(pasts, "ask_extension")}
    given = {d.event.matter: d.act.fields["extra"] for _, d in acts(pasts, "grant")}
    assert any(given[matter] == asked[matter] for matter in given)
    assert any(given[matter] < asked[matter] for matter in given)
    assert list(acts(pasts, "keep_limit"))


def test_clocks_stand_until_a_review_date(pasts: list[Past]) -> None:
    standing = [p for p in pasts if any(o.is_paused for o in p.matter.open("resolve"))]
    until = [o.due_at for p in standing for o in p.matter.open("resume") if o.due_at]
    assert until
    assert min(until) > END
    assert list(acts(pasts, "review_due"))
    assert list(acts(pasts, "resume_work"))


@pytest.mark.req("S4-25")
def test_tasks_go_to_bodies_of_the_street_and_never_to_a_committee(pasts: list[Past]) -> None:
    chart = made_up.district().chart
    kinds = {chart.body(d.act.fields["task_body"]).kind for _, d in acts(pasts, "assign_task")}
    assert {BodyKind.STATION, BodyKind.STATIONED, BodyKind.INSTITUTION_UNIT} <= kinds
    assert BodyKind.RESIDENTS_COMMITTEE not in kinds
    named = [done for _, done in acts(pasts, "assign_task") if "assignee" in done.act.fields]
    answered = {d.event.matter: d.event.person for _, d in acts(pasts, "receive_task")}
    assert any(answered.get(d.event.matter) == d.act.fields["assignee"] for d in named)


def test_families_are_drawn_once_and_nobody_is_in_two() -> None:
    found = families(PLAN, 700)
    members = [n for _, numbers in found.values() for n in numbers]
    assert found == families(PLAN, 700)
    assert len(members) == len(set(members))
    assert not set(members) & set(found)
    assert max(len(numbers) for _, numbers in found.values()) <= 4
