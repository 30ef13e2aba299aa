"""What people do about a case though no promise asks them to: chosen when something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Event
from huying.sim.pace import DESK_SHIFT, after
from huying.sim.steps import DAY, Step, calendar_of, is_urgent

if TYPE_CHECKING:
    from huying.sim.course import Course


def errands_after(course: Course, event: Event) -> Iterator[Step]:
    """What somebody sets out to do after this event; each step may lapse."""
    plans = _AFTER.get(event.act)
    if plans:
        yield from plans(course, event)
    if event.is_end and event.to == "closed":
        yield from _reopening(course, event)


def _drawn(course: Course, name: str) -> bool:
    return course.rng.random() < course.world.plan.chances[name]


def _reported(course: Course, event: Event) -> Iterator[Step]:
    rng, arrival = course.rng, course.arrival
    own = course.parent is None and arrival.phone and arrival.channel != "grid"
    if own and _drawn(course, "withdrawn"):
        at = after(event.at, rng.expovariate(1 / 900), DESK_SHIFT)
        yield _step(course, at, "withdraw", "requester", "withdraw_reason")
    if course.repeats is not None:
        at = after(event.at, rng.lognormvariate(3.6, 1.0), DESK_SHIFT)
        yield _step(course, at, "merge", "desk", "merge_reason", main=course.repeats)
    elif course.related is not None:
        at = after(event.at, rng.uniform(20, 900), DESK_SHIFT)
        yield _step(course, at, "relate", "desk", "relate_reason", other=course.related)


def _dispatched(course: Course, event: Event) -> Iterator[Step]:
    rng = course.rng
    if course.is_mistyped and not course.sends_back:
        at = after(event.at, rng.uniform(40, 400), DESK_SHIFT)
        right = course.arrival.case_type
        yield _step(course, at, "correct_and_redispatch", "desk", "retyped", case_type=right)
    elif _drawn(course, "misplaced"):
        at = after(event.at, rng.uniform(20, 300), DESK_SHIFT)
        spot = course.world.intake.around.inside(course.arrival.spot.grid, rng)
        yield _step(course, at, "correct", "desk", "replaced", **spot.told())
    if _drawn(course, "instructed") or (is_urgent(course.item) and _drawn(course, "instructed")):
        hours = course.world.district.calendar(event.at.date())
        role = rng.choice(("supervisor", "desk"))
        at = after(event.at, rng.uniform(0.1, 2.5) * DAY, hours)
        told = course.wording.instruction()
        yield Step(at, "instruct", role, told, may_lapse=True)


def _contacted(course: Course, event: Event) -> Iterator[Step]:
    """Whoever wrote a record finds a slip in it."""
    if _drawn(course, "amended"):
        hours = calendar_of(course, event.body, event.at)
        at = after(event.at, course.rng.uniform(4, 300), hours)
        told = {"corrects": event.seq, "field": "contact_record"}
        said = course.wording.said(corrected="contact_record", reason="amend_reason")
        by = course.done[-1].act.by
        yield Step(at, "amend", event.role, {**told, **said}, by, may_lapse=True)


def _not_reached(course: Course, event: Event) -> Iterator[Step]:
    if _drawn(course, "wrong_number"):
        at = after(event.at, course.rng.uniform(3, 60), DESK_SHIFT)
        phone = course.world.intake.a_number(course.rng)
        yield _step(
            course, at, "correct_contact", "visitor", "number_reason", requester_phone=phone
        )


def _merged(course: Course, event: Event) -> Iterator[Step]:
    """Now and then it turns out to have been another matter after all."""
    if _drawn(course, "unmerged"):
        at = after(event.at, course.rng.uniform(60, 900), DESK_SHIFT)
        act = "restore" if course.case.filed_at else "restore_unfiled"
        yield _step(course, at, act, "desk", "unmerge_reason")


def _reopening(course: Course, event: Event) -> Iterator[Step]:
    if course.case.is_reachable and _drawn(course, "reopened"):
        at = after(event.at, course.rng.uniform(0.2, 5.5) * 14 * 60, DESK_SHIFT)
        act = "reopen" if course.matter.parties.get("lead") else "reopen_at_desk"
        # What the desk or a grid worker took in is opened again by the desk.
        own = REQUESTER in course.matter.parties.get("maker", ())
        role = "requester" if own and course.rng.random() < 0.4 else "desk"
        yield _step(course, at, act, role, "reopen_reason")


def _related(course: Course, event: Event) -> Iterator[Step]:
    if _drawn(course, "unrelated"):
        at = after(event.at, course.rng.uniform(60, 2000), DESK_SHIFT)
        other = event.fields["other"]
        yield _step(course, at, "unrelate", "desk", "unrelate_reason", other=other)


def _step(course: Course, at: datetime, act: str, role: str, reason: str, **fields: Any) -> Step:
    """An act with its own fields and a sentence that says why."""
    told = {**fields, **course.wording.said(reason=reason)}
    return Step(at, act, role, told, may_lapse=True)


_AFTER: Final[dict[str, Callable[[Course, Event], Iterator[Step]]]] = {
    "report": _reported,
    "dispatch": _dispatched,
    "contact": _contacted,
    "visit_try": _not_reached,
    "merge": _merged,
    "relate": _related,
}
