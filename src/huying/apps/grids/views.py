"""Three levels of the ground, the list of grids, and the press that verifies one."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from huying.apps.grids import grid_page
from huying.apps.grids.checks import record_check
from huying.apps.grids.figures import GRID_DIGITS, Asker, figures_of, total_of
from huying.apps.grids.forms import CheckForm, GridFilter
from huying.apps.grids.grid_page import Ledger
from huying.apps.grids.ground import BELOW, area_name, area_rows, body_at, crumbs_to, sketch_of
from huying.apps.grids.ledger import freshness, rule_on
from huying.apps.grids.models import Grid
from huying.apps.organisations.queries import chart
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.matters.stamps import stamp
from huying.platform.pages.refusals import add_faults
from huying.platform.pages.table import order_of, page_of
from huying.platform.policy import guarded, may

_ORDERS: Final = {"code": ("code",), "households": ("households",), "checked": ("checked_at",)}


@require_GET
@guarded("grid.view")
def district(request: HttpRequest) -> HttpResponse:
    """The whole district: its map, its streets, what they add up to (S1-45)."""
    asker = _asker(request)
    return _area_page(request, asker, f"{asker.district:06d}")


@require_GET
@guarded("grid.view")
def area(request: HttpRequest, area_code: str) -> HttpResponse:
    """A street with its communities, a community with its grids, or one grid (S1-45)."""
    asker = _asker(request)
    if len(area_code) == GRID_DIGITS:
        found = _ledger(asker, area_code)
        return _grid_page(request, asker, found, _fresh_form(found.grid), secrets.token_hex(16))
    if body_at(chart(asker.district, under=asker.stamp), area_code) is None:
        raise Http404
    return _area_page(request, asker, area_code)


@require_GET
@guarded("grid.view")
def grid_list(request: HttpRequest) -> HttpResponse:
    """Grids by area and state of their ledger, sorted, in pages."""
    asker = _asker(request)
    known = chart(asker.district, under=asker.stamp)
    areas = (*known.of_kind(BodyKind.STREET), *known.of_kind(BodyKind.COMMUNITY))
    form = GridFilter(request.GET, areas=sorted(areas, key=lambda body: body.area_code))
    found = Grid.objects.filter(form.condition(asker), district=asker.district).defer("polygon")
    count = found.count()
    total = ngettext("共 %(n)s 个网格", "共 %(n)s 个网格", count) % {"n": count}
    order = order_of(request.GET, _ORDERS, "code")
    page = page_of(found, order, request.GET, total)
    rows = [
        (grid, crumbs_to(asker, grid.code), freshness(grid.checked_at, asker.on, asker.rule))
        for grid in page.rows
    ]
    context = {"form": form, "order": order, "page": page, "rows": rows, "rule": asker.rule}
    return render(request, "grids/list.html", context)


@require_POST
@guarded("grid.check")
def check(request: HttpRequest, area_code: str) -> HttpResponse:
    """Adds a check to the ledger of a grid (S1-44); faults come back beside what was typed."""
    asker = _asker(request)
    found = _ledger(asker, area_code)
    grid = found.grid
    if not grid_page.may_check(asker, grid):
        why = gettext("只有本社区的网格员和社区工作者能核实这个网格。")
        return render(request, "403.html", {"reason": why}, status=403)
    form = CheckForm(request.POST)
    if form.is_valid() and asker.actor.person is not None:
        try:
            done = record_check(grid, asker.actor.person, form.told, asker.at)
        except Refused as refused:
            add_faults(form, refused.refusal)
        else:
            messages.success(request, grid_page.told_words(done.households))
            return redirect("grid-area", area_code=grid.code)
    return _grid_page(request, asker, found, form, form.told.key, status=422)


def _area_page(request: HttpRequest, asker: Asker, area_code: str) -> HttpResponse:
    digits = BELOW[len(area_code)]
    rows = area_rows(asker, figures_of(asker, area_code, digits))
    context = {
        "area_code": area_code,
        "area_query": area_code if len(area_code) > 6 else "",
        "level": digits,
        "name": area_name(asker, area_code) if len(area_code) > 6 else "",
        "crumbs": crumbs_to(asker, area_code),
        "rows": rows,
        "total": total_of(row.figures for row in rows),
        "sketch": sketch_of(asker, area_code),
        "rule": asker.rule,
        "sees_cases": may(asker.actor, "case.list") is not None,
    }
    return render(request, "grids/area.html", context)


def _grid_page(
    request: HttpRequest,
    asker: Asker,
    found: Ledger,
    form: CheckForm,
    key: str,
    status: int = 200,
) -> HttpResponse:
    own: dict[str, Any] = {
        "form": form,
        "key": key,
        "may_check": grid_page.may_check(asker, found.grid),
        "sees_cases": may(asker.actor, "case.list") is not None,
    }
    context = grid_page.context_of(asker, found) | own
    return render(request, "grids/grid.html", context, status=status)


def _fresh_form(grid: Grid) -> CheckForm:
    return CheckForm(initial={"households": grid.households})


def _asker(request: HttpRequest) -> Asker:
    actor = request.actor  # type: ignore[attr-defined]
    at = clock.now()
    mark = stamp(actor.district)
    rule = rule_on(actor.district, timezone.localtime(at).date(), mark)
    return Asker(actor, actor.district, at, mark, rule)


def _ledger(asker: Asker, code: str) -> Ledger:
    found = grid_page.read(asker, code)
    if found is None:
        raise Http404
    return found
