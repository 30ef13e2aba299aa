"""双向评分 (S2-14): stored in both directions, refused within one side, shown, never required."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.apps.appraisal.models import GivenScore
from huying.apps.appraisal.services import score_closed
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.matters.models import Event
from tests.apps.appraisal.test_rates_page import CHINESE, MARCH, page, signed_in, words
from tests.apps.appraisal.test_records import BIN, relay_all, visited
from tests.apps.cases.pages import open_page, press
from tests.builders import MORNING, Town, dispatched, do, row

#: Led by the street, with a checklist.
ELDERS = "12002"
CHECKED = ["seen", "home_safe", "contact_known", "needs_noted", "next_visit"]


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=15))


def signed(town: Town, case_type: str = BIN, lead: str = "SAN") -> int:
    """A case whose lead has signed and made the first contact."""
    matter = dispatched(town, case_type=case_type)
    clerk = town.actor("clerk", lead)
    do(town, "sign", clerk, MORNING, matter=matter, on="sign")
    do(town, "contact", clerk, MORNING, matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip
    if case_type == ELDERS:
        do(town, "check_off", clerk, MORNING, matter=matter, on="resolve", checked=CHECKED)
    return matter


def fed_back(town: Town, **score: str) -> int:
    """A case whose lead has reported its result, with its score of the street if given."""
    matter = signed(town)
    do(town, "feed_back", town.actor("clerk", "SAN"), MORNING, matter=matter, on="resolve",
       result_code="resolved", result="已清运", answer="已清理", **score)  # fmt: skip
    return matter


def passed(town: Town, matter: int, **score: str) -> None:
    do(town, "pass", town.actor("verifier", "S01"), MORNING, matter=matter, on="verify", **score)


@pytest.fixture
def scored(town: Town) -> list[int]:
    """Two cases of SAN in S01: good and fair by the street, poor by the department."""
    found = [fed_back(town, score_of_street="poor"), fed_back(town)]
    passed(town, found[0], score_of_lead="good")
    passed(town, found[1], score_of_lead="fair")
    relay_all()
    return found


@pytest.mark.req("S2-14")
def test_both_directions_are_stored_as_they_were_given(town: Town, scored: list[int]) -> None:
    street, department = town.body("S01"), town.body("SAN")
    kept = GivenScore.objects.filter(matter_id=scored[0]).order_by("direction")
    assert [(g.direction, g.by_body_id, g.of_body_id, g.score) for g in kept] == [
        ("department_to_street", department, street, "poor"),
        ("street_to_department", street, department, "good"),
    ]
    assert GivenScore.objects.count() == 3


@pytest.mark.req("S2-14")
def test_a_failed_verification_may_carry_a_score_too(town: Town) -> None:
    matter = fed_back(town)
    do(town, "fail", town.actor("verifier", "S01"), MORNING, matter=matter, on="verify",
       reason="还有一堆", score_of_lead="poor")  # fmt: skip
    relay_all()
    assert GivenScore.objects.get(matter_id=matter).score == "poor"


def test_nobody_has_to_score(town: Town) -> None:
    matter = fed_back(town)
    passed(town, matter)
    visited(town, matter, "solved", "satisfied", MORNING)
    relay_all()
    assert row(matter).state == "closed"
    assert not GivenScore.objects.exists()


def refused(town: Town, act: str, by: object, matter: int, on: str, **fields: str) -> dict:
    with pytest.raises(Refused) as caught:
        do(town, act, by, MORNING, matter=matter, on=on, **fields)  # type: ignore[arg-type]
    return {fault.field: fault.code for fault in caught.value.refusal.faults}


@pytest.mark.req("S2-14")
def test_a_street_that_led_is_scored_by_nobody_and_scores_no_street(town: Town) -> None:
    matter = signed(town, ELDERS, "S01")
    assert row(matter).lead_id == town.body("S01")
    clerk = town.actor("clerk", "S01")
    result = {"result_code": "resolved", "result": "好", "answer": "好"}
    own_side = {"score_of_street": "score_of_own_side"}
    told = refused(town, "feed_back", clerk, matter, "resolve", **result, score_of_street="good")
    assert told == own_side
    do(town, "feed_back", clerk, MORNING, matter=matter, on="resolve", **result)
    office = town.actor("verifier", "GOF")
    told = refused(town, "pass", office, matter, "verify", score_of_lead="good")
    assert told == {"score_of_lead": "score_of_own_side"}


def test_a_mark_that_is_none_is_named(town: Town) -> None:
    matter = fed_back(town)
    verifier = town.actor("verifier", "S01")
    told = refused(town, "pass", verifier, matter, "verify", score_of_lead="great")
    assert told == {"score_of_lead": "not_a_choice"}


def test_a_bulk_load_keeps_the_same_scores_and_none_twice(town: Town, scored: list[int]) -> None:
    before = set(GivenScore.objects.values_list("event_id", "score", "direction"))
    GivenScore.objects.all().delete()
    assert score_closed(town.id, MORNING) == 2
    assert score_closed(town.id, MORNING) == 0
    assert set(GivenScore.objects.values_list("event_id", "score", "direction")) == before


def test_the_forms_offer_a_score_only_across_sides(town: Town) -> None:
    matter = signed(town)
    clerk = signed_in(Client(), town.actor("clerk", "SAN"))
    assert "score_of_street" in open_page(clerk, matter, "acts/feed_back/").content.decode()
    matter = fed_back(town)
    verifier = signed_in(Client(), town.actor("verifier", "S01"))
    done = press(verifier, matter, "verify", verdict="pass", score_of_lead="fair")
    assert done.status_code == 302
    event = Event.objects.get(matter_id=matter, act="pass")
    assert '"score_of_lead":"fair"' in event.body.replace(" ", "")
    matter = signed(town, ELDERS, "S01")
    street = signed_in(Client(), town.actor("clerk", "S01"))
    form = open_page(street, matter, "acts/feed_back/").content.decode()
    assert "score_of_street" not in form


# ---- pages --------------------------------------------------------------------------------------


@pytest.fixture
def inspector(town: Town, client: Client) -> Client:
    return signed_in(client, town.supervisor)


@pytest.mark.req("S2-14")
def test_the_tab_shows_each_pair_in_both_directions_with_counts(
    inspector: Client, scored: list[int]
) -> None:
    text = words(page(inspector, f"{MARCH}&split=pairs"))
    for shown in ("街道评部门", "部门评街道", "80.00% 1.6 / 2", "好 1 · 一般 1 · 差 0"):
        assert shown in text
    assert "0.00% 0 / 1" in text
    sheet = inspector.get(reverse("rates-export", args=["csv"]) + f"{MARCH}&split=pairs")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[1][2:] == ["1", "1", "0", "80.00", "0", "0", "1", "0.00"]


def test_nobody_scored_is_said_in_words(inspector: Client, town: Town) -> None:
    assert "这段时间没有人评" in page(inspector, f"{MARCH}&split=pairs")


@pytest.mark.req("S2-14")
def test_the_panel_of_a_body_and_the_scores_of_a_case_show_them(
    town: Town, inspector: Client, scored: list[int]
) -> None:
    visited(town, scored[0], "solved", "satisfied", MORNING)
    relay_all()
    text = words(page(inspector, f"{MARCH}&body={town.body('SAN')}"))
    assert "别人给的80.00% 1.6 / 2" in text
    assert "给别人的0.00% 0 / 1" in text
    case = inspector.get(reverse("case-scores", args=[row(scored[0]).number])).content.decode()
    name = town.chart.body(town.body("S01")).name_zh
    assert f"{name}评区环境卫生服务中心好" in words(case)


def test_the_tab_takes_few_statements_and_reads_english(
    inspector: Client, scored: list[int], django_assert_max_num_queries
) -> None:
    page(inspector, f"{MARCH}&split=pairs")
    with django_assert_max_num_queries(12):
        html = page(inspector, f"{MARCH}&split=pairs", "en")
    own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert not CHINESE.findall(own.partition("<main")[2].partition("</main>")[0])
