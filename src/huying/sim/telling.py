"""What an act says where that is only known when it happens; some become another act by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from huying.domain.cases.case import rounds_of
from huying.domain.cases.codes import QUESTIONS
from huying.domain.cases.two_way import OF_LEAD, OF_STREET, scored_body
from huying.domain.procedure.matter import Obligation
from huying.sim.arrivals import one_of
from huying.sim.steps import Step

if TYPE_CHECKING:
    from huying.sim.course import Course

Said = tuple[str, dict[str, Any]]

#: How often a question is answered the short way, without verification.
_SHORT_WAY: Final = 0.85


def said_at(course: Course, owed: Obligation, step: Step) -> Said:
    """The act and its fields as they are at the moment of a step."""
    telling = _TELLING.get(step.act)
    return telling(course, owed, step) if telling else (step.act, dict(step.fields))


def _dispatched(course: Course, _owed: Obligation, step: Step) -> Said:
    """Note and helpers: not every body the list names is needed each time."""
    named = course.facts().duty_answer(at=course.now)
    chosen = [body.id for body in named.helpers if course.rng.random() < 0.4]
    back = {done.body for done in course.matter.did("return_order")}
    is_again = named.lead is not None and named.lead.id in back
    return step.act, {**course.wording.noted(is_again), "helpers": chosen}


def _fed_back(course: Course, owed: Obligation, step: Step) -> Said:
    if course.case.demand_kind in QUESTIONS and course.rng.random() < _SHORT_WAY:
        answer = course.wording.said(answer="short_answer")
        if course.case.is_reachable:
            return "answer_question", answer
        return "answer_and_close", {**answer, "exemption_code": course.exemption}
    told = {**course.wording.result(), **_checked(course), **_doer(course, owed)}
    return step.act, told | _score(course, OF_STREET, owed)


def _checked(course: Course) -> dict[str, Any]:
    """Everything that must be ticked, and half of what may be."""
    items = course.facts().checklist()
    ticked = [i.code for i in items if i.required or course.rng.random() < 0.5]
    return {"checked": ticked} if ticked else {}


def _doer(course: Course, owed: Obligation) -> dict[str, Any]:
    """Who did it, where that was a body under the lead."""
    chart = course.world.district.chart
    done = [o.debtor for o in course.matter.obligations if o.kind == "task" and o.outcome == "kept"]
    below = [body for body in done if body != owed.debtor and chart.is_under(body, owed.debtor)]
    return {"done_by": below[-1]} if below else {}


def _verified(course: Course, owed: Obligation, step: Step) -> Said:
    return step.act, {**step.fields, **_score(course, OF_LEAD, owed)}


def _score(course: Course, field: str, owed: Obligation) -> dict[str, str]:
    """A score of the other side, which nobody has to give and about half do (S2-14)."""
    if course.rng.random() < 0.5:
        return {}
    chart = course.world.district.chart
    of = scored_body(chart, course.case.grid, course.matter, field, owed.debtor)
    if of is None:
        return {}
    skill = course.world.habit_of(of).skill
    chances = {"good": skill, "fair": (1 - skill) * 0.7, "poor": (1 - skill) * 0.3}
    return {field: one_of(chances, course.rng)}


def _visited(course: Course, _owed: Obligation, step: Step) -> Said:
    told = course.wording.visited(course.skill())
    if not may_go_back(course):
        return step.act, told
    if told["solved"] == "unsolved" or told["satisfaction"] == "unsatisfied":
        return "visit_returns", told
    return _for_joined(course) or (step.act, told)


def _unreached(course: Course, _owed: Obligation, step: Step) -> Said:
    again = _for_joined(course) if may_go_back(course) else None
    return again or (step.act, dict(step.fields))


def _for_joined(course: Course) -> Said | None:
    """Sends it back for a joined resident who is not content, whatever the first one says."""
    if not any(one.is_dissatisfied for one in course.case.joined):
        return None
    return "send_back_for_joined", course.wording.said(reason="joined_unsatisfied")


def may_go_back(course: Course) -> bool:
    return rounds_of(course.matter) < course.facts().number("case.rounds", course.now)


_TELLING: Final[dict[str, Callable[[Course, Obligation, Step], Said]]] = {
    "dispatch": _dispatched,
    "feed_back": _fed_back,
    "pass": _verified,
    "fail": _verified,
    "visit_closes": _visited,
    "visit_unreached": _unreached,
}
