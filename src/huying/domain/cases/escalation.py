"""When the clock looks at a promise of a case, and who hears: due soon, late, up the ladder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.duties import Ladder, Step
from huying.domain.duties.ladders import ABOVE, CENTRE, INSPECTION
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.facts import Told
from huying.domain.procedure.marks import LATE, SOON
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import SHANGHAI, due, due_soon_at

#: The one body behind a place that is not the debtor itself.
_OFFICES: Final[Mapping[str, BodyKind]] = {
    INSPECTION: BodyKind.INSPECTION,
    CENTRE: BodyKind.CENTRE,
}
#: In time means done at the due moment itself (W9); the clock comes a moment after it.
_AFTER: Final = timedelta(seconds=1)


def next_look(district: District, case: Case, owed: Obligation) -> datetime | None:
    """When the clock has to look at this promise next; None for never."""
    if not owed.is_open or owed.is_paused or owed.due_at is None:
        return None
    late = owed.due_at + _AFTER
    day = _day(owed.opened_at)
    # A date somebody gave has no limit of which a share could be left: it is told when it is late.
    if owed.marks < SOON and owed.debtor != REQUESTER and owed.limit:
        share = district.policies.number("clock.due_soon_share", day)
        calendar = district.calendar_of(owed.debtor, day)
        soon = due_soon_at(owed.opened_at, owed.due_at, owed.limit, calendar, share, owed.pauses)
        return min(soon or late, late)
    if owed.marks < LATE:
        return late
    return _next_rung(district, case, owed, late)


def ladder_of(district: District, case: Case, owed: Obligation) -> Ladder:
    """督办阶梯: by what the case is about and whose promise it is, of the day the promise began."""
    body = district.chart.body(owed.debtor) if owed.debtor in district.chart else None
    duties = district.duties(_day(case.filed_at or owed.opened_at))
    item = duties.item(case.case_type) if case.case_type else None
    return district.policies.ladder(
        _day(owed.opened_at),
        urgency=item.urgency if item else None,
        case_type=case.case_type,
        demand_kind=case.demand_kind,
        kind=owed.kind,
        debtor=str(body.kind) if body else "",
    )


def step_of(ladder: Ladder, marks: int) -> Step | None:
    """The late step a promise has reached after so many marks of the clock; None before the first.

    A ladder that has become shorter meanwhile (another type, another version) keeps its last step.
    """
    return ladder.steps[min(marks - LATE, len(ladder.steps) - 1)] if marks >= LATE else None


def _next_rung(district: District, case: Case, owed: Obligation, late: datetime) -> datetime | None:
    steps = ladder_of(district, case, owed).steps
    place = owed.marks - LATE + 1
    if owed.debtor == REQUESTER or place >= len(steps):
        return None
    after = steps[place].after
    return due(late, after, district.calendar_of(owed.debtor, _day(late))).at if after else late


def told(district: District, case: Case, owed: Obligation, step: int) -> Told:
    """Who hears of this step of the clock, as far as somebody is on post."""
    if owed.debtor == REQUESTER:
        return Told(())
    people = _hearers(district, owed, ladder_of(district, case, owed), step)
    if people:
        return Told(people)
    # A vacant post hides nothing: the supervisor hears at once and the gap is recorded.
    inspection = district.only(BodyKind.INSPECTION)
    return Told(district.on_post(("supervisor",), inspection), nobody=True)


def _hearers(district: District, owed: Obligation, ladder: Ladder, step: int) -> tuple[int, ...]:
    reached = step_of(ladder, step)
    if reached is None:
        return district.on_post(ladder.soon, owed.debtor)
    held = (district.on_post((reached.to,), body) for body in _places(district, owed, reached))
    return next((people for people in held if people), ())


def _places(district: District, owed: Obligation, step: Step) -> tuple[int, ...]:
    """The bodies whose people a step tells, the first with somebody on post."""
    if step.at in _OFFICES:
        return (district.only(_OFFICES[step.at]),)
    return district.chart.above(owed.debtor) if step.at == ABOVE else (owed.debtor,)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
