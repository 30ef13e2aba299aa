"""The district as a value for its cases, kept per process under stamp and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from huying.apps.duties import queries as duties
from huying.apps.grids import queries as grids
from huying.apps.organisations import queries as organisations
from huying.domain.cases.district import District
from huying.platform.calendars import calendar_on

T = TypeVar("T")


#: Scores of a whole season ask for each of its days.
@lru_cache(maxsize=128)
def district_at(district_id: int, stamp: int, day: date) -> District:
    """Chart, lists, policies, people on post and grids as they are on a day under a stamp."""
    return District(
        id=district_id,
        chart=organisations.chart(district_id, under=stamp),
        duties=_kept(lambda on: duties.duty_set(district_id, on, under=stamp)),
        policies=duties.policies(district_id, under=stamp),
        calendar=_kept(calendar_on),
        staff=organisations.staff(district_id, day),
        people=organisations.on_post(district_id, day),
        locate=lambda lon, lat: _grid_code(district_id, stamp, lon, lat),
    )


def _kept(look_up: Callable[[date], T]) -> Callable[[date], T]:
    """Each day is looked up once for the life of the value; nothing under a stamp changes."""
    return lru_cache(maxsize=512)(look_up)


def _grid_code(district_id: int, stamp: int, lon: str, lat: str) -> str:
    hit = grids.locate(district_id, float(lon), float(lat), under=stamp)
    return hit.code if hit else ""
