"""What the page of one case's requests and the list of all of them show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.accounts.queries import names_of
from huying.apps.appraisal import names
from huying.apps.appraisal.exclusion_context import PROCEDURE
from huying.apps.appraisal.exclusion_forms import ExclusionForm
from huying.apps.appraisal.exclusions import Asked, Said
from huying.apps.appraisal.names import Called
from huying.apps.cases.lists.chips import chip
from huying.apps.cases.texts import code_words, in_language, label
from huying.domain.appraisal.exclusion import ASK
from huying.domain.appraisal.exclusion_facts import ExclusionFacts
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.model import Procedure
from huying.platform.matters import rows
from huying.platform.matters.models import Matter, Obligation
from huying.platform.pages.clocks import ClockView
from huying.platform.pages.dates import near_moment
from huying.platform.pages.parts import Tab
from huying.platform.pages.refusals import words
from huying.platform.pages.table import Page, order_of, page_of
from huying.platform.pages.words import name_of, zh
from huying.platform.policy import scope

#: Acts on a request that is open, in the order of the page.
ANSWERS: Final = ("grant_exclusion", "refuse_exclusion", "withdraw_exclusion")
#: Saved views of the list: states, "" all.
VIEWS: Final = ("asked", "granted", "refused", "withdrawn", "")
_ORDERS: Final = {"new": ("-opened_at", "-id")}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of a request: who did what, when, and what was said (label, words)."""

    what: str
    by: Called
    person: str
    at: datetime
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """一份申请 on the page; `forms` what this reader may do, `refused` what not and why."""

    id: int
    state: str
    state_label: str
    code: str
    body: Called
    clock: ClockView | None
    lines: tuple[Line, ...]
    forms: tuple[tuple[str, str, ExclusionForm], ...] = ()
    refused: tuple[tuple[str, SafeString], ...] = ()


def shown(
    asked: Sequence[Asked], by: Actor, at: datetime, sent: Mapping[tuple[int, str], ExclusionForm]
) -> list[Shown]:
    """The requests of a case; `sent` holds forms that came back with faults."""
    people = names_of({said.person for one in asked for said in one.said})
    return [_shown(one, by, at, people, sent) for one in asked]


def _shown(
    one: Asked,
    by: Actor,
    at: datetime,
    people: Mapping[int, str],
    sent: Mapping[tuple[int, str], ExclusionForm],
) -> Shown:
    run, chart = one.facts.procedure, one.facts.district.chart
    forms, refused = [], []
    for act in ANSWERS if one.owed.is_open else ():
        rule, why = run.acts[act], one.refusal(act, by, at)
        if why is None:
            form = sent.get((one.row.id, act)) or ExclusionForm(rule=rule)
            forms.append((act, in_language(rule.label), form))
        elif why.code != "not_yours":
            refused.append((in_language(rule.label), why_words(why, run)))
    return Shown(
        id=one.row.id,
        state=one.matter.state,
        state_label=in_language(run.states[one.matter.state].label),
        code=code_words("exclusion_code", one.request.code),
        body=names.body_name(chart, one.request.body),
        clock=chip(one.facts.district, one.owed, at) if one.owed.is_open else None,
        lines=tuple(_line(said, one, people) for said in one.said if said.act in run.acts),
        forms=tuple(forms),
        refused=tuple(refused),
    )


def _line(said: Said, one: Asked, people: Mapping[int, str]) -> Line:
    texts = ((label(name, said.act), text) for name, text in said.texts.items())
    return Line(
        what=in_language(one.facts.procedure.acts[said.act].label),
        by=names.body_name(one.facts.district.chart, said.body),
        person=people.get(said.person, ""),
        at=said.at,
        texts=tuple(texts),
    )


def why_words(refusal: Refusal, run: Procedure) -> SafeString:
    """A refusal in words: acts, states and promises by name, moments as people write them."""
    tables = {"act": run.acts, "kind": run.obligations, "state": run.states}
    told = dict(refusal.params)
    for name, table in tables.items():
        if (code := str(told.get(name))) in table:
            told[name] = in_language(table[code].label)  # type: ignore[attr-defined]
    if "closed" in told:
        closed = datetime.fromisoformat(str(told["closed"]))
        told["closed"] = near_moment(closed, now=closed - timedelta(days=1))
    return words(replace(refusal, params=told))


# ---- the list -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list; `number` is the case's."""

    number: str
    url: str
    item: str
    place: Called
    code: str
    body: Called
    opened_at: datetime
    clock: ClockView | None
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class Listing:
    """剔除申请: one page of a view, with the counts of all."""

    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    page: Page
    waiting: int


def listing(by: Actor, at: datetime, query: Mapping[str, str], facts: ExclusionFacts) -> Listing:
    """The requests within the reader's scope: four statements."""
    view = query.get("view", VIEWS[0])
    view = view if view in VIEWS else VIEWS[0]
    mine = scope(
        Matter.objects.filter(district_id=by.district, procedure=PROCEDURE), by, "exclusion.list"
    )
    counted = dict(mine.values_list("state").annotate(n=Count("id")).order_by("state"))
    chosen = mine.filter(state=view) if view else mine
    page = page_of(chosen.select_related("exclusion"), order_of(query, _ORDERS, "new"), query)
    tabs = _tabs(view, counted, facts.procedure)
    return Listing(tabs, _rows(page.rows, facts, at), page, counted.get(VIEWS[0], 0))


def _tabs(view: str, counted: Mapping[str, int], run: Procedure) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            in_language(run.states[name].label) if name else gettext("全部"),
            f"?view={name}",
            counted.get(name, 0) if name else sum(counted.values()),
            name == view,
        )
        for name in VIEWS
    )


def _rows(found: Sequence[Matter], facts: ExclusionFacts, at: datetime) -> tuple[Row, ...]:
    cases = Matter.objects.in_bulk([row.exclusion.case_id for row in found])
    owed = Obligation.objects.filter(matter_id__in=[row.id for row in found], outcome="")
    clocks = {o.matter_id: chip(facts.district, rows.obligation_value(o), at) for o in owed}
    return tuple(
        _row(row, case, clocks.get(row.id), facts, at)
        for row in found
        if (case := cases.get(row.exclusion.case_id)) is not None
    )


def _row(
    row: Matter, case: Matter, running: ClockView | None, facts: ExclusionFacts, at: datetime
) -> Row:
    known, duties = facts.district, facts.district.duties(local_day(at))
    item = duties.item(case.item_code) or duties.types.get(case.item_code)
    return Row(
        number=case.number,
        url=reverse("case-exclusion", args=[case.number]),
        item=name_of(item) if item else zh(case.item_code),
        place=names.area_name(known.id, known.chart, case.area_code[:9]),
        code=code_words("exclusion_code", row.exclusion.code),
        body=names.body_name(known.chart, row.exclusion.body_id),
        opened_at=row.opened_at,
        clock=running,
        state=row.state,
        state_label=in_language(facts.procedure.states[row.state].label),
    )


def ask_label(run: Procedure) -> str:
    return in_language(run.acts[ASK].label)
