"""Is what a ledger says still fresh? The rule itself is dated policy (S1-44)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from huying.domain.worktime import SHANGHAI


class Freshness(StrEnum):
    """台账状态: never verified, verified too long ago, or fresh enough."""

    NEVER = "never"
    STALE = "stale"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class StaleRule:
    """超期规则: a ledger is stale when it was verified more than `days` calendar days ago."""

    days: int
    source: str


def stale_before(on: date, days: int) -> datetime:
    """Start of the first day, in Shanghai, that is still fresh on `on`: what was verified before
    this moment is stale. The same moment serves the rule and the database's counts."""
    return datetime.combine(on - timedelta(days=days), time(), SHANGHAI)


def is_stale(checked_at: datetime | None, on: date, days: int) -> bool:
    """Was it verified more than `days` days before `on`, or never?"""
    return checked_at is None or checked_at < stale_before(on, days)


def freshness(checked_at: datetime | None, on: date, rule: StaleRule | None) -> Freshness:
    """The state of a ledger on a day; without a rule only "never" can be told."""
    if checked_at is None:
        return Freshness.NEVER
    if rule is not None and is_stale(checked_at, on, rule.days):
        return Freshness.STALE
    return Freshness.FRESH


#: `fn(district, day, stamp) -> rule`; policies are published by an app above this one.
RuleSource = Callable[[int, date, int], StaleRule | None]

_source: RuleSource | None = None


def register_rule_source(source: RuleSource | None) -> RuleSource | None:
    """Set where the rule is read; gives back the earlier one."""
    global _source
    earlier, _source = _source, source
    return earlier


def rule_on(district_id: int, on: date, under: int) -> StaleRule | None:
    """The district's rule on a day; None when its policies have none."""
    return _source(district_id, on, under) if _source else None
