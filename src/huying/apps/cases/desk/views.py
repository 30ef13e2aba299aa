"""来电登记: one form, one case; what the words suggest is shown while they are typed."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huying.apps.cases.desk.forms import CASE_FIELDS, DeskForm
from huying.apps.cases.intake_faults import add_refusal
from huying.apps.cases.places import full_address, ground_of
from huying.apps.cases.proposals import Proposal, district_now, proposals
from huying.apps.cases.services import Opened, open_case
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform import clock
from huying.platform.matters.perform import KeyReused
from huying.platform.policy import guarded

_OWN = {case: own for own, case in CASE_FIELDS.items()}


@guarded("case.create")
@sensitive_post_parameters("phone", "name", "address", "text")
@never_cache
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Take a demand down; then its case page, where it is filed and dispatched."""
    by = _actor(request)
    if request.method != "POST":
        return _shown(request, DeskForm(district=by.district, initial=_first(by)))
    form = DeskForm(request.POST, district=by.district)
    if not form.is_valid():
        return _shown(request, form, status=422)
    key = request.POST.get("key", "")[:40]
    try:
        done = open_case(by, _fields(form, by), at=clock.now(), key=f"desk:{by.person}:{key}")
    except Refused as refused:
        add_refusal(form, refused.refusal, _OWN)
        return _shown(request, form, status=422)
    except KeyReused:
        add_refusal(form, Refusal("key_reused"), {})
        return _shown(request, form, status=409, key=secrets.token_hex(16))
    return _done(request, done)


@guarded("case.create")
@require_POST
def types(request: HttpRequest) -> HttpResponse:
    """The suggestions for what has been typed so far, as a fragment."""
    return render(request, "cases/desk/types.html", _suggested(request))


def _shown(
    request: HttpRequest, form: DeskForm, *, status: int = 200, key: str = ""
) -> HttpResponse:
    given = request.POST.get("key", "")[:40]
    context = {"form": form, "key": key or given or secrets.token_hex(16), **_suggested(request)}
    return render(request, "cases/desk/new.html", context, status=status)


def _suggested(request: HttpRequest) -> dict[str, Any]:
    found = _proposals(request)
    codes = [one.item.case_type for one in found]
    chosen = request.POST.get("case_type")
    if chosen is None or (chosen and chosen not in codes):
        chosen = codes[0] if codes else ""
    return {"offered": found, "chosen": chosen}


def _proposals(request: HttpRequest) -> tuple[Proposal, ...]:
    text = request.POST.get("text", "")
    if not text.strip():
        return ()
    by = _actor(request)
    ground = ground_of(by.district, request.POST.get("community", ""))
    street = ground.street.id if ground else None
    return proposals(by.district, text, clock.now(), street=street)


def _fields(form: DeskForm, by: Actor) -> dict[str, Any]:
    given = form.cleaned_data
    ground = ground_of(by.district, given["community"])
    fields = {
        "demand_kind": given["demand_kind"],
        "channel": given["channel"],
        "text": given["text"],
        "address": full_address(ground, given["address"]),
        "lon": given["lon"],
        "lat": given["lat"],
        "requester_phone": given["phone"],
        "requester_name": given["name"],
        "is_confidential": given["is_confidential"] or None,
        "case_type": _known_type(given["case_type"], by),
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _known_type(code: str, by: Actor) -> str:
    """A suggestion chosen before the lists changed is no reason to refuse the demand."""
    at = clock.now()
    return code if district_now(by.district, at).duties(at.date()).item(code) else ""


def _done(request: HttpRequest, done: Opened) -> HttpResponse:
    # Said as a notice, not a toast: the caller has to write number and code down.
    words = gettext("已登记，编号 %(number)s，查询码 %(code)s。请念给来电人记下")
    messages.info(request, words % {"number": done.number, "code": done.access_code})
    try:
        return redirect(reverse("case-detail", args=[done.number]))
    except NoReverseMatch:
        return redirect("case-new")


def _first(by: Actor) -> dict[str, str]:
    """A grid worker reports what was seen; the desk takes calls."""
    return {} if "desk" in by.roles else {"channel": "grid"}


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by
