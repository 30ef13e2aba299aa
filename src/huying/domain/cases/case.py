"""The detail of a case as a value, and how events change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from huying.domain.cases import joined
from huying.domain.cases.codes import EXEMPTION_OF_ACT, DemandKind
from huying.domain.cases.joined import Joined
from huying.domain.procedure.matter import Event, Matter


def rounds_of(matter: Matter) -> int:
    """How often an unsatisfied resident has sent the case back."""
    return len(matter.did("visit_returns")) + len(matter.did("send_back_for_joined"))


def first_receiver(matter: Matter) -> int | None:
    """首接负责: the first body that signed and did not return that order; it leads to the end.

    A later order may go back without undoing what was accepted before it.
    """
    first: int | None = None
    is_same_order = False
    for done in matter.trail:
        if done.act == "dispatch":
            is_same_order = False
        elif done.act == "sign" and first is None:
            first, is_same_order = done.body, True
        elif done.act == "return_order" and done.body == first and is_same_order:
            first = None
    return first


def tries_of(matter: Matter) -> int:
    """Unreached visits since the present return visit was opened."""
    tries = 0
    for done in reversed(matter.trail):
        if done.act in _OPENS_A_VISIT:
            break
        tries += done.act == "visit_try"
    return tries


_OPENS_A_VISIT = frozenset({"pass", "limit_reached", "answer_question"})


def hides_reporter(demand_kind: str, is_confidential: bool) -> bool:
    """Is who reported hidden from every handling body (S1-48)?"""
    return is_confidential or demand_kind == DemandKind.TIP_OFF


@dataclass(frozen=True, slots=True)
class Case:
    """诉求办理（案件）: what a case is about; codes, ids and times only, never text.

    `lon`, `lat` are decimal degrees as text (CGCS2000, six places), "" while unknown; `grid` the
    15-digit code of the grid they lie in. `line` is the department in charge of the matter,
    `list_version` and `list_line` what the lists said when the case was filed (S2-29).
    `parent` is the matter this one was split from, `main` the one it is merged into, `joined`
    the residents of the cases merged into this one; `checked` holds ticked codes of the checklist.
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
    parent: int | None = None
    main: int | None = None
    joined: tuple[Joined, ...] = ()
    checked: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Is the reporter hidden from every handling body?"""
        return hides_reporter(self.demand_kind, self.is_confidential)


#: Texts of the whole that a part of a split demand keeps: who asked, and where.
KEPT_BY_PARTS: Final = ("requester_name", "requester_phone", "address")


def told_of_part(whole: Case, matter: int, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a part of a split demand takes over from the whole (`matter`), beside its own words;
    `said` holds the whole's texts of `KEPT_BY_PARTS`."""
    told: dict[str, Any] = {
        "demand_kind": whole.demand_kind,
        "channel": whole.channel,
        "parent": matter,
        "reported_at": whole.reported_at,
        "lon": whole.lon,
        "lat": whole.lat,
        "is_confidential": whole.is_confidential or None,
        **{name: said.get(name) for name in KEPT_BY_PARTS},
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def evolve_case(case: Case, event: Event) -> Case:
    """The case after an event of its matter."""
    change = _CHANGES.get(event.act)
    if change:
        case = change(case, event)
    if case.joined or event.act == "absorb":
        case = replace(case, joined=joined.after(case.joined, event))
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
        parent=told.get("parent"),
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


def _corrected(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(
        case,
        case_type=told.get("case_type") or case.case_type,
        lon=told.get("lon") or case.lon,
        lat=told.get("lat") or case.lat,
        grid=told["grid"],
        line=told["line"],
        list_version=told["list_version"],
        list_line=told["list_line"],
        # Another type has another checklist.
        checked=() if told.get("case_type") else case.checked,
    )


def _reachable(case: Case, _event: Event) -> Case:
    return replace(case, is_reachable=True)


def _ticked(case: Case, event: Event) -> Case:
    ticked = event.fields.get("checked")
    return replace(case, checked=tuple(ticked)) if ticked else case


def _merged(case: Case, event: Event) -> Case:
    return replace(case, main=event.fields["main"])


def _alive_again(case: Case, _event: Event) -> Case:
    # What was said when it ended is in the events; a living case carries none of it.
    return replace(case, main=None, exemption="", solved="", satisfaction="")


def _visited(case: Case, event: Event) -> Case:
    told = event.fields
    return replace(case, solved=told["solved"], satisfaction=told["satisfaction"])


_CHANGES: dict[str, Callable[[Case, Event], Case]] = {
    "report": _reported,
    "archive": _reported,
    "place": _placed,
    "file": _filed,
    "resolve_at_once": _filed,
    "correct": _corrected,
    "correct_and_redispatch": _corrected,
    "correct_contact": _reachable,
    "check_off": _ticked,
    "feed_back": _ticked,
    "merge": _merged,
    "restore": _alive_again,
    "restore_unfiled": _alive_again,
    "reopen": _alive_again,
    "reopen_at_desk": _alive_again,
    "visit_early": _visited,
    "visit_closes": _visited,
}
