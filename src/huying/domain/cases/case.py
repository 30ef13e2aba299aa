"""The detail of a case as a value, and how events change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huying.domain.cases.codes import EXEMPTION_OF_ACT
from huying.domain.procedure.matter import Event, Matter


def rounds_of(matter: Matter) -> int:
    """How often an unsatisfied resident has sent the case back."""
    return len(matter.did("visit_returns"))


def tries_of(matter: Matter) -> int:
    """Unreached visits since the present return visit was opened."""
    tries = 0
    for done in reversed(matter.trail):
        if done.act in _OPENS_A_VISIT:
            break
        tries += done.act == "visit_try"
    return tries


_OPENS_A_VISIT = frozenset({"pass", "limit_reached"})


@dataclass(frozen=True, slots=True)
class Case:
    """诉求办理（案件）: what a case is about; codes, ids and times only, never text.

    `lon`, `lat` are decimal degrees as text (CGCS2000, six places), "" while unknown; `grid` the
    15-digit code of the grid they lie in. `line` is the department in charge of the matter,
    `list_version` and `list_line` what the lists said when the case was filed (S2-29).
    """

    demand_kind: str = ""
    channel: str = ""
    source: str = ""
    source_number: str = ""
    reported_at: datetime | None = None
    external_due_at: datetime | None = None
    case_type: str = ""
    lon: str = ""
    lat: str = ""
    grid: str = ""
    is_reachable: bool = False
    is_confidential: bool = False
    filed_at: datetime | None = None
    line: int | None = None
    list_version: str = ""
    list_line: str = ""
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
    at, external = told.get("reported_at"), told.get("external_due_at")
    return replace(
        case,
        demand_kind=told["demand_kind"],
        channel=told["channel"],
        source=told.get("source", ""),
        source_number=told.get("source_number", ""),
        reported_at=datetime.fromisoformat(at) if at else event.at,
        external_due_at=datetime.fromisoformat(external) if external else None,
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
        list_line=told["list_line"],
        filed_at=case.filed_at or event.at,
    )


def _visited(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(case, solved=told["solved"], satisfaction=told["satisfaction"])


_CHANGES: dict[str, Callable[[Case, Event], Case]] = {
    "report": _reported,
    "archive": _reported,
    "place": _placed,
    "file": _filed,
    "resolve_at_once": _filed,
    "visit_early": _visited,
    "visit_closes": _visited,
}
