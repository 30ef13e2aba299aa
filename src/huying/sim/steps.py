"""A step somebody means to take, and when bodies of this or that habit take theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from huying.domain.duties import DutyItem
from huying.domain.kernel.actor import REQUESTER, Actor
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Limit, Unit, WorkCalendar
from huying.domain.worktime.calendar import DAY_AND_NIGHT
from huying.sim.pace import after, share_of

if TYPE_CHECKING:
    from huying.sim.course import Course

#: From this urgency on nobody waits for the morning; limits up to so many hours neither.
_DANGER: Final = 4
_ONE_NIGHT: Final = 12
#: Minutes of an office day.
DAY: Final = 7 * 60
#: Working days from which on a limit is more than the work needs.
_LONG: Final = 7


@dataclass(slots=True)
class Step:
    """打算: one act at one moment; `role` at the body that owes does it, or `by` where it has to
    be this person. A step that `may_lapse` is left out when the rules refuse it by then."""

    at: datetime
    act: str
    role: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    by: Actor | None = None
    may_lapse: bool = False


def calendar_of(course: Course, body: int, start: datetime) -> WorkCalendar:
    """The hours in which people of a body work on this case."""
    district = course.world.district
    if is_urgent(course.item):
        return DAY_AND_NIGHT
    if body not in district.chart:
        return DAY_AND_NIGHT
    return district.calendar_of(body, start.date())


def is_urgent(item: DutyItem | None) -> bool:
    """Danger, or a limit that runs through the night: people come out for it at any hour."""
    if item is None:
        return False
    return item.urgency >= _DANGER or runs_by_night(item.limit)


def runs_by_night(limit: Limit) -> bool:
    return limit.unit in (Unit.MINUTE, Unit.HOUR) and limit.value <= _ONE_NIGHT


def by_habit(course: Course, o: Obligation, ease: float) -> datetime:
    """When the debtor answers: its usual share of the limit, `ease` below 1 for light work."""
    habit = course.world.habit_of(o.debtor) if o.debtor != REQUESTER else course.habit
    share = habit.pace * ease * course.rng.lognormvariate(0, habit.spread)
    if o.limit and o.limit.unit is Unit.WORK_DAY and o.limit.value >= _LONG:
        share *= 0.26
    if o.kind == "resolve" and course.rng.random() < habit.stuck:
        share = max(share, 1) * course.rng.uniform(1.5, 5)
    hours = calendar_of(course, o.debtor, o.opened_at)
    due = _worked_towards(course, o)
    if _first_stage(course, o):
        hours = DAY_AND_NIGHT
    if due is None:
        return after(o.opened_at, share * DAY, hours)
    # Nobody is done in the very minute.
    return share_of(o.opened_at, due, max(share, 0.02), hours)


def _worked_towards(course: Course, o: Obligation) -> datetime | None:
    """The promise's own due time; in an emergency no step takes longer than the work itself,
    and an order whose first stage is a matter of hours is signed before that."""
    work = [r.due_at for r in course.matter.open("resolve") if r.due_at and is_urgent(course.item)]
    dues = [*work, *_first_stage(course, o)]
    return min(o.due_at, *dues) if o.due_at and dues else o.due_at


def _first_stage(course: Course, o: Obligation) -> list[datetime]:
    if o.kind not in ("sign", "stage"):
        return []
    stages = course.matter.open("stage")
    if o.kind == "stage":
        stages = (o,)
    return [s.due_at for s in stages if s.due_at and s.limit and runs_by_night(s.limit)]
