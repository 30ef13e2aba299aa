"""Whose is it: the three answers, apart from each other."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.duties import DutyAnswer, DutySet, answer, rejected_lines
from huying.domain.duties.powers import Source, article_en, article_zh
from huying.domain.kernel.bodies import BodyKind, Chart
from tests.domain.duties import published
from tests.domain.duties.published import COMMITTEE, STREET, chart, duties, staff

DAY = date(2026, 3, 11)


def ask(case_type: str, street: int | None = STREET, on: date = DAY, **people: tuple[int, int]):
    return answer(duties(), chart(), staff(**people), case_type, street, on)


def without(case_type: str) -> DutySet:
    kept = [item for item in duties().items.values() if item.case_type != case_type]
    return DutySet(kept, types=duties().types.values(), powers=duties().powers.values())


@pytest.mark.req("S1-26", "S3-03")
def test_a_departments_item_sc02() -> None:
    given = ask("01003", UMB=(9, 1), SQUADRON=(6, 1))
    assert given.lead
    assert given.lead.code == "UMB"
    assert [body.code for body in given.helpers] == ["HUC", "SAN"]
    assert (given.street_role, given.street_duty) == ("cooperate", "发现取证、劝阻制止、配合清运")
    assert given.street
    assert given.street.id == STREET
    assert (given.list.verdict, given.power.verdict, given.staff.verdict) == ("yes", "yes", "yes")
    assert given.power.params["powers"] == "CF-015"
    assert given.power.params["article"] == "第 111 条第（4）项"
    assert given.staff.params["certified"] == 2
    assert given.cited
    assert given.cited.line_no == "T002"
    assert given.reason == ""


@pytest.mark.parametrize(("certified", "verdict"), [(0, "no"), (1, "no"), (2, "yes"), (6, "yes")])
def test_a_penalty_needs_two_certified_officers(certified: int, verdict: str) -> None:
    given = ask("01003", SQUADRON=(6, certified))
    assert given.staff.verdict == verdict
    assert (given.staff.params["certified"], given.staff.params["needed"]) == (certified, 2)


def test_a_street_led_item_has_the_department_in_charge_as_first_helper() -> None:
    given = ask("01009", OFF04=(3, 1), STREET=(30, 1))
    assert given.lead
    assert given.lead.id == STREET
    assert [body.code for body in given.helpers] == ["UMB", "MKT", "TRP"]
    assert given.department
    assert given.department.code == "UMB"
    assert given.institution
    assert given.institution.id == published.OFF04
    assert given.staff.verdict == given.power.verdict == "yes"
    assert given.staff.params["people"] == 3


def test_a_unit_of_another_street_is_not_counted() -> None:
    assert ask("01003", published.TOWN, SQUADRON=(6, 6)).staff.code == "staff.too_few_certified"


def test_a_street_without_the_institution_or_without_people_has_no_staff() -> None:
    town = ask("01009", published.TOWN)
    assert (town.list.verdict, town.staff.code) == ("yes", "staff.no_institution")
    assert ask("01012", OFF07=(0, 0)).staff.code == "staff.nobody_on_post"
    assert ask("01012", OFF07=(1, 0)).staff.code == "staff.manned"


@pytest.mark.req("S3-03")
@pytest.mark.parametrize(
    ("case_type", "on", "verdict", "code"),
    [
        ("14008", date(2026, 6, 30), "yes", "power.held"),  # CF-062 still devolved
        ("14008", date(2026, 7, 1), "yes", "power.held_in_part"),  # CF-062 taken back
        ("01010", date(2020, 12, 31), "no", "power.not_held"),  # before the decision
        ("02005", date(2020, 12, 31), "yes", "power.held_in_part"),  # CF-030 is the law's own
        ("02003", date(2026, 2, 1), "yes", "power.held"),  # the department's own, taken back or not
        ("02004", DAY, "no", "power.not_recorded"),
        ("01012", DAY, "not_needed", "power.not_needed"),
    ],
)
def test_powers_have_dates(case_type: str, on: date, verdict: str, code: str) -> None:
    given = ask(case_type, on=on)
    assert (given.power.verdict, given.power.code) == (verdict, code)
    assert given.list.verdict == "yes"


def test_a_devolved_power_without_a_provincial_decision_is_held_by_no_street() -> None:
    power = dataclasses.replace(duties().powers["CF-010"], provincial_decision="")
    assert power.source is Source.DEVOLVED
    assert not power.is_in_force(DAY)
    assert power.is_held_by(chart().by_code("UMB"), DAY)  # type: ignore[arg-type]
    assert not power.is_held_by(chart().by_code("MKT"), DAY)  # type: ignore[arg-type]


@pytest.mark.req("S1-26")
@pytest.mark.parametrize(
    ("case_type", "street", "code"),
    [
        ("99999", STREET, "list.unknown_type"),
        ("", STREET, "list.unknown_type"),
        ("01009", None, "list.no_place"),
        ("01009", 77777, "list.no_place"),
        ("01009", COMMITTEE, "list.no_place"),
    ],
)
def test_no_lead_is_said_and_never_defaults_to_the_street(
    case_type: str, street: int | None, code: str
) -> None:
    given = ask(case_type, street)
    assert given.lead is None
    assert given.helpers == ()
    assert given.reason == given.list.code == code
    assert {given.list.verdict, given.power.verdict, given.staff.verdict} == {"no"}


@pytest.mark.req("S1-26")
def test_an_item_removed_from_the_list_goes_to_nobody() -> None:
    given = answer(without("01003"), chart(), staff(), "01003", STREET, DAY)
    assert (given.lead, given.reason) == (None, "list.no_item")


def test_a_line_that_names_nobody_or_an_unknown_body_or_a_street_has_no_lead() -> None:
    item = duties().items["01003"]
    for lead, code in (
        ("", "list.names_nobody"),
        ("ZZZ", "list.no_such_body"),
        ("S01", "list.never_lead"),
    ):
        changed = DutySet([dataclasses.replace(item, lead=lead)])
        given = answer(changed, chart(), staff(), "01003", STREET, DAY)
        assert (given.lead, given.reason) == (None, code)


@pytest.mark.req("S4-25")
def test_a_committee_that_carries_a_departments_code_still_cannot_lead() -> None:
    committee = dataclasses.replace(chart().body(COMMITTEE), code="SAN")
    given = answer(duties(), Chart([committee]), {}, "01001", STREET, DAY)
    assert (given.lead, given.reason) == (None, "list.never_lead")


@given(
    st.one_of(st.sampled_from(sorted(duties().items)), st.text(max_size=6)),
    st.one_of(st.none(), st.sampled_from([STREET, published.TOWN, COMMITTEE, 0, -1])),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_every_question_has_one_answer(case_type: str, street: int | None, on: date) -> None:
    first, again = ask(case_type, street, on), ask(case_type, street, on)
    assert first == again
    assert (first.lead is None) == bool(first.reason) == (first.list.verdict == "no")
    if first.lead is not None:
        assert first.lead.id not in {body.id for body in first.helpers}
        is_street = first.lead.kind is BodyKind.STREET
        assert is_street == (duties().items[case_type].street_role == "main")


def test_lines_that_do_not_decide_are_shown_with_their_reason() -> None:
    given = ask("07001")
    shown = rejected_lines(duties(), given, "楼下饭店油烟直排，还有人露天烧烤")
    assert [(line.line_no, line.code) for line in shown][:2] == [
        ("07001", "rejected.territorial_decides"),
        (given.cited.line_no if given.cited else "", "rejected.street_only_helps"),
    ]
    assert ("07002", "rejected.other_fits_better") in [(line.line_no, line.code) for line in shown]
    weaker = rejected_lines(duties(), given, "餐饮油烟扰民，还有人烧烤")
    assert ("07002", "rejected.other_words") in [(line.line_no, line.code) for line in weaker]
    assert rejected_lines(duties(), ask("99999")) == ()


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("118-2", "第 118 条第 2 款", "art. 118 para. 2"),
        ("34(1)", "第 34 条第（1）项", "art. 34 item 1"),
        ("27(1),42", "第 27 条第（1）项、第 42 条", "art. 27 item 1, art. 42"),
        ("68;44", "第 68 条、第 44 条", "art. 68, art. 44"),
        ("", "", ""),
    ],
)
def test_articles_are_written_out(article: str, zh: str, en: str) -> None:
    assert (article_zh(article), article_en(article)) == (zh, en)


def test_answers_are_values() -> None:
    assert isinstance(ask("01001"), DutyAnswer)
    with pytest.raises(dataclasses.FrozenInstanceError):
        ask("01001").lead = None  # type: ignore[misc]
