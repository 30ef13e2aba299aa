"""The published demo lists and a small chart, for the tests of this context."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from huying.domain.duties import DutySet, Family, Policies, Staff, read_policies
from huying.domain.duties.reading import (
    read_items,
    read_powers,
    read_rows,
    read_territorial,
    read_types,
)
from huying.domain.kernel.bodies import Body, BodyKind, Chart

DATA = Path(__file__).parents[3] / "data"
LISTS = DATA / "duty_lists"
VERSION = "2024-1"


def rows(name: str, family: Family) -> tuple[dict[str, str], ...]:
    return read_rows((LISTS / name).read_text(encoding="utf-8"), family, name)


@cache
def duties() -> DutySet:
    catalogue = rows("event_types.csv", Family.RESPONSIBILITY)
    return DutySet(
        read_items(catalogue, VERSION),
        types=read_types(catalogue),
        territorial=read_territorial(rows("territorial_duties.csv", Family.TERRITORIAL), VERSION),
        powers=read_powers(rows("devolved_powers.csv", Family.POWER)),
        versions={Family.RESPONSIBILITY: VERSION, Family.TERRITORIAL: VERSION},
    )


@cache
def departments() -> dict[str, str]:
    text = (DATA / "demo" / "departments.csv").read_text(encoding="utf-8")
    return {row["dept_code"]: row["name_zh"] for row in csv.DictReader(text.splitlines())}


@cache
def institutions() -> frozenset[str]:
    """Codes of the 7 offices and 5 units of a street."""
    text = (DATA / "demo" / "street_institutions.csv").read_text(encoding="utf-8")
    found = csv.DictReader(text.splitlines())
    return frozenset(
        row["inst_code"] for row in found if row["class"] in ("office", "institution_unit")
    )


@cache
def policies() -> Policies:
    return read_policies((DATA / "policies" / "limits.toml").read_text(encoding="utf-8"))


STREET, TOWN, COMMITTEE, SQUADRON = 1001, 1002, 1501, 1301
OFF04, OFF07, OFF03 = 1104, 1107, 1103


@cache
def chart() -> Chart:
    """Departments 1.., the street 柳桥 with three offices, a squadron, a committee; a town."""
    bodies = [
        Body(number, code, BodyKind.DEPARTMENT, name)
        for number, (code, name) in enumerate(departments().items(), start=1)
    ]
    umb = next(body.id for body in bodies if body.code == "UMB")
    bodies += [
        Body(STREET, "S01", BodyKind.STREET, "柳桥街道", "Liuqiao", area_code="990101001"),
        Body(TOWN, "S02", BodyKind.STREET, "枣园镇", "", area_code="990101002"),
        Body(OFF03, "S01-OFF03", BodyKind.OFFICE, "社会事务办公室", parent=STREET),
        Body(OFF04, "S01-OFF04", BodyKind.OFFICE, "综合行政执法办公室", parent=STREET),
        Body(OFF07, "S01-OFF07", BodyKind.OFFICE, "城市管理办公室", parent=STREET),
        Body(SQUADRON, "S01-STA03", BodyKind.STATIONED, "城管中队", parent=STREET, line=umb),
        Body(COMMITTEE, "S01-C01-QD02", BodyKind.RESIDENTS_COMMITTEE, "柳桥居委会", parent=STREET),
    ]
    return Chart(bodies)


def staff(**by_code: tuple[int, int]) -> dict[int, Staff]:
    """Two people everywhere, none certified; `by_code` overrides with (people, certified)."""
    everywhere = {
        body: Staff(2, 0) for body in (*range(1, 200), STREET, OFF03, OFF04, OFF07, SQUADRON)
    }
    named = {"OFF04": OFF04, "OFF07": OFF07, "OFF03": OFF03, "STREET": STREET, "SQUADRON": SQUADRON}
    for code, numbers in by_code.items():
        known = chart().by_code(code)
        everywhere[named.get(code) or (known.id if known else 0)] = Staff(*numbers)
    return everywhere
