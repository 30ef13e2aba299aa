"""A procedure with one of everything the engine can do, and the facts of a world without law."""

# ruff: noqa: ARG002 - the engine asks more than this small world answers

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve, replay
from huying.domain.procedure.facts import Told
from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.marks import decide_mark
from huying.domain.procedure.matter import Act, Event, Matter, Obligation, blank
from huying.domain.procedure.model import ActRule
from huying.domain.worktime import Due, Limit, Pause, Unit, due
from tests.domain.worktime.shipped import CALENDAR, at

LEAD, BOSS, DESK = 1, 2, 3
FILE = Path(__file__).with_name("small.toml")
PROCEDURE = read_procedure(FILE.read_text(encoding="utf-8"), file=FILE.name)
LIMITS = {
    "job": Limit(2, Unit.WORK_DAY),
    "step": Limit(4, Unit.WORK_HOUR),
    "permit": Limit(1, Unit.WORK_DAY),
}
BLANK = blank(1, procedure="small", version=1, begin="working", at=at("2026-03-09"))
WHO = {
    "desk": Actor(30, (Post("desk", DESK),), 1),
    "clerk": Actor(10, (Post("clerk", LEAD),), 1),
    "boss": Actor(20, (Post("boss", BOSS),), 1),
}


@dataclass(frozen=True)
class Small:
    """Facts: two steps, limits of LIMITS on the shipped calendar; `job` may have another limit."""

    job: Limit = LIMITS["job"]
    steps: tuple[str, ...] = ("stop", "clear")
    procedure = PROCEDURE

    def parties(self, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
        return {"lead": (LEAD,), "boss": (BOSS,), "desk": (DESK,)}

    def parts(self, kind: str, matter: Matter, act: Act) -> tuple[str, ...]:
        return tuple(act.fields.get("only", self.steps))

    def start(self, kind: str, matter: Matter, act: Act) -> datetime:
        return act.at

    def limit(self, name: str, matter: Matter, act: Act, debtor: int, part: str) -> Limit | None:
        if name == "step" and part == "clear":
            return Limit(8, Unit.WORK_HOUR)
        return self.job if name == "job" else LIMITS[name]

    def due(self, start: datetime, limit: Limit, debtor: int, pauses: tuple[Pause, ...]) -> Due:
        return due(start, limit, CALENDAR, pauses)

    def next_look(self, obligation: Obligation) -> datetime | None:
        return obligation.due_at

    def told(self, matter: Matter, obligation: Obligation, step: int) -> Told:
        return Told(())

    def is_under(self, body: int, other: int) -> bool:
        return body == other

    def covers(self, body: int, matter: Matter, act: Act) -> bool:
        return False

    def guard(self, name: str, matter: Matter, act: Act) -> Refusal | None:
        return None

    def faults(self, rule: ActRule, matter: Matter, act: Act) -> tuple[Fault, ...]:
        return tuple(Fault(name, "", "missing") for name in rule.needs if name not in act.fields)

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        return {}

    def is_text(self, name: str) -> bool:
        return name == "note"


@dataclass
class Walk:
    """One matter under the small procedure; `now` is local, "2026-03-09 10:00"."""

    facts: Small = field(default_factory=Small)
    matter: Matter = field(default_factory=lambda: BLANK)
    events: list[Event] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def do(self, act: str, by: str, now: str, *, part: str = "", **fields: Any) -> str:
        """Does one act on the open promise it answers; the refusal's code, "" when it happened."""
        rule = PROCEDURE.acts[act]
        owed = [o for o in self.matter.open(*rule.on) if not part or o.part == part]
        answers = owed[0].id if rule.on and owed else None
        wanted = Act(act, WHO[by], at(now), fields, answers)
        done = decide(self.matter, wanted, self.facts, self.ids)
        if isinstance(done, Refusal):
            return done.code
        self._take(done)
        return ""

    def late(self, kind: str, now: str) -> None:
        """The clock marks a promise late."""
        done = decide_mark(self.matter, self.owed(kind).id, at(now), self.facts)
        assert isinstance(done, Event)
        self._take(done)

    def _take(self, event: Event) -> None:
        self.matter = evolve(self.matter, event)
        self.events.append(event)
        assert replay(BLANK, self.events) == self.matter

    def owed(self, kind: str, part: str = "") -> Obligation:
        """The latest promise of this kind and part."""
        return [o for o in self.matter.obligations if (o.kind, o.part) == (kind, part)][-1]

    def dues(self) -> dict[str, datetime | None]:
        return {f"{o.kind} {o.part}".strip(): o.due_at for o in self.matter.open()}


def begun(now: str = "2026-03-09 10:00", **facts: Any) -> Walk:
    """A matter that began on a Monday morning."""
    walk = Walk(Small(**facts))
    assert walk.do("begin", "desk", now) == ""
    return walk
