"""May this resident have the closed case opened again, until when, and what else one can do.

A resident whose case was merged cannot open the main one: its window, its words and its number of
reopenings belong to another resident, who would read a reason that is not theirs. They report
anew and name their number; the desk can then open the main case for everybody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice
from huying.apps.cases.public.moments import until_words
from huying.apps.cases.public.viewing import View
from huying.domain.kernel.actor import resident
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import refusal_for
from huying.domain.procedure.matter import Act
from huying.platform.pages.words import sentence

#: One button: where a body led the case it goes back there, else to the desk.
REOPENS: Final = ("reopen", "reopen_at_desk")
_OTHER_WAY: Final = frozenset({"has_no_lead", "has_a_lead"})


def reopening(view: View) -> Choice | None:
    """The act that opens the case again, or its refusal; None where there is nothing to open."""
    if view.own.row.state != "closed":
        return None
    case, by = view.own, resident(view.own.row.district_id)
    for name in REOPENS:
        refusal = refusal_for(case.matter, Act(name, by, view.at), case.facts)
        if refusal is None or refusal.code not in _OTHER_WAY:
            return Choice(case.facts.procedure.acts[name], None, refusal)
    return None


def reopen_until(view: View) -> datetime | None:
    """The last moment of the window; None when the case may not be opened again."""
    choice, ended = reopening(view), view.own.matter.ended_at
    if choice is None or choice.refusal is not None or ended is None:
        return None
    facts = view.own.facts
    limit = facts.policy_limit("case.reopen_window", view.at)
    return facts.due(ended, limit, facts.district.only(BodyKind.CENTRE), ()).at


def why_closed_for_good(refusal: Refusal, view: View) -> SafeString:
    """Why the case stays closed, in a resident's words; the page adds what else one can do."""
    if refusal.code == "reopened_before":
        text = gettext("已经重新办理过 %(n)s 次，这一件不能再开了。")
        return sentence(text, n=refusal.params["most"])
    if refusal.code == "reopen_window_over":
        closed = datetime.fromisoformat(str(refusal.params["closed"]))
        text = gettext("办结以后要求重新办理的时间，到 %(at)s 为止，已经过了。")
        return sentence(text, at=until_words(closed, now=view.at))
    return SafeString(gettext("这一件不能重新办理。"))
