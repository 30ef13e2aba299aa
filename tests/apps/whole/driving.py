"""Drives cases through every act of the procedure file that somebody may do, whoever that is.

Nothing here names an act: what is offered, to whom, and which fields it takes is read from the
procedure and its fields, so an act that is added to the file is done here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, Final

from huying.apps.cases.acts import Choice, Opened, choices, opened
from huying.apps.cases.proposals import district_now
from huying.apps.cases.services import PROCEDURE, access_code, act_on_case, open_case
from huying.domain.cases.fields import FIELDS
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refused
from huying.domain.procedure.model import ActRule
from huying.platform.matters.models import Event, Matter, Obligation
from huying.platform.matters.perform import NoSuchMatter
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from huying.platform.ticker.tick import tick
from tests.apps.whole.cast import CASE_TYPE
from tests.apps.whole.planted import NAME, PHONE, Planted
from tests.builders import MORNING, Town, row

#: Numbers, names and words of other systems: whoever types them does not tell who reported.
SYSTEM: Final = frozenset(
    {"source", "source_number", "source_values", "source_outcome", "marks", "list_line", "field"}
)
#: Left out unless the act cannot be done without.
OPTIONAL: Final = frozenset({"helpers", "observers", "reported_at", "external_due_at"})
#: Bodies that stand under others and may be given a task.
_TASKED: Final = (BodyKind.OFFICE, BodyKind.INSTITUTION_UNIT, BodyKind.STATIONED)
#: Who is hidden, and why: told of a wrong, or asked for confidence.
TOLD: Final = (
    {"demand_kind": "tip_off"},
    {"demand_kind": "complaint", "is_confidential": True},
    {"demand_kind": "tip_off", "requester_phone": ""},
    {"demand_kind": "consult", "is_confidential": True},
)
_STEPS, _TRIES, _OFTEN, _ENOUGH, _IN_ORDER = 50, 12, 2, 6, 6
_keys = count(1)


@dataclass
class Driver:
    """Cases of a hidden reporter, one after another; `done` counts acts, `refused` says why not."""

    town: Town
    at: datetime = MORNING
    cases: list[int] = field(default_factory=list)
    planted: dict[int, Planted] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    here: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    actors: set[Actor] = field(default_factory=set)
    chance: Random = field(default_factory=lambda: Random(7))
    named: dict[tuple[str, str], Actor] = field(default_factory=dict)

    @property
    def acts(self) -> dict[str, ActRule]:
        return dict(newest(self.town.id, PROCEDURE, stamp(self.town.id)).acts)

    def never_done(self) -> set[str]:
        """Acts of the file that no event is of; one press may do two acts on two cases."""
        done = Event.objects.filter(matter__procedure=PROCEDURE).values_list("act", flat=True)
        return set(self.acts) - set(done)

    def drive(self, cases: int) -> None:
        """So many cases, each along the acts that were done least so far."""
        makers = [rule for rule in self.acts.values() if rule.makes_matter]
        for nth in range(cases):
            # Each way in is gone at least once, most cases by the first; from whoever may.
            rule = makers[nth] if nth < len(makers) else makers[0]
            by = [self._maker(entitled.role) for entitled in rule.by][nth % len(rule.by)]
            matter = self._open(rule, by, TOLD[nth % len(TOLD)])
            self.cases.append(matter)
            self.here.clear()
            self.failed.clear()
            for _ in range(_STEPS):
                if not self._step(matter):
                    break

    # ---- coming in ------------------------------------------------------------------------------

    def _maker(self, role: str) -> Actor:
        town = self.town
        if role == "requester":
            return town.resident
        if role == "hotline":
            return Actor(None, (Post("hotline", town.body("CMD")),), town.id)
        return town.actor(role, "S01-C01" if role == "grid_worker" else "CMD")

    def _open(self, rule: ActRule, by: Actor, told: dict[str, Any]) -> int:
        has_phone = told.get("requester_phone", PHONE) != ""
        planted = Planted(has_phone=has_phone)
        fixed = {"channel": "phone", **self.town.point(), **told}
        fields = self._fields(rule, planted, Counter(), set())
        fields = {**fields, **fixed}
        made = open_case(by, fields, at=self.at, key=f"drive:{next(_keys)}", act=rule.name)
        code = access_code(self.town.id, made.number)
        assert code == made.access_code
        self.planted[made.matter_id] = Planted(code, has_phone)
        self.done[rule.name] += 1
        return made.matter_id

    # ---- going on -------------------------------------------------------------------------------

    def _step(self, matter: int) -> bool:
        """The offered act that was done least; then the clock; then an end that is known."""
        self.at += timedelta(minutes=7)
        if self._strike(matter):
            return True
        case = opened(row(matter), self.at)
        offered = [(choice, by) for by in self._people(case) for choice in self._of(case, by)]
        fresh = [offer for offer in offered if self._is_worth(offer[0].rule)]
        if case.row.ended_at:
            # Only what brings it back, and that once.
            return self._one_of(matter, [o for o in fresh if not self.done[o[0].rule.name]])
        known_ends = [offer for offer in offered if self._is_end(offer[0].rule)]
        return self._one_of(matter, fresh) or self._wait(matter) or self._one_of(matter, known_ends)

    def _one_of(self, matter: int, offered: list[tuple[Choice, Actor]]) -> bool:
        for choice, by in sorted(offered, key=self._rank):
            if self._try(matter, choice, by):
                self.actors.add(by)
                self.here[choice.rule.name] += 1
                return True
            self.failed[choice.rule.name] += 1
        return False

    def _is_end(self, rule: ActRule) -> bool:
        run = newest(self.town.id, PROCEDURE, stamp(self.town.id))
        return bool(rule.to) and run.states[rule.to].is_end

    def _is_worth(self, rule: ActRule) -> bool:
        if self.failed[rule.name] >= _OFTEN:
            return False
        if self._is_end(rule):
            return not self.done[rule.name]
        return self.here[rule.name] < (_OFTEN if self.done[rule.name] < _ENOUGH else 1)

    def _of(self, case: Opened, by: Actor) -> list[Choice]:
        return [choice for choice in choices(case, by, self.at) if choice.refusal is None]

    def _rank(self, offer: tuple[Choice, Actor]) -> tuple[bool, int, float, bool, str, str]:
        rule = offer[0].rule
        # What leads on comes last among equals, so that the others are done on the way.
        name, leads_on = rule.name, bool(rule.to)
        # Every other case stays where it is as long as it can: three tries make an unreached.
        first = leads_on and len(self.cases) % 2 == 0
        # Later ones go any way: what is undone at once (merged, let go) is so only in some.
        any_way = self.chance.random() if len(self.cases) > _IN_ORDER else 0.0
        return first, self.here[name], any_way or self.done[name], leads_on, name, str(offer[1])

    def _strike(self, matter: int) -> bool:
        """What only the clock does is done as soon as a promise is there that it is about."""
        for rule in self.acts.values():
            by_clock = any(e.role == "clock" for e in rule.by) and not self.done[rule.name]
            owed = Obligation.objects.filter(matter_id=matter, kind__in=rule.on, outcome="")
            due = owed.filter(due_at__isnull=False).order_by("due_at").first() if by_clock else None
            if due and due.due_at and due.due_at > self.at and self.run_out(matter, due.due_at):
                return True
        return False

    def _wait(self, matter: int) -> bool:
        """Nobody can do anything: the clock goes on to the next promise that runs out."""
        due = Obligation.objects.filter(matter_id=matter, outcome="", due_at__isnull=False)
        first = due.order_by("due_at").first()
        if first is None or first.due_at is None:
            return False
        return self.run_out(matter, first.due_at)

    def run_out(self, matter: int, due: datetime) -> bool:
        before = row(matter).version
        self.at = max(self.at, due + timedelta(minutes=1))
        while tick(self.at):
            pass
        self.done.update(self._acts_of_clock(matter, before))
        return row(matter).version > before

    def _acts_of_clock(self, matter: int, before: int) -> Iterator[str]:
        yield from row(matter).events.filter(seq__gt=before).values_list("act", flat=True)

    def _try(self, matter: int, choice: Choice, by: Actor) -> bool:
        """Performs the act, trying other values for fields that are refused."""
        turn: Counter[str] = Counter()
        wanted: set[str] = set()
        for _ in range(_TRIES):
            fields = self._fields(choice.rule, self.planted[matter], turn, wanted)
            try:
                act_on_case(
                    by, matter, choice.rule.name, fields, at=self.at, key=f"drive:{next(_keys)}",
                    answers=choice.answers.id if choice.answers else None,
                )  # fmt: skip
            except Refused as no:
                named = {fault.field for fault in no.refusal.faults}
                self.refused[choice.rule.name] = f"{no.refusal.code} {sorted(named)}"
                wanted |= named
                turn.update(named or {f for f in choice.rule.needs if not FIELDS[f].is_text})
                if not named and not turn:
                    return False
            except NoSuchMatter:
                turn.update(f for f in choice.rule.needs if not FIELDS[f].is_text)
            else:
                self.done[choice.rule.name] += 1
                return True
        return False

    # ---- who ------------------------------------------------------------------------------------

    def _people(self, case: Opened) -> list[Actor]:
        """Everybody of a role of the procedure at a body that has to do with the case."""
        roles = {e.role for rule in self.acts.values() for e in rule.by} - {"clock", "hotline"}
        chart, town = self.town.chart, self.town
        parties = {body for bodies in case.matter.parties.values() for body in bodies}
        owed = case.matter.open()
        bodies = parties | {o.debtor for o in owed} | {o.creditor for o in owed}
        bodies |= {body.id for kind in (BodyKind.CENTRE, BodyKind.INSPECTION)
                   for body in chart.of_kind(kind)}  # fmt: skip
        if community := chart.community_of(case.row.area_code):
            bodies.add(community.id)
        codes = sorted(chart.body(body).code for body in bodies if body in chart)
        found = [
            self._known(role, code) for role in sorted(roles - {"requester"}) for code in codes
        ]
        return [*found, town.resident]

    def _known(self, role: str, code: str) -> Actor:
        if (role, code) not in self.named:
            self.named[role, code] = self.town.actor(role, code)
        return self.named[role, code]

    # ---- what -----------------------------------------------------------------------------------

    def _fields(
        self, rule: ActRule, planted: Planted, turn: Counter[str], wanted: set[str]
    ) -> dict[str, Any]:
        found = {}
        for name in (*rule.needs, *rule.takes):
            rules = FIELDS[name]
            is_needed = name in rule.needs or name in wanted
            if name in SYSTEM and not is_needed:
                continue
            if not is_needed and (name in OPTIONAL or not rules.is_text):
                continue
            values = list(self._values(name, planted))
            if values:
                found[name] = values[turn[name] % len(values)]
        return found

    def _values(self, name: str, planted: Planted) -> Iterator[Any]:
        judge = FIELDS[name].judge
        if FIELDS[name].is_text:
            yield _text_of(name, planted)
            return
        told = judge("~~") or ("", {})
        codes = [c for c in str(told[1].get("choices", "")).split("、") if c]
        pool = [*codes, *([code] for code in codes), *self._pool(name)]
        yield from (value for value in pool if judge(value) is None)

    def _case_types(self) -> tuple[str, ...]:
        """Led by a department with helpers, and by the street of the place."""
        items = district_now(self.town.id, MORNING).duties(MORNING.date()).items
        return CASE_TYPE, next(code for code, item in items.items() if item.is_street_led)

    def _pool(self, name: str) -> list[Any]:
        chart, point = self.town.chart, self.town.point()
        body = [chart.of_kind(kind)[0].id for kind in (BodyKind.DEPARTMENT, BodyKind.STREET)]
        lead = row(self.cases[-1]).lead_id if self.cases else None
        inner = [b.id for kind in _TASKED for b in chart.of_kind(kind)]
        body += [b for b in inner if lead and b != lead and chart.is_under(b, lead)][:2]
        others = self.cases[:-4:-1]
        days = [self.at + timedelta(days=n) for n in (2, 1, 5)]
        texts = ("3",) if name == "list_line" else self._case_types()
        known = {"lon": point["lon"], "lat": point["lat"], "field": "text"}
        return [
            *([known[name]] if name in known else []), True, False, *days, *others, *body, 1, 2, 3,
            [body[0]], [body[1]], [others[0]] if others else [], [1],
            *texts, ["看过现场"], [*texts], "text", {}, [],
        ]  # fmt: skip


def _text_of(name: str, planted: Planted) -> str:
    """The name, the phone, or a text full of both, as long as the field takes."""
    if name == "requester_name":
        return NAME
    if name == "requester_phone":
        return PHONE
    return planted.sentence(_longest(name))


@cache
def _longest(name: str) -> int:
    fault = FIELDS[name].judge("字" * 30_000)
    return min(int(fault[1].get("longest", 200)), 2_000) if fault else 200


def matters(driver: Driver) -> list[Matter]:
    return [row(matter) for matter in driver.cases]
