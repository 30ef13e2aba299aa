"""What a resident is promised now: by when, how long that is, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.public.viewing import View
from huying.apps.cases.reasons import body_words
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Unit, counted_minutes
from huying.platform.pages.clocks import duration

#: Who holds the case: the debtor of the first of these that is open.
_HOLDS: Final = ("reply", "resolve", "verify", "visit", "joined_visit", "dispatch", "file")
_WORKING: Final = (Unit.WORK_HOUR, Unit.WORK_DAY)


@dataclass(frozen=True, slots=True)
class ResidentPromise:
    """承诺: the moment, what is left of it in words, and the body that holds the case.

    While the clock stands `due` is the date as it was told; it will be later by what was waited.
    """

    due: datetime
    left: str
    holder: SafeString
    is_late: bool = False
    is_paused: bool = False


def promise_of(view: View) -> ResidentPromise | None:
    """The promise to this resident; before filing, by when somebody has looked at it. None when
    nothing is promised any more."""
    owed = view.mine("promise")
    first = owed or view.open("file")
    if first is None:
        return None
    if first.is_paused:
        return _standing(view, first)
    if first.due_at is None:
        return None
    is_late = view.at > first.due_at
    said = owed is not None or is_late
    words = _left(view.worked, first, view.at, is_late=is_late) if said else _before_filing()
    return ResidentPromise(first.due_at, words, holder_of(view), is_late=is_late)


def holder_of(view: View) -> SafeString:
    """Who has to do the next thing; '' when nobody owes anything."""
    case = view.worked
    for kind in _HOLDS:
        for owed in case.matter.open(kind):
            if owed.debtor != REQUESTER:
                return body_words(case.facts.district.chart, owed.debtor)
            if view.main is None:
                return SafeString(gettext("您（等您补充）"))
    return SafeString("")


def _standing(view: View, owed: Obligation) -> ResidentPromise | None:
    """Nothing is due while the clock stands: the date told before, counted without this pause."""
    if owed.limit is None:
        return None
    before = view.worked.facts.due(owed.opened_at, owed.limit, owed.debtor, owed.pauses[:-1]).at
    if before is None:
        return None
    words = gettext("计时停着：停了多久，就往后顺延多久")
    return ResidentPromise(before, words, holder_of(view), is_paused=True)


def _before_filing() -> str:
    return gettext("在这之前，会有工作人员看您说的事，定下由谁办、最迟哪天办好")


def _left(case: Opened, owed: Obligation, at: datetime, *, is_late: bool) -> str:
    due, limit = owed.due_at, owed.limit
    if due is None or limit is None:
        return ""
    district = case.facts.district
    calendar = district.calendar_of(owed.debtor, local_day(owed.opened_at))
    start, end = (due, at) if is_late else (at, due)
    minutes = counted_minutes(start, end, limit.unit, calendar, owed.pauses)
    time = duration(minutes, limit.unit)
    if is_late:
        return gettext("已经超过 %(time)s，没有做到。这件事已报给上级督促") % {"time": time}
    if limit.unit in _WORKING:
        return gettext("还有 %(time)s，周末和节假日不算") % {"time": time}
    return gettext("还有 %(time)s") % {"time": time}
