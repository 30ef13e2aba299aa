"""What the page of one grid shows: who walks it and where else, its ledger, its open cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.grids import queries
from huying.apps.grids.figures import Asker, held_on, is_late, open_cases
from huying.apps.grids.ground import Crumb, area_name, crumbs_to, url_of
from huying.apps.grids.ledger import Freshness, freshness
from huying.apps.grids.models import Grid
from huying.platform.matters.models import Matter
from huying.platform.matters.procedures import procedure
from huying.platform.pages.parts import MapArea, MapView
from huying.platform.pages.words import is_chinese, sentence
from huying.platform.policy import may

MOST_CHECKS: Final = 20
MOST_CASES: Final = 20


@dataclass(frozen=True, slots=True)
class Place:
    """What the policy asks of a grid: whose ground it is."""

    district_id: int
    area_code: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of the ledger; `by` '': taken over from an earlier one."""

    at: datetime
    by: str
    households: int
    note: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """网格台账: a grid with its newest checks, newest first."""

    grid: Grid
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class GridPerson:
    """网格人员: somebody of this grid, and the other grids of the same person (S2-49)."""

    name: str
    roles: tuple[str, ...]
    others: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An open case of this grid, without the person behind it."""

    number: str
    state: str
    state_label: str
    opened_at: datetime
    due_at: datetime | None
    is_late: bool


def may_check(asker: Asker, grid: Grid) -> bool:
    """May the asker verify this grid: a worker of this ground?"""
    return may(asker.actor, "grid.check", Place(asker.district, grid.code)) is not None


def context_of(asker: Asker, ledger: Ledger) -> dict[str, Any]:
    """Everything of the page but the form."""
    grid, checks = ledger.grid, ledger.checks
    cases = cases_of(asker, grid.code)
    state = freshness(grid.checked_at, asker.on, asker.rule)
    return {
        "grid": grid,
        "crumbs": crumbs_to(asker, grid.code),
        "people": people_of(asker, grid),
        "checks": checks,
        "newest": checks[0] if checks else None,
        "cases": cases,
        "is_more_cases": len(cases) == MOST_CASES,
        "state": state,
        "is_due": state is not Freshness.FRESH,
        "rule": asker.rule,
        "map": map_of(asker, grid),
    }


def people_of(asker: Asker, grid: Grid) -> list[GridPerson]:
    """Everybody of the grid today, heads first, each with the other grids; one statement."""
    here = held_on(asker).filter(grid=grid.id).values("user")
    held = held_on(asker).filter(user__in=here).order_by("id")
    rows = list(held.values_list("user", "user__name", "role", "grid__code"))
    found: dict[int, str] = {user: name for user, name, _, code in rows if code == grid.code}
    return sorted(
        (
            GridPerson(
                name,
                tuple(r for user, _, r, code in rows if (user, code) == (person, grid.code)),
                tuple(
                    Crumb(area_name(asker, code), url_of(code))
                    for code in sorted({c for u, _, _, c in rows if u == person} - {grid.code})
                ),
            )
            for person, name in found.items()
        ),
        key=lambda person: "head" not in person.roles,
    )


def read(asker: Asker, code: str) -> Ledger | None:
    """A grid with the newest checks of its ledger in one statement; None for an unknown code."""
    rows = (
        Grid.objects.filter(district=asker.district, code=code)
        .defer("polygon")
        .annotate(
            at=F("checks__checked_at"),
            by=F("checks__by__name"),
            counted=F("checks__households"),
            note=F("checks__note"),
        )
        .order_by(F("at").desc(nulls_last=True), "-checks__id")
    )
    found = list(rows[:MOST_CHECKS])
    if not found:
        return None
    checks = [CheckRow(row.at, row.by or "", row.counted, row.note) for row in found if row.at]
    return Ledger(found[0], tuple(checks))


def cases_of(asker: Asker, code: str) -> list[CaseRow]:
    """Open cases on this ground that the asker may see, next due first."""
    rows = open_cases(asker, code).annotate(late=is_late(asker)).order_by("due_at", "id")
    return [
        CaseRow(
            row.number, row.state, _label(row), row.opened_at, row.due_at, is_late=bool(row.late)
        )
        for row in rows[:MOST_CASES]
    ]


def map_of(asker: Asker, grid: Grid) -> MapView | None:
    """The grid among its neighbours."""
    drawn = queries.map_of(asker.district, grid.code, under=asker.stamp)
    if drawn is None:
        return None
    areas = (
        MapArea(drawn.neighbours, kind="plain"),
        MapArea(drawn.grid, kind="selected"),
        MapArea(drawn.communities, kind="street"),
        MapArea(drawn.streets, kind="street"),
    )
    shown = tuple(area for area in areas if area.path)
    return MapView(gettext("本网格和相邻网格"), drawn.view_box, shown)


def told_words(households: int) -> SafeString:
    """What a successful check says."""
    return sentence(gettext("已核实：%(n)s 户"), n=households)


def _label(row: Matter) -> str:
    states = procedure(row.district_id, row.procedure, row.procedure_version).states
    label = states[row.state].label
    return label.zh if is_chinese() else label.en
