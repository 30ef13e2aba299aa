"""What streets, communities and grids add up to: the same three statements at every level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from huying.apps.grids.ledger import StaleRule, stale_before
from huying.apps.grids.models import Grid, GridRole
from huying.domain.kernel.actor import Actor
from huying.platform.matters.models import Matter
from huying.platform.policy import scope

STREET_DIGITS: Final = 9
COMMUNITY_DIGITS: Final = 12
GRID_DIGITS: Final = 15
#: Roles of those who walk; a grid's head leads, police and doctors are called.
WALKING: Final = ("full_time", "part_time", "assistant")


@dataclass(frozen=True, slots=True)
class Asker:
    """谁在看: whose pages these are, at which moment, under which stamp and rule."""

    actor: Actor
    district: int
    at: datetime
    stamp: int
    rule: StaleRule | None

    @property
    def on(self) -> date:
        return timezone.localtime(self.at).date()


@dataclass(slots=True)
class Figures:
    """区域数字: of one area, or of several together. `workers` holds people, so that who walks
    in two areas counts once in their sum; cases are only those the asker may see."""

    grids: int = 0
    communities: int = 0
    households: int = 0
    never: int = 0
    stale: int = 0
    open: int = 0
    late: int = 0
    workers: set[int] = field(default_factory=set)
    checked_at: datetime | None = None


def figures_of(asker: Asker, within: str, digits: int) -> dict[str, Figures]:
    """Figures of the areas under `within` (an area code), by their codes of so many digits.

    `checked_at` is the oldest date of the area: of a grid its own.
    """
    found = {row.pop("area"): Figures(**row) for row in _ledgers(asker, within, digits)}
    for area, person in _workers(asker, within, digits):
        found[area].workers.add(person)
    for row in _cases(asker, within, digits):
        # A case may lie in a grid that is drawn no more.
        if row["area"] in found:
            found[row["area"]].open, found[row["area"]].late = row["open"], row["late"]
    return found


def total_of(parts: Iterable[Figures]) -> Figures:
    """All areas together."""
    total = Figures()
    for part in parts:
        for name in ("grids", "communities", "households", "never", "stale", "open", "late"):
            setattr(total, name, getattr(total, name) + getattr(part, name))
        total.workers |= part.workers
    return total


def is_stale_row(asker: Asker) -> Q:
    """Grids that were verified, but too long ago; none while no policy says how long."""
    if asker.rule is None:
        return Q(pk__in=())
    return Q(checked_at__lt=stale_before(asker.on, asker.rule.days))


def held_on(asker: Asker) -> QuerySet[GridRole]:
    """What people are to grids on the asker's day."""
    open_then = Q(valid_until__isnull=True) | Q(valid_until__gt=asker.on)
    return GridRole.objects.filter(open_then, district=asker.district, valid_from__lte=asker.on)


def open_cases(asker: Asker, within: str) -> QuerySet[Matter]:
    """Cases that lie in the area, have not ended, and may be seen by the asker."""
    cases = Matter.objects.filter(
        under("area_code", within), district_id=asker.district, ended_at__isnull=True
    )
    return scope(cases, asker.actor, "case.list")


def is_late(asker: Asker) -> Q:
    """As the list of cases says it: marked by the clock, or about to be."""
    return Q(is_late=True) | Q(due_at__lt=asker.at)


def under(column: str, code: str) -> Q:
    """Codes that begin with this one, so that an index can be used."""
    return Q(**{f"{column}__gte": code, f"{column}__lte": code.ljust(GRID_DIGITS, "9")})


def _ledgers(asker: Asker, within: str, digits: int) -> list[dict[str, Any]]:
    rows = (
        Grid.objects.filter(under("code", within), district=asker.district)
        .values(area=Substr("code", 1, digits))
        .annotate(
            grids=Count("id"),
            communities=Count("community", distinct=True),
            households=Sum("households"),
            never=Count("id", filter=Q(checked_at__isnull=True)),
            stale=Count("id", filter=is_stale_row(asker)),
            checked_at=Min("checked_at"),
        )
        .order_by("area")
    )
    return [dict(row) for row in rows]


def _workers(asker: Asker, within: str, digits: int) -> Iterable[tuple[str, int]]:
    walking = held_on(asker).filter(under("grid__code", within), role__in=WALKING)
    return walking.values_list(Substr("grid__code", 1, digits), "user").distinct()


def _cases(asker: Asker, within: str, digits: int) -> list[dict[str, Any]]:
    rows = (
        open_cases(asker, within)
        .values(area=Substr("area_code", 1, digits))
        .annotate(open=Count("id"), late=Count("id", filter=is_late(asker)))
        .order_by("area")
    )
    return [dict(row) for row in rows]
