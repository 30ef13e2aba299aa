"""Following a case by number and code: promise, steps in plain words, reply, withdrawal."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.apps.cases.intake_faults import add_refusal
from huying.apps.cases.public import proof
from huying.apps.cases.public.forms import TrackForm, is_key
from huying.apps.cases.public.next_step import next_step
from huying.apps.cases.public.offers import FORMS, act_of, offers, why_not
from huying.apps.cases.public.parts import parts_of
from huying.apps.cases.public.promise import promise_of
from huying.apps.cases.public.story import question_of, story_of
from huying.apps.cases.public.viewing import View, view_of
from huying.apps.cases.services import act_as_resident
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform import clock
from huying.platform.matters.perform import Conflict, KeyReused
from huying.platform.policy import public

#: Ids are below 2 to the 53rd.
_LONGEST_ID: Final = 17
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
    """Reply to a question, withdraw, or have a closed case opened again."""
    number, name = request.POST.get("number", ""), request.POST.get("act", "")
    at = clock.now()
    case = proof.case_of(request, number, at)
    if case is None or name not in FORMS:
        return redirect("track")
    form = FORMS[name](request.POST, prefix=name)
    status = _done(request, view_of(case, at), name, form) if form.is_valid() else 422
    if status:
        return _shown(request, number, {name: form}, status=status)
    messages.success(request, _done_words(name))
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


def _done(request: HttpRequest, view: View, name: str, form: Form) -> int:
    """0 when it is done; else the status, with the reason on the form."""
    posted, case = request.POST, view.own
    key = posted.get("key", "")
    fields = {field: value for field, value in form.cleaned_data.items() if value}
    try:
        act_as_resident(
            case.row.district_id,
            case.row.id,
            act_of(view, name),
            fields,
            at=view.at,
            key=f"track:{key if is_key(key) else secrets.token_hex(16)}",
            answers=_number(posted.get("answers", "")),
            expected=_number(posted.get("expected", "")),
        )
    except Refused as refused:
        return _told(form, refused.refusal, view)
    except (Conflict, Unreadable):
        form.add_error(None, gettext("这件事刚有新进展，您写的没有发出，还在下面。看过再决定"))
        return 409
    except KeyReused:
        add_refusal(form, Refusal("key_reused"), {})
        return 409
    return 0


def _told(form: Form, refusal: Refusal, view: View) -> int:
    if refusal.faults:
        add_refusal(form, refusal, {})
        return 422
    form.add_error(None, why_not(refusal, view))
    return 409


def _done_words(name: str) -> str:
    return {
        "give_reply": gettext("收到您的补充，办的单位马上能看到"),
        "withdraw": gettext("已经撤回，不再办理。以后有需要可以再来反映"),
    }.get(name, gettext("收到了，重新办理。这里会写明由谁办、最迟哪天"))


def _shown(
    request: HttpRequest, number: str, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    case = proof.case_of(request, number, at)
    if case is None:
        return redirect("track")
    view = view_of(case, at)
    story = story_of(view)
    offered = offers(view, forms or {})
    context = {
        "number": number,
        "case": case.row.case,
        "view": view,
        "state": view.state,
        "state_words": _state_words(view.state),
        "next": next_step(view),
        "promise": promise_of(view),
        "story": story.lines,
        "parts": parts_of(view, story),
        "question": question_of(story) if "give_reply" in offered else "",
        "orphans": {name: form for name, form in (forms or {}).items() if name not in offered},
        **offered,
    }
    return render(request, "cases/public/case.html", context, status=status)


class Unreadable(Exception):
    """A hidden number of the form that is none: the page it came from cannot be trusted."""


def _number(text: str) -> int | None:
    """A hidden number of the form; "" for one that was not given."""
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID:
        return int(text)
    raise Unreadable


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
        "merged": gettext("并案办理"),
        "archived": gettext("以前的记录"),
    }.get(state, state)
