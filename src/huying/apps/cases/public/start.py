"""The residents' first page: say what is the matter, or see how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.platform.policy import public


@public("residents begin here, without an account", action="public")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Two doors: report, track."""
    return render(request, "cases/public/start.html")
