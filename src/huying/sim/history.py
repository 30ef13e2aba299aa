"""The made-up weeks of a district: every case lived through the real rules, in memory.

People and the clock act in the order of time, each act through `decide`; a refusal is a fault of
the simulation or of the rules and ends it. The same seed, ids and moment give the same history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from huying.domain.cases.case import Case, evolve_case, rounds_of
from huying.domain.cases.facts import CaseFacts
from huying.domain.cases.two_way import OF_LEAD, OF_STREET, scored_body
from huying.domain.duties import DutyItem
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.matter import Act, Matter, Obligation, blank
from huying.sim.arrivals import Arrival, one_of
from huying.sim.clockwork import strike
from huying.sim.history_plan import Habit
from huying.sim.intentions import INTENTIONS, WAITS_FOR, Step, calendar_of
from huying.sim.pace import DESK_SHIFT, after
from huying.sim.reporting import reporter, told
from huying.sim.wording import Wording
from huying.sim.world import Done, Past, SimulationFault, World

#: The ticker comes within a second of the moment it waits for.
LATENCY: Final = timedelta(milliseconds=400)

#: Acts in which one side may score the other.
_SCORES: Final = {"pass": OF_LEAD, "fail": OF_LEAD, "feed_back": OF_STREET}


def live(world: World) -> Iterator[Past]:
    """Every case that came in before the end, in the order of arrival."""
    for arrival in world.intake.arrivals(world.until):
        yield Course(world, arrival).run()


@dataclass(slots=True)
class Course:
    """过程: one case from its report to its end, or to the end of the made-up weeks."""

    world: World
    arrival: Arrival
    case: Case = field(default_factory=Case)
    matter: Matter = field(init=False)
    rng: Random = field(init=False)
    wording: Wording = field(init=False)
    now: datetime = field(init=False)
    intended: dict[int, list[Step]] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    hands: dict[tuple[str, int], Actor] = field(default_factory=dict)
    withdrawing: datetime | None = None

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

    # -- what the intentions ask ---------------------------------------------------------------

    @property
    def item(self) -> DutyItem | None:
        return self.world.item(self.arrival.case_type, self.now)

    @property
    def habit(self) -> Habit:
        """How the lead works; the usual way while there is none."""
        lead = self.matter.parties.get("lead", ())
        return self.world.habit_of(lead[0]) if lead else self.world.plan.habits["usual"]

    @property
    def returned(self) -> bool:
        return bool(self.matter.did("return_order"))

    def dispatching(self) -> dict[str, Any]:
        """Note and helpers of a dispatch: not every body the list names is needed each time."""
        named = self._facts().duty_answer(at=self.now)
        chosen = [body.id for body in named.helpers if self.rng.random() < 0.4]
        return {**self.wording.noted(self.returned), "helpers": chosen}

    # -- the course ----------------------------------------------------------------------------

    def run(self) -> Past:
        self._report()
        while self._step():
            pass
        return Past(self.matter, self.case, tuple(self.done))

    def _step(self) -> bool:
        """The next thing that happens, by the clock or by people; False at the end."""
        open_ones = self.matter.open()
        if not open_ones:
            return False
        # A look that fell into a pause is caught up on as soon as the clock runs again.
        looks = [(max(o.next_at, self.now) + LATENCY, o.id, o) for o in open_ones if o.next_at]
        steps = [
            (self.intended[o.id][0].at, o.id, o)
            for o in open_ones
            if self.intended.get(o.id) and not o.is_paused
        ]
        look, step = min(looks, default=None), min(steps, default=None)
        human = min((m for m in (step and step[0], self.withdrawing) if m), default=None)
        if look and (human is None or look[0] <= human):
            return look[0] <= self.world.until and self._strike(look[2], look[0])
        if human is None or max(human, self.now) > self.world.until:
            return False
        if human == self.withdrawing:
            return self._withdraw()
        assert step is not None  # noqa: S101  one of the two gave the moment
        return self._answer(step[2], self.intended[step[1]].pop(0))

    def _report(self) -> None:
        arrival = self.arrival
        desk = self.world.district.only(BodyKind.CENTRE)
        by = reporter(arrival, self.world.crew, lambda: self._somebody("desk", desk))
        self._do(Act("report", by, arrival.at, told(arrival, self.world.intake.teller)))
        chance = self.world.plan.chances["withdrawn"]
        if arrival.phone and self.rng.random() < chance and arrival.channel != "grid":
            self.withdrawing = after(arrival.at, self.rng.expovariate(1 / 900), DESK_SHIFT)

    def _strike(self, owed: Obligation, at: datetime) -> bool:
        ids = self._ids(at)
        struck = strike(self.matter, owed, at, self.world.crew.clock, self._facts(), ids)
        if isinstance(struck, Refusal):
            raise SimulationFault(f"the clock on {owed.kind}: {struck}")
        self._take(Done(*struck))
        return True

    def _withdraw(self) -> bool:
        at = max(self.withdrawing or self.now, self.now)
        self.withdrawing = None
        if self.matter.state in self.world.procedure.acts["withdraw"].from_:
            by = self.world.crew.resident
            self._do(Act("withdraw", by, at, self.wording.withdrawn()))
        return True

    def _answer(self, owed: Obligation, step: Step) -> bool:
        """People's next step on a promise, or its delay while others are still owed."""
        waits = list(self.matter.open(*WAITS_FOR.get(step.act, ("-",))))
        if waits:
            return self._wait(owed, step, waits)
        at = max(step.at, self.now)
        fields = dict(step.fields)
        if step.act == "feed_back":
            fields = self.wording.result()
        fields |= self._given(step.act, owed)
        if step.act == "visit_closes":
            fields = self.wording.visited(self._skill())
            step.act = self._end_of_visit(fields)
        by = self._hand(step.role, owed.debtor)
        self._do(Act(step.act, by, at, fields, owed.id))
        return True

    def _given(self, act: str, owed: Obligation) -> dict[str, str]:
        """A score of the other side, which nobody has to give and about half do (S2-14)."""
        field = _SCORES.get(act)
        if field is None or self.rng.random() < 0.5:
            return {}
        of = scored_body(self.world.district.chart, self.case.grid, self.matter, field, owed.debtor)
        if of is None:
            return {}
        skill = self.world.habit_of(of).skill
        chances = {"good": skill, "fair": (1 - skill) * 0.7, "poor": (1 - skill) * 0.3}
        return {field: one_of(chances, self.rng)}

    def _wait(self, owed: Obligation, step: Step, waits: list[Obligation]) -> bool:
        hours = calendar_of(self, owed.debtor, self.now)
        ready = [self.intended[o.id][0].at for o in waits if self.intended.get(o.id)]
        tired = after(step.at, 240, hours)
        for helper in (o for o in waits if o.kind == "help"):
            plans = self.intended.get(helper.id)
            if not plans or plans[0].at > tired:
                # A helper that never comes must not hold up the resident.
                at = max(step.at, self.now)
                by = self._hand("clerk", owed.debtor)
                self._do(Act("release_help", by, at, self.wording.released(), helper.id))
                self.intended[owed.id].insert(0, step)
                return True
        step.at = after(max([step.at, self.now, *ready]), self.rng.uniform(6, 40), hours)
        self.intended[owed.id].insert(0, step)
        return True

    def _skill(self) -> float:
        late = any(o.late_at for o in self.matter.obligations if o.kind == "resolve")
        again = 0.1 if self.matter.did("visit_returns") else 0.0
        return max(0.2, self.habit.skill - (0.14 if late else 0) + again)

    def _end_of_visit(self, told: Mapping[str, Any]) -> str:
        unhappy = told["solved"] == "unsolved" or told["satisfaction"] == "unsatisfied"
        most = self._facts().number("case.rounds", self.now)
        return "visit_returns" if unhappy and rounds_of(self.matter) < most else "visit_closes"

    # -- one act -------------------------------------------------------------------------------

    def _do(self, act: Act) -> None:
        event = decide(self.matter, act, self._facts(), self._ids(act.at))
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

    def _resume(self, obligation_id: int) -> None:
        owed = self.matter.obligation(obligation_id)
        if owed and self.intended.get(owed.id):
            hours = calendar_of(self, owed.debtor, self.now)
            first = self.intended[owed.id][0]
            first.at = max(first.at, after(self.now, self.rng.uniform(30, 400), hours))

    def _facts(self) -> CaseFacts:
        return CaseFacts(self.world.district, self.world.procedure, self.case)

    def _ids(self, at: datetime) -> Iterator[int]:
        return iter(lambda: self.world.next_id(at), 0)

    # -- whose hands ---------------------------------------------------------------------------

    def _hand(self, role: str, body: int) -> Actor:
        if role == "requester":
            return self.world.crew.resident
        if role == "supervisor":
            return self._somebody(role, self.matter.parties["supervisor"][0])
        return self._somebody(role, body)

    def _somebody(self, role: str, body: int) -> Actor:
        """The same person for the same work of one case; a street works through its office."""
        if (role, body) not in self.hands:
            bodies = [body]
            if role == "clerk" and self.case.grid:
                office = self._facts().duty_answer(at=self.now).institution
                if office is not None and office.parent == body:
                    bodies = [office.id, body]
            self.hands[role, body] = self.world.crew.pick(role, bodies, self.rng)
        return self.hands[role, body]
