"""The rates page, its files, and the score records of one case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.apps.appraisal import exports, periods, shown
from huying.apps.appraisal.case_scores import (
    closings,
    exclusion_of,
    given_rows,
    may_ask,
    score_rows,
)
from huying.apps.appraisal.exclusions import requests_about
from huying.apps.appraisal.forms import RatesFilter
from huying.apps.appraisal.league import SORTS, in_order
from huying.apps.appraisal.matrix import matrix_of
from huying.apps.appraisal.pairs import pairs_of
from huying.apps.appraisal.panel import panel_of
from huying.apps.appraisal.question import (
    BODY,
    MATRIX,
    PAIRS,
    UNRANKED,
    Answer,
    NotThere,
    Question,
    answer,
    question_of,
)
from huying.apps.appraisal.reasons import reasons_of
from huying.apps.cases.detail import find
from huying.apps.duties.exports import csv_bytes, xlsx_bytes
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.pages.table import Order, order_of
from huying.platform.policy import guarded, may

#: Scores are written by the next tick; a case that ended longer ago without any has none.
_SOON: Final = timedelta(minutes=1)
_EXPORTS = {
    "csv": ("text/csv; charset=utf-8", csv_bytes),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
}


@require_GET
@guarded("rates.view")
def rates(request: HttpRequest) -> HttpResponse:
    """Counts and rates of the district, split; with a panel for one body or area."""
    form, asked = _asked(request)
    found = answer(asked)
    order = _order(request, asked)
    rows = in_order(found.rows, order.key, order.is_down)
    context = {
        "form": form,
        "asked": asked,
        "tiles": shown.tiles(found.rates, asked),
        "tabs": shown.tabs(request, asked),
        "order": order,
        "groups": [] if asked.split in UNRANKED else shown.groups(request, asked, rows),
        "left_off": max(0, len(rows) - shown.MOST),
        "matrix": matrix_of(asked) if asked.split == MATRIX else None,
        "pairs": pairs_of(asked) if asked.split == PAIRS else None,
        "crumbs": shown.crumbs(request, asked),
        "total": found.rates,
        "tally": found.tally,
        "first_day": asked.period.start,
        "last_day": periods.last_day(asked.period),
        "before": periods.before(asked.period),
        "before_last": periods.last_day(periods.before(asked.period)),
        "minimum": asked.rules.min_n,
        "export_query": request.GET.urlencode(),
        "reasons": None if asked.split in UNRANKED else reasons_of(asked.subject, asked.period),
        "may_list": may(_reader(request), "exclusion.list") is not None,
    }
    return render(request, "appraisal/rates.html", context | _panel(request, asked, found))


@require_GET
@guarded("rates.view")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the page, all of them, as CSV or XLSX."""
    if kind not in _EXPORTS:
        raise Http404
    _, asked = _asked(request)
    if asked.split == MATRIX:
        sheet = exports.matrix_sheet(asked, matrix_of(asked))
    elif asked.split == PAIRS:
        sheet = exports.pairs_sheet(asked, pairs_of(asked))
    else:
        order = _order(request, asked)
        rows = in_order(answer(asked).rows, order.key, order.is_down)
        sheet = exports.sheet_of(asked, rows)
    content_type, write = _EXPORTS[kind]
    response = HttpResponse(write(sheet.head, sheet.rows), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return response


@require_GET
@guarded("case.view")
def case_scores(request: HttpRequest, number: str) -> HttpResponse:
    """一事一考 of one case, for whoever may see it: a part of its page, or a page."""
    reader = _reader(request)
    row = find(reader, number)
    if row is None:
        raise Http404
    rows, asked = score_rows(row.district_id, row.id), requests_about(row.district_id, row.id)
    context = {
        "number": row.number,
        "closings": closings(rows),
        "exclusion": exclusion_of(asked),
        "may_ask": may_ask(reader, rows, asked) if row.ended_at else False,
        "rows": rows,
        "given": given_rows(row.district_id, row.id),
        "is_open": row.ended_at is None,
        "is_fresh": row.ended_at is not None and clock.now() - row.ended_at < _SOON,
    }
    is_part = bool(getattr(request, "htmx", False))
    return render(request, f"appraisal/{'_scores' if is_part else 'scores'}.html", context)


def _asked(request: HttpRequest) -> tuple[RatesFilter, Question]:
    at = clock.now()
    form = RatesFilter(request.GET, at=at)
    try:
        return form, question_of(request.GET, form, _reader(request).district, at)
    except NotThere as missing:
        raise Http404 from missing


def _order(request: HttpRequest, asked: Question) -> Order:
    """By the resolution rate for bodies; by the number of orders for what is not ranked."""
    default = "-resolution" if asked.split == BODY else "-due"
    return order_of(request.GET, dict.fromkeys(SORTS, ()), default)


def _panel(request: HttpRequest, asked: Question, found: Answer) -> dict[str, Any]:
    if asked.subject_name is None:
        return {"panel": None}
    tally, its_rates = found.tally, found.rates
    if wanted := asked.body or asked.item:
        row = next((row for row in found.rows if row.key == wanted), None)
        if row is None:
            return {"panel": None, "nothing_of": asked.subject_name}
        tally, its_rates = row.tally, row.rates
    panel = panel_of(
        asked,
        tally,
        its_rates,
        _reader(request),
        request.GET.get("list", ""),
        is_all=request.GET.get("all") == "1",
    )
    return {
        "panel": panel,
        "panel_tabs": shown.outcome_tabs(request, panel.outcomes, panel.outcome),
        "close_url": shown.address(request, body=None, area=None, item=None, list=None, all=None),
        "all_url": shown.address(request, all="1") + "#panel",
    }


def _reader(request: HttpRequest) -> Actor:
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(lazy.person, lazy.posts, lazy.district)
