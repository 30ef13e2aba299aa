"""An obligation's clock on the case page: the chip, and what a pause waits for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.lists.chips import chip
from huying.domain.procedure.matter import Matter, Obligation
from huying.platform.pages.clocks import ClockView
from huying.platform.pages.dates import near_moment


def clock_of(case: Opened, owed: Obligation, at: datetime) -> ClockView:
    """The chip of one obligation of the case that is open."""
    reason = _waits_for(case.matter, at) if owed.is_paused else ""
    return chip(case.facts.district, owed, at, reason)


def _waits_for(matter: Matter, at: datetime) -> str:
    """等群众补充，最迟 03-13 09:40; 复核日 03-20: a pause has a reason and a cap."""
    resume = next(iter(matter.open("resume")), None)
    if resume is not None and resume.due_at is not None:
        return gettext("复核日 %(day)s") % {"day": near_moment(resume.due_at, now=at)}
    reply = next(iter(matter.open("reply")), None)
    if reply is None or reply.due_at is None:
        return gettext("等群众补充")
    return gettext("等群众补充，最迟 %(moment)s") % {"moment": near_moment(reply.due_at, now=at)}
