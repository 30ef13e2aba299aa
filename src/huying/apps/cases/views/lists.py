"""案件: the list with its filter, and the filtered list as a file."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.apps.cases.lists.exporting import MOST_ROWS, cells, export_rows, head
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.listing import listing
from huying.apps.cases.views.case import reader_of
from huying.apps.duties.exports import csv_bytes, xlsx_bytes
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.pages.menu import address
from huying.platform.policy import guarded, may

_WRITERS: Final = {
    "csv": ("text/csv; charset=utf-8", csv_bytes),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
}


def ground_of(request: HttpRequest) -> Ground:
    return Ground(reader_of(request), clock.now())


@require_GET
@guarded("case.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases within the reader's scope: tabs with counts, filter, sort, keyset pages."""
    ground = ground_of(request)
    shown = listing(ground, request.GET)
    context = {
        "list": shown,
        "may_export": may(ground.reader, "case.export") is not None,
        "new_url": address("case-new") if may(ground.reader, "case.create") else "",
    }
    return render(request, "cases/list.html", context)


@require_GET
@guarded("case.export")
def case_export(request: HttpRequest) -> HttpResponse:
    """What the filter names, as CSV or XLSX; more than 5,000 rows are refused in words."""
    kind = request.GET.get("format", "csv")
    if kind not in _WRITERS:
        raise Http404
    ground = ground_of(request)
    rows = list(export_rows(ground, request.GET)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        return _too_many(request)
    content_type, write = _WRITERS[kind]
    response = HttpResponse(write(head(), cells(rows, ground)), content_type=content_type)
    name = f"cases-{ground.at.astimezone(SHANGHAI):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _too_many(request: HttpRequest) -> HttpResponse:
    words = gettext("选出的案件超过 %(most)s 件，一次导不完，没有导出。请缩小登记时间或街道再导")
    messages.error(request, words % {"most": f"{MOST_ROWS:,}"})
    query = request.GET.copy()
    query.pop("format", None)
    return redirect(f"{reverse('case-list')}?{query.urlencode()}")
