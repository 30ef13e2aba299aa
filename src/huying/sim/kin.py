"""Cases that come to concern one another: repeats of one matter, parts of one demand, neighbours.

They are lived through side by side, in the order of time, so that each can be asked about the
others when an act names one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC
from random import Random
from typing import TYPE_CHECKING, Final

from huying.domain.cases.joined import Other
from huying.domain.kernel.ids import case_number
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Act
from huying.sim.history_plan import HistoryPlan
from huying.sim.steps import Step
from huying.sim.world import Past

if TYPE_CHECKING:
    from huying.sim.course import Course

#: How many repeat what one resident reported.
_REPEATS: Final = {1: 46, 2: 26, 3: 17, 4: 11}
#: Repeats come within so many days.
_DAYS: Final = 1.2


@dataclass(slots=True)
class Kin:
    """同源案件: courses that may name one another; `run` lives them all through."""

    courses: list[Course] = field(default_factory=list)

    def run(self) -> list[Past]:
        """Always the next thing of all of them; the cases in the order they were begun."""
        while True:
            ready = [(n[0], c.matter.id, n[1]) for c in self.courses if (n := c.upcoming())]
            if not ready:
                return [course.past() for course in self.courses if course.done]
            min(ready, key=lambda one: one[:2])[2]()

    def course_of(self, matter: int) -> Course | None:
        return next((c for c in self.courses if c.matter.id == matter), None)

    def other(self, matter: int) -> Other | None:
        """Another of these cases as it stands now; what is not reported yet is not known."""
        found = self.course_of(matter)
        if found is None or not found.done:
            return None
        is_end, filed = found.matter.ended_at is not None, found.case.filed_at
        # A row gives its moments in UTC; what an event says of them is spelt as it is there.
        case = replace(found.case, filed_at=filed.astimezone(UTC) if filed else None)
        return Other(found.matter, case_number(matter), case, is_end)


def families(plan: HistoryPlan, count: int) -> dict[int, tuple[str, tuple[int, ...]]]:
    """By the number of the first arrival: "repeats" or "related", and the later ones' numbers."""
    rng = Random(f"{plan.seed}-families")
    reach = max(2, round(_DAYS * plan.cases / plan.days))
    taken: set[int] = set()
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for first in range(1, count):
        chance = rng.random()
        if first in taken or chance >= plan.chances["repeated"] + plan.chances["related"]:
            continue
        kind = "repeats" if chance < plan.chances["repeated"] else "related"
        free = [n for n in range(first + 1, min(first + reach, count) + 1) if n not in taken]
        wanted = rng.choices(list(_REPEATS), list(_REPEATS.values()))[0]
        members = sorted(rng.sample(free, min(len(free), wanted if kind == "repeats" else 1)))
        taken.update(members)
        if members:
            found[first] = (kind, tuple(members))
    return found


# -- acts that concern two cases -----------------------------------------------------------------


def merge(course: Course, step: Step) -> None:
    """The repeat goes into the main case, which takes it in: both or neither."""
    main = course.kin.course_of(step.fields["main"])
    if main is None:
        return
    if main.matter.state == "reported":
        # Not filed yet: the desk comes back to it.
        course.postpone(step, minutes=45)
        return
    by, reason = course.hand(step), step.fields["reason"]
    taking = Act("absorb", by, step.at, {"joined": course.matter.id, "reason": reason})
    _both((main, taking), (course, Act("merge", by, step.at, step.fields)))


def restore(course: Course, step: Step) -> None:
    """A repeat that was none is handled on its own again."""
    main = course.kin.course_of(course.case.main or 0)
    if main is None:
        return
    by, reason = course.hand(step), step.fields["reason"]
    letting = Act("release", by, step.at, {"joined": course.matter.id, "reason": reason})
    _both((main, letting), (course, Act(step.act, by, step.at, step.fields)))


def _both(*sides: tuple[Course, Act]) -> None:
    if any(isinstance(course.decided(act), Refusal) for course, act in sides):
        return
    # In the order `act_on_case` takes them.
    for course, act in sorted(sides, key=lambda side: side[0].matter.id):
        course.do(act)


def split(course: Course, act: Act) -> None:
    """Each part becomes a case of its own before the whole says so."""
    from huying.sim.course import Course as Part

    for nth, (case_type, text) in enumerate(course.parts):
        arrival = replace(
            course.arrival,
            at=act.at,
            case_type=case_type,
            text=text,
            is_placed=bool(course.case.grid),
            rng=Random(f"{course.world.plan.seed}-{course.arrival.number}-part-{nth}"),
        )
        part = Part(course.world, arrival, course.kin, parent=course)
        part.report(act.by)
    said = {"children": len(course.parts)}
    course.do(replace(act, fields=said))
