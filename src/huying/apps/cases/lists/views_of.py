"""在办 快到期 已超时 …: the saved views of the case list as conditions, and their counts."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huying.apps.cases.lists import todo
from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.marks import SOON
from huying.platform.matters.models import Matter, Obligation

#: In the order of the tabs; `all` holds the ended ones too and is not counted.
VIEWS: Final = ("mine", "open", "soon", "late", "waiting", "visit", "no_lead", "all")


def view_q(view: str, ground: Ground) -> Q:
    """The cases of one view; an unknown one is `open`."""
    if view == "all":
        return Q()
    still = Q(state__in=ground.open_states)
    made = _EXTRA.get(view)
    return still & made(ground) if made else still


def counts(cases: QuerySet[Matter], ground: Ground) -> dict[str, int]:
    """How many open cases each view holds, in one statement over the open ones."""
    wanted: dict[str, Any] = {
        f"n_{view}": Count("pk", filter=view_q(view, ground)) for view in VIEWS if view != "all"
    }
    found = cases.filter(state__in=ground.open_states).aggregate(**wanted)
    return {name.removeprefix("n_"): n for name, n in found.items()}


def _owed(**how: Any) -> QuerySet[Obligation]:
    return Obligation.objects.filter(matter_id=OuterRef("pk"), outcome="", **how)


def _soon(ground: Ground) -> Q:
    """Marked by the clock, or about to be; a late one is no more soon."""
    at = ground.at
    marked = Q(marks=SOON) | Q(marks__lt=SOON, next_at__lte=at)
    running = _owed(due_at__gte=at).exclude(debtor_id=REQUESTER)
    return Exists(running.filter(marked)) & ~_late(ground)


def _late(ground: Ground) -> Q:
    return Q(is_late=True) | Q(due_at__lt=ground.at)


def _waiting(_ground: Ground) -> Q:
    return Q(Exists(_owed(debtor_id=REQUESTER)))


def _visit(_ground: Ground) -> Q:
    return Q(Exists(_owed(kind="visit")))


def _no_lead(ground: Ground) -> Q:
    """Filed, but the lists name nobody: it waits for a dispatcher and is nobody's by default."""
    return Q(state="filed") & ~Q(item_code__in=sorted(ground.led_types))


def _mine(ground: Ground) -> Q:
    """What waits for my own bodies and roles, as on my home page."""
    # Read once as a set: asked again for each row it would walk all promises of a body each time.
    return Q(pk__in=todo.owed_by_me(ground).values("matter_id"))


_EXTRA = {
    "mine": _mine,
    "soon": _soon,
    "late": _late,
    "waiting": _waiting,
    "visit": _visit,
    "no_lead": _no_lead,
}
