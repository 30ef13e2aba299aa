"""What all made-up cases share, and what each leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.duties import DutyItem
from huying.domain.procedure.matter import Act, Event, Matter
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from huying.sim.arrivals import Intake
from huying.sim.crew import Crew
from huying.sim.history_plan import Habit, HistoryPlan


class SimulationFault(Exception):
    """An act of the simulation was refused: either the simulation or a rule is wrong."""


@dataclass(frozen=True, slots=True)
class Done:
    """One act of a history: what was asked for, the event it became, and its key."""

    act: Act
    event: Event
    key: str


@dataclass(frozen=True, slots=True)
class Past:
    """往事: a case as it stands at the end of the made-up weeks, with everything that was done."""

    matter: Matter
    case: Case
    done: tuple[Done, ...]


@dataclass(slots=True)
class World:
    """What all cases share; `next_id` gives an id of the month of a moment."""

    plan: HistoryPlan
    district: District
    procedure: Procedure
    crew: Crew
    intake: Intake
    next_id: Callable[[datetime], int]
    until: datetime

    def item(self, case_type: str, at: datetime) -> DutyItem | None:
        return self.district.duties(at.astimezone(SHANGHAI).date()).item(case_type)

    def habit_of(self, body: int) -> Habit:
        return self.plan.habit(self.district.chart.body(body).code)
