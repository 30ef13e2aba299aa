"""What counts nowhere: cases left out by a granted request, closings that a later one replaced."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from huying.apps.appraisal.models import Exclusion, ScoreRecord


def is_excluded(column: str = "matter_id") -> Exists:
    """Column: has a request for the case with the matter id in `column` been granted?"""
    granted = Exclusion.objects.filter(
        district_id=OuterRef("district_id"), case_id=OuterRef(column), granted_at__isnull=False
    )
    return Exists(granted)


def is_replaced(until: datetime) -> Exists:
    """Column of score and visit records: did the case close again later, before `until`?

    The rates of a period count the latest closing of a case in or before it, so what was
    published for a past period stays as it was.
    """
    later = ScoreRecord.objects.filter(
        district_id=OuterRef("district_id"),
        matter_id=OuterRef("matter_id"),
        reopened__gt=OuterRef("reopened"),
        closed_at__lt=until,
    )
    return Exists(later)
