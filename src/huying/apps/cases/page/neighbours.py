"""Other cases beside one: read in one statement, each only as far as this reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from huying.apps.cases.detail import Detail
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.apps.cases.lists.titles import titles
from huying.apps.cases.reasons import state_words
from huying.domain.kernel.ids import case_number
from huying.platform.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Near:
    """另一件: what a reader sees of another case; without `row` it is no more than its number."""

    number: str
    url: str = ""
    title: str = ""
    state: str = ""
    state_label: str = ""
    opened_at: datetime | None = None
    row: Matter | None = None


def in_scope(detail: Detail) -> QuerySet[Matter]:
    """Cases this reader may open, each with how its text may be seen."""
    ground = Ground(detail.reader, detail.at)
    rows = ground.cases("case.view").select_related("case")
    return rows.annotate(text_sight=ground.sight("text", "case.view"))


def near(detail: Detail, rows: Iterable[Matter]) -> dict[int, Near]:
    """Rows of `in_scope` by matter id; a further statement where a text hides its person."""
    found = list({row.id: row for row in rows}.values())
    named = titles([(row, row.text_sight) for row in found])  # type: ignore[attr-defined]
    return {row.id: _near(detail, row, named[row.id]) for row in found}


def told(known: Mapping[int, Near], matter_id: int) -> Near:
    """What the reader sees of this one: outside the scope only the number."""
    return known.get(matter_id) or Near(case_number(matter_id))


def _near(detail: Detail, row: Matter, title: str) -> Near:
    return Near(
        number=row.number,
        url=case_url(row.number),
        title=title,
        state=row.state,
        state_label=state_words(detail.case, row.state),
        opened_at=row.opened_at,
        row=row,
    )
