"""Loads the made-up district with its lists and its history, whole or not at all.

The only place where the simulation meets the apps: `sim` makes values, the apps write them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from huying.apps.cases.district import district_at
from huying.apps.duties import services as duties
from huying.apps.grids import checks as ledgers
from huying.apps.grids import services as grids
from huying.apps.organisations import leaves, queries, services
from huying.domain.kernel.ids import months_of
from huying.domain.worktime import SHANGHAI
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters import procedures
from huying.platform.matters.bulk import History, write_histories
from huying.platform.matters.perform import Command
from huying.platform.matters.stamps import raise_stamp, stamp
from huying.sim.absences import made_up_absences
from huying.sim.arrivals import Intake
from huying.sim.crew import Crew
from huying.sim.district import DemoDistrict, make_district
from huying.sim.grid_ledger import made_up_checks
from huying.sim.ground import Surroundings
from huying.sim.history import live
from huying.sim.history_plan import HistoryPlan, read_history_plan
from huying.sim.plan import DistrictPlan, read_plan
from huying.sim.texts import Teller
from huying.sim.world import Past, World

#: More ids than a case needs on average with its promises, events and texts, and for its scores;
#: and for the district itself.
_IDS_A_CASE = 75
_IDS_OF_SCORES = 12
_IDS_BESIDES = 14_000
_IDS_AT_ONCE = 500

Hears = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load: from which folder of rules, up to which moment, and how much of a history."""

    rules: Path
    now: datetime
    cases: int | None = None
    days: int | None = None


@dataclass(slots=True)
class IdStock:
    """Ids by month, taken many at a time: one by one they would cost more than the acts."""

    by_month: dict[int, Iterator[int]] = field(default_factory=dict)

    def take(self, moment: datetime) -> int:
        """An id of the month of a moment."""
        month = _month(moment)
        if month not in self.by_month:
            self.by_month[month] = _ids_of(moment)
        return next(self.by_month[month])


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    district: DemoDistrict
    cases: int
    scored: int


def demo_code(rules: Path) -> int:
    """The six-digit code of the demo district."""
    return read_plan(texts_of(rules)).code


def is_loaded(code: int) -> bool:
    return any(district.id == code for district in queries.districts())


def load_demo(wanted: Wanted, hears: Hears, before: Callable[[], None] | None = None) -> Loaded:
    """Everything in one transaction: an interrupted load leaves nothing behind.

    `before` runs first inside it (a reset). `hears` is told stage, done and total.
    """
    plan, history = plans_of(texts_of(wanted.rules), wanted)
    _reserve(wanted.now, history)
    with write_transaction():
        if before:
            hears("reset", 0, 0)
            before()
        hears("district", 0, 0)
        demo = _load_district(wanted, plan, history)
        hears("lists", 0, 0)
        _load_rules(wanted, demo.code)
        world = world_of(demo, plan, history, wanted.now)
        cases = write_pasts(demo.code, live(world), lambda n: hears("history", n, history.cases))
        hears("scores", 0, 0)
        scored = _score(demo.code, wanted.now)
        raise_stamp(demo.code)
    return Loaded(demo, cases, scored)


def world_of(
    demo: DemoDistrict, plan: DistrictPlan, history: HistoryPlan, until: datetime
) -> World:
    """The loaded district as the simulation sees it: the very facts that `perform` decides on."""
    at = until.astimezone(SHANGHAI)
    district = district_at(demo.code, stamp(demo.code), at.date())
    types = district.duties(at.date()).types
    teller = Teller(history.phrases, types, frozenset(history.kind_of))
    around = Surroundings.of(demo, plan)
    return World(
        plan=history,
        district=district,
        procedure=procedures.newest(demo.code, "case", stamp(demo.code)),
        crew=Crew.of(demo),
        intake=Intake(history, types, around, plan.names, district.calendar, teller),
        next_id=IdStock().take,
        until=at,
    )


def write_pasts(
    district: int, pasts: Iterable[Past], after_batch: Callable[[int], None] | None = None
) -> int:
    """Writes histories in bulk, the ids of their rows taken from the month of their report."""
    total = 0
    for month, group in groupby(pasts, key=lambda past: _first_of_month(past.matter.opened_at)):
        total += write_histories(
            district,
            (history_of(district, past) for past in group),
            ids=_ids_of(month),
            salt=lambda: secrets.token_hex(16),
            after_batch=partial(_heard, after_batch, total),
        )
    return total


def history_of(district: int, past: Past) -> History:
    """A made-up case as the bulk writer takes it, with the digests `perform` would compute."""
    return History(
        matter=past.matter,
        detail=past.case,
        events=tuple(done.event for done in past.done),
        keys=tuple(done.key for done in past.done),
        digests=tuple(command.digest() for command in commands_of(district, past)),
    )


def commands_of(district: int, past: Past) -> Iterator[Command]:
    """The commands that would have made this case."""
    for place, done in enumerate(past.done):
        act = done.act
        yield Command(
            district_id=district,
            act=act.kind,
            by=act.by,
            at=act.at,
            key=done.key,
            fields=act.fields,
            matter_id=past.matter.id if place else None,
            procedure=past.matter.procedure,
            answers=act.answers,
        )


def logins_of(demo: DemoDistrict) -> list[dict[str, str]]:
    """What the login page and `huying serve` show: who can log in, and as what."""
    names = {body.id: body.name_zh for body in demo.bodies}
    return [
        {
            "role": person.title_zh,
            "role_en": person.title_en,
            "username": person.username,
            "password": person.password,
            "name": person.name,
            "body": names[person.holdings[0].body],
        }
        for person in demo.logins
    ]


def logins_text(demo: DemoDistrict) -> bytes:
    return json.dumps(logins_of(demo), ensure_ascii=False, indent=1).encode()


def texts_of(rules: Path) -> dict[str, str]:
    """The files the demo is made from, by name."""
    files = (rules / "demo").iterdir()
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}


def plans_of(texts: dict[str, str], wanted: Wanted) -> tuple[DistrictPlan, HistoryPlan]:
    """The district's and the history's plan, the latter as long as wanted."""
    history = read_history_plan(texts)
    return read_plan(texts), replace(
        history, cases=wanted.cases or history.cases, days=wanted.days or history.days
    )


def _first_day(now: datetime, history: HistoryPlan) -> date:
    return (now.astimezone(SHANGHAI) - timedelta(days=history.days + 1)).date()


def _load_district(wanted: Wanted, plan: DistrictPlan, history: HistoryPlan) -> DemoDistrict:
    demo = make_district(plan, lambda: ids.new_id(wanted.now))
    since = _first_day(wanted.now, history)
    services.load_district(demo, wanted.now, valid_from=since)
    today = wanted.now.astimezone(SHANGHAI).date()
    absences = made_up_absences(demo, today, lambda: ids.new_id(wanted.now))
    leaves.load_leaves(demo.code, absences, wanted.now)
    grids.load_grids(
        demo.code,
        demo.grids,
        demo.grid_duties,
        wanted.now,
        outline=demo.outline,
        valid_from=since,
    )
    ledgers.load_checks(demo.code, made_up_checks(demo, plan.seed, wanted.now, since), wanted.now)
    return demo


def _load_rules(wanted: Wanted, code: int) -> None:
    duties.load_lists(code, wanted.rules / "duty_lists", wanted.now)
    policies = (wanted.rules / "policies" / "limits.toml").read_text(encoding="utf-8")
    duties.publish_policies(code, policies, wanted.now)
    for file in sorted((wanted.rules / "procedures").glob("*.toml")):
        procedures.publish(code, file, at=wanted.now)


def _score(code: int, at: datetime) -> int:
    """Scores of the closed cases, where the appraisal is part of this installation."""
    if find_spec("huying.apps.appraisal.services") is None:
        return 0
    appraisal = import_module("huying.apps.appraisal.services")
    return int(appraisal.score_closed(code, at))


def _reserve(now: datetime, history: HistoryPlan) -> None:
    # Ids cannot be taken inside the transaction, so more than enough are taken before it.
    by_month: dict[int, list[datetime]] = {}
    for back in range(history.days + 1):
        day = now - timedelta(days=back)
        by_month.setdefault(_month(day), []).append(day)
    for days in by_month.values():
        share = history.cases * _IDS_A_CASE * len(days) // (history.days + 1)
        scores = history.cases * _IDS_OF_SCORES if now in days else 0
        ids.reserve(days[0], share + scores + _IDS_BESIDES)


def _month(moment: datetime) -> int:
    return months_of(moment.astimezone(SHANGHAI))


def _first_of_month(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _ids_of(moment: datetime) -> Iterator[int]:
    while True:
        yield from ids.new_ids(moment, _IDS_AT_ONCE)


def _heard(hears: Callable[[int], None] | None, before: int, now: int) -> None:
    if hears:
        hears(before + now)
