"""督查: how far up late promises have been reported, who could not be told, whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from huying.apps.cases.lists.figures import ladder, late_bodies, nobody_told
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.platform.matters.models import Obligation
from huying.platform.matters.record import event_from


@dataclass(frozen=True, slots=True)
class Untold:
    """无人可报: the moment, the case, and whose promise it was."""

    at: datetime
    number: str
    url: str
    kind: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class Supervision:
    """督查室看的: the ladder, the bodies with most late promises, and who could not be told."""

    steps: dict[str, int]
    bodies: list[tuple[SafeString, int]]
    untold: list[Untold]


def supervision(ground: Ground) -> Supervision:
    bodies = [(ground.body(body), n) for body, n in late_bodies(ground)]
    return Supervision(ladder(ground), bodies, _untold(ground))


def _untold(ground: Ground) -> list[Untold]:
    found = [(event, event_from(event.body)) for event in nobody_told(ground)]
    owed = Obligation.objects.in_bulk([v.answers for _, v in found if v.answers])
    rows = []
    for event, value in found:
        of = owed.get(value.answers or 0)
        number = event.matter.number
        kind = ground.kind(of.kind) if of else ""
        body = ground.body(of.debtor_id if of else None)
        rows.append(Untold(event.at, number, case_url(number), kind, body))
    return rows
