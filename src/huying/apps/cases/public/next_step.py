"""接下来: in one sentence what happens next, who owes it, and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.public.moments import until_words
from huying.apps.cases.public.reopening import reopen_until
from huying.apps.cases.public.viewing import View
from huying.apps.cases.public.working import pause_words
from huying.apps.cases.reasons import body_words
from huying.domain.cases.case import rounds_of
from huying.domain.cases.codes import QUESTIONS
from huying.domain.procedure.matter import Obligation
from huying.platform.pages.words import sentence


def next_step(view: View) -> SafeString:
    """The sentence of the present state; with a word that it is late where it is."""
    told, owed = STEPS[view.state](view)
    if owed and owed.due_at and view.at > owed.due_at:
        return sentence(gettext("%(said)s（这一步已经过了时间，正在催办）"), said=told)
    return told


#: The sentence, and the promise it names (None when nobody is held to a moment).
Step = tuple[SafeString, Obligation | None]


def _said(view: View, owed: Obligation | None, text: str, due: datetime | None = None) -> Step:
    """The sentence with body and moment; a step nobody is held to says so without them."""
    until = due or (owed.due_at if owed else None)
    body = body_words(view.worked.facts.district.chart, owed.debtor) if owed else "—"
    told = sentence(text, body=body, due=until_words(until, now=view.at) if until else "—")
    return told, owed


def _reported(view: View) -> Step:
    owed = view.open("file")
    if not view.worked.facts.case.grid and view.main is None:
        text = gettext("正在找准地方：%(body)s在 %(due)s 前找到，定下由谁办、最迟哪天办好")
        return _said(view, owed, text)
    return _said(view, owed, gettext("%(body)s在 %(due)s 前看您说的事，定下由谁办、最迟哪天办好"))


def _filed(view: View) -> Step:
    if view.main is None and view.open("visit"):
        return _asked_at_the_limit(view)
    return _said(view, view.open("dispatch"), gettext("%(body)s在 %(due)s 前交给该办的单位"))


def _handling(view: View) -> Step:
    reply = view.mine("reply") if view.main is None else None
    if reply:
        return _said(view, reply, gettext("请您在 %(due)s 前补充；没等到也会接着办"))
    resume = view.open("resume")
    if resume:
        return _standing(view, resume)
    if view.mine("visit"):
        return _asked_at_the_limit(view)
    return _working(view)


def _standing(view: View, resume: Obligation) -> Step:
    told, owed = _said(view, resume, gettext("%(body)s最迟 %(due)s 再看，能办就接着办"))
    why = pause_words(resume.part)
    return sentence(gettext("%(why)s；%(told)s"), why=why, told=told), owed


def _asked_at_the_limit(view: View) -> Step:
    text = gettext("到了承诺的时间：%(body)s在 %(due)s 前打电话问您，事情接着办")
    return _said(view, view.mine("visit"), text)


def _working(view: View) -> Step:
    """Until the promised date while it runs; else until the body's own."""
    owed, promise = view.open("resolve"), view.mine("promise")
    runs = promise is not None and promise.due_at is not None and view.at <= promise.due_at
    due = promise.due_at if runs and promise else None
    if owed and owed.due_at is None and due is None:
        return _said(view, owed, gettext("%(body)s在办，办完由别的单位核查"))
    told, _ = _said(view, owed, _words_of_work(view), due)
    return told, None if runs else owed


def _words_of_work(view: View) -> str:
    case = view.worked.facts.case
    if case.demand_kind in QUESTIONS:
        return gettext("%(body)s最迟 %(due)s 答复您")
    if view.main is None and view.is_reachable and view.open("contact") and not case.is_hidden:
        return gettext("%(body)s先打电话问清楚再去办，最迟 %(due)s 办好，由别的单位核查")
    return gettext("%(body)s在办，最迟 %(due)s 办好，由别的单位核查")


def _verifying(view: View) -> Step:
    if view.mine("visit"):
        return _asked_at_the_limit(view)
    text = gettext("%(body)s在 %(due)s 前核查是不是真的办好了")
    if view.is_reachable:
        text = gettext("%(body)s在 %(due)s 前核查是不是真的办好了，再打电话问您满不满意")
    return _said(view, view.open("verify"), text)


def _visiting(view: View) -> Step:
    visit = view.mine("visit")
    if visit is None:
        return SafeString(gettext("办好了，答复写在下面；回访做完就结案")), None
    if _rounds_left(view):
        text = gettext("%(body)s在 %(due)s 前打电话问您满不满意；您说没解决，就退回重办")
        return _said(view, visit, text)
    return _said(view, visit, gettext("%(body)s在 %(due)s 前打电话问您满不满意"))


def _rounds_left(view: View) -> bool:
    case = view.worked
    return rounds_of(case.matter) < case.facts.number("case.rounds", view.at)


def _closed(view: View) -> Step:
    until = reopen_until(view) if view.main is None else None
    if until is None:
        return SafeString(gettext("办结了，没有人再办；又出现了请再反映一件")), None
    text = gettext("办结了；没办好或又出现了，您可以在 %(due)s 前要求重新办理")
    return sentence(text, due=until_words(until, now=view.at)), None


def _ends(words: Callable[[], str]) -> Callable[[View], Step]:
    return lambda _view: (SafeString(words()), None)


STEPS: Final[Mapping[str, Callable[[View], Step]]] = {
    "reported": _reported,
    "filed": _filed,
    "handling": _handling,
    "verifying": _verifying,
    "visiting": _visiting,
    "closed": _closed,
    "declined": _ends(lambda: gettext("没有受理，这里不办；可以找谁写在下面")),
    "merged": _ends(lambda: gettext("并到另一件里一起办")),
    "withdrawn": _ends(lambda: gettext("您撤回了，不再办理；以后有需要可以再来反映")),
    "archived": _ends(lambda: gettext("这是从以前的系统转来的记录，不再办理")),
}
