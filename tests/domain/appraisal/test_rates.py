"""The three rates: published rows, one body's eight orders, and what must always hold."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.appraisal.orders import (
    Exclusion,
    OrderFacts,
    Satisfaction,
    Solved,
    VisitFacts,
)
from huying.domain.appraisal.rates import (
    Period,
    RateRules,
    Tally,
    rates,
    rates_of,
    tally,
)
from huying.domain.appraisal.share import Share, shown

SHANGHAI = timezone(timedelta(hours=8))
RULES = RateRules()
MARCH = Period(datetime(2026, 3, 1, tzinfo=SHANGHAI), datetime(2026, 4, 1, tzinfo=SHANGHAI))
VISITED = datetime(2026, 3, 20, 10, tzinfo=SHANGHAI)

# due, in time, solved/partly/not, satisfied/basically/unsatisfied, unreached, excluded, then
# response, resolution, satisfaction, composite
ROWS = {
    "RA1": (40, 38, (27, 4, 5), (24, 8, 4), 3, 1, "95.00", "80.56", "84.44", "86.25"),
    "RA2": (3, 2, (3, 0, 0), (2, 1, 0), 0, 0, "66.67", "100.00", "93.33", "87.67"),
    "RA3": (120, 120, (71, 13, 12), (60, 21, 9), 24, 0, "100.00", "80.73", "85.33", "88.12"),
    "RA4": (7, 7, (0, 0, 0), (0, 0, 0), 7, 0, "100.00", "", "", ""),
    "RA5": (0, 0, (4, 1, 0), (5, 0, 0), 0, 2, "", "90.00", "100.00", ""),
    "RA6": (213, 201, (144, 19, 24), (133, 29, 18), 20, 6, "94.37", "82.09", "86.78", "87.41"),
}


@pytest.mark.req("S2-45")
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_rates_of_counts(row):
    due, in_time, solved, rated, unreached, excluded, *expected = row
    found = rates_of(Tally(due, in_time, *solved, *rated, unreached, excluded), RULES)
    assert [
        shown(found.response),
        shown(found.resolution),
        shown(found.satisfaction),
        shown(found.composite),
    ] == expected
    assert (found.unreached, found.excluded) == (unreached, excluded)


def at(text: str) -> datetime:
    return datetime.fromisoformat("2026-03-" + text).replace(tzinfo=SHANGHAI)


def order(dispatched, signed, contacted, sign_due, contact_due, visits="", **facts) -> OrderFacts:
    return OrderFacts(
        dispatched_at=at(dispatched),
        signed_at=at(signed) if signed else None,
        contacted_at=at(contacted) if contacted else None,
        sign_due=at(sign_due),
        contact_due=at(contact_due),
        visits=tuple(visit(text) for text in visits.split(";") if text),
        **facts,
    )


def visit(text: str) -> VisitFacts:
    if text == "unreached":
        return VisitFacts(VISITED, is_unreached=True)
    solved, satisfaction = text.split("/")
    return VisitFacts(VISITED, Solved(solved), Satisfaction(satisfaction))


BARRED = Exclusion("barred_by_law", "file 12", requested_by=7, approved_by=8)
O1 = order("09T10:00", "09T11:00", "09T15:00", "09T12:00", "10T10:00", "solved/satisfied")
O2 = order("09T16:30", "10T10:30", "10T16:30", "10T10:30", "10T16:30", "solved/basically")
O3 = order("09T16:30", "10T10:31", "10T09:00", "10T10:30", "10T16:30", "partly/basically")
O4 = order("13T18:00", "16T09:05", "16T09:30", "16T11:00", "14T18:00", "unsolved/unsatisfied")
O5 = order(
    "11T09:00",
    "11T09:30",
    "11T10:00",
    "11T11:00",
    "12T09:00",
    "solved/satisfied;solved/basically;unsolved/unsatisfied",
)
O6 = order("11T14:00", "11T14:20", "12T08:00", "11T16:00", "12T14:00", "unreached")
O7 = order("12T10:00", "12T10:10", "", "12T12:00", "13T10:00", is_returned=True)
O8 = order(
    "12T11:30",
    "12T13:10",
    "12T14:00",
    "12T14:30",
    "13T11:30",
    "unsolved/unsatisfied",
    exclusion=BARRED,
)
ORDERS = (O1, O2, O3, O4, O5, O6, O7, O8)


@pytest.mark.req("S2-45")
def test_rates_of_eight_orders():
    found = rates(ORDERS, MARCH, RULES)
    assert found.response == Share(Fraction(4), 6)
    assert found.resolution == Share(Fraction(9, 2), 7)
    assert found.satisfaction == Share(Fraction(22, 5), 7)
    assert shown(found.response) == "66.67"
    assert shown(found.resolution) == "64.29"
    assert shown(found.satisfaction) == "62.86"
    assert shown(found.composite) == "64.50"
    assert (found.unreached, found.excluded, found.returned) == (1, 1, 1)
    assert not found.may_rank


@pytest.mark.parametrize(
    ("facts", "is_in_time"),
    [(O1, True), (O2, True), (O3, False), (O4, False), (O5, True), (O6, True)],
)
def test_response_of_an_order(facts, is_in_time):
    assert facts.is_in_time is is_in_time


def test_an_order_unanswered_at_its_limit_is_late():
    silent = replace(O1, signed_at=None, contacted_at=None, visits=())
    assert tally([silent], MARCH) == Tally(due=1)


def test_a_coded_exemption_leaves_the_signing():
    anonymous = replace(O1, contacted_at=None, is_contact_excused=True, visits=())
    assert tally([anonymous], MARCH) == Tally(due=1, in_time=1)
    assert tally([replace(anonymous, signed_at=None)], MARCH) == Tally(due=1)


def test_a_paused_limit_is_not_due():
    assert tally([replace(O1, contact_due=None, visits=())], MARCH) == Tally()


def test_the_period_ends_before_its_end():
    assert MARCH.start in MARCH
    assert MARCH.end not in MARCH
    april = Period(MARCH.end, MARCH.end + timedelta(days=30))
    late_visit = replace(O1, visits=(VisitFacts(MARCH.end, Solved.SOLVED),))
    assert tally([late_visit], MARCH) == Tally(due=1, in_time=1)
    assert tally([late_visit], april) == Tally(solved=1)


def test_a_visit_without_a_rating_counts_for_resolution_only():
    found = rates_of(
        tally([replace(O1, visits=(VisitFacts(VISITED, Solved.PARTLY),))], MARCH), RULES
    )
    assert found.resolution == Share(Fraction(1, 2), 1)
    assert shown(found.satisfaction) == ""


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": "", "evidence": "x", "requested_by": 1, "approved_by": 2},
        {"reason": "x", "evidence": "", "requested_by": 1, "approved_by": 2},
        {"reason": "x", "evidence": "x", "requested_by": 1, "approved_by": 1},
    ],
)
def test_nobody_excludes_an_order_alone(facts):
    with pytest.raises(ValueError, match="exclusion"):
        Exclusion(**facts)


def test_an_unreached_resident_said_nothing():
    with pytest.raises(ValueError, match="unreached"):
        VisitFacts(VISITED, Solved.SOLVED, is_unreached=True)
    with pytest.raises(ValueError, match="rating"):
        VisitFacts(VISITED, satisfaction=Satisfaction.SATISFIED)


@pytest.mark.parametrize(
    "facts",
    [
        {"weights": (Fraction(30), Fraction(35), Fraction(35))},
        {"weights": (Fraction(-1), Fraction(1), Fraction(1))},
        {"partly": Fraction(3, 2)},
    ],
)
def test_rules_must_make_sense(facts):
    with pytest.raises(ValueError, match=r"weights|worth"):
        RateRules(**facts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 8), "12.50"),
        (Fraction(12345, 1000000), "1.23"),  # 1.2345 shows 1.23
        (Fraction(12350, 1000000), "1.24"),  # exactly half goes up
        (Fraction(12450, 1000000), "1.25"),  # and not to the even neighbour
        (Fraction(99995, 100000), "100.00"),
        (Fraction(0), "0.00"),
        (None, ""),
    ],
)
def test_shown_half_up(value, text):
    assert shown(value) == text


def test_a_share_stays_within_its_whole():
    with pytest.raises(ValueError, match="share"):
        Share(Fraction(3), 2)


tallies = st.builds(
    lambda late, kept, six, rest: Tally(late + kept, kept, *six, *rest),
    st.integers(0, 500),
    st.integers(0, 500),
    st.tuples(*[st.integers(0, 300)] * 6),
    st.tuples(*[st.integers(0, 50)] * 3),
)
orders = st.lists(st.sampled_from(ORDERS), max_size=20)


@given(tallies)
def test_rates_lie_within_0_and_1(counts):
    found = rates_of(counts, RULES)
    values = [found.response.value, found.resolution.value, found.satisfaction.value]
    assert all(value is None or 0 <= value <= 1 for value in [*values, found.composite])
    if None not in values:
        assert min(values) <= found.composite <= max(values)


@given(orders, st.randoms(use_true_random=False))
def test_the_order_of_orders_does_not_matter(some, chance):
    mixed = list(some)
    chance.shuffle(mixed)
    assert tally(mixed, MARCH) == tally(some, MARCH)


@given(orders, orders)
def test_parts_add_up(some, others):
    assert tally(some, MARCH) + tally(others, MARCH) == tally(some + others, MARCH)


@given(orders)
def test_an_excluded_order_changes_no_rate(some):
    before, after = rates(some, MARCH, RULES), rates([*some, O8], MARCH, RULES)
    assert before.response == after.response
    assert before.composite == after.composite
    assert after.excluded == before.excluded + 1
