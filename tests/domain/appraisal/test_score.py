"""The score of one case for each body that answered for a share of it."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.appraisal.orders import Satisfaction, Solved, VisitFacts
from huying.domain.appraisal.rates import Period, RateRules, rates, tally
from huying.domain.appraisal.score import (
    OUTSIDE,
    CaseFacts,
    Owed,
    judged,
    order_of,
    owed_of,
    responsible,
    scores,
)
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import SHANGHAI, Limit, Unit, WorkCalendar, read_calendar

DATA = Path(__file__).parents[3] / "data" / "calendars"
CALENDAR = read_calendar([(DATA / "holiday-cn-2026.json").read_text(encoding="utf-8")])
RULES = RateRules()
DESK, LEAD, HELPER, OTHER, RESIDENT = 9, 1, 2, 3, 0


def at(text: str) -> datetime:
    return datetime.fromisoformat("2026-03-" + text).replace(tzinfo=SHANGHAI)


def calendar_of(_body: int) -> WorkCalendar:
    return CALENDAR


def owed(kind, debtor, opened, due, ended, outcome="kept", creditor=DESK, unit=Unit.WORK_DAY):
    return Owed(kind, debtor, creditor, at(opened), at(due), at(ended), outcome, unit)


SIGN = owed("sign", LEAD, "09T10:00", "09T12:00", "09T11:00", unit=Unit.WORK_HOUR)
CONTACT = owed("contact", LEAD, "09T10:00", "10T10:00", "09T15:00", creditor=RESIDENT)
RESOLVE = owed("resolve", LEAD, "09T10:00", "11T17:00", "13T10:00")
HELP = owed("help", HELPER, "09T14:00", "10T17:00", "11T11:00", creditor=LEAD)
VERIFY = owed("verify", OTHER, "13T10:00", "16T17:00", "13T15:00")
ANSWER = VisitFacts(at("16T10:00"), Solved.PARTLY, Satisfaction.BASICALLY)
CASE = CaseFacts((SIGN, CONTACT, RESOLVE, HELP, VERIFY), (ANSWER,))


def lead_of(case):
    return next(score for score in scores(case, calendar_of, RULES) if score.body == LEAD)


@pytest.mark.req("S2-44", "S2-45")
def test_one_score_for_each_responsible_body():
    lead, helper = scores(CASE, calendar_of, RULES)
    assert (lead.body, lead.is_lead, lead.response) == (LEAD, True, 1)
    assert (lead.resolution, lead.satisfaction) == (Fraction(1, 2), Fraction(4, 5))
    assert (lead.delay_minutes, lead.whose) == (480, {LEAD: 360, HELPER: 120})
    assert (helper.body, helper.is_lead, helper.response) == (HELPER, False, None)
    assert (helper.resolution, helper.satisfaction) == (None, None)
    assert (helper.delay_minutes, helper.whose) == (120, {HELPER: 120})


def test_a_verifier_or_the_desk_is_not_scored():
    assert responsible(CASE) == (LEAD, HELPER)


def test_late_helper_shows_though_the_lead_was_in_time():
    in_time = replace(RESOLVE, ended_at=at("11T16:00"))
    lead, helper = scores(replace(CASE, owed=(SIGN, in_time, HELP)), calendar_of, RULES)
    assert (lead.delay_minutes, lead.whose) == (0, {})
    assert helper.delay_minutes == 120


@pytest.mark.parametrize(
    ("owed_", "response"),
    [
        ((SIGN, CONTACT), 1),
        ((replace(SIGN, ended_at=at("09T12:00")), CONTACT), 1),
        ((replace(SIGN, ended_at=at("09T12:01")), CONTACT), 0),
        ((SIGN, replace(CONTACT, ended_at=at("10T10:01"))), 0),
        ((SIGN, replace(CONTACT, outcome="excused")), 1),
        ((SIGN, replace(CONTACT, outcome="failed")), 0),
        ((SIGN, replace(CONTACT, outcome="", ended_at=None)), 0),
        ((), None),
    ],
)
def test_response(owed_, response):
    assert lead_of(CaseFacts((*owed_, RESOLVE))).response == response


def test_nobody_answered_is_empty_and_never_zero():
    unreached = replace(
        CASE, visits=(VisitFacts(at("16T10:00"), is_unreached=True),), exemption="unreached"
    )
    lead = lead_of(unreached)
    assert (lead.response, lead.resolution, lead.satisfaction) == (1, None, None)
    assert lead.exemption == "unreached"


def test_after_rework_the_last_answer_counts_and_each_round_is_timed():
    again = owed("resolve", LEAD, "16T10:00", "18T17:00", "19T09:30")
    unsatisfied = VisitFacts(at("16T10:00"), Solved.UNSOLVED, Satisfaction.UNSATISFIED)
    solved = VisitFacts(at("20T10:00"), Solved.SOLVED, Satisfaction.SATISFIED)
    lead = lead_of(CaseFacts((SIGN, CONTACT, RESOLVE, again), (solved, unsatisfied)))
    assert (lead.resolution, lead.satisfaction) == (1, 1)
    assert lead.delay_minutes == 480 + 30


@pytest.mark.req("S2-44")
def test_a_body_ruled_not_responsible_is_out():
    excused = tuple(
        replace(o, debtor=OTHER, outcome="excused", ended_at=at("09T11:30"))
        for o in (CONTACT, RESOLVE)
    )
    wrongly_sent = (replace(SIGN, debtor=OTHER), *excused)
    case = replace(CASE, owed=(*wrongly_sent, *CASE.owed), returned=frozenset({OTHER}))
    assert responsible(case) == (LEAD, HELPER)
    assert scores(case, calendar_of, RULES) == scores(CASE, calendar_of, RULES)
    returned = order_of(case, OTHER)
    assert returned is not None
    assert returned.is_returned


def test_a_declined_case_scores_nobody():
    file = owed("file", DESK, "09T10:00", "09T12:00", "09T11:00")
    assert scores(CaseFacts((file,), exemption="declined"), calendar_of, RULES) == ()
    assert judged(CaseFacts((file,))) is None


def test_waiting_for_the_resident_is_nobodys_delay():
    asked = owed("reply", RESIDENT, "09T12:00", "10T12:00", "12T12:00", creditor=LEAD)
    assert lead_of(CaseFacts((RESOLVE, asked))).whose == {LEAD: 480}


def test_an_obligation_of_a_matter_becomes_what_was_owed():
    limit = Limit(2, Unit.WORK_DAY)
    row = Obligation(
        7, "resolve", LEAD, DESK, RESOLVE.opened_at, limit, RESOLVE.due_at,
        outcome="kept", ended_at=RESOLVE.ended_at,
    )  # fmt: skip
    assert owed_of(row) == RESOLVE
    assert owed_of(replace(row, limit=None)).unit is Unit.HOUR


@pytest.mark.req("S2-44")
@pytest.mark.parametrize(
    ("kind", "debtor", "creditor", "whose"),
    [
        ("help", HELPER, LEAD, {LEAD: 360, HELPER: 120}),
        ("task", HELPER, LEAD, {LEAD: 360, HELPER: 120}),
        ("extend", OTHER, LEAD, {LEAD: 360, OTHER: 120}),
        ("permit", OTHER, LEAD, {LEAD: 360, OTHER: 120}),
        ("outside", LEAD, DESK, {LEAD: 360, OUTSIDE: 120}),
        # What others owe to others, and what the lead owes itself, explains nothing.
        ("outside", OTHER, DESK, {LEAD: 480}),
        ("help", HELPER, OTHER, {LEAD: 480}),
        ("opinion", OTHER, DESK, {LEAD: 480}),
        ("heed", LEAD, OTHER, {LEAD: 480}),
        ("reply", RESIDENT, LEAD, {LEAD: 480}),
    ],
)
def test_which_waits_of_the_lead_count(kind, debtor, creditor, whose):
    wait = owed(kind, debtor, "09T14:00", "10T17:00", "11T11:00", creditor=creditor)
    assert lead_of(CaseFacts((RESOLVE, wait))).whose == whose


def test_a_committee_that_helped_is_never_blamed():
    case = replace(CASE, blameless=frozenset({HELPER}))
    (lead,) = scores(case, calendar_of, RULES)
    assert (lead.body, lead.whose) == (LEAD, {LEAD: 480})


def test_of_several_residents_each_last_answer_counts_alike():
    said = (
        VisitFacts(at("16T10:00"), Solved.UNSOLVED, Satisfaction.UNSATISFIED, resident="2603-2"),
        VisitFacts(at("17T10:00"), Solved.SOLVED, Satisfaction.SATISFIED, resident="2603-2"),
        VisitFacts(at("16T10:00"), Solved.SOLVED, Satisfaction.BASICALLY),
        VisitFacts(at("16T10:00"), Solved.UNSOLVED, Satisfaction.UNSATISFIED, resident="2603-3"),
        VisitFacts(at("16T10:00"), is_unreached=True, resident="2603-4"),
    )
    lead = lead_of(replace(CASE, visits=said))
    assert (lead.resolution, lead.satisfaction) == (Fraction(2, 3), Fraction(3, 5))


def test_where_the_desk_makes_the_contact_each_stands_with_its_own_limit():
    hidden = CaseFacts((SIGN, replace(CONTACT, debtor=DESK), RESOLVE))
    for body in (LEAD, DESK):
        order = order_of(hidden, body)
        assert order is not None
        assert tally([order], MARCH).in_time == 1
    late = replace(hidden, owed=(replace(SIGN, ended_at=at("09T12:01")), *hidden.owed[1:]))
    assert [tally([order_of(late, b)], MARCH).in_time for b in (LEAD, DESK)] == [0, 1]


MARCH = Period(at("01T00:00"), at("31T00:00"))


def test_the_rates_count_what_the_score_says():
    order = order_of(CASE, LEAD)
    assert order is not None
    found = rates([order], MARCH, RULES)
    lead = lead_of(CASE)
    assert found.response.value == lead.response
    assert found.resolution.value == lead.resolution
    assert found.satisfaction.value == lead.satisfaction


def test_a_helper_has_no_order_in_the_rates():
    assert order_of(CASE, HELPER) is None


def test_a_second_order_to_the_same_body_counts_by_its_newest_limits():
    first = replace(SIGN, opened_at=at("08T10:00"), due_at=at("08T12:00"), outcome="excused")
    for some in ((first, SIGN), (SIGN, first)):
        order = order_of(CaseFacts((*some, CONTACT, RESOLVE)), LEAD)
        assert order is not None
        assert tally([order], MARCH).in_time == 1


@given(st.permutations(CASE.owed))
def test_the_order_of_obligations_does_not_matter(owed_):
    case = replace(CASE, owed=tuple(owed_))
    assert scores(case, calendar_of, RULES) == scores(CASE, calendar_of, RULES)
