"""The press itself: one act, or filing and dispatch one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.dispatch import FileForm, dispatch_fields
from huying.apps.cases.reasons import act_words, body_words, reason
from huying.apps.cases.services import act_on_case
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event, Matter
from huying.platform.matters.perform import Performed
from huying.platform.matters.record import event_from
from huying.platform.pages.dates import list_moment
from huying.platform.pages.words import sentence


@dataclass(frozen=True, slots=True)
class Told:
    """What the next page says: the words and whether it is plain success."""

    words: str
    level: int = messages.SUCCESS


def press(detail: Detail, form: ActForm) -> Told:
    """Does what the form says; Refused, Conflict, KeyReused as `perform` raises them."""
    act, fields = form.plan(detail.reader, detail.at)
    done = act_on_case(
        detail.reader,
        detail.row.id,
        act,
        fields,
        at=detail.at,
        key=_key(detail, form, act),
        answers=form.answers,
        expected=form.expected,
    )
    if isinstance(form, FileForm) and form.also_dispatch:
        return _dispatched_too(detail, form, done)
    if act == "dispatch":
        return _dispatch_told(detail, done)
    return Told(gettext("已记录：%(act)s") % {"act": act_words(detail.case, act)})


def _dispatched_too(detail: Detail, form: FileForm, filed: Performed) -> Told:
    """The second half of 确认并派单; when it is refused the filing stands and the page says why."""
    event = event_from(Event.objects.get(id=filed.event_id).body)
    owed = next(o for o in event.opened if o.kind == "dispatch")
    try:
        done = act_on_case(
            detail.reader,
            detail.row.id,
            "dispatch",
            dispatch_fields(form.helpers()),
            at=detail.at,
            key=_key(detail, form, "dispatch"),
            answers=owed.id,
            expected=owed.version,
        )
    except Refused as refused:
        why = reason(refused.refusal, _again(detail), detail.at)
        text = gettext("已立案，没有派出：%(why)s")
        return Told(sentence(text, why=why), messages.WARNING)
    return _dispatch_told(detail, done)


def _dispatch_told(detail: Detail, done: Performed) -> Told:
    event = event_from(Event.objects.get(id=done.event_id).body)
    owed = next(o for o in event.opened if o.kind == "sign")
    body = body_words(detail.chart, owed.debtor)
    if owed.due_at is None:
        return Told(sentence(gettext("已派给%(body)s"), body=body))
    due = list_moment(owed.due_at, now=detail.at)
    return Told(sentence(gettext("已派给%(body)s，%(due)s 前签收"), body=body, due=due))


def _again(detail: Detail):  # type: ignore[no-untyped-def]
    from huying.apps.cases.acts import opened

    row = Matter.objects.select_related("case").get(id=detail.row.id)
    return opened(row, detail.at)


def _key(detail: Detail, form: ActForm, act: str) -> str:
    return f"page:{detail.reader.person}:{form.key}:{'2' if act == 'dispatch' else '1'}"
