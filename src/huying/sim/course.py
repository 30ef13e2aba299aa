"""One made-up case from its report to its end, or to the end of the made-up weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.facts import CaseFacts
from huying.domain.duties import DutyItem
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.matter import Act, Event, Matter, Obligation, blank
from huying.sim import kin as two
from huying.sim.arrivals import Arrival
from huying.sim.clockwork import strike
from huying.sim.errands import errands_after
from huying.sim.history_plan import Habit
from huying.sim.intentions import INTENTIONS, LETS_GO, WAITS_FOR
from huying.sim.kin import Kin
from huying.sim.pace import DESK_SHIFT, after
from huying.sim.reporting import part_of, reporter, told
from huying.sim.steps import Step, calendar_of
from huying.sim.telling import said_at
from huying.sim.wording import Wording
from huying.sim.world import Done, Past, SimulationFault, World

#: The ticker comes within a second of the moment it waits for.
LATENCY: Final = timedelta(milliseconds=400)

Next = tuple[datetime, Callable[[], None]]


@dataclass(slots=True)
class Course:
    """过程: one case as it goes; `kin` are the cases it may come to name, `parts` the further
    demands a split makes cases of (type and text), `repeats` and `related` ids of earlier ones."""

    world: World
    arrival: Arrival
    kin: Kin
    parent: Course | None = None
    case: Case = field(default_factory=Case)
    matter: Matter = field(init=False)
    rng: Random = field(init=False)
    wording: Wording = field(init=False)
    now: datetime = field(init=False)
    filed_type: str = field(init=False)
    parts: tuple[tuple[str, str], ...] = ()
    repeats: int | None = None
    related: int | None = None
    sends_back: bool = False
    intended: dict[int, list[Step]] = field(default_factory=dict)
    errands: list[Step] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    hands: dict[tuple[str, int], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arrival, world = self.arrival, self.world
        self.rng, self.now = arrival.rng, arrival.at
        self.wording = Wording(world.intake.teller, arrival.case_type, self.rng)
        run = world.procedure
        self.matter = blank(
            world.next_id(arrival.at),
            procedure=run.code,
            version=run.version,
            begin=run.begin,
            at=arrival.at,
        )
        self.filed_type = arrival.case_type
        if self.parent is None:
            self._mistake()
        self.kin.courses.append(self)

    def _mistake(self) -> None:
        """Some are filed under a type that is another body's; some say two things at once."""
        chances, world = self.world.plan.chances, self.world
        if self.rng.random() < chances["mistyped"]:
            self.filed_type = world.confused(self.arrival, self.rng)
            self.sends_back = self.rng.random() < chances["mistyped_returned"]
        elif self.arrival.phone and self.rng.random() < chances["splits"]:
            self.arrival, self.parts = world.intake.with_more(self.arrival)

    # -- what the intentions ask ---------------------------------------------------------------

    @property
    def item(self) -> DutyItem | None:
        return self.world.item(self.case.case_type or self.arrival.case_type, self.now)

    @property
    def habit(self) -> Habit:
        """How the lead works; the usual way while there is none."""
        lead = self.matter.parties.get("lead", ())
        return self.world.habit_of(lead[0]) if lead else self.world.plan.habits["usual"]

    @property
    def returned(self) -> bool:
        return bool(self.matter.did("return_order"))

    @property
    def is_mistyped(self) -> bool:
        """Was it sent out as something it is not, and has that been noticed?"""
        return bool(self.matter.trail) and self.case.case_type not in ("", self.arrival.case_type)

    @property
    def is_again(self) -> bool:
        """Has the desk had it before?"""
        return len(self.matter.trail) > 1

    @property
    def may_be_repeated(self) -> bool:
        return bool(self.arrival.phone) and self.arrival.kind in ("complaint", "help")

    @property
    def exemption(self) -> str:
        """Why nobody is asked afterwards, where nobody can be."""
        return "no_requester" if self.arrival.channel in ("grid", "media") else "anonymous"

    def skill(self) -> float:
        late = any(o.late_at for o in self.matter.obligations if o.kind == "resolve")
        again = 0.1 if self.matter.did("visit_returns") else 0.0
        return max(0.2, self.habit.skill - (0.14 if late else 0) + again)

    def facts(self) -> CaseFacts:
        return CaseFacts(self.world.district, self.world.procedure, self.case, self.kin.other)

    def past(self) -> Past:
        return Past(self.matter, self.case, tuple(self.done))

    # -- the course ----------------------------------------------------------------------------

    def upcoming(self) -> Next | None:
        """The next thing that happens, by the clock or by people; None when nothing does any
        more before the end."""
        if not self.matter.version:
            return self.arrival.at, self.report
        found = self._next()
        return found if found and found[0] <= self.world.until else None

    def _next(self) -> Next | None:
        open_ones = self.matter.open()
        # A look that fell into a pause is caught up on as soon as the clock runs again.
        looks = [(max(o.next_at, self.now) + LATENCY, o.id, o) for o in open_ones if o.next_at]
        steps = [
            (max(self.intended[o.id][0].at, self.now), o.id, o)
            for o in open_ones
            if self.intended.get(o.id) and not o.is_paused
        ]
        look, step = min(looks, default=None), min(steps, default=None)
        errand = min(self.errands, key=lambda one: one.at, default=None)
        people: list[Next] = [(step[0], partial(self._answer, step[2]))] if step else []
        if errand:
            people.append((max(errand.at, self.now), partial(self._run, errand)))
        human = min(people, key=lambda one: one[0], default=None)
        if look and (human is None or look[0] <= human[0]):
            return look[0], partial(self._strike, look[2], look[0])
        return human

    def report(self, by: Actor | None = None) -> None:
        """The demand comes in; a part of a split one is said by the desk."""
        arrival, teller = self.arrival, self.world.intake.teller
        desk = self.world.district.only(BodyKind.CENTRE)
        by = by or reporter(arrival, self.world.crew, lambda: self._somebody("desk", desk))
        fields = part_of(arrival, self.parent.past()) if self.parent else told(arrival, teller)
        self.do(Act("report", by, arrival.at, fields))

    def _strike(self, owed: Obligation, at: datetime) -> None:
        struck = strike(self.matter, owed, at, self.world.crew.clock, self.facts(), self._ids(at))
        if isinstance(struck, Refusal):
            raise SimulationFault(f"the clock on {owed.kind}: {struck}")
        self._take(Done(*struck))

    def _run(self, errand: Step) -> None:
        """Something no promise asked for; whoever comes too late leaves it."""
        self.errands.remove(errand)
        errand.at = max(errand.at, self.now)
        pair = {"merge": two.merge, "restore": two.restore, "restore_unfiled": two.restore}
        if errand.act in pair:
            pair[errand.act](self, errand)
            return
        act = Act(errand.act, self.hand(errand), errand.at, errand.fields)
        if not isinstance(self.decided(act), Refusal):
            self.do(act)

    def postpone(self, errand: Step, minutes: float) -> None:
        errand.at = after(errand.at, minutes, DESK_SHIFT)
        self.errands.append(errand)

    def _answer(self, owed: Obligation) -> None:
        """People's next step on a promise, or its delay while others are still owed."""
        step = self.intended[owed.id].pop(0)
        waits = list(self.matter.open(*WAITS_FOR.get(step.act, ("-",))))
        if waits:
            self._wait(owed, step, waits)
            return
        at = max(step.at, self.now)
        kind, fields = said_at(self, owed, step)
        act = Act(kind, step.by or self._hand(step.role, owed.debtor), at, fields, owed.id)
        if step.act == "split":
            two.split(self, act)
        elif not (step.may_lapse and isinstance(self.decided(act), Refusal)):
            self.do(act)

    def _wait(self, owed: Obligation, step: Step, waits: list[Obligation]) -> None:
        self.intended[owed.id].insert(0, step)
        hours = calendar_of(self, owed.debtor, self.now)
        ready = [self.intended[o.id][0].at for o in waits if self.intended.get(o.id)]
        tired = after(step.at, 240, hours)
        for other in (o for o in waits if o.kind in LETS_GO and o.creditor == owed.debtor):
            plans = self.intended.get(other.id)
            if not plans or plans[0].at > tired:
                # Somebody who never comes must not hold up the resident.
                at, by = max(step.at, self.now), self._hand("clerk", owed.debtor)
                said = self.wording.said(reason=f"{LETS_GO[other.kind]}_reason")
                self.do(Act(LETS_GO[other.kind], by, at, said, other.id))
                return
        step.at = after(max([step.at, self.now, *ready]), self.rng.uniform(6, 40), hours)

    # -- one act -------------------------------------------------------------------------------

    def decided(self, act: Act) -> Event | Refusal:
        return decide(self.matter, act, self.facts(), self._ids(act.at))

    def do(self, act: Act) -> None:
        """One act, which has to be allowed."""
        event = self.decided(act)
        if isinstance(event, Refusal):
            at = f"{self.matter.state} at {act.at}"
            raise SimulationFault(f"{act.kind} in {at}: {event} after {self.matter.trail}")
        self._take(Done(act, event, f"demo:{event.matter}:{event.seq}"))

    def _take(self, done: Done) -> None:
        event = done.event
        self.matter = evolve(self.matter, event)
        self.case = evolve_case(self.case, event)
        self.now = event.at
        self.done.append(done)
        for owed in event.opened:
            intend = INTENTIONS.get(owed.kind)
            if intend:
                self.intended[owed.id] = intend(self, owed)
        for change in event.changed:
            if change.did == "resumed":
                self._resume(change.id)
        self.errands += errands_after(self, event)

    def _resume(self, obligation_id: int) -> None:
        owed = self.matter.obligation(obligation_id)
        if owed and self.intended.get(owed.id):
            hours = calendar_of(self, owed.debtor, self.now)
            first = self.intended[owed.id][0]
            first.at = max(first.at, after(self.now, self.rng.uniform(30, 400), hours))

    def _ids(self, at: datetime) -> Iterator[int]:
        return iter(lambda: self.world.next_id(at), 0)

    # -- whose hands ---------------------------------------------------------------------------

    def hand(self, errand: Step) -> Actor:
        """Who runs an errand: this person, the resident, or somebody with the role."""
        posts = {"supervisor": BodyKind.INSPECTION}
        body = self.world.district.only(posts.get(errand.role, BodyKind.CENTRE))
        return errand.by or self._hand(errand.role, body)

    def _hand(self, role: str, body: int) -> Actor:
        return self.world.crew.resident if role == "requester" else self._somebody(role, body)

    def _somebody(self, role: str, body: int) -> Actor:
        """The same person for the same work of one case; a street works through its office."""
        if (role, body) not in self.hands:
            bodies = [body]
            if role == "clerk" and self.case.grid:
                office = self.facts().duty_answer(at=self.now).institution
                if office is not None and office.parent == body:
                    bodies = [office.id, body]
            self.hands[role, body] = self.world.crew.pick(role, bodies, self.rng)
        return self.hands[role, body]
