"""Jobs of the day: each once for a district and a day, whatever happens to tickers and clocks.

What a job makes is written in the same transaction as the row that says it was done, so a second
ticker, a restart or a clock that jumps back finds that row and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Model

from huying.domain.worktime import SHANGHAI
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.ticker.leases import take
from huying.platform.ticker.models import DailyRun


@dataclass(frozen=True, slots=True)
class Daily:
    """每日任务: for which districts, from which moment of a day (None: not on that day), and the
    rows it makes, each model's rows together; they are read outside the transaction."""

    districts: Callable[[], Iterable[int]]
    starts_at: Callable[[int, date], datetime | None]
    rows: Callable[[int, date, datetime], Sequence[Model]]


_jobs: dict[str, Daily] = {}


def register_daily(name: str, job: Daily) -> None:
    """Names a job of the day; call it in `AppConfig.ready()`."""
    _jobs[name] = job


def run_daily(at: datetime, holder: str) -> int:
    """Does every job that is due and not done; returns the rows written."""
    day = at.astimezone(SHANGHAI).date()
    waiting = [one for one in _waiting(day) if _is_due(*one, day, at)]
    if not waiting or not take("daily", holder, at):
        return 0
    return sum(_run(name, district_id, day, at) for name, district_id in waiting)


def _waiting(day: date) -> list[tuple[str, int]]:
    """The jobs of a day that no ticker has done yet."""
    done = set(DailyRun.objects.filter(day=day).values_list("name", "district_id"))
    every = ((name, d) for name, job in _jobs.items() for d in job.districts())
    return [one for one in every if one not in done]


def _is_due(name: str, district_id: int, day: date, at: datetime) -> bool:
    start = _jobs[name].starts_at(district_id, day)
    return start is not None and at >= start


def _run(name: str, district_id: int, day: date, at: datetime) -> int:
    rows = list(_jobs[name].rows(district_id, day, at))
    run = DailyRun(id=ids.new_id(at), district_id=district_id, name=name, day=day, at=at)
    try:
        with write_transaction():
            run.save(force_insert=True)
            for model in dict.fromkeys(type(row) for row in rows):
                model._default_manager.bulk_create([r for r in rows if type(r) is model])
    except IntegrityError:
        # Another ticker was faster; its rows stand, and ours were never written.
        return 0
    return len(rows)
