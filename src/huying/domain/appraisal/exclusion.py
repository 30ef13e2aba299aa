"""剔除: a request that a closed case be left out of the statistics, on what it stands (S2-45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from huying.domain.cases.fields import FIELDS as CASE_FIELDS
from huying.domain.cases.fields import FieldRule, Judge
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Event

#: Acts of the procedure by which a request becomes, and becomes granted.
ASK: Final = "ask_exclusion"
GRANT: Final = "grant_exclusion"


class ExclusionCode(StrEnum):
    """剔除原因: why nobody could have satisfied this demand (practice 2.1)."""

    BARRED_BY_LAW = "barred_by_law"
    OUTSIDE_POWERS = "outside_powers"
    FORCE_MAJEURE = "force_majeure"
    UNREASONABLE = "unreasonable"
    MALICIOUS_REPEAT = "malicious_repeat"


@dataclass(frozen=True, slots=True)
class Request:
    """剔除申请: which case, whose request, why; `asked_by` and `decided_by` are persons.

    `granted_at` is the moment from which the case counts nowhere; None while it counts.
    """

    case: int = 0
    body: int = 0
    code: str = ""
    asked_by: int | None = None
    decided_by: int | None = None
    granted_at: datetime | None = None


def evolve_request(request: Request, event: Event) -> Request:
    """The request after an event of its matter."""
    if event.act == ASK:
        told = event.fields
        return Request(told["about"], told["lead"], told["exclusion_code"], event.person)
    if event.is_end and event.role == "supervisor":
        granted = event.at if event.act == GRANT else None
        return replace(request, decided_by=event.person, granted_at=granted)
    return request


@dataclass(frozen=True, slots=True)
class Standing:
    """案件现状: what a request stands on. `closed_at` None: the case is open or has no score.

    `leads` are the bodies scored as its lead, `asked` those that have asked before.
    """

    closed_at: datetime | None
    leads: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()
    is_excluded: bool = False


def _one_of(codes: frozenset[str]) -> Judge:
    def judge(value: Any) -> tuple[str, dict[str, str | int]] | None:
        if isinstance(value, str) and value in codes:
            return None
        return "not_a_choice", {"choices": "、".join(sorted(codes))}

    return judge


def _number(value: Any) -> tuple[str, dict[str, str | int]] | None:
    return None if isinstance(value, int) and 0 < value < 2**53 else ("not_a_case", {})


FIELDS: Final[Mapping[str, FieldRule]] = {
    "about": FieldRule(_number),
    "exclusion_code": FieldRule(_one_of(frozenset(ExclusionCode))),
    "legal_basis": CASE_FIELDS["legal_basis"],
    "reason": CASE_FIELDS["reason"],
    "evidence": CASE_FIELDS["reason"],
    "note": CASE_FIELDS["note"],
}


def faults_of_request(
    needs: tuple[str, ...], takes: tuple[str, ...], fields: Mapping[str, Any]
) -> tuple[Fault, ...]:
    """Missing, unknown and wrong fields, in the order the act names them."""
    found = [Fault(name, "", "missing") for name in needs if _is_empty(fields.get(name))]
    for name, value in fields.items():
        if name not in (*needs, *takes):
            found.append(Fault(name, str(value)[:80], "unknown_field"))
        elif not _is_empty(value) and (wrong := FIELDS[name].judge(value)):
            found.append(Fault(name, str(value)[:80], wrong[0], wrong[1]))
    return tuple(found)


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
