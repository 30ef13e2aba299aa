"""待派单: what waits for an item or a dispatch, and why where no list names a lead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.apps.cases.lists.queues import DISPATCHING, no_lead_words, queue
from huying.apps.cases.views.lists import ground_of
from huying.platform.policy import guarded


@require_GET
@guarded("dispatch.queue")
def dispatching(request: HttpRequest) -> HttpResponse:
    """Cases to be filed or dispatched, the next due first."""
    ground = ground_of(request)
    shown = queue(ground, DISPATCHING, "dispatch.queue", request.GET, "due")
    lines = [
        (line, no_lead_words(row, ground))
        for line, row in zip(shown.lines, shown.rows, strict=True)
    ]
    context = {"queue": shown, "lines": lines, "waited": shown.waited(ground.at)}
    return render(request, "cases/dispatching.html", context)
