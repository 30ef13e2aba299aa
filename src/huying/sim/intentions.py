"""What people mean to do about each promise, and when: drawn once, when the promise opens.

An intention is a row of steps; the history takes the first when its moment comes and draws the
rest anew when the clock was stopped in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from huying.domain.duties import DutyItem
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Unit, WorkCalendar
from huying.domain.worktime.calendar import DAY_AND_NIGHT
from huying.sim.pace import DESK_SHIFT, after, share_of

if TYPE_CHECKING:
    from huying.sim.history import Course

#: From this urgency on nobody waits for the morning; limits up to so many hours neither.
_DANGER: Final = 4
_ONE_NIGHT: Final = 12
_DAY: Final = 7 * 60  # minutes of an office day
#: Working days from which on a limit is more than the work needs.
_LONG: Final = 7


@dataclass(slots=True)
class Step:
    """打算: one act at one moment; `role` at one of `bodies` does it."""

    at: datetime
    act: str
    role: str
    fields: Mapping[str, Any] = field(default_factory=dict)


Intend = Callable[["Course", Obligation], list[Step]]


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
    runs_by_night = item.limit.unit in (Unit.MINUTE, Unit.HOUR)
    return item.urgency >= _DANGER or (runs_by_night and item.limit.value <= _ONE_NIGHT)


def _file(course: Course, o: Obligation) -> list[Step]:
    rng, arrival = course.rng, course.arrival
    chances = course.world.plan.chances
    item = course.world.item(arrival.case_type, o.opened_at)
    hours = DAY_AND_NIGHT if is_urgent(item) else DESK_SHIFT
    quick = rng.uniform(1, 6) if hours is DAY_AND_NIGHT else rng.lognormvariate(3.2, 0.7)
    at = after(o.opened_at, quick, hours)
    if arrival.phone and rng.random() < chances["declined"]:
        return [Step(at, "decline", "desk", course.wording.decline())]
    if arrival.kind in ("consult", "praise", "suggest") and (
        rng.random() < chances["answered_at_once"]
    ):
        return [Step(at, "answer_at_once", "desk", course.wording.answered())]
    filing = {"case_type": arrival.case_type}
    if course.case.grid:
        return [Step(at, "file", "desk", filing)]
    slow = rng.random() < chances["hard_to_place"]
    found = after(at, rng.uniform(400, 3600) if slow else rng.lognormvariate(3.4, 0.6), hours)
    place = {
        "lon": arrival.spot.lon,
        "lat": arrival.spot.lat,
        "address": arrival.spot.address,
    }
    return [
        Step(found, "place", "desk", place),
        Step(after(found, rng.uniform(1, 9), hours), "file", "desk", filing),
    ]


def _dispatch(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    urgent = calendar_of(course, o.debtor, o.opened_at) is DAY_AND_NIGHT
    hours = DAY_AND_NIGHT if urgent else DESK_SHIFT
    minutes = rng.uniform(1, 8) if urgent else rng.lognormvariate(2.6, 0.7)
    return [Step(after(o.opened_at, minutes, hours), "dispatch", "desk", course.dispatching())]


def _sign(course: Course, o: Obligation) -> list[Step]:
    return [Step(_by_habit(course, o, 0.55), "sign", "clerk")]


def _contact(course: Course, o: Obligation) -> list[Step]:
    return [Step(_by_habit(course, o, 0.6), "contact", "clerk", course.wording.contact())]


def _resolve(course: Course, o: Obligation) -> list[Step]:
    rng, habit = course.rng, course.habit
    first = not course.returned and not course.matter.did("feed_back")
    hours = calendar_of(course, o.debtor, o.opened_at)
    if first and rng.random() < habit.returns:
        at = after(o.opened_at, rng.uniform(25, 200), hours)
        return [Step(at, "return_order", "clerk", course.wording.returned(course.case.list_line))]
    done = Step(_by_habit(course, o, 1.0), "feed_back", "clerk")
    if first and course.case.is_reachable and rng.random() < habit.asks and o.due_at:
        asked = share_of(o.opened_at, o.due_at, rng.uniform(0.2, 0.5), hours)
        return [Step(asked, "ask", "clerk", course.wording.question()), done]
    return [done]


def _help(course: Course, o: Obligation) -> list[Step]:
    # Some helpers never answer; then the lead lets them go.
    if course.rng.random() < 0.03:
        return []
    return [Step(_by_habit(course, o, 0.7), "give_help", "clerk", course.wording.help_given())]


def _reply(course: Course, o: Obligation) -> list[Step]:
    if course.rng.random() >= course.world.plan.chances["replies"]:
        return []
    at = after(o.opened_at, course.rng.uniform(30, 2400), DESK_SHIFT)
    return [Step(at, "give_reply", "requester", course.wording.reply())]


def _verify(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    hours = calendar_of(course, o.debtor, o.opened_at)
    at = after(o.opened_at, rng.lognormvariate(4.6, 0.7), hours)
    fails = course.world.plan.chances["verification_fails"] * (3 if course.habit.skill < 0.7 else 1)
    if not course.matter.did("fail") and rng.random() < fails:
        return [Step(at, "fail", "verifier", course.wording.failed())]
    if course.case.is_reachable:
        return [Step(at, "pass", "verifier", course.wording.passed())]
    exempt = "no_requester" if course.arrival.channel in ("grid", "media") else "anonymous"
    return [Step(at, "pass_and_close", "verifier", {"exemption_code": exempt})]


def _visit(course: Course, o: Obligation) -> list[Step]:
    rng, chances = course.rng, course.world.plan.chances
    hours = course.world.district.calendar(o.opened_at.date())
    at = after(o.opened_at, rng.lognormvariate(5.2, 0.7), hours)
    if course.matter.state != "visiting":
        if rng.random() >= chances["early_visit"]:
            return []
        return [Step(at, "visit_early", "visitor", course.wording.early())]
    if rng.random() < chances["exempted"]:
        return [Step(at, "exempt_visit", "supervisor", course.wording.exempted())]
    steps: list[Step] = []
    chance = chances["unreached"]
    while rng.random() < chance and len(steps) < 2:
        steps.append(Step(at, "visit_try", "visitor", {"tried_how": "call"}))
        at, chance = after(at, rng.uniform(0.6, 1.3) * _DAY, hours), 0.45
    if len(steps) == 2 and rng.random() < 0.6:
        return [*steps, Step(at, "visit_unreached", "visitor", {"tried_how": "message"})]
    return [*steps, Step(at, "visit_closes", "visitor")]


def _by_habit(course: Course, o: Obligation, ease: float) -> datetime:
    """When the debtor answers: its usual share of the limit, `ease` below 1 for light work."""
    habit = course.world.habit_of(o.debtor) if o.debtor != REQUESTER else course.habit
    share = habit.pace * ease * course.rng.lognormvariate(0, habit.spread)
    if o.limit and o.limit.unit is Unit.WORK_DAY and o.limit.value >= _LONG:
        share *= 0.26
    if o.kind == "resolve" and course.rng.random() < habit.stuck:
        share = max(share, 1) * course.rng.uniform(1.5, 5)
    hours = calendar_of(course, o.debtor, o.opened_at)
    due = _worked_towards(course, o)
    if due is None:
        return after(o.opened_at, share * _DAY, hours)
    # Nobody is done in the very minute.
    return share_of(o.opened_at, due, max(share, 0.02), hours)


def _worked_towards(course: Course, o: Obligation) -> datetime | None:
    """The promise's own due time; in an emergency no step takes longer than the work itself."""
    work = [r.due_at for r in course.matter.open("resolve") if r.due_at]
    if o.due_at is None or not work or not is_urgent(course.item):
        return o.due_at
    return min(o.due_at, *work)


#: Promise → how its debtor goes about it; the promise to the resident is kept by the result.
INTENTIONS: Final[dict[str, Intend]] = {
    "file": _file,
    "dispatch": _dispatch,
    "sign": _sign,
    "contact": _contact,
    "resolve": _resolve,
    "help": _help,
    "reply": _reply,
    "verify": _verify,
    "visit": _visit,
}

#: Acts that wait for other promises of the case.
WAITS_FOR: Final[dict[str, tuple[str, ...]]] = {
    "contact": ("sign",),
    "feed_back": ("sign", "contact", "help"),
}
