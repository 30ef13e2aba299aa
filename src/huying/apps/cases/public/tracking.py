"""Following a case by number and code: promise, steps in plain words, reply, withdrawal."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.apps.cases.acts import Choice, Opened, choices
from huying.apps.cases.intake_faults import add_refusal
from huying.apps.cases.public import proof
from huying.apps.cases.public.forms import ReplyForm, TrackForm, WithdrawForm, is_key
from huying.apps.cases.public.promise import holder_of, promise_of
from huying.apps.cases.public.story import question_of, story_of
from huying.apps.cases.reasons import reason
from huying.apps.cases.services import act_as_resident
from huying.domain.kernel.actor import resident
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform import clock
from huying.platform.matters.perform import Conflict, KeyReused
from huying.platform.policy import public

_FORMS: Final[dict[str, type[Form]]] = {"give_reply": ReplyForm, "withdraw": WithdrawForm}
_WHY: Final = "residents follow their case by number and code"


@public(_WHY, action="public.track")
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and code; what is wrong is the pair, never which of the two."""
    form = TrackForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        status = _door(request, form, number)
        if status == 200:
            proof.remember(request, number)
            return redirect("track-case")
    return render(request, "cases/public/track.html", {"form": form}, status=status)


@public(_WHY, action="public.track")
@never_cache
@require_safe
def track_case(request: HttpRequest) -> HttpResponse:
    """The case this session has proven to know."""
    return _shown(request, proof.shown_number(request))


@public(_WHY, action="public.track")
@sensitive_post_parameters("text", "reason")
@never_cache
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Reply to a question, or withdraw."""
    number, name = request.POST.get("number", ""), request.POST.get("act", "")
    case = proof.case_of(request, number, clock.now())
    if case is None or name not in _FORMS:
        return redirect("track")
    form = _FORMS[name](request.POST, prefix=name)
    if not form.is_valid():
        return _shown(request, number, {name: form}, status=422)
    fault = _done(request, case, name, form)
    if fault:
        return _shown(request, number, {name: form}, status=fault)
    words = {
        "give_reply": gettext("收到您的补充，办的单位马上能看到"),
        "withdraw": gettext("已经撤回，不再办理。以后有需要可以再来反映"),
    }
    messages.success(request, words[name])
    proof.remember(request, number)
    return redirect("track-case")


@public("nobody after this one shall see the case", action="public.track")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget what this session has proven."""
    proof.forget(request)
    messages.success(request, gettext("已退出，这台设备上看不到您的事了"))
    return redirect("track")


def _door(request: HttpRequest, form: TrackForm, number: str) -> int:
    if not proof.tries_left(request, number):
        text = gettext("试错太多次了，请过 %(n)s 分钟再试。急的话打登记时的电话问编号")
        form.add_error(None, text % {"n": proof.WINDOW_MINUTES})
        return 429
    if proof.is_proven_by(request, number, form.cleaned_data["code"]):
        return 200
    left = proof.tries_left(request, number)
    text = ngettext(
        "编号和查询码对不上，请照登记时给您的再核对一遍。还可以试 %(n)s 次",
        "编号和查询码对不上，请照登记时给您的再核对一遍。还可以试 %(n)s 次",
        left,
    )
    form.add_error(None, text % {"n": left})
    return 404


def _done(request: HttpRequest, case: Opened, name: str, form: Form) -> int:
    """0 when it is done; else the status, with the reason on the form."""
    posted, at = request.POST, clock.now()
    key = posted.get("key", "")
    how: dict[str, Any] = {
        "at": at,
        "key": f"track:{key if is_key(key) else secrets.token_hex(16)}",
        "answers": _number(posted.get("answers", "")),
        "expected": _number(posted.get("expected", "")),
    }
    fields = {field: value for field, value in form.cleaned_data.items() if value}
    try:
        act_as_resident(case.row.district_id, case.row.id, name, fields, **how)
    except Refused as refused:
        add_refusal(form, refused.refusal, {}) if refused.refusal.faults else form.add_error(
            None, reason(refused.refusal, case, at)
        )
        return 422 if refused.refusal.faults else 409
    except Conflict:
        form.add_error(None, gettext("这件事刚有新进展，您写的没有发出，还在下面。看过再决定"))
        return 409
    except KeyReused:
        add_refusal(form, Refusal("key_reused"), {})
        return 409
    return 0


def _shown(
    request: HttpRequest, number: str, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    case = proof.case_of(request, number, at)
    if case is None:
        return redirect("track")
    offered = {c.rule.name: c for c in choices(case, resident(case.row.district_id), at)}
    context = {
        "number": number,
        "case": case.row.case,
        "state": case.row.state,
        "state_words": _state_words(case.row.state),
        "next": _next(case),
        "promise": promise_of(case, at),
        "holder": holder_of(case),
        "story": story_of(case),
        "version": case.matter.version,
    }
    for name, made in _FORMS.items():
        given = (forms or {}).get(name)
        context[name] = _offer(offered.get(name), given or made(prefix=name), is_wrong=bool(given))
    if context["give_reply"]:
        context["question"] = question_of(case)
    return render(request, "cases/public/case.html", context, status=status)


def _offer(choice: Choice | None, form: Form, *, is_wrong: bool) -> dict[str, Any] | None:
    if choice is None or choice.refusal is not None:
        return None
    return {
        "form": form,
        "is_wrong": is_wrong,
        "key": secrets.token_hex(16),
        "answers": choice.answers.id if choice.answers else "",
        "expected": choice.expected or "",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None


def _state_words(state: str) -> str:
    return {
        "reported": gettext("已收到"),
        "filed": gettext("已立案"),
        "handling": gettext("办理中"),
        "verifying": gettext("单位说办好了"),
        "visiting": gettext("等您评价"),
        "closed": gettext("办结了"),
        "declined": gettext("没有受理"),
        "withdrawn": gettext("您撤回了"),
        "archived": gettext("以前的记录"),
    }.get(state, state)


def _next(case: Opened) -> str:
    """接下来: what will happen without the resident asking."""
    is_reachable = case.facts.case.is_reachable
    return {
        "reported": gettext("工作人员会看您说的事，定下由谁办，这里会写明最迟哪天办好。"),
        "filed": gettext("马上交给该办的单位。"),
        "handling": gettext("办的单位先打电话问清楚，再去办。办完由别的单位核查。")
        if is_reachable
        else gettext("办的单位去现场办。办完由别的单位核查，结果写在这里。"),
        "verifying": gettext("由别的单位核查是不是真的办好了。通过以后会打电话问您满不满意。")
        if is_reachable
        else gettext("由别的单位核查是不是真的办好了。"),
        "visiting": gettext("会打电话问您满不满意。您说没解决，就退回重办。"),
    }.get(case.row.state, "")
