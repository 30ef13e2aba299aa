"""The return visit in a resident's words: tried, asked, sent back, opened again."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.public.happened import Happened, Line
from huying.apps.cases.texts import code_words
from huying.domain.procedure.matter import Event
from huying.platform.pages.words import sentence

_ROUNDS: Final = frozenset({"pass", "limit_reached", "answer_question"})


def visit_try(h: Happened) -> Line:
    past = []
    for event in reversed(h.past):
        if event.act in _ROUNDS:
            break
        past.append(event)
    return tried(h, 1 + sum(event.act == "visit_try" for event in past))


def tried(h: Happened, n: int) -> Line:
    text = {
        "call": gettext("我们打过电话没有接通，第 %(n)s 次"),
        "visit": gettext("我们上门没有见到您，第 %(n)s 次"),
    }.get(str(h.event.fields.get("tried_how")), gettext("我们发过短信没有收到回音，第 %(n)s 次"))
    return Line(sentence(text, n=n))


def visited(h: Happened) -> Line:
    told = {
        name: code_words(name, str(h.event.fields.get(name, "")))
        for name in ("solved", "satisfaction")
    }
    what = sentence(gettext("回访时您说：%(solved)s，%(satisfaction)s"), **told)
    return Line(what, h.texts.get("reason", ""), _why_not(h.event))


def sent_back(h: Happened) -> Line:
    """Back because of this resident; because of another one, only that it goes back."""
    told = h.event.fields
    if told.get("solved") == "unsolved" or told.get("satisfaction") == "unsatisfied":
        words = gettext("您说没有办好，已退回重办")
        return Line(SafeString(words), h.texts.get("reason", ""), _why_not(h.event))
    return not_done_yet(h)


def not_done_yet(_: Happened) -> Line:
    return Line(SafeString(gettext("还没有全部办好，已退回重办")))


def _why_not(event: Event) -> tuple[SafeString, ...]:
    codes = event.fields.get("dissatisfaction") or ()
    if not codes:
        return ()
    words = gettext("、").join(code_words("dissatisfaction", str(code)) for code in codes)
    return (sentence(gettext("您不满意的是：%(what)s"), what=words),)


def reopened(h: Happened) -> Line:
    """The resident's own reason; what the desk noted for itself stays there."""
    promised = next((o for o in h.event.opened if o.kind == "promise"), None)
    notes: tuple[SafeString, ...] = ()
    if promised and promised.due_at:
        text = gettext("重新承诺：最迟 %(due)s")
        notes = (sentence(text, due=h.moment(promised.due_at)),)
    if h.event.role == "requester":
        words = gettext("您要求重新办理")
        return Line(SafeString(words), h.texts.get("reason", ""), notes)
    return Line(SafeString(gettext("重新办理")), notes=notes)
