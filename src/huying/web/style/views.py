"""The living style page: what a component looks like is looked up here, not argued about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.platform.policy import guarded
from huying.web.style.samples import everything


@guarded("style.view")
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in the page's language."""
    return render(request, "style/style.html", everything(request.GET))
