"""One act on a case: its form as a page, and the press."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail
from huying.apps.cases.faults import fault_said
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.registry import choice_for, form_of, offered, rule_of
from huying.apps.cases.judging import faults_of_act
from huying.apps.cases.page.desk_acts import is_looked_at
from huying.apps.cases.reasons import reason
from huying.apps.cases.views.act_page import act_context, conflict_context
from huying.apps.cases.views.case import detail_of
from huying.apps.cases.views.press import press
from huying.domain.kernel.refusal import Refusal, Refused
from huying.domain.procedure.engine import refusal_for
from huying.domain.procedure.matter import Act
from huying.domain.procedure.model import ActRule
from huying.platform.matters.perform import Conflict, KeyReused, NoSuchMatter
from huying.platform.pages.refusals import words
from huying.platform.policy import guarded

ACTION = "case.act"


@require_http_methods(["GET", "POST"])
@guarded(ACTION)
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """GET: the form on its own page. POST: does it and goes back to the case.

    422 with every fault, 409 when somebody was faster, 403 when it is not this person's.
    """
    detail = detail_of(request, number)
    rule = rule_of(detail.case.facts.procedure, act)
    if rule is None:
        raise Http404
    if detail.may(ACTION) is None:
        return _not_yours(request, detail, rule)
    sent = request.POST if request.method == "POST" else request.GET
    found = offered(detail.case, detail.reader, detail.at)
    choice = choice_for(found, act, _number(sent.get("answers", "")))
    if request.method == "POST":
        return _pressed(request, detail, choice or Choice(rule, None, None))
    if choice is None:
        return _not_yours(request, detail, rule)
    return _form_page(request, detail, choice)


def _pressed(request: HttpRequest, detail: Detail, choice: Choice) -> HttpResponse:
    form = form_of(choice, detail.case, detail.at, request.POST)
    try:
        if not form.is_bound or (form.is_valid() and not _is_seen(detail, form)):
            return _form_page(request, detail, choice, form)
        if form.is_valid():
            told = press(detail, form)
            messages.add_message(request, told.level, told.words)
            return redirect("case-detail", number=detail.row.number)
    except Refused as refused:
        _tell(form, refused.refusal, detail, detail.at)
    except KeyReused:
        form.add_error(None, words(Refusal("key_reused")))
        form.renew(choice)
    except NoSuchMatter as gone:
        raise Http404 from gone
    except Conflict:
        return _conflict(request, detail.row.number, form)
    context = act_context(detail, choice, form, request.POST)
    return render(request, "cases/case_act.html", context, status=422)


def _not_yours(request: HttpRequest, detail: Detail, rule: ActRule) -> HttpResponse:
    """The act is another body's, or of another moment: said in words, not as a missing page."""
    owed = detail.case.matter.open(*rule.on) if rule.on else ()
    wanted = Act(rule.name, detail.reader, detail.at, {}, owed[0].id if owed else None)
    refusal = refusal_for(detail.case.matter, wanted, detail.case.facts)
    refusal = refusal or Refusal("not_yours", params={"act": rule.name})
    context = act_context(detail, Choice(rule, None, refusal), None, request.GET)
    return render(request, "cases/case_act.html", context, status=403)


def _is_seen(detail: Detail, form: ActForm) -> bool:
    """Were the consequences looked at? What the rules refuse anyway is refused before that."""
    if is_looked_at(detail, form):
        return True
    act, fields = form.plan(detail.reader, detail.at)
    wanted = Act(act, detail.reader, detail.at, fields, form.answers)
    refusal = refusal_for(detail.case.matter, wanted, detail.case.facts)
    if refusal:
        raise Refused(refusal)
    faults = faults_of_act(detail.case, detail.reader, act, fields, detail.at)
    if faults:
        raise Refused(Refusal("wrong_fields", act, {"count": len(faults)}, faults))
    return False


def _form_page(
    request: HttpRequest, detail: Detail, choice: Choice, sent: ActForm | None = None
) -> HttpResponse:
    form = sent
    if form is None and choice.refusal is None:
        form = form_of(choice, detail.case, detail.at, asked=request.GET)
    context = act_context(detail, choice, form, request.POST if sent else request.GET)
    return render(request, "cases/case_act.html", context)


def _conflict(request: HttpRequest, number: str, old: ActForm) -> HttpResponse:
    """Who changed what meanwhile, with the typed text kept and sendable again."""
    detail = detail_of(request, number)
    found = offered(detail.case, detail.reader, detail.at)
    choice = choice_for(found, old.slug, old.answers) or choice_for(found, old.slug, None)
    form = None
    if choice is not None and choice.refusal is None:
        form = form_of(choice, detail.case, detail.at, request.POST)
        form.renew(choice)
        form.is_valid()
    shown = choice or Choice(old.rule, None, Refusal("already_ended", params={"kind": _kind(old)}))
    context = act_context(detail, shown, form, request.POST)
    context |= conflict_context(detail, old, request.POST)
    return render(request, "cases/case_act.html", context, status=409)


def _tell(form: ActForm, refusal: Refusal, detail: Detail, at: datetime) -> None:
    if refusal.faults:
        # The form's own entry first; what belongs to none of them stands on top.
        for fault in refusal.faults:
            field = fault.field if fault.field in form.fields else None
            form.add_error(field, fault_said(fault, detail.case, at))
    else:
        form.add_error(None, reason(refusal, detail.case, at))


def _kind(form: ActForm) -> str:
    return form.rule.on[0] if form.rule.on else ""


def _number(text: Any) -> int | None:
    plain = str(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else None
