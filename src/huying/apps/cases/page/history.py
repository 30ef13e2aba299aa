"""经过: every event, newest first, with its texts and what the platform computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail, Happened, Said
from huying.apps.cases.page.amending import Corrected, corrections
from huying.apps.cases.page.told import told_of
from huying.apps.cases.page.who import who_of
from huying.apps.cases.reasons import act_words, body_words, kind_words, owed_words
from huying.apps.cases.texts import label
from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.matter import Event, Obligation
from huying.platform.pages.dates import list_moment
from huying.platform.pages.parts import Tab
from huying.platform.pages.words import sentence, zh

CONTACTS = frozenset(
    {"contact", "ask", "give_reply", "stop_waiting"}
    | {"visit_early", "visit_try", "visit_unreached", "visit_closes", "visit_returns"}
    | {"joined_visit_try", "joined_visit_done", "joined_unreached", "correct_contact"}
)
_CLOCK = frozenset({"mark_soon", "mark_late", "escalate", "recompute"})
_LONG = 140
#: Told on other parts of the page, or of no use to a reader; a reply stands nowhere else.
_SILENT = frozenset({"text", "title", "address"})
_REPLY = "give_reply"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text of an event under its label; a long one is folded behind its beginning."""

    label: str
    text: str
    opening: str
    is_erased: bool
    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event as it is shown: when, who, what, its texts, and facts in grey."""

    at: datetime
    who: str
    what: str
    kind: str
    texts: tuple[TextLine, ...]
    facts: tuple[str, ...]
    done_at: datetime | None


def history_rows(detail: Detail, *, contacts_only: bool = False) -> tuple[HistoryRow, ...]:
    shown = [h for h in detail.history if not contacts_only or h.event.act in CONTACTS]
    anew = corrections(detail)
    return tuple(_row(detail, happened, anew) for happened in reversed(shown))


def history_tabs(detail: Detail, *, contacts_only: bool) -> tuple[Tab, ...]:
    contacts = sum(h.event.act in CONTACTS for h in detail.history)
    return (
        Tab(gettext("全部"), "?#history", len(detail.history), not contacts_only),
        Tab(gettext("联系群众"), "?events=contacts#history", contacts, contacts_only),
    )


def _row(
    detail: Detail, happened: Happened, anew: Mapping[tuple[int, str], Corrected]
) -> HistoryRow:
    event = happened.event
    told = ((said, anew.get((event.seq, said.field))) for said in happened.texts)
    return HistoryRow(
        at=event.at,
        who=who_of(detail, event),
        what=what_of(detail, event),
        kind="correction" if event.act in (*_CLOCK, "amend") else "plain",
        texts=tuple(
            _text(said, event.act, new)
            for said, new in told
            if new or event.act == _REPLY or said.field not in _SILENT
        ),
        facts=tuple(_facts(detail, happened)),
        done_at=event.done_at,
    )


def _text(said: Said, act: str, corrected: Corrected | None = None) -> TextLine:
    text = said.text
    opening = f"{text[:_LONG]}…" if len(text) > _LONG else ""
    return TextLine(label(said.field, act), text, opening, said.is_erased, corrected)


def what_of(detail: Detail, event: Event) -> str:
    if event.act in _CLOCK:
        return _clock_words(detail, event)
    return act_words(detail.case, event.act)


def _clock_words(detail: Detail, event: Event) -> SafeString:
    owed = detail.case.matter.obligation(event.answers)
    whose = _whose(detail, owed)
    text = {
        "mark_soon": gettext("%(owed)s快到期"),
        "mark_late": gettext("%(owed)s超时"),
        "escalate": gettext("%(owed)s仍未完成，继续上报"),
        "recompute": gettext("按新导入的放假安排重算%(owed)s，%(due)s 前"),
    }[event.act]
    due = event.changed[0].due_at if event.changed else None
    return sentence(text, owed=whose, due=list_moment(due, now=detail.at) if due else "")


def _whose(detail: Detail, owed: Obligation | None) -> SafeString:
    if owed is None:
        return SafeString("")
    body, kind = body_words(detail.chart, owed.debtor), kind_words(detail.case, owed.kind)
    return sentence(gettext("%(body)s的%(kind)s"), body=body, kind=kind)


# ---- facts in grey ------------------------------------------------------------------------------


def _facts(detail: Detail, happened: Happened) -> Iterator[str]:
    event = happened.event
    if event.act in _CLOCK:
        yield from _told(detail, event)
        return
    yield from told_of(detail, event)
    yield from _consequences(detail, event)


def _told(detail: Detail, event: Event) -> Iterator[str]:
    names = [zh(detail.people[p]) for p in event.fields.get("told", ()) if p in detail.people]
    if event.fields.get("nobody"):
        yield _nobody(detail)
    if names:
        joined = mark_safe(gettext("、").join(names))  # noqa: S308 (safe parts)
        yield sentence(gettext("已提醒 %(names)s"), names=joined)


def _nobody(detail: Detail) -> SafeString:
    found = detail.chart.of_kind(BodyKind.INSPECTION)
    body = body_words(detail.chart, found[0].id) if found else SafeString("—")
    return sentence(gettext("上一级没有在岗的人，已报%(body)s"), body=body)


def _consequences(detail: Detail, event: Event) -> Iterator[str]:
    opened = [owed_words(detail.case, o, detail.at) for o in event.opened]
    if opened:
        joined = mark_safe(gettext("；").join(opened))  # noqa: S308 (safe parts)
        yield sentence(gettext("接下来：%(owed)s"), owed=joined)
    for change in event.changed:
        owed = detail.case.matter.obligation(change.id)
        if owed is None:
            continue
        if change.did == "resumed" and change.due_at:
            due = list_moment(change.due_at, now=detail.at)
            text = gettext("%(owed)s继续计时，%(due)s 前")
            yield sentence(text, owed=_whose(detail, owed), due=due)
        if change.did == "paused":
            yield sentence(gettext("%(owed)s暂停计时"), owed=_whose(detail, owed))
        if change.is_late and change.did in ("kept", "excused", "failed"):
            yield sentence(gettext("%(owed)s已超时"), owed=_whose(detail, owed))
    if any(o.is_provisional for o in event.opened):
        yield gettext("有一年的放假安排没导入，到期时间暂按周末推算，导入后重算")
