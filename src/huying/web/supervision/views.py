"""督查清单: the page, and the same rows as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.apps.cases.lists.ground import Ground
from huying.apps.duties.exports import csv_bytes
from huying.domain.kernel.actor import Actor
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.policy import guarded, may
from huying.web.supervision.listing import MOST_ROWS, cells, export_rows, head, listing
from huying.web.supervision.promises import ACTION, EVERY_BODY


@require_GET
@guarded(ACTION)
def supervision_list(request: HttpRequest) -> HttpResponse:
    """Late promises and today's: of the district, or of the bodies the reader heads."""
    ground = _ground(request)
    shown = listing(ground, request.GET)
    is_whole = may(ground.reader, EVERY_BODY) is not None
    return render(request, "supervision/list.html", {"list": shown, "is_whole": is_whole})


@require_GET
@guarded(ACTION)
def supervision_export(request: HttpRequest) -> HttpResponse:
    """What the filter names, as CSV; more than 5,000 rows are refused in words."""
    ground = _ground(request)
    rows = list(export_rows(ground, request.GET)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        words = gettext("选出的责任超过 %(most)s 项，一次导不完，没有导出。请选单位或街道再导")
        messages.error(request, words % {"most": f"{MOST_ROWS:,}"})
        return redirect(f"{reverse('supervision')}?{request.GET.urlencode()}")
    name = f"supervision-{ground.at.astimezone(SHANGHAI):%Y%m%d-%H%M}.csv"
    response = HttpResponse(
        csv_bytes(head(), cells(rows, ground)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ground(request: HttpRequest) -> Ground:
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Ground(Actor(lazy.person, lazy.posts, lazy.district), clock.now())
