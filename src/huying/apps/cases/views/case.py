"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.apps.cases.detail import Detail, Requester, detail_for
from huying.apps.cases.page import ground, head, history, next_acts, owed, place, standing, typing
from huying.apps.cases.page.links import links_of
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.pages.menu import address
from huying.platform.pages.parts import Candidate
from huying.platform.policy import guarded


@require_GET
@guarded("case.view")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Head, demand, steps, promises, history; right: next act, ground, place and people."""
    detail = detail_of(request, number)
    return render(request, "cases/case.html", case_context(request, detail))


def reader_of(request: HttpRequest) -> Actor:
    """The actor of the request as a plain value (the request holds it lazily)."""
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(lazy.person, lazy.posts, lazy.district)


def detail_of(request: HttpRequest, number: str) -> Detail:
    """The case of this number as this reader may see it; 404 when it is not there for him."""
    found = detail_for(reader_of(request), number, clock.now())
    if found is None:
        raise Http404
    return found


def case_context(
    request: HttpRequest, detail: Detail, *, shown: Requester | None = None
) -> dict[str, Any]:
    """Everything the page shows; `shown` is the requester of a reveal that was just logged."""
    contacts_only = request.GET.get("events") == "contacts"
    candidates = _candidates(detail)
    links = links_of(detail, case_types=tuple(one.value for one in candidates))
    acts = next_acts.next_acts(detail, has_related=bool(links.related))
    return {
        "detail": detail,
        "title": detail.title or detail.row.number,
        "list_url": address("case-list"),
        "head": head.head_of(detail),
        "steps": head.steps_of(detail),
        "owed": owed.obligation_rows(detail),
        "owed_counts": owed.counted(detail),
        "participants": owed.participants(detail),
        "history": history.history_rows(detail, contacts_only=contacts_only),
        "history_tabs": history.history_tabs(detail, contacts_only=contacts_only),
        "acts": acts,
        "candidates": candidates,
        "links": links,
        "standing": standing.standing_of(detail),
        "turn": head.turn_of(detail),
        "ground": ground.ground_of(detail),
        "place": place.place_of(detail),
        "person": place.person_of(detail),
        "shown": place.requester_words(shown) if shown else "",
    }


def _candidates(detail: Detail) -> tuple[Candidate, ...]:
    """Items to choose from, for whoever files."""
    files = detail.row.state == "reported" and "desk" in detail.reader.roles
    return typing.candidates_of(detail) if files else ()
