"""Things tests start from: the demo district in the database, actors, a case, one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from huying.apps.duties.services import load_lists, publish_policies
from huying.apps.grids.services import load_grids
from huying.apps.organisations.services import load_district
from huying.domain.kernel.actor import Actor, Post, clock, resident
from huying.domain.kernel.bodies import Chart
from huying.domain.worktime import SHANGHAI
from huying.platform import ids
from huying.platform.matters.models import Matter, Obligation, Stamp
from huying.platform.matters.perform import Command, Performed, perform
from huying.platform.matters.procedures import publish
from huying.sim.district import DemoDistrict, make_district
from huying.sim.plan import read_plan

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
#: A Tuesday; the demo's lists hold on it.
MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI)
#: What the checklist of exposed rubbish (01001) requires before a result is reported.
CHECKED = ["cleared", "keeper_told"]


@lru_cache(maxsize=1)
def made_up() -> DemoDistrict:
    """The demo district as a value; the ids are a test's own."""
    plan = read_plan(
        {f.name: f.read_text("utf-8") for f in (DATA / "demo").iterdir() if f.is_file()}
    )
    months = count(1)
    return make_district(plan, lambda: 314_0000_0000_0000 + next(months))


def load_demo_district(at: datetime = MORNING) -> DemoDistrict:
    """Writes district, grids, lists, policies and procedures; no cases."""
    value = made_up()
    load_district(value, at, valid_from=date(2025, 1, 1))
    load_grids(
        value.code,
        value.grids,
        value.grid_duties,
        at,
        outline=value.outline,
        valid_from=date(2025, 1, 1),
    )
    load_lists(value.code, DATA / "duty_lists", at)
    publish_policies(value.code, (DATA / "policies/limits.toml").read_text("utf-8"), at)
    for file in sorted((DATA / "procedures").glob("*.toml")):
        publish(value.code, file, at=at)
    # Another district of the same tests (a demo, a small one) must never stand under this stamp.
    Stamp.objects.filter(district_id=value.code).update(value=1_000_000)
    return value


@dataclass(frozen=True)
class Town:
    """The loaded district with short ways to its bodies and people."""

    value: DemoDistrict
    id: int
    chart: Chart

    def body(self, code: str) -> int:
        found = self.chart.by_code(code)
        assert found, f"no body {code}"
        return found.id

    def actor(self, role: str, code: str, nth: int = 0) -> Actor:
        """The nth holder of a role at a body (a made-up person where there are fewer)."""
        body = self.body(code)
        holders = [
            p.id
            for p in self.value.people
            if any(h.role == role and h.body == body for h in p.holdings)
        ]
        person = holders[nth] if nth < len(holders) else 9_000_000 + nth
        return Actor(person, (Post(role, body),), self.id)

    @property
    def desk(self) -> Actor:
        return self.actor("desk", "CMD")

    @property
    def visitor(self) -> Actor:
        return self.actor("visitor", "CMD")

    @property
    def supervisor(self) -> Actor:
        return self.actor("supervisor", "GOF")

    @property
    def resident(self) -> Actor:
        return resident(self.id)

    @property
    def clock(self) -> Actor:
        return clock(self.id)

    def point(self, street: str = "S01") -> dict[str, str]:
        """A place inside the first grid of a street, as an act's fields."""
        from shapely.geometry import Polygon

        body = self.body(street)
        grid = next(g for g in self.value.grids if g.street == body)
        spot = Polygon(grid.ring).representative_point()
        return {"lon": f"{spot.x:.6f}", "lat": f"{spot.y:.6f}"}


_keys = count(1)


def do(
    town: Town,
    act: str,
    by: Actor,
    at: datetime,
    *,
    matter: int | None = None,
    on: str = "",
    key: str = "",
    expected: int | None = None,
    **fields: Any,
) -> Performed:
    """Performs one act; `on` names the kind of the open obligation it answers."""
    answers = None
    if on:
        owed = Obligation.objects.filter(matter_id=matter, kind=on, outcome="")
        mine = owed.filter(debtor_id__in=by.bodies) | owed.filter(creditor_id__in=by.bodies)
        answers = (mine.first() or owed.first()).id
    return perform(
        Command(
            district_id=town.id,
            act=act,
            by=by,
            at=at,
            key=key or f"test:{next(_keys)}",
            fields=fields,
            matter_id=matter,
            procedure="case",
            answers=answers,
            expected=expected,
        )
    )


def report(town: Town, at: datetime = MORNING, **fields: Any) -> int:
    """A complaint by phone about exposed rubbish in S01, placed; returns its matter id."""
    told = {
        "demand_kind": "complaint",
        "channel": "phone",
        "text": "小区北门垃圾成堆，没人清。",
        "requester_name": "周小明",
        "requester_phone": "19900001234",
        **town.point(),
        **fields,
    }
    told = {name: value for name, value in told.items() if value is not None}
    return do(town, "report", town.desk, at, **told).matter_id


def dispatched(town: Town, at: datetime = MORNING, case_type: str = "01001", **fields: Any) -> int:
    """A case that has just been dispatched to its lead."""
    matter = report(town, at, **fields)
    do(town, "file", town.desk, at, matter=matter, on="file", case_type=case_type)
    do(town, "dispatch", town.desk, at, matter=matter, on="dispatch", helpers=[])
    return matter


def row(matter_id: int) -> Matter:
    return Matter.objects.select_related("case").get(id=matter_id)


def wipe() -> None:
    """Empties every table inside the test's own transaction, which is rolled back with it."""
    with connection.cursor() as cursor:
        own = (m for m in apps.get_models() if m.__module__.startswith("huying."))
        for model in own:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    forget_caches()


def forget_caches() -> None:
    """What processes keep under a stamp, forgotten between tests that roll stamps back."""
    from huying.apps.cases.district import district_at
    from huying.apps.duties import queries as duties
    from huying.apps.grids import atlas
    from huying.apps.organisations import queries as organisations
    from huying.platform.matters import procedures

    district_at.cache_clear()
    duties.forget()
    organisations.forget()
    atlas._atlases.clear()
    organisations.forget()
    procedures.newest.cache_clear()
    procedures.all_newest.cache_clear()
    procedures.procedure.cache_clear()
    ids.reset()


Maker = Callable[..., int]
