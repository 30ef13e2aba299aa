"""这是什么事: suggested items with the words that spoke for each and the promise each would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.dispatch import lists_of
from huying.apps.cases.page.ground import item_url, live_rows
from huying.apps.duties.texts import limit_words
from huying.domain.duties import DutyAnswer, suggest
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.matter import Act
from huying.platform.pages.dates import list_moment
from huying.platform.pages.parts import Candidate, CitationRow
from huying.platform.pages.words import name_of, sentence


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming an item would mean: lead, promise, limits, three answers."""

    name: str
    code: str
    lead: str
    reason: str
    promise: str
    limits: tuple[tuple[str, str], ...]
    rows: tuple[CitationRow, ...]
    url: str


def candidates_of(detail: Detail) -> tuple[Candidate, ...]:
    """At most three items, the one chosen at intake first; a person confirms one."""
    duties = lists_of(detail.at, detail.case.facts.district.duties)
    found = {s.case_type: s.words for s in suggest(duties, f"{detail.title} {detail.text}")}
    reported = detail.case.facts.case.case_type
    codes = list(dict.fromkeys([*([reported] if reported else []), *found]))[:3]
    made = (_candidate(detail, code, found.get(code, ())) for code in codes)
    return tuple(candidate for candidate in made if candidate)


def preview_of(detail: Detail, case_type: str) -> Preview | None:
    """None for a code that no list knows."""
    duty = detail.case.facts.duty_answer(case_type, detail.at)
    duties = lists_of(detail.at, detail.case.facts.district.duties)
    named = duty.item or duties.types.get(case_type)
    if named is None:
        return None
    return Preview(
        name=name_of(named),
        code=case_type,
        lead=name_of(duty.lead) if duty.lead else "",
        reason="" if duty.lead else live_rows(detail, case_type)[0].line,
        promise=_promise(detail, duty),
        limits=tuple(_limits(detail, duty)),
        rows=live_rows(detail, case_type),
        url=item_url(case_type),
    )


def _candidate(detail: Detail, case_type: str, words: tuple[str, ...]) -> Candidate | None:
    preview = preview_of(detail, case_type)
    if preview is None:
        return None
    lead = preview.lead or gettext("没有主办单位")
    source = sentence(gettext("主办 %(lead)s · %(promise)s"), lead=lead, promise=preview.promise)
    return Candidate(case_type, preview.name, source, reasons=words, code=case_type)


def _promise(detail: Detail, duty: DutyAnswer) -> str:
    if duty.item is None:
        return gettext("没有时限")
    desk = detail.case.matter.parties["desk"][0]
    due = detail.case.facts.due(detail.at, duty.item.limit, desk, ()).at
    limit = limit_words(duty.item.limit)
    if due is None:
        return limit
    when = list_moment(due, now=detail.at)
    return gettext("承诺 %(limit)s，最迟 %(when)s") % {"limit": limit, "when": when}


def _limits(detail: Detail, duty: DutyAnswer) -> Iterator[tuple[str, str]]:
    """Limits of the lead from dispatch on, as they would be now."""
    if duty.lead is None or duty.item is None:
        return
    names = [("case.sign", gettext("签收")), ("item.resolve", gettext("办理"))]
    if detail.case.facts.case.is_reachable:
        names.insert(1, ("case.contact", gettext("先行联系")))
    if duty.helpers:
        names.append(("item.help", gettext("协办")))
    for name, label in names:
        yield label, _limit(detail, duty, name, detail.at)


def _limit(detail: Detail, duty: DutyAnswer, name: str, at: datetime) -> str:
    lead = duty.lead.id if duty.lead else 0
    nobody = Actor(None, (), detail.row.district_id)
    act = Act("dispatch", nobody, at, {"case_type": duty.case_type})
    limit = detail.case.facts.limit(name, detail.case.matter, act, lead, "")
    return limit_words(limit) if limit else str(SafeString("—"))
