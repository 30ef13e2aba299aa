"""当前情况: what whoever opens the case has to know before anything else, each said in one note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.reasons import body_words
from huying.apps.cases.texts import code_words
from huying.apps.duties.texts import limit_words
from huying.domain.cases.case import first_receiver
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Limit
from huying.platform.pages.dates import list_moment
from huying.platform.pages.words import sentence, zh

#: Why a body has the case again, the latest counts.
_BACK: Final = ("visit_returns", "send_back_for_joined", "fail", "reopen")


@dataclass(frozen=True, slots=True)
class Standing:
    """一条情况: a title, what is to be known, and the words of whoever said it."""

    title: str
    text: str
    said: tuple[str, ...] = ()
    tone: str = "blue"


def standing_of(detail: Detail) -> tuple[Standing, ...]:
    """The notes above the promises, the weightiest first; () for most cases."""
    if detail.row.ended_at is not None:
        return ()
    made = (*_back(detail), *_returned(detail), *_pause(detail), *_extension(detail))
    return (*made, *_instruction(detail))


def receiver_of(detail: Detail) -> SafeString:
    """首接负责: the first body that signed and kept the order; '' before anybody did."""
    body = first_receiver(detail.case.matter)
    return body_words(detail.chart, body) if body else SafeString("")


def returned_of(detail: Detail) -> Standing | None:
    """Why the order came back, in the returning body's words; None when it did not."""
    return next(iter(_returned(detail)), None)


def dissatisfaction_words(event_fields: Any) -> str:
    """未解决、办得慢, from the codes of a visit."""
    codes = event_fields.get("dissatisfaction") or ()
    return gettext("、").join(code_words("dissatisfaction", str(code)) for code in codes)


# ---- one reason each ---------------------------------------------------------------------------


def _back(detail: Detail) -> Iterator[Standing]:
    """上次不满意原因 and 核查不合格: for whoever has to do it again."""
    if detail.row.state not in ("handling", "filed", "reported"):
        return
    found = _latest(detail, _BACK)
    if found is None or _since(detail, found, ("feed_back", "answer_question")):
        return
    titles = {
        "visit_returns": gettext("上次不满意原因"),
        "send_back_for_joined": gettext("并案群众不满意"),
        "fail": gettext("核查不合格"),
        "reopen": gettext("重新办理"),
    }
    why = dissatisfaction_words(found.event.fields)
    yield Standing(titles[found.event.act], why, _words(found, "reason"), "amber")


def _returned(detail: Detail) -> Iterator[Standing]:
    if detail.row.state != "filed":
        return
    found = detail.last("return_order")
    if found is None or _since(detail, found, ("dispatch",)):
        return
    body = body_words(detail.chart, found.event.body)
    line = found.event.fields.get("list_line", "")
    text = sentence(gettext("依据：%(line)s"), line=zh(line)) if line else SafeString("")
    title = sentence(gettext("%(body)s退单"), body=body)
    yield Standing(title, text, _words(found, "reason"), "amber")


def _pause(detail: Detail) -> Iterator[Standing]:
    matter = detail.case.matter
    for owed in matter.open("resume"):
        asked = detail.last("ask_pause")
        text = sentence(
            gettext("%(kind)s，停表到复核日 %(day)s；%(body)s可以提前恢复"),
            kind=code_words("pause_kind", owed.part),
            day=_moment(detail, owed.due_at),
            body=body_words(detail.chart, owed.debtor),
        )
        yield Standing(gettext("已暂停"), text, _words(asked, "reason", "plan"), "violet")
    for owed in matter.open("permit"):
        asked = _opener(detail, owed)
        fields = asked.event.fields if asked else {}
        text = sentence(
            gettext("%(kind)s，想停到 %(day)s；等%(body)s批，%(due)s 前"),
            kind=code_words("pause_kind", str(fields.get("pause_kind", ""))),
            day=_iso(detail, fields.get("until")),
            body=body_words(detail.chart, owed.debtor),
            due=_moment(detail, owed.due_at),
        )
        yield Standing(gettext("已申请暂停"), text, _words(asked, "reason", "plan"))


def _extension(detail: Detail) -> Iterator[Standing]:
    matter = detail.case.matter
    asked = detail.last("ask_extension")
    for owed in matter.open("extend"):
        text = sentence(
            gettext("多要 %(extra)s；等%(body)s批，%(due)s 前"),
            extra=_extra(detail, asked),
            body=body_words(detail.chart, owed.debtor),
            due=_moment(detail, owed.due_at),
        )
        yield Standing(gettext("已申请延期"), text, _words(asked, "reason"))
    answered = _latest(detail, ("grant", "keep_limit"))
    if answered is None or not matter.open("resolve"):
        return
    if answered.event.act == "keep_limit":
        yield Standing(gettext("没有同意延期"), "", _words(answered, "reason"), "amber")
        return
    due = next(iter(matter.open("resolve"))).due_at
    text = sentence(
        gettext("多给 %(extra)s，办理期限 %(due)s；对群众的承诺不变"),
        extra=_extra(detail, answered),
        due=_moment(detail, due),
    )
    yield Standing(gettext("已延期"), text)


def _instruction(detail: Detail) -> Iterator[Standing]:
    found = detail.last("instruct")
    if found is None:
        return
    owed = next(iter(detail.case.matter.open("heed")), None)
    if owed is None:
        text: str = gettext("已报告落实情况")
    else:
        text = sentence(
            gettext("%(body)s %(due)s 前报告落实情况"),
            body=body_words(detail.chart, owed.debtor),
            due=_moment(detail, owed.due_at),
        )
    by = zh(found.text("instructed_by"))
    title = sentence(gettext("领导批示（%(by)s）"), by=by) if by else gettext("领导批示")
    yield Standing(title, text, _words(found, "instruction"))


# ---- reading the history -----------------------------------------------------------------------


def _latest(detail: Detail, acts: tuple[str, ...]) -> Happened | None:
    return next((h for h in reversed(detail.history) if h.event.act in acts), None)


def _since(detail: Detail, found: Happened, acts: tuple[str, ...]) -> bool:
    return any(h.event.seq > found.event.seq and h.event.act in acts for h in detail.history)


def _opener(detail: Detail, owed: Obligation) -> Happened | None:
    """The event that opened a promise."""
    return next((h for h in detail.history if any(o.id == owed.id for o in h.event.opened)), None)


def _words(found: Happened | None, *fields: str) -> tuple[str, ...]:
    texts = (found.text(name) for name in fields) if found else ()
    return tuple(text for text in texts if text)


def _extra(detail: Detail, found: Happened | None) -> SafeString:
    """3 个工作日: so much more, in the unit of the limit it was asked for."""
    amount = found.event.fields.get("extra") if found else None
    owed = next(
        (o for o in reversed(detail.case.matter.obligations) if o.kind == "resolve" and o.limit),
        None,
    )
    if not isinstance(amount, int) or owed is None or owed.limit is None:
        return SafeString("—")
    return mark_safe(limit_words(Limit(amount, owed.limit.unit)))  # noqa: S308 (our own words)


def _moment(detail: Detail, moment: datetime | None) -> str:
    return list_moment(moment, now=detail.at) if moment else "—"


def _iso(detail: Detail, text: Any) -> str:
    return _moment(detail, datetime.fromisoformat(text)) if isinstance(text, str) else "—"
