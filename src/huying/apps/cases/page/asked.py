"""What the promise that a form answers is about: who asked, in which words, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.page.who import who_of
from huying.apps.cases.texts import label
from huying.apps.duties.texts import stage_words
from huying.domain.cases import joined
from huying.domain.procedure.matter import Obligation
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import zh

Row = tuple[str, SafeString]

#: kind of promise -> texts of the act that opened it, and the act that calls them so
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "opinion": ("question", "note"),
    "extend": ("reason",),
    "permit": ("reason", "plan"),
    "resume": ("note",),
    "heed": ("instruction", "instructed_by"),
    "receive": ("task",),
    "task": ("task",),
    "outside": ("outside_body", "outside_reference", "note"),
}


def asked_of(detail: Detail, choice: Choice) -> tuple[Row, ...]:
    """Rows above a form; () where the form needs no story."""
    owed = choice.answers
    if owed is None:
        return ()
    if owed.kind == "joined_visit":
        return tuple(_joined(detail, owed))
    if owed.kind == "stage":
        return tuple(_stage(detail, owed))
    opening = _opening(detail, owed)
    if opening is None or owed.kind not in _SAID:
        return ()
    return (*_said(detail, opening, _SAID[owed.kind]), *_until(detail, owed))


def which_one(detail: Detail, choice: Choice) -> str | SafeString:
    """What tells a promise from the others of its kind, for its button; '' when it is alone."""
    owed = choice.answers
    name = _NAMED.get(owed.kind) if owed else None
    return name(detail, owed) if name and owed else ""


def _said(detail: Detail, opening: Happened, fields: tuple[str, ...]) -> Iterator[Row]:
    who = who_of(detail, opening.event)
    yield gettext("谁提出的"), SafeString(who)
    for name in fields:
        if text := opening.text(name):
            yield label(name, opening.event.act), zh(text)


def _until(detail: Detail, owed: Obligation) -> Iterator[Row]:
    if owed.kind in ("task", "outside", "resume") and owed.due_at:
        yield gettext("期限"), SafeString(near_moment(owed.due_at, now=detail.at))


def _stage(detail: Detail, owed: Obligation) -> Iterator[Row]:
    yield gettext("阶段"), SafeString(stage_words(owed.part))
    if owed.due_at:
        yield gettext("期限"), SafeString(near_moment(owed.due_at, now=detail.at))


def _joined(detail: Detail, owed: Obligation) -> Iterator[Row]:
    """Number, tries and where the phone is seen: on the resident's own case, with a reason."""
    one = joined.of(detail.case.facts.case.joined, owed.part)
    address = reverse("case-detail", args=[owed.part])
    link = format_html('<a href="{}">{}</a>', address, owed.part)
    yield gettext("并案群众"), link
    yield gettext("已联系"), SafeString(gettext("%(n)s 次没接通") % {"n": one.tries if one else 0})
    yield gettext("电话"), SafeString(gettext("打开这一件，写明理由后查看"))


def _opening(detail: Detail, owed: Obligation) -> Happened | None:
    for happened in reversed(detail.history):
        if any(opened.id == owed.id for opened in happened.event.opened):
            return happened
    return None


def _named_stage(_detail: Detail, owed: Obligation) -> str:
    return stage_words(owed.part)


def _named_part(_detail: Detail, owed: Obligation) -> str:
    return owed.part


def _named_task(detail: Detail, owed: Obligation) -> SafeString | str:
    """The first words of a task: 到现场拍照…"""
    if len(detail.case.matter.open(owed.kind)) == 1:
        return ""
    opening = _opening(detail, owed)
    text = " ".join(opening.text("task").split()) if opening else ""
    short = text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
    return zh(short)


def _named_outside(detail: Detail, owed: Obligation) -> SafeString | str:
    opening = _opening(detail, owed)
    return zh(opening.text("outside_body")) if opening else ""


_SHORT: Final = 10
_NAMED: Final[Mapping[str, Callable[[Detail, Obligation], str | SafeString]]] = {
    "stage": _named_stage,
    "joined_visit": _named_part,
    "receive": _named_task,
    "task": _named_task,
    "outside": _named_outside,
}
