"""Cases played through on values: no database, real lists, rules and calendar.

A situation is a line of acts, each with its usual person and fields: "report file dispatch".
A word after "!" chooses another usage of the act: "report!anonymous".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import shapely

from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.district import District
from huying.domain.cases.facts import CaseFacts
from huying.domain.cases.joined import Other
from huying.domain.duties import DutySet, read_checklists
from huying.domain.kernel.actor import Actor, Post, clock, resident
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import decide, refusal_for
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.matter import Act, Event, Matter, blank
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from tests.sim.made_up import DATA, demo, district, duties

#: A Monday.
START = datetime(2026, 3, 9, 10, 0, tzinfo=SHANGHAI)
#: No list line names anybody for this type.
NOBODYS = "01005"


def at(text: str) -> datetime:
    """A local moment of 2026: "03-09 10:00"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@lru_cache(maxsize=1)
def the_procedure() -> Procedure:
    text = (DATA / "procedures" / "case.toml").read_text("utf-8")
    return read_procedure(text, file="case")


@lru_cache(maxsize=1)
def lists() -> DutySet:
    """The shipped lists with their checklists; NOBODYS is left without a lead."""
    known = duties()
    checks = read_checklists((DATA / "duty_lists" / "checklists.toml").read_text("utf-8"))
    items = [replace(i, lead="") if i.case_type == NOBODYS else i for i in known.items.values()]
    return DutySet(
        items,
        types=known.types.values(),
        territorial=known.territorial.values(),
        powers=known.powers.values(),
        versions=known.versions,
        checklists=checks.all_on(date(2026, 3, 9)),
    )


@lru_cache(maxsize=1)
def the_district() -> District:
    return replace(district(), duties=lambda _: lists())


def body(code: str) -> int:
    found = the_district().chart.by_code(code)
    assert found, f"no body {code}"
    return found.id


@lru_cache(maxsize=8)
def spot(street: str = "S01") -> dict[str, str]:
    """A point inside a grid of a street."""
    grid = next(g for g in demo().grids if g.street == body(street))
    point = shapely.Polygon(grid.ring).representative_point()
    return {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}"}


Usual = dict[str, tuple[str, dict[str, Any]]]

SHORT = {
    "desk": "desk CMD",
    "lead": "clerk UMB",
    "verifier": "verifier S01",
    "visitor": "visitor CMD",
    "supervisor": "supervisor GOF",
    "worker": "grid_worker S01-C01",
}
_persons: dict[str, int] = {}


def who(words: str) -> Actor:
    """ "lead", "clerk MUN", "resident"; "lead@supervisor GOF" is the lead's person elsewhere."""
    if words in ("resident", "clock"):
        return (resident if words == "resident" else clock)(demo().code)
    same, _, there = words.rpartition("@")
    role, code = SHORT.get(there, there).split()
    person = SHORT.get(same or there, same or there)
    held = (Post(role, body(code)),)
    return Actor(_persons.setdefault(person, 1_000 + len(_persons)), held, demo().code)


@dataclass
class One:
    """One case with everything that happened to it."""

    matter: Matter
    case: Case = field(default_factory=Case)
    events: list[Event] = field(default_factory=list)

    @property
    def start(self) -> Matter:
        return new_matter(self.matter.id, self.matter.opened_at)


def new_matter(number: int, moment: datetime) -> Matter:
    begin = the_procedure().begin
    return blank(number, procedure="case", version=1, begin=begin, at=moment)


class Play:
    """Cases of one district by their ids; who acts on one may name another."""

    def __init__(self) -> None:
        self.cases: dict[int, One] = {}
        self.ids = count(1_000)

    def new(self, number: int, moment: datetime = START) -> One:
        self.cases[number] = One(new_matter(number, moment))
        return self.cases[number]

    def other(self, number: int) -> Other | None:
        one = self.cases.get(number)
        if one is None or not one.matter.version:
            return None
        is_end = the_procedure().states[one.matter.state].is_end
        return Other(one.matter, f"case-{number}", one.case, is_end)

    def facts(self, number: int) -> CaseFacts:
        return CaseFacts(the_district(), the_procedure(), self.cases[number].case, self.other)

    def offers(self, number: int, act: Act) -> Refusal | None:
        return refusal_for(self.cases[number].matter, act, self.facts(number))

    def do(self, number: int, act: Act) -> Event | Refusal:
        """One act; a refused one changes nothing."""
        one = self.cases[number]
        grey = self.offers(number, replace(act, fields={}))
        done = decide(one.matter, act, self.facts(number), self.ids)
        if isinstance(done, Refusal):
            return done
        # A grey button cannot be pressed: whatever happens was offered before.
        assert grey is None, (act.kind, grey)
        one.matter = evolve(one.matter, done)
        one.case = evolve_case(one.case, done)
        one.events.append(done)
        return done

    def answered(self, number: int, act: str, by: Actor, part: str = "") -> int | None:
        """The promise this person's act would answer: an open one, else one that has ended."""
        rule, matter = the_procedure().acts[act], self.cases[number].matter
        owed = [o for o in matter.obligations if o.kind in rule.on and (not part or o.part == part)]
        mine = [o for o in owed if o.is_open and {o.debtor, o.creditor} & by.bodies]
        still = mine or [o for o in owed if o.is_open] or owed[-1:]
        return still[0].id if still else None

    def when(self, number: int, act: str, answers: int | None, moment: datetime) -> datetime:
        """The moment, or for an act of the clock the first at which the promise is over."""
        owed = self.cases[number].matter.obligation(answers)
        waits = the_procedure().acts[act].at_due and owed and owed.due_at
        return max(moment, owed.due_at + timedelta(minutes=1)) if waits else moment

    def play(self, number: int, steps: str, usual: Usual, moment: datetime = START) -> datetime:
        """Each act of a line, a minute apart; the moment after the last."""
        if number not in self.cases:
            self.new(number, moment)
        for step in steps.split():
            by, fields = usual[step]
            name, actor = step.partition("!")[0], who(by)
            answers = self.answered(number, name, actor)
            moment = self.when(number, name, answers, moment)
            done = self.do(number, Act(name, actor, moment, fields, answers))
            assert isinstance(done, Event), (steps, step, done)
            moment += timedelta(minutes=1)
        return moment

    def copy(self) -> Play:
        """The same cases; what happens to one set leaves the other as it was."""
        other = Play()
        other.ids = count(1_000_000)
        for number, one in self.cases.items():
            other.cases[number] = One(one.matter, one.case, [*one.events])
        return other
