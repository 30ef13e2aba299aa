"""When the grids of a made-up district were verified: most in time, some too long ago or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from huying.domain.worktime import SHANGHAI
from huying.sim.district import DemoDistrict, GridShape

#: Out of a hundred grids: never verified, and verified too long ago.
_NEVER, _LONG_AGO = 6, 14


@dataclass(frozen=True, slots=True)
class PastCheck:
    """核实记录: a check of the past; `by` None: taken over from an earlier ledger."""

    grid: int
    at: datetime
    by: int | None
    households: int


def made_up_checks(demo: DemoDistrict, seed: int, now: datetime, since: date) -> list[PastCheck]:
    """One or two checks a grid, the same for the same seed, moment and ids.

    Nobody of the district has a post before `since`: what is older was taken over.
    """
    rng = Random(f"{seed}-ledgers")
    walker = {duty.grid: duty.person for duty in demo.grid_duties if duty.role == "full_time"}
    found = []
    for grid in demo.grids:
        for days in _ages(rng):
            at = _moment(now, days, rng)
            by = walker.get(grid.id) if at.date() >= since else None
            found.append(PastCheck(grid.id, at, by, _households(grid, days, rng)))
    return found


def _ages(rng: Random) -> tuple[int, ...]:
    """How many days ago a grid was verified, oldest first; the last one is the newest."""
    drawn = rng.randrange(100)
    if drawn < _NEVER:
        return ()
    if drawn < _NEVER + _LONG_AGO:
        return (rng.randint(95, 220),)
    newest = rng.randint(1, 80)
    return (newest + rng.randint(60, 120), newest)


def _moment(now: datetime, days: int, rng: Random) -> datetime:
    day = now.astimezone(SHANGHAI).date() - timedelta(days=days)
    return datetime.combine(day, time(rng.randint(9, 17), rng.randrange(60)), SHANGHAI)


def _households(grid: GridShape, days: int, rng: Random) -> int:
    # People move: the newest number is the grid's own, older ones differ a little.
    return grid.households if days <= 80 else max(0, grid.households + rng.randint(-12, 12))
