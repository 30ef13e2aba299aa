"""The promises a supervisor, or a head for the own body, is shown: late ones and today's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import REQUESTER, Actor
from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.procedure.marks import LATE
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Mark, Obligation
from huying.platform.policy import may, scope

ACTION: Final = "supervision.list"
#: Whoever may do this sees the promises of every body, the others those of the bodies they head.
EVERY_BODY: Final = "supervision.all"
VIEWS: Final = ("all", "late", "today", "unheard")
#: How far up: due today and not late, late and not reported yet, then the steps of the ladder.
STEPS: Final = ("due", "unreported", "first", "second", "third")


def promises(ground: Ground) -> QuerySet[Obligation]:
    """Open promises that are late or due before midnight, within the reader's scope."""
    rows = Obligation.objects.filter(
        district_id=ground.district_id,
        outcome="",
        due_at__lt=midnight(ground.at),
        matter__procedure=PROCEDURE,
    ).exclude(debtor_id=REQUESTER)
    rows = scope(rows, ground.reader, ACTION, path="matter__")
    if may(ground.reader, EVERY_BODY) is None:
        rows = rows.filter(debtor_id__in=own_bodies(ground))
    return rows


def own_bodies(ground: Ground) -> list[int]:
    """The bodies whose posts let the reader supervise, and those below them."""
    reader, chart = ground.reader, ground.known.chart
    posts = (p for p in reader.posts if may(Actor(reader.person, (p,), reader.district), ACTION))
    return sorted({body for post in posts for body in with_below(chart, post.body)})


def with_below(chart: Chart, body: int) -> list[int]:
    """A body and everything under it."""
    known = (one.id for kind in BodyKind for one in chart.of_kind(kind))
    return [one for one in known if chart.is_under(one, body)]


def midnight(at: datetime) -> datetime:
    """The end of the local day."""
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def unheard() -> Exists:
    """无人可报: some step the promise has reached found nobody to tell."""
    marks = Mark.objects.filter(
        district_id=OuterRef("district_id"),
        obligation_id=OuterRef("pk"),
        is_unheard=True,
        step__lte=OuterRef("marks"),
    )
    return Exists(marks)


def view_q(view: str, ground: Ground) -> Q:
    found: Mapping[str, Q] = {
        "late": Q(due_at__lt=ground.at),
        "today": Q(due_at__gte=ground.at),
        "unheard": Q(unheard()),
    }
    return found.get(view, Q())


def step_q(step: str, ground: Ground) -> Q:
    """Promises that have come just so far; `third` is the third step and beyond."""
    found: Mapping[str, Q] = {
        "due": Q(due_at__gte=ground.at),
        "unreported": Q(due_at__lt=ground.at, marks__lt=LATE),
        "first": Q(marks=LATE),
        "second": Q(marks=LATE + 1),
        "third": Q(marks__gt=LATE + 1),
    }
    return found.get(step, Q())


def counts(rows: QuerySet[Obligation], ground: Ground) -> dict[str, int]:
    """How many promises each tab holds, in one statement."""
    wanted: dict[str, Any] = {f"n_{v}": Count("pk", filter=view_q(v, ground)) for v in VIEWS[1:]}
    found = rows.aggregate(n_all=Count("pk"), **wanted)
    return {view: found[f"n_{view}"] for view in VIEWS}
