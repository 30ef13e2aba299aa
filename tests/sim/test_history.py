"""Made-up weeks: the same from the same seed, in order of time, and with all kinds of trouble."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from huying.domain.cases.case import Case, evolve_case, tries_of
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import NEVER_LEAD
from huying.domain.procedure.evolve import replay
from huying.domain.procedure.matter import blank
from huying.domain.worktime import SHANGHAI
from huying.sim.arrivals import storms
from huying.sim.history import live
from huying.sim.world import Past
from tests.sim import made_up

#: A Friday after work: everybody was there today, and much is still open.
END = datetime(2026, 11, 20, 18, 30, tzinfo=SHANGHAI)
PLAN = replace(made_up.history(), cases=900)


@pytest.fixture(scope="module")
def pasts() -> list[Past]:
    return list(live(made_up.world(PLAN, END)))


@pytest.fixture(scope="module")
def open_ones(pasts: list[Past]) -> list[Past]:
    return [past for past in pasts if past.matter.ended_at is None]


def test_every_demand_becomes_a_case_in_the_order_it_came(pasts: list[Past]) -> None:
    begun = [past.matter.opened_at for past in pasts]
    parts = [past for past in pasts if past.case.parent]
    assert len(begun) - len(parts) == 900
    assert begun == sorted(begun)
    assert END - timedelta(days=61) <= begun[0]
    assert begun[-1] <= END


def test_the_same_seed_and_ids_give_the_same_weeks(pasts: list[Past]) -> None:
    again = live(made_up.world(PLAN, END))
    assert all(next(again) == past for past in pasts[:40])


def test_events_of_a_case_stand_in_the_order_of_time_and_none_after_the_end(
    pasts: list[Past],
) -> None:
    for past in pasts:
        times = [done.event.at for done in past.done]
        assert times == sorted(times)
        assert times[-1] <= END
        assert [done.event.seq for done in past.done] == list(range(1, len(times) + 1))


def test_replaying_the_events_gives_the_matter_and_its_detail(pasts: list[Past]) -> None:
    for past in pasts:
        m = past.matter
        start = blank(
            m.id, procedure="case", version=m.procedure_version, begin="reported", at=m.opened_at
        )
        assert replay(start, [done.event for done in past.done]) == m
        case = Case()
        for done in past.done:
            case = evolve_case(case, done.event)
        assert case == past.case


def test_keys_are_all_different(pasts: list[Past]) -> None:
    keys = [done.key for past in pasts for done in past.done]
    assert len(keys) == len(set(keys))
    assert max(map(len, keys)) <= 80


def test_an_ended_case_owes_nothing_and_an_open_one_something(pasts: list[Past]) -> None:
    for past in pasts:
        assert bool(past.matter.open()) == (past.matter.ended_at is None)


@pytest.mark.req("S3-43")
def test_the_clock_left_no_step_undone(open_ones: list[Past]) -> None:
    looks = [o.next_at for past in open_ones for o in past.matter.open() if o.next_at]
    assert looks
    assert min(looks) > END - timedelta(seconds=1)


@pytest.mark.req("S4-25")
def test_no_body_of_a_community_ever_leads(pasts: list[Past]) -> None:
    chart = made_up.district().chart
    leads = {lead for past in pasts for lead in past.matter.parties.get("lead", ())}
    assert leads
    assert not {chart.body(lead).kind for lead in leads} & NEVER_LEAD


@pytest.mark.req("S2-44")
def test_who_verifies_stands_neither_under_the_lead_nor_is_the_same_person(
    pasts: list[Past],
) -> None:
    chart = made_up.district().chart
    for past in pasts:
        fed_back = past.matter.did("feed_back")
        for done in (*past.matter.did("pass"), *past.matter.did("pass_and_close")):
            assert not any(chart.is_under(done.body, other.body) for other in fed_back)
            assert done.person not in {other.person for other in fed_back}


def test_office_people_work_in_office_hours_and_utilities_at_any_hour(pasts: list[Past]) -> None:
    calendar = made_up.district().calendar(END.date())
    chart = made_up.district().chart
    plain = [
        done.event
        for past in pasts
        for done in past.done
        if done.event.act == "feed_back" and past.case.case_type == "03004"
    ]
    assert plain
    for event in plain:
        assert chart.body(event.body).hours == "office"
        assert calendar.is_workday(event.at.astimezone(SHANGHAI).date())
        assert 9 <= event.at.astimezone(SHANGHAI).hour <= 17


def test_all_kinds_of_trouble_are_among_the_open_cases(open_ones: list[Past]) -> None:
    kinds = Counter[str]()
    for past in open_ones:
        m = past.matter
        kinds["late"] += any(o.late_at and o.debtor != REQUESTER for o in m.open())
        kinds["re-worked"] += bool(m.did("fail") or m.did("visit_returns"))
        kinds["unreached"] += tries_of(m) > 0
        kinds["unsigned"] += bool(m.open("sign"))
        kinds["verifying"] += bool(m.open("verify"))
    assert all(kinds[kind] for kind in kinds), kinds
    assert 30 <= len(open_ones) <= 110


def test_everything_that_can_happen_happened(pasts: list[Past]) -> None:
    acts = {done.event.act for past in pasts for done in past.done}
    assert acts >= {
        "report", "place", "file", "decline", "answer_at_once", "dispatch", "sign", "contact",
        "give_help", "release_help", "ask", "give_reply", "stop_waiting", "feed_back",
        "return_order", "pass", "pass_and_close", "fail", "limit_reached", "visit_early",
        "visit_try", "visit_unreached", "visit_closes", "visit_returns", "withdraw",
        "stage_done", "check_off", "consult", "give_opinion", "ask_extension", "grant",
        "keep_limit", "ask_pause", "allow_pause", "assign_task", "receive_task",
        "finish_task", "transfer", "outside_answer", "instruct", "report_on_instruction",
        "answer_question", "correct", "correct_contact", "amend", "split", "relate", "merge",
        "absorb", "joined_visit_done", "reopen", "mark_soon", "mark_late", "escalate",
    }  # fmt: skip


def test_two_streets_are_bad_and_some_are_good(pasts: list[Past]) -> None:
    code = {body.id: body.code for body in made_up.demo().bodies}
    owed, late = Counter[str](), Counter[str]()
    for past in pasts:
        for o in past.matter.obligations:
            if o.kind == "resolve":
                habit = PLAN.habit_of.get(code[o.debtor], "usual")
                owed[habit] += 1
                late[habit] += o.late_at is not None
    share = {habit: late[habit] / owed[habit] for habit in owed}
    assert share["good"] < 0.1 < share["slow"] < share["bad"]


def test_holidays_are_quiet_and_the_storm_is_not() -> None:
    world = made_up.world(replace(PLAN, cases=6000), END)
    days = Counter(at.astimezone(SHANGHAI).date() for at in world.intake.moments(END))
    holiday = [days[date(2026, 10, day)] for day in range(1, 8)]
    usual = [days[date(2026, 11, day)] for day in (9, 10, 11, 12, 13)]
    storm = (END - timedelta(days=PLAN.storm.days_ago)).date()
    assert max(holiday) < min(usual)
    assert days[storm] > 2 * days[storm + timedelta(days=7)]


def test_a_storm_brings_water_and_trees(pasts: list[Past]) -> None:
    told = [past.case for past in pasts if storms(PLAN.storm, past.matter.opened_at, END)]
    wet = sum(case.case_type in PLAN.storm.types for case in told)
    assert wet > len(told) / 2


def test_every_caller_has_a_number_that_is_nobodys(pasts: list[Past]) -> None:
    said = [past.done[0].event.texts for past in pasts]
    phones = {texts["requester_phone"] for texts in said if "requester_phone" in texts}
    assert phones
    assert all(phone.startswith("154") and len(phone) == 11 for phone in phones)
    assert all(texts["text"] and "{" not in texts["text"] for texts in said)
