"""What every page of staff says in passing: unread messages, and how many wait in the queues."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from huying.apps.cases.lists.queues import DISPATCHING, PLACING
from huying.platform.matters.models import Matter, Stamp
from huying.platform.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Glance:
    """一眼: the district's stamp, and what is counted beside the menu."""

    stamp: int = 0
    unread: int = 0
    to_place: int = 0
    to_dispatch: int = 0


def glance(district_id: int, person: int, *, with_queues: bool) -> Glance:
    """All of it in one statement; the queues only for roles that work in them, who see them all."""
    unread = Notice.objects.filter(person_id=person, read_at__isnull=True)
    counted = {"unread": _count(unread)}
    if with_queues:
        counted["to_place"] = _count(Matter.objects.filter(PLACING))
        counted["to_dispatch"] = _count(Matter.objects.filter(DISPATCHING))
    stamps = Stamp.objects.filter(district_id=district_id).annotate(**counted)
    row = stamps.values_list("value", *counted).first()
    return Glance(**dict(zip(("stamp", *counted), row, strict=True))) if row else Glance()


def _count(rows: QuerySet) -> Coalesce:  # type: ignore[type-arg]
    mine = rows.filter(district_id=OuterRef("district_id")).order_by()
    number = mine.values("district_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), Value(0))
