"""Messages as lines: which case, what happened, whose promise; read by whoever still may."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.apps.cases.lists.titles import titles
from huying.apps.cases.texts import in_language
from huying.domain.procedure.matter import Event as EventValue
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.record import event_from
from huying.platform.notifications.models import Notice
from huying.platform.pages.numbers import thousands
from huying.platform.pages.words import sentence
from huying.platform.policy import may


@dataclass(frozen=True, slots=True)
class MessageRow:
    """消息一行; `url` '' when the case is no longer in the reader's scope. `note` stands in place
    of number and title where a message is of no single case."""

    at: datetime
    what: SafeString
    title: str
    number: str
    url: str
    is_unread: bool
    is_late: bool
    note: str = ""


def message_rows(found: Sequence[Notice], ground: Ground) -> list[MessageRow]:
    """Lines of notices, in three or four statements whatever their number."""
    if not found:
        return []
    sight = ground.sight("text")
    cases = ground.cases("case.view").filter(id__in={n.matter_id for n in found if n.matter_id})
    seen = {m.id: m for m in cases.select_related("case").annotate(text_sight=sight)}
    named = titles([(row, row.text_sight) for row in seen.values()])  # type: ignore[attr-defined]
    events = Event.objects.in_bulk([n.event_id for n in found if n.event_id])
    told = {i: event_from(e.body) for i, e in events.items()}
    owed = Obligation.objects.in_bulk([e.answers for e in told.values() if e.answers])
    return [
        digest_row(notice, ground)
        if notice.counts
        else MessageRow(
            at=notice.at,
            what=_what(notice, told.get(notice.event_id or 0), owed, ground),
            title=named.get(notice.matter_id or 0, ""),
            number=seen[notice.matter_id].number if notice.matter_id in seen else "",
            url=case_url(seen[notice.matter_id].number) if notice.matter_id in seen else "",
            is_unread=notice.read_at is None,
            is_late=notice.act != "mark_soon",
        )
        for notice in found
    ]


def _what(
    notice: Notice, event: EventValue | None, promises: Mapping[int, Obligation], ground: Ground
) -> SafeString:
    """区城市管理局的签收超时; for other acts the act's own name."""
    owed = promises.get(event.answers or 0) if event else None
    if event is None or owed is None:
        rule = ground.procedure.acts.get(notice.act)
        return SafeString(in_language(rule.label) if rule else gettext("有新情况"))
    if event.fields.get("nobody"):
        text = gettext("%(body)s的%(kind)s快到期或超时，该听到的人都不在岗，直接报到您")
        return sentence(text, body=ground.body(owed.debtor_id), kind=ground.kind(owed.kind))
    text = {
        "mark_soon": gettext("%(body)s的%(kind)s快到期"),
        "mark_late": gettext("%(body)s的%(kind)s超时"),
        "escalate": gettext("%(body)s的%(kind)s超时未办，已上报到您"),
    }.get(notice.act, gettext("%(body)s的%(kind)s有新情况"))
    return sentence(text, body=ground.body(owed.debtor_id), kind=ground.kind(owed.kind))


def digest_row(notice: Notice, ground: Ground) -> MessageRow:
    """每日提要：今天到期 3 项，已超时 2 项; below it the promises by kind; opens their list."""
    told = json.loads(notice.counts)
    parts = [words % {"n": thousands(n)} for words, n in _figures(told) if n]
    kinds = [f"{ground.kind(kind)} {thousands(n)}" for kind, n in told["kinds"].items()]
    is_list = may(ground.reader, "supervision.list") is not None
    url = reverse("supervision") if is_list else f"{reverse('case-list')}?view=mine"
    comma = gettext("，")
    return MessageRow(
        at=notice.at,
        what=sentence(gettext("每日提要：%(figures)s"), figures=comma.join(parts)),
        title="",
        number="",
        url=url,
        is_unread=notice.read_at is None,
        is_late=bool(told["late"]),
        note=gettext("、").join(kinds),
    )


def _figures(told: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    today, late, unreached = told["today"], told["late"], told["unreached"]
    return (
        (ngettext("今天到期 %(n)s 项", "今天到期 %(n)s 项", today), today),
        (ngettext("已超时 %(n)s 项", "已超时 %(n)s 项", late), late),
        (ngettext("回访还没联系上 %(n)s 件", "回访还没联系上 %(n)s 件", unreached), unreached),
    )
