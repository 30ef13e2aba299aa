"""Figures of a home page, each one the count of a list that can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.queues import DISPATCHING, PLACING
from huying.apps.cases.lists.views_of import STILL_OPEN, among_open
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Matter, Obligation
from huying.platform.policy import scope


@dataclass(frozen=True, slots=True)
class Figures:
    """数: counts within the reader's scope; `today` as of now, `week_ago` until this hour then."""

    open: int
    late: int
    soon: int
    waiting: int
    visit: int
    to_place: int
    to_dispatch: int
    today: int
    week_ago: int
    oldest: datetime | None


def figures(ground: Ground) -> Figures:
    """What stands open, and what came in today and a week ago: two statements, because a
    database that looks for both at once looks at every case there ever was."""
    at = ground.at
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    week = timedelta(days=7)
    then = Q(opened_at__gte=midnight - week, opened_at__lte=at - week)
    wanted: dict[str, Any] = {
        f"n_{view}": Count("pk", filter=among_open(view, ground))
        for view in ("open", "late", "soon", "waiting", "visit")
    }
    wanted["n_to_place"] = Count("pk", filter=PLACING)
    wanted["n_to_dispatch"] = Count("pk", filter=DISPATCHING)
    wanted["n_oldest"] = Min("opened_at", filter=DISPATCHING)
    found = ground.cases().filter(STILL_OPEN).aggregate(**wanted)
    young = ground.cases().filter(opened_at__gte=midnight - week)
    found |= young.aggregate(
        n_today=Count("pk", filter=Q(opened_at__gte=midnight)),
        n_week_ago=Count("pk", filter=then),
    )
    return Figures(**{name.removeprefix("n_"): value for name, value in found.items()})


def late_bodies(ground: Ground, limit: int = 8) -> list[tuple[int, int]]:
    """(body, open late promises), most first; the promise to the resident is the lead's to keep."""
    late = Obligation.objects.filter(
        district_id=ground.district_id,
        outcome="",
        due_at__lt=ground.at,
        matter__procedure=PROCEDURE,
    ).exclude(debtor_id=0)
    late = scope(late, ground.reader, "case.list", path="matter__").exclude(kind="promise")
    counted = late.values("debtor_id").annotate(n=Count("pk")).order_by("-n", "debtor_id")
    return [(row["debtor_id"], row["n"]) for row in counted[:limit]]


def cases_in(ground: Ground, grids: list[str], limit: int = 20) -> list[Matter]:
    """Open cases in these grids, next due first, ready for `case_lines`."""
    rows = ground.cases().filter(STILL_OPEN, area_code__in=grids)
    rows = rows.select_related("case").annotate(text_sight=ground.sight("text"))
    return list(rows.order_by("due_at", "id")[:limit])
