"""民呼我应 (S1-15): twelve measures, each with a number that is counted, and where it leads."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from huying.domain.appraisal.programme import INDICATORS, Measure, read_programme
from huying.domain.appraisal.rates import Period
from huying.domain.appraisal.share import Share
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.web.programme.figures import figures
from tests.apps.appraisal.test_rates_page import CHINESE, signed_in, words
from tests.apps.appraisal.test_records import handled, relay_all, visited
from tests.builders import DATA, MORNING, Town, do, report

SHIPPED = (DATA / "policies/programme.toml").read_text("utf-8")
NOW = MORNING + timedelta(days=15)


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def lived(town: Town) -> None:
    """One case closed content, one sent back, one that nobody has filed."""
    done, back = handled(town), handled(town)
    visited(town, done, "solved", "satisfied", MORNING)
    do(town, "visit_returns", town.visitor, MORNING, matter=back, on="visit",
       solved="unsolved", satisfaction="unsatisfied", reason="还是脏",
       dissatisfaction=["not_done"])  # fmt: skip
    report(town)
    relay_all()


def page(client: Client, language: str = "zh-hans") -> str:
    response = client.get(reverse("programme"), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.req("S1-15")
def test_there_are_twelve_measures_each_with_a_number_of_its_own() -> None:
    read = read_programme(SHIPPED)
    assert len(read.measures) == 12
    assert {m.indicator for m in read.measures} == INDICATORS
    assert all(m.source for m in read.measures if m.at_least is not None or m.at_most is not None)


@pytest.mark.req("S1-15")
def test_every_number_is_counted_from_what_happened(town: Town, lived: None) -> None:
    found = figures(town.id, Period(MORNING.replace(day=1, hour=0), NOW))
    assert found["demands"] == 3
    # The third demand was never filed in time; both others were.
    assert found["file_in_time"] == Share(Fraction(2), 3)
    assert found["sign_in_time"] == Share(Fraction(2), 2)
    assert found["verify_in_time"] == Share(Fraction(2), 2)
    assert found["resolution_rate"] == Share(Fraction(1), 2)
    assert (found["returns"], found["nobody_told"]) == (1, 0)


@pytest.mark.parametrize(
    ("measure", "value", "state"),
    [
        ({"at_least": Fraction(9, 10)}, Share(Fraction(9), 10), "met"),
        ({"at_least": Fraction(9, 10)}, Share(Fraction(8), 10), "missed"),
        ({"at_least": Fraction(9, 10)}, Share(Fraction(0), 0), "nothing"),
        ({"at_most": Fraction(0)}, 0, "met"),
        ({"at_most": Fraction(0)}, 1, "missed"),
        ({}, 12, "no_target"),
    ],
)
def test_states(measure: dict, value: Share | int, state: str) -> None:
    assert Measure("k", "措施", "Measure", "demands", **measure).state(value) == state


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "filed"', 'key = "signed"', "programme.twice"),
        ('indicator = "returns"', 'indicator = "photos"', "programme.unknown_indicator"),
        ('at_most = "0"\n', 'at_most = "none"\n', "programme.no_number"),
        ('title_zh = "民呼我应"', 'title_zh = ""', "programme.missing"),
        ('key = "sent_back"', "key = ", "programme.no_toml"),
        ('at_most = "0"\nsource = "project default"', 'at_most = "0"', "programme.missing"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(old: str, new: str, fault: str) -> None:
    assert old in SHIPPED
    with pytest.raises(Refused) as caught:
        read_programme(SHIPPED.replace(old, new, 1))
    assert fault in {one.code for one in caught.value.refusal.faults}


@pytest.mark.req("S1-15")
def test_the_page_shows_number_counts_target_state_and_the_list(
    town: Town, lived: None, django_assert_max_num_queries
) -> None:
    reader = signed_in(Client(), town.supervisor)
    page(reader)
    with django_assert_max_num_queries(14):
        html = page(reader)
    text = words(html)
    for shown in ("民呼我应", "66.67%", "2 / 3", "不低于 95%", "没达到", "达到", "只看数"):
        assert shown in text
    assert reverse("case-list") in html
    assert html.count("data-row") == 12


def test_who_may_not_see_rates_may_not_see_it_and_english_is_whole(town: Town, lived: None) -> None:
    assert signed_in(Client(), town.visitor).get(reverse("programme")).status_code == 403
    html = page(signed_in(Client(), town.supervisor), "en")
    own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert not CHINESE.findall(own.partition("<main")[2].partition("</main>")[0])
