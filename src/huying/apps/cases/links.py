"""Cases that belong together: split from one another, merged, or related by the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Model, Q

from huying.apps.cases.models import CaseLink
from huying.domain.procedure.matter import Event

SPLIT, MERGED, RELATED = "split", "merged", "related"
#: act -> (kind, field that names the other case, whether it takes the link back)
_ACTS: Final = {
    "report": (SPLIT, "parent", False),
    "absorb": (MERGED, "joined", False),
    "release": (MERGED, "joined", True),
    "relate": (RELATED, "other", False),
    "unrelate": (RELATED, "other", True),
}


@dataclass(frozen=True, slots=True)
class Linked:
    """关联: another case of a case. `is_from` tells whether the link was said on this one: a split
    part names its parent, a main case what it took in."""

    matter: int
    kind: str
    is_from: bool
    at: datetime


def links(event: Event, district_id: int, new_id: Callable[[], int]) -> list[Model]:
    """The row of the link an event makes or takes back; none, and no statement, for others."""
    kind, field, is_end = _ACTS.get(event.act, ("", "", False))
    other = event.fields.get(field)
    if not other:
        return []
    return [
        CaseLink(
            id=new_id(),
            district_id=district_id,
            case_id=event.matter,
            other_id=other,
            kind=kind,
            is_end=is_end,
            at=event.at,
        )
    ]


def linked_to(district_id: int, matter_id: int) -> tuple[Linked, ...]:
    """The cases linked to a case now, oldest link first; one statement."""
    both = Q(case_id=matter_id) | Q(other_id=matter_id)
    found = CaseLink.objects.filter(both, district_id=district_id).order_by("at", "id")
    latest: dict[tuple[int, str], CaseLink] = {}
    for row in found:
        latest[(_other(row, matter_id), row.kind)] = row
    return tuple(_linked(latest, matter_id))


def _linked(latest: dict[tuple[int, str], CaseLink], matter_id: int) -> Iterator[Linked]:
    for (other, kind), row in latest.items():
        if not row.is_end:
            yield Linked(other, kind, row.case_id == matter_id, row.at)


def _other(row: CaseLink, matter_id: int) -> int:
    return row.other_id if row.case_id == matter_id else row.case_id
