"""Counts provisional promises again once the year they leaned on has been announced (W2)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from huying.domain.kernel import actor
from huying.domain.kernel.refusal import Refused
from huying.domain.procedure.marks import decide_recompute
from huying.platform.matters.models import Obligation
from huying.platform.matters.perform import Command, Conflict, KeyReused, perform_decided


def recompute_provisional(at: datetime, *, calendar: str) -> tuple[int, int]:
    """(promises looked at, promises with a new due time); each by an event of its own.

    `calendar` is the new calendar's digest and part of the event's key, so the same import
    again does nothing.
    """
    found = Obligation.objects.filter(is_provisional=True, outcome="").order_by("id")
    rows = found.values_list("id", "district_id", "matter_id", F("matter__procedure"))
    looked = moved = 0
    for row in list(rows):
        looked += 1
        moved += _recomputed(*row, at=at, calendar=calendar)
    return looked, moved


def _recomputed(
    owed: int, district_id: int, matter_id: int, procedure: str, *, at: datetime, calendar: str
) -> bool:
    command = Command(
        district_id=district_id,
        act="recompute",
        by=actor.clock(district_id),
        at=at,
        key=f"recompute:{owed}:{calendar[:24]}",
        matter_id=matter_id,
        procedure=procedure,
        answers=owed,
    )
    try:
        done = perform_decided(
            command, lambda loaded: decide_recompute(loaded.matter, owed, at, loaded.facts)
        )
    except (Refused, Conflict, KeyReused):
        return False
    return not done.is_repeat
