"""When the clock looks at a promise of a case, and who hears: due soon, late, up the ladder."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.facts import Told
from huying.domain.procedure.marks import LATE, SOON
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import SHANGHAI, due, due_soon_at

#: Whoever may have to do with a promise of their body hears that it is due soon.
_WORKING_ROLES: Final = ("clerk", "desk", "verifier", "visitor")
#: In time means done at the due moment itself (W9); the clock comes a moment after it.
_AFTER: Final = timedelta(seconds=1)


def next_look(district: District, case: Case, owed: Obligation) -> datetime | None:
    """When the clock has to look at this promise next; None for never."""
    if not owed.is_open or owed.is_paused or owed.due_at is None or owed.limit is None:
        return None
    late = owed.due_at + _AFTER
    day = _day(owed.opened_at)
    if owed.marks < SOON and owed.debtor != REQUESTER:
        share = district.policies.number("clock.due_soon_share", day)
        calendar = district.calendar_of(owed.debtor, day)
        soon = due_soon_at(owed.opened_at, owed.due_at, owed.limit, calendar, share, owed.pauses)
        return min(soon or late, late)
    if owed.marks < LATE:
        return late
    return _next_rung(district, case, owed, late)


def _next_rung(district: District, case: Case, owed: Obligation, late: datetime) -> datetime | None:
    ladder = district.policies.ladder(_day(owed.opened_at))
    place = owed.marks - LATE + 1
    if owed.debtor == REQUESTER or place >= len(ladder):
        return None
    after = ladder[place].after
    return due(late, after, district.calendar_of(owed.debtor, _day(late))).at if after else late


def told(district: District, case: Case, owed: Obligation, step: int) -> Told:
    """Who hears of this step of the clock, as far as somebody is on post."""
    if step == SOON:
        return Told(district.on_post(_WORKING_ROLES, owed.debtor))
    ladder = district.policies.ladder(_day(owed.opened_at))
    to = ladder[min(step - LATE, len(ladder) - 1)].to
    inspection = district.only(BodyKind.INSPECTION)
    people = district.on_post((to,), owed.debtor if to == "head" else inspection)
    if people:
        return Told(people)
    # A vacant post hides nothing: the supervisor hears at once and the gap is recorded.
    return Told(district.on_post(("supervisor",), inspection), nobody=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
