"""Return visits: to who asked, and to each resident whose repeat was merged into the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import WorkCalendar
from huying.sim.pace import after
from huying.sim.steps import DAY, Step

if TYPE_CHECKING:
    from huying.sim.course import Course


def _visit(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    at, hours = _first_call(course, o)
    if course.matter.state != "visiting":
        if rng.random() >= course.world.plan.chances["early_visit"]:
            return []
        return [Step(at, "visit_early", "visitor", course.wording.early())]
    steps, at = _tries(course, at, hours, "visit_try")
    if len(steps) == 2 and rng.random() < 0.6:
        return [*steps, Step(at, "visit_unreached", "visitor", {"tried_how": "message"})]
    return [*steps, Step(at, "visit_closes", "visitor")]


def _joined_visit(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    at, hours = _first_call(course, o)
    early = course.matter.state != "visiting"
    if early and rng.random() >= course.world.plan.chances["early_visit"]:
        return []
    steps, at = _tries(course, at, hours, "joined_visit_try")
    if len(steps) == 2 and rng.random() < 0.6:
        return [*steps, Step(at, "joined_unreached", "visitor", {"tried_how": "message"})]
    told = course.wording.early() if early else course.wording.visited(course.skill())
    return [*steps, Step(at, "joined_visit_done", "visitor", told)]


def _first_call(course: Course, o: Obligation) -> tuple[datetime, WorkCalendar]:
    hours = course.world.district.calendar(o.opened_at.date())
    return after(o.opened_at, course.rng.lognormvariate(5.2, 0.7), hours), hours


def _tries(
    course: Course, at: datetime, hours: WorkCalendar, act: str
) -> tuple[list[Step], datetime]:
    """Calls that nobody answers, two at most, and the moment of the next one."""
    steps: list[Step] = []
    chance = course.world.plan.chances["unreached"]
    while course.rng.random() < chance and len(steps) < 2:
        steps.append(Step(at, act, "visitor", {"tried_how": "call"}))
        at, chance = after(at, course.rng.uniform(0.6, 1.3) * DAY, hours), 0.45
    return steps, at


INTENTIONS: Final[dict[str, Callable[[Course, Obligation], list[Step]]]] = {
    "visit": _visit,
    "joined_visit": _joined_visit,
}
