"""The bodies of a made-up district: departments, streets with their "7+5", communities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from huying.domain.kernel.bodies import Body, BodyKind
from huying.sim.plan import Department, DistrictPlan, Institution, StreetPlan

#: The two departments with a part of their own. GOF holds the district's inspection office
#: (区督查室); it neither leads nor helps in any case type, so it can verify every street's work.
PARTS: Final = {"CMD": BodyKind.CENTRE, "GOF": BodyKind.INSPECTION}
#: Utilities that answer all day (service ordinances on water, power, gas, heat, telecom).
ALL_DAY: Final = frozenset({"PWR", "WTR", "GAS", "HTG", "TEL"})
DISTRICT_CODE: Final = "DISTRICT"
_INNER: Final = {"office": BodyKind.OFFICE, "institution_unit": BodyKind.INSTITUTION_UNIT}


@dataclass(frozen=True, slots=True)
class Coverage:
    """值守范围: a street that an on-call unit answers in."""

    id: int
    body: int
    street: int


@dataclass(slots=True)
class Founding:
    """Makes bodies one after another, parents first; ids come from the function handed in."""

    plan: DistrictPlan
    next_id: Callable[[], int]
    bodies: list[Body] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def found(self) -> None:
        """All bodies of the plan, in one fixed order."""
        plan = self.plan
        self._add(DISTRICT_CODE, BodyKind.DISTRICT, plan.name_zh, plan.name_en, None)
        for department in plan.departments:
            self._department(department)
        for street in plan.streets:
            self._street(street)
        for institution in plan.institutions:
            if institution.kind == "on_call":
                self._on_call(institution)

    def _department(self, department: Department) -> None:
        usual = BodyKind.UTILITY if department.kind == "utility" else BodyKind.DEPARTMENT
        self._add(
            department.code,
            PARTS.get(department.code, usual),
            department.name_zh,
            department.name_en,
            DISTRICT_CODE,
            hours="always" if department.code in ALL_DAY else "office",
        )

    def _street(self, street: StreetPlan) -> None:
        area = f"{self.plan.code}{street.area}"
        names = (street.name_zh, street.name_en)
        self._add(street.code, BodyKind.STREET, *names, DISTRICT_CODE, area=area)
        for unit in self.plan.institutions:
            if unit.kind in _INNER:
                self._inner(street, unit)
            elif unit.kind == "stationed":
                self._stationed(street, unit)
        for number, name in enumerate(street.communities, start=1):
            self._community(street, name, number, area)

    def _inner(self, street: StreetPlan, unit: Institution) -> None:
        self._add(
            f"{street.code}-{unit.code}",
            _INNER[unit.kind],
            f"{street.name_zh}{unit.name_zh}",
            f"{street.name_en} {unit.name_en}",
            street.code,
        )

    def _stationed(self, street: StreetPlan, unit: Institution) -> None:
        # Under the street for daily work, of its department by line (S2-05, "1+5").
        self._add(
            f"{street.code}-{unit.code}",
            BodyKind.STATIONED,
            f"{street.stem}{unit.name_zh}",
            f"{street.name_en} {unit.name_en}",
            street.code,
            line=unit.line,
        )

    def _on_call(self, unit: Institution) -> None:
        # Covers several streets, so it stands under its department and not under one of them.
        for number, streets in enumerate(self.plan.on_call[unit.code], start=1):
            code = f"{unit.code}-{number}"
            name = f"{self._stem_of(streets[0])}片区{unit.name_zh}"
            english = f"{unit.name_en} {number}"
            self._add(code, BodyKind.STATIONED, name, english, unit.line, line=unit.line)
            for street in streets:
                cover = Coverage(self.next_id(), self.ids[code], self.ids[street])
                self.coverage.append(cover)

    def _community(self, street: StreetPlan, name: str, number: int, area: str) -> None:
        code = f"{street.code}-C{number:02d}"
        self._add(
            code, BodyKind.COMMUNITY, f"{name}社区", "", street.code, area=f"{area}{number:03d}"
        )
        committee = f"{name}社区居民委员会"
        self._add(f"{code}-COMMITTEE", BodyKind.RESIDENTS_COMMITTEE, committee, "", code)
        self._add(f"{code}-STATION", BodyKind.STATION, f"{name}社区工作站", "", code)

    def _add(
        self,
        code: str,
        kind: BodyKind,
        name_zh: str,
        name_en: str,
        parent: str | None,
        *,
        area: str = "",
        line: str = "",
        hours: str = "office",
    ) -> None:
        self.ids[code] = self.next_id()
        self.bodies.append(
            Body(
                id=self.ids[code],
                code=code,
                kind=kind,
                name_zh=name_zh,
                name_en=name_en,
                parent=self.ids[parent] if parent else None,
                area_code=area,
                line=self.ids[line] if line else None,
                hours=hours,
            )
        )

    def _stem_of(self, code: str) -> str:
        return next(street.stem for street in self.plan.streets if street.code == code)


def children(bodies: list[Body], parent: int, kind: BodyKind) -> Iterator[Body]:
    """Bodies of a kind right under another, in the order they were founded."""
    return (body for body in bodies if body.parent == parent and body.kind is kind)
