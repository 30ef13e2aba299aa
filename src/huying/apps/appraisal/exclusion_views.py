"""Pages of exclusion from statistics: one case's requests with their acts, and the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huying.apps.appraisal import exclusions
from huying.apps.appraisal.exclusion_forms import ExclusionForm
from huying.apps.appraisal.exclusion_page import ask_label, listing, shown, why_words
from huying.apps.appraisal.exclusions import Asked
from huying.apps.cases.detail import find
from huying.apps.cases.texts import in_language
from huying.domain.appraisal.exclusion import ASK
from huying.domain.appraisal.exclusion_facts import ExclusionFacts
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform import clock
from huying.platform.matters.models import Matter
from huying.platform.matters.perform import KeyReused
from huying.platform.pages.refusals import add_faults, words
from huying.platform.policy import guarded, may

ACTION = "exclusion.act"


@dataclass(frozen=True)
class Opened:
    """The page's case, who reads it, and the facts of the procedure (None: not published)."""

    row: Matter
    reader: Actor
    at: datetime
    facts: ExclusionFacts | None


@require_GET
@guarded("exclusion.view")
def exclusion(request: HttpRequest, number: str) -> HttpResponse:
    """The requests for one case: what was asked, why, who decided, and what may be done."""
    return render(request, "appraisal/exclusion.html", _context(_opened(request, number)))


@require_POST
@guarded(ACTION)
def exclusion_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One act on a case's request: back to the page, or 422 with every fault."""
    opened = _opened(request, number)
    rule = opened.facts.procedure.acts.get(act) if opened.facts else None
    if rule is None:
        raise Http404
    form = ExclusionForm(request.POST, rule=rule)
    asked = None if act == ASK else _wanted(opened, request.POST.get("request", ""))
    try:
        if form.is_valid():
            _do(opened, asked, form)
            done = gettext("已记下：%(act)s") % {"act": in_language(rule.label)}
            messages.success(request, done)
            return redirect("case-exclusion", number=number)
    except Refused as refused:
        _tell(form, refused.refusal, opened)
    except KeyReused:
        form.add_error(None, words(Refusal("key_reused")))
        form.renew()
    sent = {(asked.row.id if asked else 0, act): form}
    return render(request, "appraisal/exclusion.html", _context(opened, sent), status=422)


@require_GET
@guarded("exclusion.list")
def exclusions_list(request: HttpRequest) -> HttpResponse:
    """剔除申请: what waits for a decision, and what was decided; a body sees its own."""
    reader, at = _reader(request), clock.now()
    facts = exclusions.facts_now(reader.district, at)
    found = listing(reader, at, request.GET, facts) if facts else None
    return render(request, "appraisal/exclusions.html", {"list": found})


def _do(opened: Opened, asked: Asked | None, form: ExclusionForm) -> None:
    at, key = opened.at, form.key
    if asked is None:
        exclusions.ask(opened.reader, opened.row.id, form.given(), at=at, key=key)
    else:
        exclusions.answer(opened.reader, asked, form.rule.name, form.given(), at=at, key=key)


def _context(
    opened: Opened, sent: Mapping[tuple[int, str], ExclusionForm] | None = None
) -> dict[str, Any]:
    sent = sent or {}
    row, reader, at = opened.row, opened.reader, opened.at
    asked = exclusions.read(opened.facts, row.id) if opened.facts else []
    form, why = _asking(opened, asked, sent.get((0, ASK)))
    return {
        "number": row.number,
        "requests": shown(asked, reader, at, sent),
        "form": form,
        "why": why,
        "ask": ask_label(opened.facts.procedure) if opened.facts else "",
        "faults": next(iter(sent.values()), None),
        "list_url": may(reader, "exclusion.list") is not None,
    }


def _asking(
    opened: Opened, asked: list[Asked], sent: ExclusionForm | None
) -> tuple[ExclusionForm | None, str]:
    """The form of a new request, or why this clerk has none; nothing for other roles."""
    facts = opened.facts
    own = {one.request.body for one in asked} & opened.reader.bodies
    if facts is None or own or "clerk" not in opened.reader.roles:
        return None, ""
    why = exclusions.refusal_to_ask(facts, opened.reader, opened.row.id, opened.at)
    if why is None:
        return sent or ExclusionForm(rule=facts.procedure.acts[ASK]), ""
    return None, why_words(why, facts.procedure)


def _wanted(opened: Opened, text: str) -> Asked:
    found = exclusions.read(opened.facts, opened.row.id) if opened.facts else []
    wanted = next((one for one in found if str(one.row.id) == text), None)
    if wanted is None:
        raise Http404
    return wanted


def _tell(form: ExclusionForm, refusal: Refusal, opened: Opened) -> None:
    if refusal.faults or opened.facts is None:
        add_faults(form, refusal)
    else:
        form.add_error(None, why_words(refusal, opened.facts.procedure))


def _opened(request: HttpRequest, number: str) -> Opened:
    reader, at = _reader(request), clock.now()
    row = find(reader, number)
    if row is None:
        raise Http404
    return Opened(row, reader, at, exclusions.facts_now(reader.district, at))


def _reader(request: HttpRequest) -> Actor:
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(lazy.person, lazy.posts, lazy.district)
