"""The page of leave and stand-ins: enter, cancel, who stands in for me and for whom I do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huying.apps.accounts.queries import names_of
from huying.apps.organisations import leaves
from huying.apps.organisations.leave_forms import LeaveForm
from huying.apps.organisations.leaves import Candidate, LeaveRow
from huying.apps.organisations.queries import chart
from huying.apps.organisations.words import REASONS
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.pages import refusals
from huying.platform.pages.dates import local, short_day
from huying.platform.policy import guarded


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks at the page and when; `team` are the people of the bodies they lead."""

    actor: Actor
    me: Candidate
    team: tuple[Candidate, ...]
    at: datetime
    today: date


@guarded("leave.own")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """My leaves, those I stand in for, my people's; and a form whose typed text is never lost."""
    asker = _asker(request)
    if request.method != "POST":
        return _page(request, asker, _form(asker))
    form = _form(asker, request.POST)
    if not form.is_valid():
        return _page(request, asker, form, status=422)
    try:
        reason = form.cleaned_data["reason"]
        leaves.enter_leave(asker.actor.district, form.asked, reason, asker.actor, asker.at)
    except Refused as refused:
        refusals.add_faults(form, refused.refusal)
        return _page(request, asker, form, status=422)
    messages.success(request, gettext("请假已登记"))
    return redirect("leave")


@guarded("leave.own")
@require_POST
def cancel(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Cancels a leave, or ends one that has begun; pressed twice it says that it is over."""
    asker = _asker(request)
    try:
        if not leaves.cancel_leave(asker.actor.district, leave_id, asker.actor, asker.at):
            raise Http404
    except Refused as refused:
        messages.error(request, refusals.words(refused.refusal))
    else:
        messages.success(request, gettext("请假已取消，从今天起不再由别人代理"))
    return redirect("leave")


def _asker(request: HttpRequest) -> Asker:
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    actor = Actor(lazy.person, lazy.posts, lazy.district)
    if actor.person is None:
        raise Http404
    at = clock.now()
    today = local(at).date()
    name = names_of([actor.person]).get(actor.person, "")
    body = actor.posts[0].body if actor.posts else 0
    me = Candidate(actor.person, name, body)
    return Asker(actor, me, leaves.led_by(actor, today), at, today)


def _form(asker: Asker, data: Any = None) -> LeaveForm:
    people = {asker.me.person, *(one.person for one in asker.team)}
    known = chart(asker.actor.district)
    stand_ins = leaves.may_stand_in_for(asker.actor.district, people, asker.today)
    places = {one.body for one in (asker.me, *asker.team, *stand_ins)}
    return LeaveForm(
        data,
        me=asker.me,
        people=asker.team,
        stand_ins=stand_ins,
        bodies={body: known.body(body) for body in places if body in known},
        today=asker.today,
    )


def _page(request: HttpRequest, asker: Asker, form: LeaveForm, status: int = 200) -> HttpResponse:
    district, me = asker.actor.district, asker.me.person
    team = [one.person for one in asker.team if one.person != me]
    context = {
        "form": form,
        "mine": _shown(leaves.leaves_of(district, [me], asker.today), asker),
        "stood_for": _shown(leaves.stood_for(district, me, asker.today), asker),
        "team": _shown(leaves.leaves_of(district, team, asker.today), asker) if team else (),
        "is_head": bool(team),
    }
    return render(request, "organisations/leave.html", context, status=status)


def _shown(rows: tuple[LeaveRow, ...], asker: Asker) -> list[dict[str, Any]]:
    return [_line(row, asker.today) for row in rows]


def _line(row: LeaveRow, today: date) -> dict[str, Any]:
    return {
        "leave": row,
        "from_on": short_day(row.from_on, today=today),
        "until_on": short_day(row.until_on, today=today),
        "reason": REASONS.get(row.reason, row.reason),
        "is_now": row.stands and row.from_on <= today,
    }
