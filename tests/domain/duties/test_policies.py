"""Dated numbers: which row holds on which day and for which item."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.duties import read_policies
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import SHANGHAI, Limit, Unit, due, read_calendar
from tests.domain.duties.published import DATA, duties, policies

CALENDAR = read_calendar(
    path.read_text("utf-8") for path in sorted(Path(DATA / "calendars").glob("*.json"))
)
DAY = date(2026, 3, 11)
NAMES = [
    "case.file",
    "case.dispatch",
    "case.opinion",
    "case.sign",
    "case.contact",
    "case.reply",
    "case.extend",
    "case.permit",
    "case.heed",
    "case.receive",
    "case.verify",
    "case.visit",
    "case.return_window",
    "case.reopen_window",
    "item.overall",
    "item.resolve",
    "item.stage",
    "item.help",
]


def test_every_limit_of_the_case_procedure_has_a_dated_number_and_a_source() -> None:
    named = {name for name in policies().limit_names if name.startswith(("case.", "item."))}
    assert named == set(NAMES)
    for name in NAMES:
        assert policies().limit(name, DAY, item=duties().items["01003"], stage="stop").value > 0
        assert policies().source(name, DAY)


@pytest.mark.parametrize(
    ("name", "case_type", "limit"),
    [
        ("case.sign", "01003", Limit(2, Unit.WORK_HOUR)),
        ("case.sign", "03001", Limit(15, Unit.MINUTE)),
        ("case.contact", "03001", Limit(24, Unit.HOUR)),
        ("case.contact", "12002", Limit(4, Unit.HOUR)),
        ("case.contact", "11001", Limit(1, Unit.WORK_DAY)),
        ("item.resolve", "01003", Limit(2, Unit.WORK_DAY)),
        ("item.overall", "10001", Limit(15, Unit.WORK_DAY)),
        ("item.help", "01003", Limit(5, Unit.WORK_DAY)),
        ("case.reply", "01003", Limit(3, Unit.DAY)),
        ("case.return_window", "01003", Limit(4, Unit.WORK_HOUR)),
        ("case.opinion", "01003", Limit(4, Unit.WORK_HOUR)),
        ("case.opinion", "03001", Limit(10, Unit.MINUTE)),
        ("case.permit", "03001", Limit(1, Unit.WORK_DAY)),
        ("case.heed", "03001", Limit(2, Unit.WORK_DAY)),
        ("case.receive", "01003", Limit(2, Unit.WORK_HOUR)),
        ("case.receive", "03001", Limit(15, Unit.MINUTE)),
        ("case.reopen_window", "01003", Limit(7, Unit.DAY)),
    ],
)
def test_the_item_and_its_urgency_choose_the_row(name: str, case_type: str, limit: Limit) -> None:
    assert policies().limit(name, DAY, item=duties().items[case_type]) == limit


def test_a_fact_may_be_given_without_an_item() -> None:
    assert policies().limit("case.sign", DAY) == Limit(2, Unit.WORK_HOUR)
    assert policies().limit("case.sign", DAY, urgency=4) == Limit(15, Unit.MINUTE)


@pytest.mark.parametrize(
    ("case_type", "stage", "limit"),
    [
        ("02001", "stop", Limit(4, Unit.WORK_HOUR)),
        ("02001", "decide", Limit(7, Unit.WORK_DAY)),
        ("02001", "demolish", Limit(20, Unit.WORK_DAY)),
        ("09010", "transfer119", Limit(5, Unit.MINUTE)),
    ],
)
def test_a_stage_has_the_limit_of_its_line(case_type: str, stage: str, limit: Limit) -> None:
    item = duties().items[case_type]
    assert policies().limit("item.stage", DAY, item=item, stage=stage) == limit


def test_a_stage_the_line_does_not_have_has_no_limit() -> None:
    for facts in ({"stage": "demolish"}, {"stage": ""}, {}):
        with pytest.raises(KeyError, match=r"item\.stage"):
            policies().limit("item.stage", DAY, item=duties().items["03001"], **facts)


@pytest.mark.parametrize("name", ["item.overall", "item.resolve"])
@pytest.mark.parametrize(
    ("case_type", "kind", "limit"),
    [
        ("06001", "complaint", Limit(7, Unit.WORK_DAY)),
        ("06001", "consult", Limit(2, Unit.WORK_DAY)),
        ("06001", "suggest", Limit(5, Unit.WORK_DAY)),
        ("14001", "consult", Limit(1, Unit.WORK_DAY)),  # the item's own is shorter
        ("05001", "consult", Limit(24, Unit.HOUR)),
        ("01001", "suggest", Limit(4, Unit.WORK_HOUR)),
        ("11010", "suggest", Limit(5, Unit.WORK_DAY)),  # instead of 60 days
    ],
)
def test_a_question_has_a_short_limit_that_never_lengthens_the_items_own(
    name: str, case_type: str, kind: str, limit: Limit
) -> None:
    item = duties().items[case_type]
    assert policies().limit(name, DAY, item=item, demand_kind=kind) == limit


@given(
    st.sampled_from(sorted(duties().items)),
    st.sampled_from(["consult", "suggest"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
)
def test_no_demand_falls_due_later_because_of_its_kind(
    case_type: str, kind: str, naive: datetime
) -> None:
    item, start = duties().items[case_type], naive.replace(tzinfo=SHANGHAI)
    limit = policies().limit("item.overall", DAY, item=item, demand_kind=kind)
    by_kind, by_item = (due(start, one, CALENDAR).at for one in (limit, item.limit))
    assert by_kind is not None
    assert by_item is not None
    assert by_kind <= by_item


def test_of_a_shorter_row_the_one_that_holds_today_binds_and_the_calendar_may_choose() -> None:
    rows = [("2024-01-01", 1, True, "kind = 'q'"), ("2026-01-01", 3, True, "kind = 'q'"),
            ("2024-01-01", 4, False, "")]  # fmt: skip
    text = "version = 'x'\n" + "".join(
        f"[[limits]]\nname = 'a'\nvalue = {value}\nunit = 'day'\nvalid_from = {begins}\n"
        f"source = 's'\nwhen = {{ {when} }}\nshorter = {str(shorter).lower()}\n"
        for begins, value, shorter, when in rows
    )
    known = read_policies(text)
    assert known.limits("a", DAY, kind="q") == (Limit(3, Unit.DAY), Limit(4, Unit.DAY))
    assert known.limits("a", DAY) == (Limit(4, Unit.DAY),)
    assert known.limit("a", date(2025, 12, 31), kind="q") == Limit(1, Unit.DAY)


def test_what_is_not_decided_has_no_default() -> None:
    for name, on in (("case.nothing", DAY), ("case.sign", date(2023, 12, 31))):
        with pytest.raises(KeyError, match=name):
            policies().limit(name, on)
    with pytest.raises(KeyError):
        policies().limit("item.resolve", DAY)  # without an item there is no limit of an item
    with pytest.raises(KeyError):
        policies().number("clock.due_soon_share", date(2023, 12, 31))


def test_numbers_are_exact() -> None:
    share = {
        name: policies().number(name, DAY)
        for name in (
            "rate.weight_response",
            "rate.weight_resolution",
            "rate.weight_satisfaction",
            "rate.basically_satisfied",
        )
    }
    assert sum(list(share.values())[:3]) == 1
    assert share["rate.basically_satisfied"] == Fraction(4, 5)
    assert policies().number("clock.due_soon_share", DAY) == Fraction(1, 4)
    assert policies().number("case.rounds", DAY) == 2
    assert policies().number("case.visit_tries", DAY) == 3
    assert policies().number("rate.minimum_n", DAY) == 30


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("case.pause_cap_statutory", 60),
        ("case.pause_cap_weather", 15),
        ("case.pause_cap_on_account", 180),
        ("case.reopens", 1),
        ("case.splits_most", 10),
        ("case.joined_most", 200),
    ],
)
def test_what_a_case_may_do_at_most_is_a_dated_number_with_a_source(name: str, number: int) -> None:
    assert policies().number(name, DAY) == number
    assert policies().source(name, DAY)


def test_the_ladder_begins_at_lateness() -> None:
    first, second = policies().ladder(DAY).steps
    assert (first.to, first.after, first.at) == ("head", None, "debtor")
    after = Limit(4, Unit.WORK_HOUR)
    assert (second.to, second.after, second.at) == ("supervisor", after, "inspection")


def ladder_rows(*rows: str) -> str:
    head = "[[ladders]]\nname = 'clock.ladder'\nsource = 's'\nsoon = ['clerk']"
    return "version = 'x'\n" + "\n".join(f"{head}\n{row}" for row in rows)


@pytest.mark.parametrize(
    ("facts", "to"),
    [
        ({}, "general"),
        ({"urgency": 4}, "urgent"),
        ({"urgency": 3}, "general"),
        ({"kind": "visit"}, "visit"),
        ({"kind": "visit", "debtor": "centre"}, "visit_of_centre"),  # most conditions win
        ({"urgency": 4, "kind": "visit"}, "visit"),  # as many conditions: the lower row
        ({"urgency": 4, "kind": "visit", "debtor": "centre"}, "visit_of_centre"),
        ({"case_type": "01001"}, "newer"),  # the latest that has begun
        ({"demand_kind": "tip_off"}, "general"),  # its row has not begun
    ],
)
def test_the_ladder_with_most_conditions_holds_then_the_latest(
    facts: dict[str, object], to: str
) -> None:
    def row(when: str, to: str, since: str = "2024-01-01") -> str:
        return f"when = {{ {when} }}\nvalid_from = {since}\nsteps = [{{ to = '{to}' }}]"

    read = read_policies(
        ladder_rows(
            row("", "general"),
            row("case_type = '01001'", "newer", "2025-01-01"),
            row("case_type = '01001'", "older"),
            row("kind = 'visit', debtor = 'centre'", "visit_of_centre"),
            row("urgency = 4", "urgent"),
            row("kind = 'visit'", "visit"),
            row("demand_kind = 'tip_off'", "not_begun", "2027-01-01"),
        )
    )
    assert read.ladder(DAY, **facts).steps[0].to == to


def test_a_ladder_names_every_wrong_cell_at_once() -> None:
    text = ladder_rows(
        "valid_from = 2024-01-01\nwhen = { colour = 'red' }\n"
        "steps = [{ to = 'head', at = 'moon' }, { to = 'clerk', value = 0, unit = 'hour' }]"
    ).replace("soon = ['clerk']", "soon = []")
    with pytest.raises(Refused) as caught:
        read_policies(text)
    assert [(fault.field, fault.code) for fault in caught.value.refusal.faults] == [
        ("ladders[1].soon", "value.missing"),
        ("ladders[1].when", "value.not_one_of"),
        ("ladders[1].steps[1].at", "value.not_one_of"),
        ("ladders[1].steps[2].limit_value", "limit.not_positive"),
    ]


def test_a_district_without_a_general_ladder_has_none_for_the_rest() -> None:
    only = ladder_rows("valid_from = 2024-01-01\nwhen = {urgency = 4}\nsteps = [{to = 'head'}]")
    with pytest.raises(KeyError):
        read_policies(only).ladder(DAY)


def test_the_latest_row_that_has_begun_holds() -> None:
    text = """
        version = "x"
        [[limits]]
        name = "a"
        value = 1
        unit = "day"
        valid_from = 2024-01-01
        source = "s"
        [[limits]]
        name = "a"
        value = 2
        unit = "day"
        valid_from = 2026-01-01
        source = "s"
    """
    changed = read_policies(text)
    assert changed.version == "x"
    assert changed.limit("a", date(2025, 12, 31)).value == 1
    assert changed.limit("a", date(2026, 1, 1)).value == 2


def test_all_wrong_rows_are_named_at_once() -> None:
    text = """
        version = "x"
        [[limits]]
        name = "a"
        value = 0
        unit = "week"
        valid_from = "yesterday"
        shorter = "yes"
        [[numbers]]
        name = "b"
        value = "one/0"
        valid_from = 2024-01-01
        source = "s"
        [[ladders]]
        name = "clock.ladder"
        valid_from = 2024-01-01
        source = "s"
        steps = [{ value = 4, unit = "day" }]
    """
    with pytest.raises(Refused) as caught:
        read_policies(text)
    assert {fault.field for fault in caught.value.refusal.faults} == {
        "limits[1].limit_value",
        "limits[1].limit_unit",
        "limits[1].valid_from",
        "limits[1].source",
        "limits[1].shorter",
        "numbers[1].value",
        "ladders[1].soon",
        "ladders[1].steps[1].to",
    }


@pytest.mark.parametrize("text", ["", "version = ", "[[ladders]]\nname = 'x'\n"])
def test_a_file_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_policies(text)
    assert caught.value.refusal.faults
