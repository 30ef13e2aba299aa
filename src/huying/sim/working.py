"""How a body works on an order: stages, tasks, more time, a pause, outside bodies, the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import Body, BodyKind
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Unit
from huying.sim.arrivals import one_of
from huying.sim.pace import after, share_of
from huying.sim.steps import Step, by_habit, calendar_of, is_urgent

if TYPE_CHECKING:
    from huying.sim.course import Course

#: What a body may do about an order before its result, each with its own chance; the first that
#: is drawn happens.
_ASIDES: Final = ("extends", "pauses", "transfers", "ticks")
#: The acts of these, of questions and of tasks.
ASIDES: Final = ("ask_extension", "ask_pause", "transfer", "check_off", "ask", "assign_task")
#: For how many days a clock stands, by the reason.
_PAUSED_DAYS: Final = {"statutory": (6, 28), "weather": (1, 5), "on_account": (14, 110)}
#: An extension is worth asking for from so many working days on.
_LONG_ENOUGH: Final = 3
_TASKED: Final = {"institution_unit": 34, "stationed": 30, "station": 26, "office": 10}


def _resolve(course: Course, o: Obligation) -> list[Step]:
    rng, habit = course.rng, course.habit
    # A question is answered without a result; when it comes back, the window to return is over.
    worked = course.matter.did("feed_back") or course.matter.did("answer_question")
    first = not course.returned and not worked
    hours = calendar_of(course, o.debtor, o.opened_at)
    if first and (course.sends_back or rng.random() < habit.returns):
        at = after(o.opened_at, rng.uniform(25, 200), hours)
        what = "retype_reason" if course.sends_back else "return_reason"
        back = {**course.wording.said(reason=what), "list_line": course.case.list_line}
        return [Step(at, "return_order", "clerk", back)]
    done = Step(by_habit(course, o, 1.0), "feed_back", "clerk")
    if not first or o.due_at is None:
        return [done]
    asides = [*_task(course, o, done), *_ask(course, o, done), *_aside(course, o, done)]
    return [*sorted(asides, key=lambda step: step.at), done]


def _ask(course: Course, o: Obligation, done: Step) -> list[Step]:
    if not course.case.is_reachable or course.rng.random() >= course.habit.asks:
        return []
    asked = _before(course, o, done, 0.3, 0.9)
    said = course.wording.said(question="question")
    return [Step(asked, "ask", "clerk", said, may_lapse=True)]


def _aside(course: Course, o: Obligation, done: Step) -> list[Step]:
    chances = course.world.plan.chances
    for name in _ASIDES:
        if course.rng.random() < chances[name]:
            return _ASIDE[name](course, o, done)
    return []


def _extends(course: Course, o: Obligation, done: Step) -> list[Step]:
    """Asks while it is still in time, and counts on being given more."""
    limit = o.limit
    if limit is None or limit.unit is not Unit.WORK_DAY or limit.value < _LONG_ENOUGH:
        return []
    extra = course.rng.randint(1, max(1, limit.value // 2))
    told = {"extra": extra, **course.wording.said(reason="extend_reason")}
    asked = _share(course, o, 0.5, 0.85)
    done.at = max(done.at, _share(course, o, 0.95, 1.0 + 0.9 * extra / limit.value))
    return [Step(asked, "ask_extension", "clerk", told, may_lapse=True)]


def _pauses(course: Course, o: Obligation, done: Step) -> list[Step]:
    kind = one_of(course.world.plan.pauses_of(course.case.case_type), course.rng)
    asked = _share(course, o, 0.15, 0.6)
    until = _in_days(course, asked, *_PAUSED_DAYS[kind])
    told = {"pause_kind": kind, "until": until, **course.wording.pause(kind)}
    done.at = max(done.at, _share(course, o, 0.7, 0.95))
    return [Step(asked, "ask_pause", "clerk", told, may_lapse=True)]


def _transfers(course: Course, o: Obligation, done: Step) -> list[Step]:
    told = course.wording.passed_on(o.opened_at)
    if not told:
        return []
    passed = _before(course, o, done, 0.2, 0.6)
    days = 0.2 if is_urgent(course.item) else 1.0
    due = _in_days(course, passed, 2 * days, 6 * days)
    return [Step(passed, "transfer", "clerk", {**told, "outside_due": due}, may_lapse=True)]


def _ticks(course: Course, o: Obligation, done: Step) -> list[Step]:
    """Goes through part of the checklist on site, the rest with the result."""
    codes = [item.code for item in course.facts().checklist()]
    if not codes:
        return []
    at = _before(course, o, done, 0.3, 0.9)
    part = codes[: course.rng.randint(1, len(codes))]
    return [Step(at, "check_off", "clerk", {"checked": part}, may_lapse=True)]


_ASIDE: Final[dict[str, Callable[[Course, Obligation, Step], list[Step]]]] = {
    "extends": _extends,
    "pauses": _pauses,
    "transfers": _transfers,
    "ticks": _ticks,
}


# -- tasks -------------------------------------------------------------------------------------


def _task(course: Course, o: Obligation, done: Step) -> list[Step]:
    lead = course.world.district.chart.body(o.debtor)
    of_street = lead.kind is BodyKind.STREET
    chances = course.world.plan.chances
    if course.rng.random() >= chances["tasks_of_street" if of_street else "tasks"]:
        return []
    body = _workers_of(course, lead) if of_street else lead
    at = _before(course, o, done, 0.1, 0.4)
    due = _quarter(max(_before(course, o, done, 0.7, 1.1), at + timedelta(minutes=30)))
    told = {"task_body": body.id, "task_due": due, **course.wording.said(task="task")}
    person = course.world.crew.somebody(task_role(body), body.id, course.rng)
    if person and course.rng.random() < 0.7:
        told["assignee"] = person.person
    return [Step(at, "assign_task", "clerk", told, may_lapse=True)]


def task_role(body: Body) -> str:
    return "community_worker" if body.kind is BodyKind.STATION else "clerk"


def _workers_of(course: Course, street: Body) -> Body:
    """A body of the street that can do it: of the place where it is a community's station."""
    chart = course.world.district.chart
    kind = BodyKind(one_of(_TASKED, course.rng))
    below = [body for body in chart.of_kind(kind) if chart.is_under(body.id, street.id)]
    if kind is BodyKind.STATION:
        place = chart.community_of(course.case.grid)
        below = [body for body in below if place and body.parent == place.id] or below
    return course.rng.choice(below) if below else street


def _receive(course: Course, o: Obligation) -> list[Step]:
    role, by = _tasked(course, o)
    at = by_habit(course, o, 0.6)
    if o.due_at and course.rng.random() < course.world.plan.chances["receives_late"]:
        at = after(o.due_at, course.rng.uniform(5, 200), calendar_of(course, o.debtor, o.opened_at))
    return [Step(at, "receive_task", role, by=by)]


def _do_task(course: Course, o: Obligation) -> list[Step]:
    rng = course.rng
    if rng.random() < 0.04 or o.due_at is None:
        return []
    role, by = _tasked(course, o)
    share = course.world.habit_of(o.debtor).pace * rng.lognormvariate(0.1, 0.4)
    at = share_of(o.opened_at, o.due_at, share, calendar_of(course, o.debtor, o.opened_at))
    return [Step(at, "finish_task", role, course.wording.said(result="task_result"), by)]


def _tasked(course: Course, o: Obligation) -> tuple[str, Actor | None]:
    """Who answers a task: the person who was named, else anybody of the body."""
    named = course.done[-1].act.fields.get("assignee")
    body = course.world.district.chart.body(o.debtor)
    by = course.world.crew.by_person.get(named) if isinstance(named, int) else None
    return task_role(body), by


# -- what others ask of the lead, and what it asks of them ----------------------------------------


def _stage(course: Course, o: Obligation) -> list[Step]:
    # Some do the stage and forget to say so: the result then says it for them.
    if course.rng.random() < course.world.plan.chances["stage_unsaid"]:
        return []
    told = course.wording.stage(o.part)
    return [Step(by_habit(course, o, 0.8), "stage_done", "clerk", told, may_lapse=True)]


def _extend(course: Course, o: Obligation) -> list[Step]:
    rng, asked = course.rng, int(course.done[-1].act.fields["extra"])
    at = _decided(course, o)
    how = one_of({"granted": 62, "cut": 20, "refused": 18}, rng)
    if how == "refused":
        return [Step(at, "keep_limit", "supervisor", course.wording.said(reason="keep_reason"))]
    extra = max(1, asked // 2) if how == "cut" else asked
    told = course.wording.said(note="cut_note") if extra < asked else {}
    return [Step(at, "grant", "supervisor", {"extra": extra, **told})]


def _permit(course: Course, o: Obligation) -> list[Step]:
    asked, at = course.done[-1].act.fields, _decided(course, o)
    is_over = at >= asked["until"]
    if is_over or course.rng.random() < course.world.plan.chances["pause_refused"]:
        said = course.wording.said(reason="refuse_pause")
        return [Step(at, "refuse_pause", "supervisor", said)]
    told = {"pause_kind": asked["pause_kind"], "until": asked["until"]}
    return [Step(at, "allow_pause", "supervisor", told)]


def _decided(course: Course, o: Obligation) -> datetime:
    hours = calendar_of(course, o.debtor, o.opened_at)
    return after(o.opened_at, course.rng.lognormvariate(5.4, 0.8), hours)


def _resume(course: Course, o: Obligation) -> list[Step]:
    """Half begin again before the review date; for the others the clock does."""
    if o.due_at is None or course.rng.random() < 0.55:
        return []
    hours = calendar_of(course, o.debtor, o.opened_at)
    at = share_of(o.opened_at, o.due_at, course.rng.uniform(0.4, 0.95), hours)
    return [Step(at, "resume_work", "clerk", course.wording.said(note="resume_note"))]


def _heed(course: Course, o: Obligation) -> list[Step]:
    told = course.wording.said(result="heed_result")
    return [Step(by_habit(course, o, 1.1), "report_on_instruction", "clerk", told)]


def _outside(course: Course, o: Obligation) -> list[Step]:
    due = o.due_at or o.opened_at + timedelta(days=2)
    hours = calendar_of(course, o.debtor, o.opened_at)
    at = share_of(o.opened_at, due, course.rng.lognormvariate(-0.4, 0.45), hours)
    return [Step(at, "outside_answer", "clerk", course.wording.said(result="outside_result"))]


def _share(course: Course, o: Obligation, least: float, most: float) -> datetime:
    """A moment between two shares of the promise's time."""
    assert o.due_at is not None  # noqa: S101  only promises with a date are worked towards
    hours = calendar_of(course, o.debtor, o.opened_at)
    return share_of(o.opened_at, o.due_at, course.rng.uniform(least, most), hours)


def _before(course: Course, o: Obligation, done: Step, least: float, most: float) -> datetime:
    """A moment between two shares of the time until the result, while it is not yet late."""
    hours = calendar_of(course, o.debtor, o.opened_at)
    end = min(done.at, o.due_at or done.at)
    return share_of(o.opened_at, end, course.rng.uniform(least, most), hours)


def _in_days(course: Course, start: datetime, least: float, most: float) -> datetime:
    """So many days later, written down as people write: to the hour."""
    moment = start + timedelta(days=course.rng.uniform(least, most))
    if moment - start < timedelta(days=1):
        return _quarter(moment)
    return moment.replace(hour=17, minute=0, second=0, microsecond=0)


def _quarter(moment: datetime) -> datetime:
    """The next quarter of an hour, as people name a time."""
    start = moment.replace(minute=0, second=0, microsecond=0)
    quarters = -(-(moment - start) // timedelta(minutes=15))
    return start + quarters * timedelta(minutes=15)


INTENTIONS: Final[dict[str, Callable[[Course, Obligation], list[Step]]]] = {
    "resolve": _resolve,
    "stage": _stage,
    "extend": _extend,
    "permit": _permit,
    "resume": _resume,
    "heed": _heed,
    "receive": _receive,
    "task": _do_task,
    "outside": _outside,
}
