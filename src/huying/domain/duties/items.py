"""The lines of a duty list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from huying.domain.kernel.refusal import Refusal, Refused
from huying.domain.worktime import Limit

#: Who leads where `street_role` is main: the street of the place, whichever that is.
STREET: Final = "street"
MAIN, COOPERATE, NONE = "main", "cooperate", "none"
STREET_ROLES: Final = (MAIN, COOPERATE, NONE)
#: The stage that is an obligation of its own (先行联系).
CONTACT: Final = "contact"
#: What the list writes where the street has nothing to do.
NO_DUTY: Final = "无"

_BODY_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,11}")
#: Template codes of community bodies: station, residents' committee, service centre.
COMMUNITY_CODES: Final = frozenset({"QD01", "QD02", "QD03"})


class Family(StrEnum):
    """清单种类: the kinds of lists a district approves."""

    RESPONSIBILITY = "responsibility"
    TERRITORIAL = "territorial"
    POWER = "power"
    COMMUNITY = "community"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class CaseType:
    """事项类型: what a demand can be about, whether or not a list line names it today."""

    code: str
    name_zh: str
    name_en: str
    major_code: str
    major_zh: str
    major_en: str


@dataclass(frozen=True, slots=True)
class Citation:
    """引用: the list line an answer rests on."""

    family: Family
    version: str
    line_no: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorialLine:
    """属地管理事项: one line of the territorial list (S2-28), in the list's own words."""

    line_no: str
    case_type: str
    version: str
    field_zh: str
    name_zh: str
    name_en: str
    main_body_zh: str
    cooperating_zh: str
    street_role: str
    street_duty_zh: str
    dept: str

    @property
    def text(self) -> str:
        street = f"；街道职责：{self.street_duty_zh}" if self.street_role != NONE else ""
        return (
            f"{self.name_zh}：主体责任 {self.main_body_zh}；配合责任 {self.cooperating_zh}{street}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyItem:
    """清单事项: one line of the responsibility list, which is the dispatch key (S1-30).

    `lead` is "street" (the street of the place), a department's code, or "" when the line names
    nobody. `dept` is the department in charge, which leads unless the street does. `limit` is both
    the promise and the body's own limit; `stages` holds limits of single stages. `institution` is
    the street institution that does the street's part (S3-20). Raises Refused (S4-25) when a body
    of a community would lead, or when street role and lead contradict each other.
    """

    case_type: str
    name_zh: str
    name_en: str
    family: Family
    line_no: str
    list_version: str
    lead: str
    dept: str
    helpers: tuple[str, ...]
    street_role: str
    street_duty_zh: str
    institution: str
    limit: Limit
    stages: Mapping[str, Limit] = field(default_factory=dict)
    powers: tuple[str, ...] = ()
    power_type_zh: str = ""
    urgency: int = 1
    sensitive: bool = False
    whistle: str = ""
    keywords: tuple[str, ...] = ()
    object_kind: str = "demand"
    major_code: str = ""
    major_zh: str = ""
    major_en: str = ""
    is_territorial: bool = False

    def __post_init__(self) -> None:
        if _is_of_a_community(self.lead):
            raise self._refused("duty.community_never_leads", "S4-25", lead=self.lead)
        if self.lead not in (STREET, "") and not _BODY_CODE.fullmatch(self.lead):
            raise self._refused("duty.lead_is_no_body", "S1-26", lead=self.lead)
        if (self.lead == STREET) != (self.street_role == MAIN):
            raise self._refused("duty.street_leads_only_as_main", "S2-28", lead=self.lead)
        if self.lead and self.lead in self.helpers:
            raise self._refused("duty.lead_helps_itself", "S2-28", lead=self.lead)
        if self.limit.value <= 0 or any(limit.value <= 0 for limit in self.stages.values()):
            raise self._refused("duty.limit_not_positive", "W8")

    @property
    def is_street_led(self) -> bool:
        return self.lead == STREET

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Stages with a limit of their own in the line's order; the first contact is none."""
        return tuple(stage for stage in self.stages if stage != CONTACT)

    @property
    def has_street_duty(self) -> bool:
        return self.street_duty_zh not in ("", NO_DUTY)

    @property
    def text(self) -> str:
        """The line in words, as far as it stands without the names of bodies."""
        return f"{self.name_zh}：街道职责 {self.street_duty_zh or NO_DUTY}"

    def _refused(self, code: str, rule: str, **params: str) -> Refused:
        return Refused(Refusal(code, rule, {"line": self.line_no, **params}))


def _is_of_a_community(code: str) -> bool:
    """Is the code a community body's, alone or as the end of a body's full code?"""
    return re.split(r"[-_.]", code)[-1].upper() in COMMUNITY_CODES
