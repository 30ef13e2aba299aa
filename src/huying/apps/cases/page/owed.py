"""谁欠谁什么: every promise of the case, what is open first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.page.clocks import clock_of
from huying.apps.cases.page.parts import said_words, what_words
from huying.apps.cases.reasons import act_words, body_words
from huying.apps.duties.texts import limit_words
from huying.domain.cases.observers import FIELD as OBSERVERS
from huying.domain.procedure.marks import LATE, SOON
from huying.domain.procedure.matter import Obligation
from huying.domain.procedure.model import ENDINGS
from huying.platform.pages.dates import near_moment
from huying.platform.pages.parts import ObligationRow
from huying.platform.pages.words import sentence, zh

#: The tag of each kind of promise: whose part in the case it is.
_LEAD = ("sign", "contact", "resolve", "stage", "resume", "heed", "outside")


def obligation_rows(detail: Detail) -> tuple[ObligationRow, ...]:
    owed = detail.case.matter.obligations
    open_ones = sorted(
        (o for o in owed if o.is_open), key=lambda o: (o.due_at is None, o.due_at, o.id)
    )
    ended = sorted((o for o in owed if not o.is_open), key=lambda o: (o.ended_at, o.id))
    return tuple(_row(detail, o) for o in (*open_ones, *reversed(ended)))


def counted(detail: Detail) -> str:
    """5 项责任，2 项已了结，3 项在计时."""
    owed = detail.case.matter.obligations
    running = [o for o in owed if o.is_open]
    text = ngettext(
        "%(n)s 项责任，%(ended)s 项已了结，%(open)s 项未了结",
        "%(n)s 项责任，%(ended)s 项已了结，%(open)s 项未了结",
        len(owed),
    )
    return text % {"n": len(owed), "ended": len(owed) - len(running), "open": len(running)}


def participants(detail: Detail) -> tuple[tuple[str, SafeString], ...]:
    """(role, bodies): who leads, assists and observes; () before dispatch (S1-16)."""
    parties = detail.case.matter.parties
    if not parties.get("lead"):
        return ()
    roles = (
        (gettext("主办"), parties["lead"]),
        (gettext("协办"), parties.get("helpers", ())),
        (gettext("关注"), parties.get(OBSERVERS, ())),
    )
    return tuple((role, _bodies(detail, bodies)) for role, bodies in roles if bodies)


def opinions(detail: Detail) -> tuple[ObligationRow, ...]:
    """Who was asked before dispatch, and what they said so far."""
    return tuple(_row(detail, o) for o in detail.case.matter.obligations if o.kind == "opinion")


def _bodies(detail: Detail, bodies: Iterable[int]) -> SafeString:
    names = [body_words(detail.chart, body) for body in bodies]
    return mark_safe(gettext("、").join(names))  # noqa: S308 (safe parts)


def _row(detail: Detail, owed: Obligation) -> ObligationRow:
    role, tone = _role(owed)
    return ObligationRow(
        role=role,
        body=body_words(detail.chart, owed.debtor),
        owed=what_words(detail, owed),
        clock=clock_of(detail.case, owed, detail.at),
        progress=mark_safe(gettext("；").join(_progress(detail, owed))),  # noqa: S308 (safe parts)
        tone=tone,
    )


def _role(owed: Obligation) -> tuple[str, str]:
    if owed.kind in _LEAD:
        return gettext("主办"), "blue"
    return {
        "help": (gettext("协办"), "grey"),
        "verify": (gettext("核查"), "violet"),
        "visit": (gettext("回访"), "green"),
        "joined_visit": (gettext("回访"), "green"),
        "opinion": (gettext("会商"), "grey"),
        "extend": (gettext("审批"), "violet"),
        "permit": (gettext("审批"), "violet"),
        "receive": (gettext("任务"), "grey"),
        "task": (gettext("任务"), "grey"),
        "promise": (gettext("承诺"), "outline"),
        "joined_promise": (gettext("承诺"), "outline"),
        "reply": (gettext("群众"), "outline"),
    }.get(owed.kind, (gettext("派单"), "grey"))


def _progress(detail: Detail, owed: Obligation) -> Iterator[str]:
    ending = _ending(detail, owed)
    if ending is not None:
        yield _who_ended(detail, ending)
    elif owed.limit is not None:
        begun = near_moment(owed.opened_at, now=detail.at)
        text = gettext("%(begun)s 起，限 %(limit)s")
        yield sentence(text, begun=begun, limit=limit_words(owed.limit))
    yield from said_words(detail, owed)
    if owed.is_open and owed.marks >= SOON:
        yield _warned(owed)
    if owed.is_provisional:
        yield gettext("有一年的放假安排没导入，暂按周末推算")


def _warned(owed: Obligation) -> str:
    if owed.marks > LATE:
        return gettext("超时已上报")
    return gettext("超时已提醒") if owed.marks == LATE else gettext("快到期已提醒")


def _ending(detail: Detail, owed: Obligation) -> Happened | None:
    for happened in reversed(detail.history):
        for change in happened.event.changed:
            if change.id == owed.id and change.did in ENDINGS:
                return happened
    return None


def _who_ended(detail: Detail, ending: Happened) -> SafeString:
    event = ending.event
    name = detail.people.get(event.person or 0, "")
    act = act_words(detail.case, event.act)
    if not name:
        return SafeString(act)
    return sentence(gettext("%(name)s：%(act)s"), name=zh(name), act=act)
