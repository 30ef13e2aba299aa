"""One line of the case list: clock, demand, item, lead, state; a page costs two statements more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from huying.apps.cases.lists.chips import chip, next_owed
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.titles import titles
from huying.apps.cases.texts import code_words
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.marks import LATE
from huying.domain.procedure.matter import Obligation
from huying.platform.matters import rows as values
from huying.platform.matters.models import Matter
from huying.platform.matters.models import Obligation as ObligationRow
from huying.platform.pages.clocks import ClockView
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import sentence


@dataclass(frozen=True, slots=True)
class CaseLine:
    """案件一行: what a list shows of one case, cut to what the reader may see."""

    number: str
    url: str
    title: str
    channel: str
    place: str
    clock: ClockView | None
    item_code: str
    item: str
    lead: str
    helpers: str
    state: str
    state_label: str
    note: str
    opened_at: Any


def case_lines(rows: Sequence[Matter], ground: Ground) -> list[CaseLine]:
    """Lines of rows that carry `text_sight` and their case."""
    owed = owed_of([row.id for row in rows])
    named = titles([(row, row.text_sight) for row in rows])  # type: ignore[attr-defined]
    return [_line(row, named[row.id], owed.get(row.id, []), ground) for row in rows]


def owed_of(matter_ids: Sequence[int]) -> dict[int, list[Obligation]]:
    """What is open on each case, and its promises to the resident; by the time they began."""
    rows = ObligationRow.objects.filter(matter_id__in=matter_ids)
    rows = rows.filter(outcome="") | rows.filter(kind="promise")
    found: dict[int, list[Obligation]] = {}
    for row in rows.order_by("opened_at", "id"):
        found.setdefault(row.matter_id, []).append(values.obligation_value(row))
    return found


def case_url(number: str) -> str:
    return reverse("case-detail", args=[number])


def waits_words(owed: Sequence[Obligation], ground: Ground) -> str:
    """等群众补充，最迟 03-13 09:40; '' when nobody waits for the resident."""
    reply = next((o for o in owed if o.is_open and o.debtor == REQUESTER), None)
    if reply is None:
        return ""
    if reply.due_at is None:
        return gettext("等群众补充")
    moment = near_moment(reply.due_at, now=ground.at)
    return gettext("等群众补充，最迟 %(moment)s") % {"moment": moment}


def _line(row: Matter, title: str, owed: list[Obligation], ground: Ground) -> CaseLine:
    shown = next_owed(owed)
    waits = waits_words(owed, ground)
    return CaseLine(
        number=row.number,
        url=case_url(row.number),
        title=title,
        channel=code_words("channel", row.case.channel),
        place=ground.place(row.area_code),
        clock=chip(ground.known, shown, ground.at, waits) if shown else None,
        item_code=row.item_code,
        item=ground.item(row.item_code),
        lead=ground.body(row.lead_id) if row.lead_id else "",
        helpers=_helpers(row),
        state=row.state,
        state_label=ground.state(row.state),
        note=waits or _note(row, shown, ground),
        opened_at=row.opened_at,
    )


def _helpers(row: Matter) -> str:
    n = len(json.loads(row.parties).get("helpers", ()))
    return ngettext("协办 %(n)s 家", "协办 %(n)s 家", n) % {"n": n} if n else ""


def _note(row: Matter, shown: Obligation | None, ground: Ground) -> str:
    """What is owed next, and by whom when it is not the lead; for an ended case how it ended."""
    if shown is None or not shown.is_open:
        case = row.case
        if case.exemption:
            return code_words("exemption_code", case.exemption)
        return code_words("satisfaction", case.satisfaction) if case.satisfaction else ""
    if row.state == "filed" and row.item_code not in ground.led_types:
        return gettext("没有主办单位")
    if row.state == "reported" and not row.area_code:
        return gettext("还没定位")
    kind = ground.kind(shown.kind)
    if shown.marks > LATE:
        return gettext("%(kind)s，已上报") % {"kind": kind}
    if shown.debtor == row.lead_id or shown.debtor == ground.desk:
        return kind
    return sentence("%(kind)s · %(body)s", kind=kind, body=ground.body(shown.debtor))
