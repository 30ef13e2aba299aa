"""What the measures of the programme are followed by, counted for one period."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db.models import Count, Q

from huying.apps.appraisal.queries import district_rates
from huying.domain.appraisal.rates import Period
from huying.domain.appraisal.share import Share
from huying.platform.matters.models import Event, Matter, Obligation

#: Promises whose keeping in time is a measure.
_OWED = ("file", "dispatch", "sign", "contact", "promise", "verify", "visit")
_MARKED = ("mark_late", "escalate")


def figures(district_id: int, period: Period) -> Mapping[str, Share | int]:
    """Every indicator by its name, in six statements."""
    rates = district_rates(district_id, period).rates
    opened = Matter.objects.filter(
        district_id=district_id,
        procedure="case",
        opened_at__gte=period.start,
        opened_at__lt=period.end,
    ).exclude(state="archived")
    return {
        "demands": opened.count(),
        **_in_time(district_id, period),
        "resolution_rate": rates.resolution,
        "satisfaction_rate": rates.satisfaction,
        **_happened(district_id, period),
    }


def _in_time(district_id: int, period: Period) -> dict[str, Share | int]:
    """Promises that fell due in the period, and those kept before that; excused ones are out."""
    owed = Obligation.objects.filter(
        district_id=district_id,
        matter__procedure="case",
        kind__in=_OWED,
        due_at__gte=period.start,
        due_at__lt=period.end,
    ).exclude(outcome="excused")
    kept = Count("id", filter=Q(outcome="kept", late_at__isnull=True))
    counted = owed.values("kind").annotate(due=Count("id"), kept=kept).order_by("kind")
    found = {row["kind"]: Share(Fraction(row["kept"]), row["due"]) for row in counted}
    nothing = Share(Fraction(0), 0)
    return {f"{kind}_in_time": found.get(kind, nothing) for kind in _OWED}


def _happened(district_id: int, period: Period) -> dict[str, Share | int]:
    told = Event.objects.filter(
        district_id=district_id, at__gte=period.start, at__lt=period.end
    ).aggregate(
        returns=Count("id", filter=Q(act="visit_returns")),
        nobody=Count("id", filter=Q(act__in=_MARKED, body__contains='"nobody":true')),
    )
    return {"returns": told["returns"], "nobody_told": told["nobody"]}
