"""A refusal of the case procedure in words: bodies by name, moments as people write them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.texts import code_words, in_language
from huying.apps.duties.texts import reply_words
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import Chart
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Obligation
from huying.platform.pages import refusals
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import name_of, sentence, zh

_GUARD = "none_open:"


def reason(refusal: Refusal, case: Opened, at: datetime, own: Collection[int] = ()) -> SafeString:
    """Why an act cannot happen now: what is missing, who has it, until when.

    `own` holds the reader's bodies, which are told as 您单位.
    """
    resume = next(iter(case.matter.open("resume")), None)
    if refusal.code == "paused" and resume is not None and resume.due_at is not None:
        # One sentence for all acts that wait, so that the page says it once.
        day = near_moment(resume.due_at, now=at)
        return sentence(gettext("已暂停到 %(day)s，恢复办理以后才能做"), day=day)
    told = {name: _named(name, value, case, at) for name, value in refusal.params.items()}
    if refusal.code == "still_owed":
        told["missing"] = _missing(refusal, case, at, own)
    if refusal.code == "no_lead":
        told["why"] = reply_words(case.facts.duty_answer(at=at).list)
    return refusals.words(replace(refusal, params=told))


def body_words(chart: Chart, body: int) -> SafeString:
    """The name of a party: a body, or the resident."""
    if body == REQUESTER:
        return SafeString(gettext("群众"))
    return name_of(chart.body(body)) if body in chart else SafeString("—")


def kind_words(case: Opened, kind: str) -> str:
    rule = case.facts.procedure.obligations.get(kind)
    return in_language(rule.label) if rule else kind


def act_words(case: Opened, act: str) -> str:
    rule = case.facts.procedure.acts.get(act)
    return in_language(rule.label) if rule else act


def state_words(case: Opened, state: str) -> str:
    return in_language(case.facts.procedure.states[state].label)


def item_words(case: Opened, case_type: str, at: datetime) -> SafeString:
    """The name of an item; the code itself for one that no list knows."""
    duties = case.facts.district.duties((case.facts.case.filed_at or at).date())
    found = duties.item(case_type) or duties.types.get(case_type)
    return name_of(found) if found else SafeString(zh(case_type))


def owed_words(
    case: Opened, owed: Obligation, at: datetime, own: Collection[int] = ()
) -> SafeString:
    """区城市管理局的签收（11:30 前）."""
    is_own = owed.debtor in own
    body = gettext("您单位") if is_own else body_words(case.facts.district.chart, owed.debtor)
    kind = kind_words(case, owed.kind)
    if owed.due_at is None:
        return sentence(gettext("%(body)s的%(kind)s"), body=body, kind=kind)
    due = near_moment(owed.due_at, now=at)
    text = gettext("%(body)s的%(kind)s（%(due)s 前）")
    return sentence(text, body=body, kind=kind, due=due)


def _missing(refusal: Refusal, case: Opened, at: datetime, own: Collection[int]) -> SafeString:
    """One promise in the sentence, several as numbered lines."""
    kinds = refusal.rule.removeprefix(_GUARD).split(",") if _GUARD in refusal.rule else ()
    owed = case.matter.open(*kinds)
    parts = [owed_words(case, o, at, own) for o in owed]
    if len(parts) > 1:
        parts = [SafeString(f"\n{n}. ") + part for n, part in enumerate(parts, start=1)]
    return mark_safe("".join(parts))  # noqa: S308 (every part is safe)


def _named(name: str, value: str | int, case: Opened, at: datetime) -> str:
    words: dict[str, Callable[[], str]] = {
        "act": lambda: act_words(case, str(value)),
        "kind": lambda: kind_words(case, str(value)),
        "state": lambda: state_words(case, str(value)),
        "body": lambda: body_words(case.facts.district.chart, int(value)),
        "demand_kind": lambda: code_words("demand_kind", str(value)),
        "case_type": lambda: item_words(case, str(value), at),
        "due": lambda: _moment(str(value), at),
        "closed": lambda: _moment(str(value), at),
    }
    return words[name]() if name in words else str(value)


def _moment(text: str, at: datetime) -> str:
    return near_moment(datetime.fromisoformat(text), now=at) if text else ""
