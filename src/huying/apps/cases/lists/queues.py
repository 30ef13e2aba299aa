"""待定位 and 待派单: the two queues of the desk, the longest waiting first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import CaseLine, case_lines
from huying.apps.duties.texts import reply_words
from huying.domain.duties import answer
from huying.platform.matters.models import Matter
from huying.platform.pages.clocks import duration
from huying.platform.pages.table import Page, order_of, page_of

# Said as the index of the open cases says it: these are counted on every page.
_OPEN = Q(procedure=PROCEDURE, ended_at__isnull=True)
PLACING = _OPEN & Q(state="reported", area_code="")
DISPATCHING = _OPEN & (Q(state="filed") | (Q(state="reported") & ~Q(area_code="")))
_ORDERS = {"waiting": ("opened_at",), "due": ("due_at",)}


@dataclass(frozen=True, slots=True)
class Queue:
    """队列: one page of lines, how many wait, and since when the first one does."""

    page: Page
    lines: list[CaseLine]
    rows: Sequence[Matter]
    count: int
    oldest: datetime | None
    order: Any

    def waited(self, at: datetime) -> str:
        """最久等了 31 分; '' while nobody waits."""
        if self.oldest is None:
            return ""
        minutes = max(0, int((at - self.oldest).total_seconds() // 60))
        return gettext("最久等了 %(time)s") % {"time": duration(minutes, "hour")}


def queue(ground: Ground, which: Q, action: str, query: Mapping[str, str], sort: str) -> Queue:
    """One page of a queue within the scope of `action`."""
    waiting: QuerySet[Matter] = ground.cases(action).filter(which)
    told = waiting.aggregate(n=Count("pk"), oldest=Min("opened_at"))
    rows = waiting.select_related("case").annotate(text_sight=ground.sight("text"))
    order = order_of(query, _ORDERS, sort)
    page = page_of(rows, order, query)
    lines = case_lines(page.rows, ground)
    return Queue(page, lines, page.rows, told["n"], told["oldest"], order)


def no_lead_words(row: Matter, ground: Ground) -> SafeString | None:
    """Why nobody leads a filed case, from the list's own answer; None when somebody does."""
    if row.state != "filed" or row.item_code in ground.led_types:
        return None
    street = ground.known.chart.street_of(row.area_code)
    found = answer(
        ground.known.duties(ground.day),
        ground.known.chart,
        ground.known.staff,
        row.item_code,
        street.id if street else None,
        ground.day,
    )
    return None if found.lead else reply_words(found.list)
