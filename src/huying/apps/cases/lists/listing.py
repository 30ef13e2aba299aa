"""The case list as a value: tabs with counts, one page of lines, and what the address asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext

from huying.apps.cases.forms.lists import CaseFilter
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import CaseLine, case_lines
from huying.apps.cases.lists.search import found_by
from huying.apps.cases.lists.views_of import STILL_OPEN, VIEWS, counts, view_q
from huying.platform.matters.models import Matter
from huying.platform.pages.parts import Tab
from huying.platform.pages.table import Order, Page, order_of, page_of

_ORDERS: Final = {"due": ("due_at",), "new": ("-opened_at",), "street": ("area_code", "due_at")}
#: What of the address is the filter: kept by tabs and export, dropped by nothing but 清除.
_KEPT: Final = ("area", "item", "lead", "state", "channel", "period", "q", "sort", "size")


@dataclass(frozen=True, slots=True)
class Listing:
    """案件列表: everything the page shows."""

    form: CaseFilter
    view: str
    tabs: tuple[Tab, ...]
    order: Order
    page: Page
    lines: list[CaseLine]
    counts: Mapping[str, int]
    query: str


def listing(ground: Ground, query: Mapping[str, str]) -> Listing:
    """One page of the list that the address asks for; four statements, five for masked readers."""
    form = CaseFilter(query, ground=ground)
    view = view_of(form, query, ground)
    cases = filtered(ground, form, "case.list")
    # Words are looked for row by row: counting them for the tabs would look at every open case.
    found = {} if form.value("q") else counts(cases, ground)
    n_open = found["open"] if found else ground.cases().filter(STILL_OPEN).count()
    rows = cases.filter(view_q(view, ground)).annotate(text_sight=ground.sight("text"))
    order = order_of(query, _ORDERS, "new" if view == "all" else "due")
    page = page_of(rows.select_related("case"), order, query, _total(found.get(view)))
    return Listing(
        form=form,
        view=view,
        tabs=_tabs(query, view, found),
        order=order,
        page=page,
        lines=case_lines(page.rows, ground),
        counts={"open": n_open, **found},
        query=urlencode({**kept(query), "view": view}),
    )


def filtered(ground: Ground, form: CaseFilter, action: str) -> QuerySet[Matter]:
    """The cases in scope of the action that the filter names."""
    found = ground.cases(action).filter(form.condition())
    words = form.value("q")
    return found.filter(found_by(words, ground)) if words else found


def view_of(form: CaseFilter, query: Mapping[str, str], ground: Ground) -> str:
    """The view of the address; who searches or asks for an ended state looks among all."""
    wanted = query.get("view", "")
    state = form.value("state")
    if state and state not in ground.open_states:
        return "all"
    if wanted in VIEWS:
        return wanted
    return "all" if form.value("q") else "open"


def kept(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in _KEPT if query.get(name)}


def _total(n: int | None) -> str:
    return "" if n is None else ngettext("共 %(n)s 件", "共 %(n)s 件", n) % {"n": f"{n:,}"}


def _tabs(query: Mapping[str, str], view: str, found: Mapping[str, int]) -> tuple[Tab, ...]:
    labels = {
        "mine": gettext("待我办"),
        "open": gettext("全部在办"),
        "soon": gettext("快到期"),
        "late": gettext("已超时"),
        "waiting": gettext("等群众"),
        "visit": gettext("待回访"),
        "no_lead": gettext("没有主办"),
        "all": gettext("含已结"),
    }
    rest = {name: value for name, value in kept(query).items() if name != "sort"}
    return tuple(
        Tab(labels[v], f"?{urlencode({**rest, 'view': v})}", found.get(v), v == view) for v in VIEWS
    )
