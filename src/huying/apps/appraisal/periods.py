"""The period a page asks about. It never reaches past this moment: what is not due is not late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from huying.domain.appraisal.rates import Period
from huying.domain.cases.facts import local_day
from huying.domain.worktime import SHANGHAI

MONTH, LAST_MONTH, DAYS_30, DAYS_60, OWN = "month", "last_month", "30", "60", "own"


def period_of(choice: str, at: datetime, first: date | None, last: date | None) -> Period:
    """The period of a choice at a moment; `first` and `last` (both counted) only for OWN."""
    today = local_day(at)
    if choice == OWN and first and last:
        return Period(_midnight(first), min(_midnight(last + timedelta(1)), at))
    if choice == LAST_MONTH:
        this = today.replace(day=1)
        return Period(_midnight((this - timedelta(1)).replace(day=1)), _midnight(this))
    if choice in (DAYS_30, DAYS_60):
        return Period(_midnight(today - timedelta(int(choice) - 1)), at)
    return Period(_midnight(today.replace(day=1)), at)


def before(period: Period) -> Period:
    """The period of equal length that ended where this one begins."""
    return Period(period.start - (period.end - period.start), period.start)


def last_day(period: Period) -> date:
    """The last day of which something was counted."""
    return local_day(max(period.start, period.end - timedelta(microseconds=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
