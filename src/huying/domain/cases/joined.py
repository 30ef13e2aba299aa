"""并案: residents whose repeats were merged into one case. One handling; everybody keeps a promise
and a return visit of their own (practice 2.18, trap 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from huying.domain.procedure.matter import Act, Event, Matter

if TYPE_CHECKING:
    from huying.domain.cases.case import Case


@dataclass(frozen=True, slots=True)
class Joined:
    """并案群众: one of them on the main case. `number` is the merged case's, and the `part` of
    their promises; `since` is when the promise was first given, `case_type` what it was given
    for; `tries` counts unreached calls of the present visit."""

    number: str
    matter: int
    since: datetime
    case_type: str
    is_reachable: bool
    tries: int = 0
    solved: str = ""
    satisfaction: str = ""

    @property
    def is_dissatisfied(self) -> bool:
        return self.solved == "unsolved" or self.satisfaction == "unsatisfied"


@dataclass(frozen=True, slots=True)
class Other:
    """另一案件: what an act on one case may have to know of another of the same district."""

    matter: Matter
    number: str
    case: Case
    is_end: bool


#: Acts about one joined resident; the event names the number it was about.
ABOUT_ONE: Final = frozenset(
    {"joined_limit_reached", "joined_visit_try", "joined_visit_done", "joined_unreached"}
)
#: Acts that begin a new round of visits.
_NEW_ROUND: Final = frozenset({"pass", "answer_question"})


def part_of(matter: Matter, act: Act) -> str:
    """The joined case's number a promise belongs to that this act answers; "" for none."""
    answered = matter.obligation(act.answers)
    return answered.part if answered else ""


def of(joined: tuple[Joined, ...], number: str) -> Joined | None:
    return next((one for one in joined if one.number == number), None)


def with_id(joined: tuple[Joined, ...], matter: object) -> Joined | None:
    return next((one for one in joined if one.matter == matter), None)


def after(joined: tuple[Joined, ...], event: Event) -> tuple[Joined, ...]:
    """The joined residents after an event of the main case."""
    if event.act in _NEW_ROUND:
        return tuple(replace(one, tries=0, solved="", satisfaction="") for one in joined)
    change = _CHANGES.get(event.act)
    return change(joined, event) if change else joined


def _absorbed(joined: tuple[Joined, ...], event: Event) -> tuple[Joined, ...]:
    told = event.fields
    return (
        *joined,
        Joined(
            number=told["joined_number"],
            matter=told["joined"],
            since=datetime.fromisoformat(told["joined_since"]),
            case_type=told["joined_type"],
            is_reachable=told["joined_reachable"],
        ),
    )


def _released(joined: tuple[Joined, ...], event: Event) -> tuple[Joined, ...]:
    return tuple(one for one in joined if one.matter != event.fields["joined"])


def _tried(joined: tuple[Joined, ...], event: Event) -> tuple[Joined, ...]:
    return _one(joined, event, lambda one: replace(one, tries=one.tries + 1))


def _visited(joined: tuple[Joined, ...], event: Event) -> tuple[Joined, ...]:
    told = event.fields
    return _one(
        joined,
        event,
        lambda one: replace(one, solved=told["solved"], satisfaction=told["satisfaction"]),
    )


def _one(
    joined: tuple[Joined, ...], event: Event, change: Callable[[Joined], Joined]
) -> tuple[Joined, ...]:
    number = event.fields.get("joined_number")
    return tuple(change(one) if one.number == number else one for one in joined)


_CHANGES: Final[dict[str, Callable[[tuple[Joined, ...], Event], tuple[Joined, ...]]]] = {
    "absorb": _absorbed,
    "release": _released,
    "joined_visit_try": _tried,
    "joined_visit_done": _visited,
}
