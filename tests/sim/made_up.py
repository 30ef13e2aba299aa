"""A made-up district as a value, from the shipped files alone: no database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path

import shapely
from shapely import STRtree

from huying.domain.cases.district import District
from huying.domain.duties import DutySet, Family, Staff, read_policies
from huying.domain.duties.checklists import CheckItem, read_checklists
from huying.domain.duties.reading import (
    read_items,
    read_powers,
    read_rows,
    read_territorial,
    read_types,
)
from huying.domain.kernel.ids import make_id, months_of
from huying.domain.procedure.load import read_procedure
from huying.platform.calendars import calendar_on
from huying.sim.arrivals import Intake
from huying.sim.crew import Crew
from huying.sim.district import DemoDistrict, make_district
from huying.sim.ground import Surroundings
from huying.sim.history_plan import HistoryPlan, read_history_plan
from huying.sim.plan import DistrictPlan, read_plan
from huying.sim.texts import Teller
from huying.sim.world import World

DATA = Path(__file__).parents[2] / "data"
TEXTS = {file.name: file.read_text("utf-8") for file in (DATA / "demo").iterdir()}


@lru_cache(maxsize=1)
def plan() -> DistrictPlan:
    return read_plan(TEXTS)


@lru_cache(maxsize=1)
def demo() -> DemoDistrict:
    return make_district(plan(), count(1).__next__)


@lru_cache(maxsize=1)
def duties() -> DutySet:
    folder = DATA / "duty_lists"
    items = read_rows(
        (folder / "event_types.csv").read_text("utf-8"), Family.RESPONSIBILITY, "items"
    )
    lines = read_rows(
        (folder / "territorial_duties.csv").read_text("utf-8"), Family.TERRITORIAL, "lines"
    )
    powers = read_rows((folder / "devolved_powers.csv").read_text("utf-8"), Family.POWER, "powers")
    return DutySet(
        read_items(items, "1"),
        types=read_types(items),
        territorial=read_territorial(lines, "1"),
        powers=read_powers(powers),
        checklists=_checklists(),
        versions={Family.RESPONSIBILITY: "1", Family.TERRITORIAL: "1", Family.POWER: "1"},
    )


def _checklists() -> dict[str, tuple[CheckItem, ...]]:
    text = (DATA / "duty_lists" / "checklists.toml").read_text("utf-8")
    return read_checklists(text).all_on(date(2026, 11, 1))


@lru_cache(maxsize=1)
def district() -> District:
    """The district with everybody on post, as on any day of the history."""
    people: dict[tuple[str, int], tuple[int, ...]] = defaultdict(tuple)
    staff: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for person in demo().people:
        for held in person.holdings:
            people[held.role, held.body] += (person.id,)
            staff[held.body][0] += 1
            staff[held.body][1] += bool(held.certificate_no)
    polygons = [shapely.Polygon(grid.ring) for grid in demo().grids]
    tree = STRtree(polygons)

    def locate(lon: str, lat: str) -> str:
        found = tree.query(shapely.Point(float(lon), float(lat)), predicate="intersects")
        return min((demo().grids[n].code for n in found), default="")

    return District(
        id=demo().code,
        chart=demo().chart,
        duties=lambda _: duties(),
        policies=read_policies((DATA / "policies" / "limits.toml").read_text("utf-8")),
        calendar=lru_cache(maxsize=512)(lambda day: calendar_on(day, DATA)),
        staff={body: Staff(*counts) for body, counts in staff.items()},
        people=dict(people),
        locate=locate,
    )


def world(history: HistoryPlan, until: datetime) -> World:
    serial = count(1)
    types = duties().types
    teller = Teller(history.phrases, types, frozenset(history.kind_of))
    calendar = district().calendar
    around = Surroundings.of(demo(), plan())
    return World(
        plan=history,
        district=district(),
        procedure=read_procedure(
            (DATA / "procedures" / "case.toml").read_text("utf-8"), file="case"
        ),
        crew=Crew.of(demo()),
        intake=Intake(history, types, around, plan().names, calendar, teller),
        next_id=lambda at: make_id(months=months_of(at), cell=0, n=next(serial)),
        until=until,
    )


def history() -> HistoryPlan:
    return read_history_plan(TEXTS)
