"""When a ledger is stale, and how checks are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from huying.apps.grids import checks, ledger
from huying.apps.grids.checks import Told, record_check
from huying.apps.grids.ledger import Freshness, StaleRule, freshness, is_stale
from huying.apps.grids.models import Grid, GridCheck
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.stamps import stamp
from tests.builders import MORNING, Town

GRID = "380102001001001"
RULE = StaleRule(90, "project default")


def grid_at() -> Grid:
    return Grid.objects.get(code=GRID)


def worker(town: Town) -> int:
    return town.actor("grid_worker", "S01-C01").person or 0


ON = date(2026, 3, 10)


@pytest.mark.req("S1-44")
@pytest.mark.parametrize(
    ("checked_at", "days", "stale"),
    [
        (None, 90, True),
        (datetime(2026, 3, 10, 9, tzinfo=SHANGHAI), 90, False),
        (datetime(2025, 12, 10, 0, 0, tzinfo=SHANGHAI), 90, False),
        (datetime(2025, 12, 9, 23, 59, 59, tzinfo=SHANGHAI), 90, True),
        (datetime(2025, 12, 9, 16, 0, tzinfo=UTC), 91, False),
        (datetime(2026, 3, 9, 23, 59, tzinfo=SHANGHAI), 0, True),
        (datetime(2026, 3, 10, 0, 0, tzinfo=SHANGHAI), 0, False),
    ],
)
def test_stale_by_whole_days_of_shanghai(
    checked_at: datetime | None, days: int, stale: bool
) -> None:
    assert is_stale(checked_at, ON, days) is stale


def test_the_state_of_a_ledger_without_a_rule_is_never_or_fresh() -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=SHANGHAI)
    assert freshness(None, ON, None) is Freshness.NEVER
    assert freshness(long_ago, ON, None) is Freshness.FRESH
    assert freshness(long_ago, ON, RULE) is Freshness.STALE
    assert freshness(None, ON, RULE) is Freshness.NEVER


@pytest.mark.req("S1-44")
def test_the_rule_is_dated_policy(town: Town) -> None:
    found = ledger.rule_on(town.id, ON, stamp(town.id))
    assert found == StaleRule(90, "project default (S1-44)")
    assert ledger.rule_on(town.id, date(2023, 12, 31), stamp(town.id)) is None
    assert ledger.rule_on(999_999, ON, 0) is None


def test_the_service_refuses_without_a_form(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        record_check(grid_at(), worker(town), Told("x", "y" * 201, ""), MORNING)
    found = [(fault.field, fault.code) for fault in refused.value.refusal.faults]
    assert found == [
        ("households", "grid.households_wrong"),
        ("note", "too_long"),
        ("form", "grid.form_stale"),
    ]


@pytest.mark.req("S1-44")
def test_an_older_check_that_comes_late_changes_nothing_of_today(town: Town) -> None:
    for households, days in (("300", 1), ("200", 5)):
        told = Told(households, "", f"key-{days}")
        record_check(grid_at(), worker(town), told, MORNING - timedelta(days=days))
    assert (grid_at().checked_at, grid_at().households) == (MORNING - timedelta(days=1), 300)
    assert GridCheck.objects.count() == 2


@dataclass
class Past:
    grid: int
    at: datetime
    by: int | None
    households: int


def test_loaded_checks_follow_the_newest(town: Town) -> None:
    grid, person = grid_at(), worker(town)
    past = [Past(grid.id, MORNING - timedelta(days=d), person, n) for d, n in ((3, 7), (40, 8))]
    assert checks.load_checks(town.id, past, MORNING) == 2
    assert (grid_at().households, grid_at().checked_at) == (7, MORNING - timedelta(days=3))
