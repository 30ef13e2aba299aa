"""督查: how far up late promises have been reported, who could not be told, whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from huying.apps.cases.lists.figures import late_bodies
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.platform.matters.models import Mark
from huying.web.supervision.promises import promises, step_q, unheard

#: The rungs of the card, as the list filters by them.
_RUNGS: Final = ("unreported", "first", "second", "third")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Rung:
    """一级: how many promises stand there, and the list of them."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Untold:
    """无人可报: since when, the case, and whose promise it is."""

    at: datetime
    number: str
    url: str
    kind: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class Supervision:
    """督查室看的: the ladder, the bodies with most late promises, and who could not be told."""

    rungs: list[Rung]
    bodies: list[tuple[SafeString, int]]
    untold: list[Untold]
    untold_count: int


def supervision(ground: Ground) -> Supervision:
    """Four statements for the card of the home page."""
    counts = _counts(ground)
    list_url = reverse("supervision")
    return Supervision(
        rungs=[Rung(n, counts[n], f"{list_url}?view=late&step={n}") for n in _RUNGS],
        bodies=[(ground.body(body), n) for body, n in late_bodies(ground)],
        untold=_untold(ground) if counts["unheard"] else [],
        untold_count=counts["unheard"],
    )


def _counts(ground: Ground) -> dict[str, int]:
    late = Q(due_at__lt=ground.at)
    wanted = {f"n_{n}": Count("pk", filter=late & step_q(n, ground)) for n in _RUNGS}
    found = promises(ground).aggregate(**wanted, n_unheard=Count("pk", filter=Q(unheard())))
    return {name.removeprefix("n_"): n for name, n in found.items()}


def _untold(ground: Ground) -> list[Untold]:
    """Open promises of which somebody should have heard and nobody could, newest first."""
    rows = promises(ground).filter(unheard()).select_related("matter")
    by_id = {row.pk: row for row in rows.order_by("-due_at", "id")[:_SHOWN]}
    marks = Mark.objects.filter(
        district_id=ground.district_id, obligation_id__in=list(by_id), is_unheard=True
    )
    since = dict(
        marks.values("obligation_id").annotate(at=Max("at")).values_list("obligation_id", "at")
    )
    found = [
        Untold(
            since[pk],
            row.matter.number,
            case_url(row.matter.number),
            ground.kind(row.kind),
            ground.body(row.debtor_id),
        )
        for pk, row in by_id.items()
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
