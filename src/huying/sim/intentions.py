"""What people mean to do about each promise, and when: drawn once, when the promise opens.

An intention is a row of steps; the history takes the first when its moment comes and draws the
rest anew when the clock was stopped in between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime.calendar import DAY_AND_NIGHT
from huying.sim import visiting, working
from huying.sim.pace import DESK_SHIFT, after
from huying.sim.steps import Step, by_habit, calendar_of, is_urgent

if TYPE_CHECKING:
    from huying.sim.course import Course

Intend = Callable[["Course", Obligation], list[Step]]

#: Whom the desk asks before it dispatches.
_ASKED: Final = (BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET)


def _file(course: Course, o: Obligation) -> list[Step]:
    rng, arrival = course.rng, course.arrival
    item = course.world.item(arrival.case_type, o.opened_at)
    hours = DAY_AND_NIGHT if is_urgent(item) else DESK_SHIFT
    quick = rng.uniform(1, 6) if hours is DAY_AND_NIGHT else rng.lognormvariate(3.2, 0.7)
    at = after(o.opened_at, quick, hours)
    if not course.is_again:
        short = _short(course)
        if short:
            return [Step(at, short, "desk", course.wording.short(short))]
    steps = _on_the_spot(course, at)
    if course.parts and not course.is_again:
        texts = [text for _, text in course.parts]
        steps.append(Step(at, "split", "desk", {"children": texts}))
        at = after(at, rng.uniform(1, 6), hours)
    filing = {"case_type": course.filed_type}
    if course.case.grid:
        return [*steps, Step(at, "file", "desk", filing)]
    slow = rng.random() < course.world.plan.chances["hard_to_place"]
    found = after(at, rng.uniform(400, 3600) if slow else rng.lognormvariate(3.4, 0.6), hours)
    place = Step(found, "place", "desk", arrival.spot.told())
    filed = after(found, rng.uniform(1, 9), hours)
    return [*steps, place, Step(filed, "file", "desk", filing)]


def _short(course: Course) -> str:
    """The act by which the desk ends it where it came in, if it does."""
    rng, arrival, chances = course.rng, course.arrival, course.world.plan.chances
    if arrival.phone and rng.random() < chances["declined"]:
        return "decline"
    asks = arrival.kind in ("consult", "praise", "suggest")
    return "answer_at_once" if asks and rng.random() < chances["answered_at_once"] else ""


def _on_the_spot(course: Course, at: datetime) -> list[Step]:
    """What a grid worker came by and could settle: the rules say whether it was the street's."""
    chance = course.world.plan.chances["on_the_spot"]
    if course.arrival.channel != "grid" or course.is_again or course.rng.random() >= chance:
        return []
    kind = course.arrival.case_type
    told = {"case_type": kind, "result": course.world.intake.teller.result(kind, course.rng)}
    by = course.done[0].act.by
    return [Step(at, "resolve_at_once", "grid_worker", told, by, may_lapse=True)]


def _dispatch(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    urgent = calendar_of(course, o.debtor, o.opened_at) is DAY_AND_NIGHT
    hours = DAY_AND_NIGHT if urgent else DESK_SHIFT
    minutes = rng.uniform(1, 8) if urgent else rng.lognormvariate(2.6, 0.7)
    at = after(o.opened_at, minutes, hours)
    if course.is_mistyped and course.returned:
        right = {"case_type": course.arrival.case_type, **course.wording.said(reason="retyped")}
        corrected = Step(at, "correct", "desk", right, may_lapse=True)
        return [corrected, Step(after(at, rng.uniform(1, 9), hours), "dispatch", "desk")]
    if urgent or course.returned or not _is_consulted(course, o):
        return [Step(at, "dispatch", "desk")]
    asking = {"consulted": _consulted(course), **course.wording.said(question="consult_question")}
    asked = Step(after(o.opened_at, rng.uniform(2, 9), hours), "consult", "desk", asking)
    answered = after(asked.at, rng.uniform(35, 110), DESK_SHIFT)
    return [asked, Step(answered, "dispatch", "desk")]


def _is_consulted(course: Course, o: Obligation) -> bool:
    """Now and then, and only while there is somebody in the offices to be asked."""
    hours = course.world.district.calendar(o.opened_at.date())
    waits = after(o.opened_at, 60, hours) - o.opened_at
    is_drawn = course.rng.random() < course.world.plan.chances["consulted"]
    return is_drawn and waits <= timedelta(minutes=61)


def _consulted(course: Course) -> list[int]:
    """Who leads by the list, who helps, and one that thinks it has nothing to do with it."""
    duty = course.facts().duty_answer(at=course.now)
    chart = course.world.district.chart
    others = [body for body in chart.of_kind(BodyKind.DEPARTMENT) if body != duty.lead]
    named = [duty.lead, *duty.helpers[:1], course.rng.choice(others)]
    return list(dict.fromkeys(body.id for body in named if body and body.kind in _ASKED))


def _opinion(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    if rng.random() >= course.world.plan.chances["gives_opinion"]:
        return []
    at = after(o.opened_at, rng.uniform(5, 60), calendar_of(course, o.debtor, o.opened_at))
    return [Step(at, "give_opinion", "clerk", course.wording.said(opinion="opinion"))]


def _sign(course: Course, o: Obligation) -> list[Step]:
    return [Step(by_habit(course, o, 0.55), "sign", "clerk")]


def _contact(course: Course, o: Obligation) -> list[Step]:
    return [Step(by_habit(course, o, 0.6), "contact", "clerk", course.wording.contact())]


def _help(course: Course, o: Obligation) -> list[Step]:
    # Some helpers never answer; then the lead lets them go.
    if course.rng.random() < 0.03:
        return []
    given = course.wording.said(result="help_result")
    return [Step(by_habit(course, o, 0.7), "give_help", "clerk", given)]


def _reply(course: Course, o: Obligation) -> list[Step]:
    if course.rng.random() >= course.world.plan.chances["replies"]:
        return []
    at = after(o.opened_at, course.rng.uniform(30, 2400), DESK_SHIFT)
    return [Step(at, "give_reply", "requester", course.wording.said(text="resident_reply"))]


def _verify(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    hours = calendar_of(course, o.debtor, o.opened_at)
    at = after(o.opened_at, rng.lognormvariate(4.6, 0.7), hours)
    fails = course.world.plan.chances["verification_fails"] * (3 if course.habit.skill < 0.7 else 1)
    if not course.matter.did("fail") and rng.random() < fails:
        return [Step(at, "fail", "verifier", course.wording.said(reason="fail_reason"))]
    if course.case.is_reachable:
        return [Step(at, "pass", "verifier", course.wording.passed())]
    return [Step(at, "pass_and_close", "verifier", {"exemption_code": course.exemption})]


#: Promise → how its debtor goes about it; the promise to the resident is kept by the result.
INTENTIONS: Final[dict[str, Intend]] = {
    "file": _file,
    "dispatch": _dispatch,
    "opinion": _opinion,
    "sign": _sign,
    "contact": _contact,
    "help": _help,
    "reply": _reply,
    "verify": _verify,
    **working.INTENTIONS,
    **visiting.INTENTIONS,
}

_BEFORE_RESULT: Final = ("sign", "contact", "help", "heed", "task", "outside")

#: Acts that wait for other promises of the case.
WAITS_FOR: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("contact", "stage_done", *working.ASIDES), ("sign",)),
    "feed_back": _BEFORE_RESULT,
    "finish_task": ("receive",),
    "visit_closes": ("joined_visit",),
    "visit_unreached": ("joined_visit",),
}

#: Promises of others that a lead can do without, and how it lets them go.
LETS_GO: Final = {"help": "release_help", "task": "cancel_task"}
