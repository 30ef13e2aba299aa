"""What a resident is promised now: by when, how long that is, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.reasons import body_words
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Unit, counted_minutes
from huying.platform.pages.clocks import duration

#: Who holds the case: the debtor of the first of these that is open.
_HOLDS: Final = ("reply", "resolve", "verify", "visit", "dispatch", "file")
_WORKING: Final = (Unit.WORK_HOUR, Unit.WORK_DAY)


@dataclass(frozen=True, slots=True)
class ResidentPromise:
    """承诺: the moment, what is left of it in words, and the body that holds the case."""

    due: datetime
    left: str
    holder: SafeString
    is_late: bool


def promise_of(case: Opened, at: datetime) -> ResidentPromise | None:
    """The promise to the resident; before filing, by when somebody has looked at it. None when
    nothing is promised any more."""
    owed = next(iter(case.matter.open("promise")), None)
    first = owed or next(iter(case.matter.open("file")), None)
    if first is None or first.due_at is None:
        return None
    is_late = at > first.due_at
    words = _left(case, first, at, is_late=is_late) if owed or is_late else _before_filing()
    return ResidentPromise(first.due_at, words, holder_of(case), is_late)


def holder_of(case: Opened) -> SafeString:
    """Who has to do the next thing; '' when nobody owes anything."""
    for kind in _HOLDS:
        for owed in case.matter.open(kind):
            if owed.debtor == REQUESTER:
                return SafeString(gettext("您（等您补充）"))
            return body_words(case.facts.district.chart, owed.debtor)
    return SafeString("")


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
