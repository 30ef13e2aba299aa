"""Seeing name and number unmasked: with a reason, logged, shown once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huying.apps.accounts.access_log import log_access
from huying.apps.cases.detail import Detail, revealed
from huying.apps.cases.views.case import case_context, detail_of
from huying.domain.kernel.refusal import Refused
from huying.platform.pages.refusals import fault_words
from huying.platform.policy import Sight, guarded

ACTION = "case.reveal"
_FIELDS = ("name", "phone")


@require_http_methods(["GET", "POST"])
@guarded(ACTION)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The case page with the requester unmasked, this once; the log is written before."""
    detail = detail_of(request, number)
    if request.method == "GET":
        return redirect("case-detail", number=detail.row.number)
    grant = detail.may(ACTION)
    seen = tuple(n for n in _FIELDS if grant and grant.sees(n) is Sight.CLEAR)
    if grant is None or not seen:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    try:
        _log(request, detail, seen, reason)
    except Refused as refused:
        context = case_context(request, detail)
        why: list[str] = [fault_words(fault) for fault in refused.refusal.faults]
        context |= {"reveal_faults": why or [gettext("没有记上，所以没有显示")]}
        context |= {"reveal_reason": reason}
        return _once(render(request, "cases/case.html", context, status=422))
    shown = revealed(detail, grant)
    return _once(render(request, "cases/case.html", case_context(request, detail, shown=shown)))


def _log(request: HttpRequest, detail: Detail, seen: tuple[str, ...], reason: str) -> None:
    log_access(
        at=detail.at,
        district=detail.row.district_id,
        person=detail.reader.person,
        action=ACTION,
        object=f"matter:{detail.row.id}",
        fields=seen,
        reason=reason,
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _once(response: HttpResponse) -> HttpResponse:
    # Neither the browser nor a proxy keeps a page that shows a person.
    response["Cache-Control"] = "no-store"
    return response
