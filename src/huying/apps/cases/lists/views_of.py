"""在办 快到期 已超时 …: the saved views of the case list as conditions, and their counts."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from huying.apps.cases.lists import todo
from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.marks import SOON
from huying.platform.matters.models import Matter, Obligation

#: In the order of the tabs; `all` holds the ended ones too and is not counted.
VIEWS: Final = ("mine", "open", "soon", "late", "waiting", "visit", "no_lead", "all")

#: Said as the index of the open cases says it, so that a million closed ones are never looked at.
STILL_OPEN: Final = Q(ended_at__isnull=True)


def view_q(view: str, ground: Ground) -> Q:
    """The cases of one view; an unknown one is `open`."""
    if view == "all":
        return Q()
    made = _EXTRA.get(view)
    return STILL_OPEN & made(ground) if made else STILL_OPEN


def among_open(view: str, ground: Ground) -> Q:
    """The same for rows that are open already, so that no count asks again."""
    made = _EXTRA.get(view)
    return made(ground) if made else Q()


def counts(cases: QuerySet[Matter], ground: Ground) -> dict[str, int]:
    """How many open cases each view holds, in one statement over the open ones."""
    wanted: dict[str, Any] = {
        f"n_{view}": Count("pk", filter=among_open(view, ground)) for view in VIEWS if view != "all"
    }
    found = cases.filter(STILL_OPEN).aggregate(**wanted)
    return {name.removeprefix("n_"): n for name, n in found.items()}


def _owed(ground: Ground, **how: Any) -> QuerySet[Obligation]:
    # As a set that is found once: asked again for each row it took longer than all the rest.
    return Obligation.objects.filter(district_id=ground.district_id, outcome="", **how)


def _of(owed: QuerySet[Obligation]) -> Q:
    return Q(pk__in=owed.values("matter_id"))


def _soon(ground: Ground) -> Q:
    """Marked by the clock, or about to be; a late one is no more soon."""
    at = ground.at
    marked = Q(marks=SOON) | Q(marks__lt=SOON, next_at__lte=at)
    running = _owed(ground, due_at__gte=at).exclude(debtor_id=REQUESTER)
    return _of(running.filter(marked)) & ~_late(ground)


def _late(ground: Ground) -> Q:
    return Q(is_late=True) | Q(due_at__lt=ground.at)


def _waiting(ground: Ground) -> Q:
    return _of(_owed(ground, debtor_id=REQUESTER))


def _visit(ground: Ground) -> Q:
    return _of(_owed(ground, kind="visit"))


def _no_lead(ground: Ground) -> Q:
    """Filed, but the lists name nobody: it waits for a dispatcher and is nobody's by default."""
    return Q(state="filed") & ~Q(item_code__in=sorted(ground.led_types))


def _mine(ground: Ground) -> Q:
    """What waits for my own bodies and roles, as on my home page."""
    return _of(todo.owed_by_me(ground))


_EXTRA = {
    "mine": _mine,
    "soon": _soon,
    "late": _late,
    "waiting": _waiting,
    "visit": _visit,
    "no_lead": _no_lead,
}
