"""What all made-up cases share, and what each leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.duties import DutyItem, answer
from huying.domain.kernel.bodies import Body
from huying.domain.procedure.matter import Act, Event, Matter
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from huying.sim.arrivals import Arrival, Intake
from huying.sim.crew import Crew
from huying.sim.history_plan import Habit, HistoryPlan

#: From this urgency on nobody puts a demand under a wrong heading.
_DANGER: Final = 4


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

    def confused(self, arrival: Arrival, rng: Random) -> str:
        """Another type of the same group that another body leads there; its own where no mistake
        is likely."""
        own = self._lead_of(arrival, arrival.case_type)
        item = self.item(arrival.case_type, arrival.at)
        types = self.district.duties(arrival.at.astimezone(SHANGHAI).date()).types
        others = [t for t in types if t[:2] == arrival.case_type[:2] and t != arrival.case_type]
        for other in rng.sample(others, len(others)):
            lead = self._lead_of(arrival, other)
            if lead and own and lead != own and item and item.urgency < _DANGER:
                return other
        return arrival.case_type

    def _lead_of(self, arrival: Arrival, case_type: str) -> Body | None:
        on = arrival.at.astimezone(SHANGHAI).date()
        known = self.district
        street = arrival.spot.grid.street
        found = answer(known.duties(on), known.chart, known.staff, case_type, street, on)
        return None if found.item and found.item.urgency >= _DANGER else found.lead

    def habit_of(self, body: int) -> Habit:
        return self.plan.habit(self.district.chart.body(body).code)
