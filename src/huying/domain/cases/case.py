"""The detail of a case as a value, and how events change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huying.domain.cases.codes import EXEMPTION_OF_ACT
from huying.domain.procedure.matter import Event


@dataclass(frozen=True, slots=True)
class Case:
    """诉求办理（案件）: what a case is about; codes, ids and times only, never text.

    `lon`, `lat` are decimal degrees as text (CGCS2000, six places), "" while unknown; `grid` the
    15-digit code of the grid they lie in. `rounds` counts returns by an unsatisfied resident,
    `tries` unreached visits since the last result.
    """

    demand_kind: str = ""
    channel: str = ""
    source: str = ""
    source_number: str = ""
    reported_at: datetime | None = None
    case_type: str = ""
    lon: str = ""
    lat: str = ""
    grid: str = ""
    is_reachable: bool = False
    is_confidential: bool = False
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    line: int | None = None
    list_version: str = ""
    list_family: str = ""
    list_line: str = ""
    result_code: str = ""
    rounds: int = 0
    tries: int = 0
    solved: str = ""
    satisfaction: str = ""
    exemption: str = ""

    @property
    def is_hidden(self) -> bool:
        """Is the reporter hidden from every handling body?"""
        return self.is_confidential or self.demand_kind == "tip_off"


def evolve_case(case: Case, event: Event) -> Case:
    """The case after an event of its matter."""
    change = _CHANGES.get(event.act)
    if change:
        case = change(case, event)
    exemption = EXEMPTION_OF_ACT.get(event.act) or event.fields.get("exemption_code")
    return replace(case, exemption=str(exemption)) if exemption else case


def _reported(case: Case, event: Event) -> Case:
    told: dict[str, Any] = dict(event.fields)
    at = told.get("reported_at")
    return replace(
        case,
        demand_kind=told["demand_kind"],
        channel=told["channel"],
        source=told.get("source", ""),
        source_number=told.get("source_number", ""),
        reported_at=datetime.fromisoformat(at) if at else event.at,
        case_type=told.get("case_type", ""),
        lon=told.get("lon", ""),
        lat=told.get("lat", ""),
        grid=told.get("grid", ""),
        is_reachable=told["reachable"],
        is_confidential=bool(told.get("is_confidential")),
    )


def _placed(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(case, lon=told["lon"], lat=told["lat"], grid=told["grid"])


def _filed(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(
        case,
        case_type=told["case_type"],
        line=told["line"],
        list_version=told["list_version"],
        filed_at=case.filed_at or event.at,
    )


def _dispatched(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(
        case,
        dispatched_at=event.at,
        list_family=told["list_family"],
        list_line=told["list_line"],
    )


def _fed_back(case: Case, event: Event) -> Case:
    return replace(case, result_code=event.fields["result_code"], tries=0)


def _visited(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(case, solved=told["solved"], satisfaction=told["satisfaction"])


def _returned_by_resident(case: Case, event: Event) -> Case:
    return replace(_visited(case, event), rounds=case.rounds + 1, tries=0)


def _tried(case: Case, event: Event) -> Case:
    return replace(case, tries=case.tries + 1)


_CHANGES: dict[str, Callable[[Case, Event], Case]] = {
    "report": _reported,
    "archive": _reported,
    "place": _placed,
    "file": _filed,
    "dispatch": _dispatched,
    "feed_back": _fed_back,
    "visit_early": _visited,
    "visit_closes": _visited,
    "visit_returns": _returned_by_resident,
    "visit_try": _tried,
    "visit_unreached": _tried,
}
