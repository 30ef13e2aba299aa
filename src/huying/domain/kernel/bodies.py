"""The organisation chart as a value: who stands under whom, and whose ground a place is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class BodyKind(StrEnum):
    """机构类别: what a body is; a residents' committee is no office of government."""

    DISTRICT = "district"
    CENTRE = "centre"
    INSPECTION = "inspection"
    DEPARTMENT = "department"
    UTILITY = "utility"
    STREET = "street"
    OFFICE = "office"
    INSTITUTION_UNIT = "institution_unit"
    STATIONED = "stationed"
    COMMUNITY = "community"
    RESIDENTS_COMMITTEE = "residents_committee"
    STATION = "station"


class Identity(StrEnum):
    """用工身份: by which right somebody holds a post (S1-12): 在编 on the establishment of a
    body, 编外 hired by contract, 派驻 of a department and placed in a street."""

    ESTABLISHED = "established"
    OFF_ESTABLISHMENT = "off_establishment"
    STATIONED = "stationed"


#: Bodies of a community may do work under their street but never lead (S4-25).
NEVER_LEAD = frozenset({BodyKind.COMMUNITY, BodyKind.RESIDENTS_COMMITTEE, BodyKind.STATION})
_TERRITORIAL = frozenset({BodyKind.STREET, BodyKind.COMMUNITY})
#: Inner institutions of a street act in its name.
INNER = frozenset({BodyKind.OFFICE, BodyKind.INSTITUTION_UNIT})


@dataclass(frozen=True, slots=True)
class Body:
    """机构: a body of the district; `area_code` (9 or 12 digits) for streets and communities,
    `line` the department of a stationed unit, `hours` "office" or "always" (24x7)."""

    id: int
    code: str
    kind: BodyKind
    name_zh: str
    name_en: str = ""
    parent: int | None = None
    area_code: str = ""
    line: int | None = None
    hours: str = "office"


class Chart:
    """组织架构: bodies of one district with their lookups; built once, then only read."""

    __slots__ = ("_above", "_by_area", "_by_code", "_by_id", "_by_kind")

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._by_id = {body.id: body for body in bodies}
        self._by_code = {body.code: body for body in self._by_id.values()}
        # A committee and a station share their community's code, so only these two kinds look up.
        self._by_area = {b.area_code: b for b in self._by_id.values() if b.kind in _TERRITORIAL}
        self._by_kind: dict[BodyKind, tuple[Body, ...]] = {}
        for body in self._by_id.values():
            self._by_kind[body.kind] = (*self._by_kind.get(body.kind, ()), body)
        self._above: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, body_id: int) -> bool:
        return body_id in self._by_id

    def body(self, body_id: int) -> Body:
        """The body with this id; KeyError when the chart has none."""
        return self._by_id[body_id]

    def by_code(self, code: str) -> Body | None:
        return self._by_code.get(code)

    def of_kind(self, kind: BodyKind) -> tuple[Body, ...]:
        return self._by_kind.get(kind, ())

    def above(self, body_id: int) -> tuple[int, ...]:
        """Ids of the bodies over this one, nearest first; () for an unknown body."""
        if body_id not in self._above:
            body = self._by_id.get(body_id)
            parent = body.parent if body else None
            self._above[body_id] = () if parent is None else (parent, *self.above(parent))
        return self._above[body_id]

    def is_under(self, body_id: int, other: int) -> bool:
        """Is `body_id` the other body or one below it?"""
        return body_id == other or other in self.above(body_id)

    def street_of(self, area_code: str) -> Body | None:
        """The street or town on whose ground a 9 to 15 digit code lies."""
        body = self._by_area.get(area_code[:9])
        return body if body and body.kind is BodyKind.STREET else None

    def community_of(self, area_code: str) -> Body | None:
        body = self._by_area.get(area_code[:12])
        return body if body and body.kind is BodyKind.COMMUNITY else None

    def acts_for(self, body_id: int) -> tuple[int, ...]:
        """Bodies in whose name people of this body act: itself, and for an office its street."""
        body = self._by_id.get(body_id)
        if body and body.kind in INNER and body.parent is not None:
            return (body_id, body.parent)
        return (body_id,)
