"""Reporting a demand in three questions and a last look.

Nothing is kept on the server before it is sent: what was answered travels in the form, so going
back loses nothing and an unfinished report leaves nobody's number behind.
"""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from huying.apps.cases.intake_faults import add_refusal
from huying.apps.cases.places import Ground, full_address, ground_of
from huying.apps.cases.proposals import Proposal, proposal_of, proposals
from huying.apps.cases.public import proof
from huying.apps.cases.public.forms import CheckForm, WhatForm, WhereForm, WhoForm, is_key
from huying.apps.cases.public.promise import promise_of
from huying.apps.cases.public.viewing import view_of
from huying.apps.cases.services import open_case
from huying.apps.cases.texts import code_words
from huying.domain.kernel.actor import resident
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform import clock
from huying.platform.matters.perform import KeyReused
from huying.platform.policy import public

STEPS: Final = ("what", "where", "who", "check")
_OWN: Final = {"requester_phone": "phone", "requester_name": "name"}


@public("residents report without an account", action="public.report")
@sensitive_post_parameters("phone", "name", "address", "text")
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """什么事 → 在哪里 → 怎么联系您 → 核对; sent from the last look only."""
    answers = Answers(request)
    step = request.POST.get("step", "what")
    go = request.POST.get("go", "next")
    if request.method != "POST" or step not in STEPS:
        return _show(answers, "what")
    if go == "send":
        return _send(answers)
    if go != "next":
        return _show(answers, go if go in STEPS else "what")
    form = answers.form(step)
    if not form.is_valid():
        return _show(answers, step, form)
    return _show(answers, STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)])


@public("the receipt of one's own report", action="public.report")
@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """收到了: number, code and promise, printable; once per session's last report."""
    receipt = proof.receipt(request)
    case = proof.case_of(request, receipt[0], clock.now()) if receipt else None
    if receipt is None or case is None:
        return redirect("report")
    at = clock.now()
    number, code = receipt
    given = proposal_of(case.row.district_id, case.facts.case.case_type, at)
    return render(
        request,
        "cases/public/done.html",
        {
            "number": number,
            "code": code,
            "promise": promise_of(view_of(case, at)),
            "proposal": given,
            "is_reachable": case.facts.case.is_reachable,
        },
    )


class Answers:
    """What was answered so far, as it came in with the form."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.given: Any = request.POST

    @cached_property
    def district(self) -> int:
        return proof.district_of_public()

    @cached_property
    def key(self) -> str:
        key = self.given.get("key", "")
        return key if is_key(key) else secrets.token_hex(16)

    @cached_property
    def ground(self) -> Ground | None:
        return ground_of(self.district, self.given.get("community", ""))

    @cached_property
    def offered(self) -> tuple[Proposal, ...]:
        street = self.ground.street.id if self.ground else None
        text = self.given.get("text", "")
        return proposals(self.district, text, clock.now(), street=street)

    def form(self, step: str) -> Form:
        """The form of a step with what was sent, to be judged."""
        return self._made(step, {"data": self.given})

    def fresh(self, step: str) -> Form:
        """The form of a step as it stands, without judging what is not answered yet."""
        told = {name: value for name, value in self.given.items() if value}
        return self._made(step, {"initial": told})

    def _made(self, step: str, how: dict[str, Any]) -> Form:
        if step == "what":
            return WhatForm(**how)
        if step == "where":
            return WhereForm(**how, district=self.district)
        if step == "who":
            return WhoForm(**how, must_be_reached=bool(self.given.get("ask_me")))
        return CheckForm(**how, offered=self.offered)

    def carried(self, shown: Form) -> list[tuple[str, str]]:
        """Answers of the other steps, to travel along hidden."""
        known = [n for s in STEPS for n in self.fresh(s).fields if n not in shown.fields]
        return [(name, self.given[name]) for name in known if self.given.get(name)]


def _show(
    answers: Answers, step: str, form: Form | None = None, *, key: str = "", status: int = 200
) -> HttpResponse:
    shown = form or answers.fresh(step)
    context: dict[str, Any] = {
        "step": step,
        "steps": STEPS[:3],
        "place": STEPS.index(step) + 1,
        "question": title_of(step),
        "before": STEPS[STEPS.index(step) - 1] if step != "what" else "",
        "form": shown,
        "carried": answers.carried(shown),
        "key": key or answers.key,
    }
    if step == "check":
        context |= _summary(answers)
    return render(answers.request, "cases/public/report.html", context, status=status)


def _summary(answers: Answers) -> dict[str, Any]:
    given = answers.given
    offered = answers.offered
    chosen = given.get("case_type", offered[0].item.case_type if offered else "")
    return {
        "offered": offered,
        "chosen": chosen,
        "text": given.get("text", ""),
        "kind": code_words("demand_kind", given.get("demand_kind", "")),
        "address": full_address(answers.ground, given.get("address", "")),
        "ask_me": given.get("ask_me"),
        "phone": given.get("phone", ""),
        "name": given.get("name", ""),
        "is_confidential": given.get("is_confidential") or given.get("demand_kind") == "tip_off",
    }


def _send(answers: Answers) -> HttpResponse:
    for step in STEPS:
        form = answers.form(step)
        if not form.is_valid():
            return _show(answers, step, form)
    try:
        opened = open_case(
            resident(answers.district),
            _fields(answers),
            at=clock.now(),
            key=f"web:{answers.key}",
        )
    except Refused as refused:
        return _refused(answers, refused.refusal)
    except KeyReused:
        form = answers.form("check")
        add_refusal(form, Refusal("key_reused"), _OWN)
        return _show(answers, "check", form, key=secrets.token_hex(16), status=409)
    proof.remember(answers.request, opened.number, code=opened.access_code)
    return redirect("report-done")


def _fields(answers: Answers) -> dict[str, Any]:
    told = {s: answers.form(s) for s in STEPS}
    for form in told.values():
        form.is_valid()
    what, where, who = (told[s].cleaned_data for s in STEPS[:3])
    address = full_address(answers.ground, where["address"])
    if where["ask_me"]:
        # Written into the record in its own language, like everything a resident says.
        address = f"{address}（说不清，请打电话问）".strip()
    fields = {
        "demand_kind": what["demand_kind"],
        "channel": "web",
        "text": what["text"],
        "address": address,
        "case_type": told["check"].cleaned_data["case_type"],
        "requester_phone": who["phone"],
        "requester_name": who["name"],
        "is_confidential": who["is_confidential"] or None,
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _refused(answers: Answers, refusal: Refusal) -> HttpResponse:
    """Back to the first step that holds a wrong field, everything still there."""
    named = {_OWN.get(fault.field, fault.field) for fault in refusal.faults}
    step = next((s for s in STEPS if named & set(answers.fresh(s).fields)), "check")
    form = answers.form(step)
    form.is_valid()
    add_refusal(form, refusal, _OWN)
    return _show(answers, step, form, status=422)


def title_of(step: str) -> str:
    """The question of a step."""
    return {
        "what": gettext("发生了什么事？"),
        "where": gettext("在哪里？"),
        "who": gettext("怎么联系您？"),
        "check": gettext("看一遍，没错就发出"),
    }[step]
