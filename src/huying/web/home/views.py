"""One skeleton for every role: to-do by urgency, five figures, and what concerns my scope."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.apps.cases.lists.figures import figures
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.todo import todo
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.pages.menu import address
from huying.platform.policy import guarded, may
from huying.web.home import notices, supervision, tiles
from huying.web.home.walking import own_grids


@require_GET
@guarded("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """The home page of a person; people without cases are shown where their work is."""
    ground = Ground(_reader(request), clock.now())
    context: dict[str, Any] = {"notices": notices.notices(ground)}
    if may(ground.reader, "case.list"):
        found = figures(ground)
        context |= {
            "todo": todo(ground),
            "tiles": tiles.tiles(found, ground),
            "rates": notices.rates(ground),
            "grids": own_grids(ground),
        }
    if "supervisor" in ground.reader.roles:
        context["supervision"] = supervision.supervision(ground)
    if may(ground.reader, "case.create"):
        context["new_url"] = address("case-new")
        context["is_desk"] = "desk" in ground.reader.roles
    return render(request, "home/home.html", context)


def _reader(request: HttpRequest) -> Actor:
    """The actor of the request as a plain value (the request holds it lazily)."""
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(lazy.person, lazy.posts, lazy.district)
