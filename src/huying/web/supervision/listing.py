"""The supervision list as a value: tabs with counts, one page of lines, what the address asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext, ngettext

from huying.apps.cases.lists.ground import Ground
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Obligation
from huying.platform.pages.parts import Tab
from huying.platform.pages.table import Order, Page, order_of, page_of
from huying.web.supervision.form import SupervisionFilter
from huying.web.supervision.lines import Line, lines
from huying.web.supervision.promises import VIEWS, counts, promises, unheard, view_q

MOST_ROWS: Final = 5_000
_BATCH: Final = 500
_ORDERS: Final = {
    "due": ("due_at",),
    "body": ("debtor_id", "due_at"),
    "street": ("matter__area_code", "due_at"),
    "step": ("-marks", "due_at"),
}
_KEPT: Final = ("body", "street", "kind", "step", "sort", "size")


@dataclass(frozen=True, slots=True)
class Listing:
    """督查清单: everything the page shows."""

    form: SupervisionFilter
    view: str
    tabs: tuple[Tab, ...]
    order: Order
    page: Page
    lines: list[Line]
    counts: Mapping[str, int]
    query: str


def listing(ground: Ground, query: Mapping[str, str]) -> Listing:
    """One page of the list that the address asks for."""
    form = SupervisionFilter(query, ground=ground)
    view = _view_of(query)
    rows = promises(ground).filter(form.condition())
    found = counts(rows, ground)
    order = order_of(query, _ORDERS, "due")
    page = page_of(_read(rows, view, ground), order, query, _total(found[view]))
    return Listing(
        form=form,
        view=view,
        tabs=_tabs(query, view, found),
        order=order,
        page=page,
        lines=lines(page.rows, ground),
        counts=found,
        query=urlencode({**_kept(query), "view": view}),
    )


def export_rows(ground: Ground, query: Mapping[str, str]) -> QuerySet[Obligation]:
    """The promises the address names, by due time."""
    form = SupervisionFilter(query, ground=ground)
    rows = promises(ground).filter(form.condition())
    return _read(rows, _view_of(query), ground).order_by("due_at", "id")


def head() -> list[str]:
    return [
        gettext("编号"), gettext("标题"), gettext("地点"), gettext("责任单位"), gettext("责任"),
        gettext("时限"), gettext("超时"), gettext("上报到"), gettext("告知"), gettext("无人可报"),
    ]  # fmt: skip


def cells(rows: Sequence[Obligation], ground: Ground) -> Iterator[list[str]]:
    """The rows in the order of `head`, as the page shows them."""
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        for row, line in zip(batch, lines(batch, ground), strict=True):
            due = row.due_at.astimezone(SHANGHAI) if row.due_at else None
            yield [
                line.number,
                line.title,
                strip_tags(line.place),
                strip_tags(line.body),
                line.kind,
                f"{due:%Y-%m-%d %H:%M}" if due else "",
                line.clock.words,
                line.step,
                strip_tags(line.told),
                gettext("是") if line.is_unheard else gettext("否"),
            ]


def _read(rows: QuerySet[Obligation], view: str, ground: Ground) -> QuerySet[Obligation]:
    found = rows.filter(view_q(view, ground)).annotate(is_unheard=unheard())
    return found.select_related("matter__case")


def _view_of(query: Mapping[str, str]) -> str:
    view = query.get("view", "")
    return view if view in VIEWS else "all"


def _kept(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in _KEPT if query.get(name)}


def _total(n: int) -> str:
    return ngettext("共 %(n)s 项", "共 %(n)s 项", n) % {"n": f"{n:,}"}


def _tabs(query: Mapping[str, str], view: str, found: Mapping[str, int]) -> tuple[Tab, ...]:
    labels = {
        "all": gettext("超时和今天到期"),
        "late": gettext("已超时"),
        "today": gettext("今天到期"),
        "unheard": gettext("无人可报"),
    }
    rest = {name: value for name, value in _kept(query).items() if name != "sort"}
    return tuple(
        Tab(labels[v], f"?{urlencode({**rest, 'view': v})}", found[v], v == view) for v in VIEWS
    )
