"""The words that may tell who is behind a case: its own requester's, and those of linked cases.

What the desk writes when it merges or relates two cases stands on both of them, so one text may
name the requester of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from huying.apps.cases.context import is_hidden
from huying.apps.cases.services import access_code
from huying.domain.procedure.matter import Event
from huying.platform.matters.models import EventText, Matter
from huying.platform.matters.verify import plain_text

REQUESTER: Final = ("requester_name", "requester_phone")
#: Fields of events that name another case.
_LINKS: Final = ("parent", "main", "joined", "other")


@dataclass(frozen=True, slots=True)
class Secrets:
    """隐去的词: what a cleaned text may not hold; `of_hidden` those of linked hidden reporters,
    which whoever reads this case in its own words must not read either."""

    all: tuple[str, ...]
    of_hidden: tuple[str, ...] = ()


def secrets_of_case(
    row: Matter, events: Iterable[Event], texts: Mapping[int, Iterable[EventText]]
) -> Secrets:
    """Every name and number the case ever had and its access code; two statements more for a
    case that others are linked to, none else."""
    said = (plain_text(t) for own in texts.values() for t in own if t.field in REQUESTER)
    own = (*(value for value in said if value), access_code(row.district_id, row.number))
    linked = {e.fields[name] for e in events for name in _LINKS if e.fields.get(name)} - {row.id}
    if not linked:
        return Secrets(own)
    others, hidden = _of_linked(row.district_id, linked)
    return Secrets((*own, *others), hidden)


def _of_linked(district_id: int, ids: set[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cases = Matter.objects.filter(district_id=district_id, id__in=ids).select_related("case")
    rows = {row.id: row for row in cases}
    found = {i: [access_code(district_id, row.number)] for i, row in rows.items()}
    texts = EventText.objects.filter(event__matter_id__in=rows, field__in=REQUESTER)
    for text in texts.select_related("event"):
        found[text.event.matter_id] += filter(None, [plain_text(text)])
    every = tuple(word for words in found.values() for word in words)
    return every, tuple(w for i, words in found.items() if is_hidden(rows[i]) for w in words)
