"""What days at work are told with: local moments, clocks, what was said, the ticker."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal, Refused
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.perform import Command, Performed, perform
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick
from tests.builders import Town, do


def at(text: str) -> datetime:
    """A local moment of 2026: "03-10T16:44"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def dues(matter: int) -> dict[str, datetime]:
    """When each promise is due: "sign", or "stage guard" where there is one for each part."""
    owed = Obligation.objects.filter(matter_id=matter).order_by("opened_at", "id")
    return {f"{o.kind} {o.part}".strip(): o.due_at.astimezone(SHANGHAI) for o in owed if o.due_at}


def late(matter: int) -> set[str]:
    """Promises that were or are late."""
    owed = Obligation.objects.filter(matter_id=matter, late_at__isnull=False)
    return {f"{o.kind} {o.part}".strip() for o in owed}


def told_of(matter: int, act: str) -> list[dict[str, Any]]:
    events = Event.objects.filter(matter_id=matter, act=act).order_by("seq")
    return [json.loads(event.body)["fields"] for event in events]


def report_by(town: Town, by: Actor, moment: datetime, key: str = "", **fields: Any) -> int:
    told = {"demand_kind": "complaint", **town.point(), **fields}
    told = {name: value for name, value in told.items() if value is not None}
    return do(town, "report", by, moment, key=key, **told).matter_id


def part_done(town: Town, by: Actor, moment: datetime, matter: int, part: str) -> Performed:
    """One stage of a case is done."""
    owed = Obligation.objects.get(matter_id=matter, kind="stage", part=part, outcome="")
    return perform(
        Command(town.id, "stage_done", by, moment, f"stage:{matter}:{part}",
                {"result": "已完成"}, matter, "case", owed.id)
    )  # fmt: skip


def refused(town: Town, act: str, by: Actor, moment: datetime, **how: Any) -> Refusal:
    """The refusal of an act that must not happen."""
    with pytest.raises(Refused) as no:
        do(town, act, by, moment, **how)
    return no.value.refusal


def faults(refusal: Refusal) -> set[str]:
    return {f"{fault.field} {fault.code}" for fault in refusal.faults}


def run_clock(since: datetime, until: datetime) -> None:
    now = since
    while now <= until:
        tick(now)
        now += timedelta(minutes=15)


def relayed(moment: datetime) -> None:
    """Everything that is told onwards has been told."""
    while relay(moment):
        pass
