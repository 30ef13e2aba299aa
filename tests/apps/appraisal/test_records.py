"""Score and visit records, and the rates counted from them, against the pure functions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from huying.apps.appraisal.models import ScoreRecord, VisitRecord
from huying.apps.appraisal.queries import district_rates, rates_by, scores_of
from huying.apps.appraisal.services import score_closed
from huying.domain.appraisal.rates import Period
from huying.domain.worktime import SHANGHAI
from huying.platform.ticker.relay import relay
from tests.builders import MORNING, Town, dispatched, do

MARCH = Period(
    datetime(2026, 3, 1, tzinfo=SHANGHAI),
    datetime(2026, 4, 1, tzinfo=SHANGHAI),
)
#: Led by SAN within 4 work hours, without a checklist.
BIN = "01005"


def relay_all() -> None:
    while relay(MORNING):
        pass


def handled(town: Town, *, signed: datetime = MORNING, done: datetime = MORNING, **fields) -> int:
    """A case of SAN about an overflowing bin up to its return visit."""
    matter = dispatched(town, case_type=BIN, **fields)
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, signed, matter=matter, on="sign")
    do(town, "contact", lead, signed, matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip
    do(town, "feed_back", lead, done, matter=matter, on="resolve",
       result_code="resolved", result="已清运", answer="已清理")  # fmt: skip
    do(town, "pass", town.actor("verifier", "S01"), done, matter=matter, on="verify")
    return matter


def visited(town: Town, matter: int, solved: str, satisfaction: str, at: datetime) -> None:
    do(town, "visit_closes", town.visitor, at, matter=matter, on="visit",
       solved=solved, satisfaction=satisfaction)  # fmt: skip


@pytest.mark.req("S2-44")
def test_every_responsible_body_gets_a_score_when_a_case_closes(town: Town) -> None:
    matter = handled(town)
    visited(town, matter, "solved", "basically", MORNING)
    relay_all()
    (score,) = scores_of(town.id, matter)
    assert score.body_id == town.body("SAN")
    assert (score.response, score.resolution, score.satisfaction) == (1000, 1000, 800)
    assert score.delay_minutes == 0
    assert VisitRecord.objects.get(matter_id=matter).body_id == town.body("SAN")


@pytest.mark.req("S2-44")
def test_a_late_handler_s_minutes_stand_in_its_score(town: Town) -> None:
    # 4 work hours from 09:30 end at 14:30; done 15:10 is 40 work minutes late.
    matter = handled(town, done=MORNING.replace(hour=15, minute=10))
    do(town, "visit_closes", town.visitor, MORNING.replace(hour=16), matter=matter, on="visit",
       solved="partly", satisfaction="basically")  # fmt: skip
    relay_all()
    (score,) = scores_of(town.id, matter)
    assert score.delay_minutes == 40
    assert json.loads(score.whose) == {str(town.body("SAN")): 40}
    assert score.resolution == 500


def test_an_unsatisfied_visit_is_recorded_and_the_case_goes_back(town: Town) -> None:
    matter = handled(town)
    do(town, "visit_returns", town.visitor, MORNING, matter=matter, on="visit",
       solved="unsolved", satisfaction="unsatisfied", reason="还是脏",
       dissatisfaction=["not_done", "slow"])  # fmt: skip
    relay_all()
    assert not ScoreRecord.objects.filter(matter_id=matter).exists()
    record = VisitRecord.objects.get(matter_id=matter)
    assert (record.solved, record.satisfaction) == ("unsolved", "unsatisfied")
    assert record.dissatisfaction == ",not_done,slow,"


@pytest.mark.req("S2-45")
def test_rates_count_orders_and_visits_and_show_their_numbers(town: Town) -> None:
    first, second, third = (handled(town) for _ in range(3))
    late = handled(town, signed=MORNING + timedelta(hours=3), done=MORNING + timedelta(hours=3))
    visited(town, first, "solved", "satisfied", MORNING)
    visited(town, second, "partly", "basically", MORNING)
    visited(town, late, "solved", "satisfied", MORNING + timedelta(hours=4))
    for _ in range(2):
        do(town, "visit_try", town.visitor, MORNING, matter=third, on="visit", tried_how="call")
    do(town, "visit_unreached", town.visitor, MORNING, matter=third, on="visit", tried_how="call")
    relay_all()
    line = district_rates(town.id, MARCH)
    assert (line.tally.due, line.tally.in_time) == (4, 3)
    assert line.rates.resolution.value == Fraction(5, 6)
    assert line.rates.satisfaction.value == (2 + Fraction(4, 5)) / 3
    assert line.tally.unreached == 1
    (san,) = rates_by(town.id, MARCH, "body")
    assert (san.key, san.tally) == (town.body("SAN"), line.tally)
    (street,) = rates_by(town.id, MARCH, "street")
    assert street.key == town.chart.body(town.body("S01")).area_code
    assert street.tally == line.tally


def test_a_returned_order_stays_out_of_the_response_rate(town: Town) -> None:
    matter = dispatched(town)
    do(town, "return_order", town.actor("clerk", "SAN"), MORNING, matter=matter, on="resolve",
       reason="不属于本单位", list_line="responsibility 01003")  # fmt: skip
    line = district_rates(town.id, MARCH)
    assert (line.tally.due, line.tally.returned) == (0, 1)
    assert line.rates.response.value is None


def test_scoring_in_bulk_gives_the_same_records_and_nothing_twice(town: Town) -> None:
    matter = handled(town)
    visited(town, matter, "solved", "satisfied", MORNING)
    assert score_closed(town.id, MORNING) == 1
    assert score_closed(town.id, MORNING) == 0
    assert ScoreRecord.objects.filter(matter_id=matter).count() == 1
    assert VisitRecord.objects.filter(matter_id=matter).count() == 1


def test_rates_take_few_statements(town: Town, django_assert_max_num_queries) -> None:
    matter = handled(town)
    visited(town, matter, "solved", "satisfied", MORNING)
    relay_all()
    rates_by(town.id, MARCH, "body")
    with django_assert_max_num_queries(5):
        rates_by(town.id, MARCH, "body")
