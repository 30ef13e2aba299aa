"""Requests for exclusion: asking, deciding, and reading them with what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from huying.apps.appraisal.exclusion_context import PROCEDURE, facts_for, to_domain
from huying.apps.appraisal.models import Exclusion
from huying.domain.appraisal.exclusion import ASK, Request
from huying.domain.appraisal.exclusion_facts import ExclusionFacts
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal, Refused
from huying.domain.procedure import matter as value
from huying.domain.procedure.engine import refusal_for
from huying.domain.procedure.matter import Act, blank
from huying.platform.matters import rows
from huying.platform.matters.contexts import Moment
from huying.platform.matters.models import Event, Matter, Obligation, PublishedProcedure
from huying.platform.matters.perform import Command, Performed, perform
from huying.platform.matters.procedures import newest, procedure
from huying.platform.matters.stamps import stamp


@dataclass(frozen=True, slots=True)
class Said:
    """一步: an act of a request with its words by field; `person` 0 for the clock."""

    act: str
    at: datetime
    body: int
    person: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """一份申请: a request read for a page, with its facts of now."""

    row: Matter
    request: Request
    matter: value.Matter
    facts: ExclusionFacts
    said: tuple[Said, ...]

    @property
    def owed(self) -> value.Obligation:
        """The decision, open or ended."""
        return self.matter.obligations[-1]

    def refusal(self, act: str, by: Actor, at: datetime) -> Refusal | None:
        return refusal_for(self.matter, Act(act, by, at, {}, self.owed.id), self.facts)


def facts_now(district_id: int, at: datetime) -> ExclusionFacts | None:
    """The facts a new request is decided on; None where the procedure is not published."""
    mark = stamp(district_id)
    try:
        run = newest(district_id, PROCEDURE, mark)
    except PublishedProcedure.DoesNotExist:
        return None
    return facts_for(Moment(district_id, mark, run, Request(), at))


def refusal_to_ask(facts: ExclusionFacts, by: Actor, case_id: int, at: datetime) -> Refusal | None:
    """Why this person cannot ask for this case now; None when the form may be opened."""
    run = facts.procedure
    nothing = blank(0, procedure=run.code, version=run.version, begin=run.begin, at=at)
    return refusal_for(nothing, Act(ASK, by, at, {"about": case_id}), facts)


def ask(by: Actor, case_id: int, fields: Mapping[str, Any], *, at: datetime, key: str) -> Performed:
    """Asks that a case be left out; Refused or KeyReused when that cannot be."""
    told = {**fields, "about": case_id}
    actor = _as_lead(by, told, at)
    command = Command(by.district, ASK, actor, at, key, told, procedure=PROCEDURE)
    try:
        return perform(command)
    except IntegrityError as twice:
        # Two people of one body pressed at the same moment: the second finds the first's row.
        raise Refused(Refusal("exclusion_asked_before", "S2-45")) from twice


def answer(
    by: Actor,
    asked: Asked,
    act: str,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    key: str,
) -> Performed:
    """Grants, refuses or withdraws a request; Refused or KeyReused when that cannot be."""
    command = Command(
        by.district,
        act,
        by,
        at,
        key,
        fields,
        matter_id=asked.row.id,
        procedure=PROCEDURE,
        answers=asked.owed.id,
    )
    return perform(command)


def requests_about(district_id: int, case_id: int) -> list[Exclusion]:
    """The requests for one case, oldest first."""
    found = Exclusion.objects.filter(district_id=district_id, case_id=case_id)
    return list(found.select_related("matter").order_by("matter_id"))


def read(facts: ExclusionFacts, case_id: int) -> list[Asked]:
    """The requests for one case with what was said, as of the facts' moment: three statements,
    one where nobody asked."""
    found = requests_about(facts.district.id, case_id)
    if not found:
        return []
    ids = [row.matter_id for row in found]
    told, owed = _said(ids), _owed(ids)
    return [_asked(row, facts, told[row.matter_id], owed[row.matter_id]) for row in found]


def _asked(
    row: Exclusion, facts: ExclusionFacts, said: list[Said], owed: list[Obligation]
) -> Asked:
    matter, request = row.matter, to_domain(row)
    run = procedure(matter.district_id, matter.procedure, matter.procedure_version)
    own = replace(facts, procedure=run, request=request)
    return Asked(matter, request, rows.matter_value(matter, owed), own, tuple(said))


def _owed(ids: list[int]) -> dict[int, list[Obligation]]:
    found: dict[int, list[Obligation]] = {i: [] for i in ids}
    for owed in Obligation.objects.filter(matter_id__in=ids).order_by("opened_at", "id"):
        found[owed.matter_id].append(owed)
    return found


def _said(ids: list[int]) -> dict[int, list[Said]]:
    """Every act with its texts in one statement; no text of this procedure is kept encrypted."""
    events = Event.objects.filter(matter_id__in=ids).order_by("matter_id", "seq", "texts__id")
    names = ("matter_id", "seq", "act", "at", "body_id", "person_id")
    found: dict[int, list[Said]] = {i: [] for i in ids}
    seen: dict[tuple[int, int], Said] = {}
    for *told, field, text in events.values_list(*names, "texts__field", "texts__value"):
        matter, seq, act, at, body, person = told
        if (matter, seq) not in seen:
            seen[matter, seq] = Said(act, at, body, person or 0, {})
            found[matter].append(seen[matter, seq])
        if field:
            seen[matter, seq].texts[field] = text
    return found


def _as_lead(by: Actor, told: Mapping[str, Any], at: datetime) -> Actor:
    """The actor in the post of the lead alone: the event names the body that asked."""
    facts = facts_now(by.district, at)
    if facts is None:
        raise Refused(Refusal("exclusion_not_published", "S2-45"))
    lead = facts.lead_of(Act(ASK, by, at, told))
    if lead is None:
        return by
    posts = tuple(p for p in by.posts if p.body == lead and p.role == "clerk")
    return Actor(by.person, posts, by.district)
