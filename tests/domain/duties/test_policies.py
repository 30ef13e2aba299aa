"""Dated numbers: which row holds on which day and for which item."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from huying.domain.duties import read_policies
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import Limit, Unit
from tests.domain.duties.published import duties, policies

DAY = date(2026, 3, 11)
NAMES = [
    "case.file",
    "case.dispatch",
    "case.sign",
    "case.contact",
    "case.reply",
    "case.extend",
    "case.verify",
    "case.visit",
    "case.return_window",
    "item.overall",
    "item.resolve",
    "item.help",
]


def test_every_limit_of_the_case_procedure_has_a_dated_number_and_a_source() -> None:
    assert policies().limit_names == set(NAMES)
    for name in NAMES:
        assert policies().limit(name, DAY, item=duties().items["01003"]).value > 0
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
    ],
)
def test_the_item_and_its_urgency_choose_the_row(name: str, case_type: str, limit: Limit) -> None:
    assert policies().limit(name, DAY, item=duties().items[case_type]) == limit


def test_a_fact_may_be_given_without_an_item() -> None:
    assert policies().limit("case.sign", DAY) == Limit(2, Unit.WORK_HOUR)
    assert policies().limit("case.sign", DAY, urgency=4) == Limit(15, Unit.MINUTE)


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


def test_the_ladder_begins_at_lateness() -> None:
    first, second = policies().ladder(DAY)
    assert (first.to, first.after) == ("head", None)
    assert (second.to, second.after) == ("supervisor", Limit(4, Unit.WORK_HOUR))


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
        "numbers[1].value",
        "ladders[1].steps[1].to",
    }


@pytest.mark.parametrize("text", ["", "version = ", "[[ladders]]\nname = 'x'\n"])
def test_a_file_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_policies(text)
    assert caught.value.refusal.faults
