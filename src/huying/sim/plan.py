"""What a made-up district is made from: the reviewed files of `data/demo`, read into values."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huying.sim.geography import Ground
from huying.sim.names import NameBook


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """街镇: `area` is its three digits, `middle` in half axes from the district's centre."""

    code: str
    area: str
    name_zh: str
    name_en: str
    middle: tuple[float, float]
    roads: tuple[str, ...]
    communities: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The place name without 街道 or 镇, as stationed units carry it."""
        return self.name_zh.removesuffix("街道").removesuffix("镇")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person the files name: takes the `nth` place of that role at that body."""

    body: str
    role: str
    name: str
    nth: int
    login: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Institution:
    """街道机构: a row of the "7+5" template or of the stationed and on-call units."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class Department:
    """部门: a row of the department table; `kind` party, government, institution, mass, utility."""

    code: str
    name_zh: str
    name_en: str
    kind: str


@dataclass(frozen=True, slots=True)
class DistrictPlan:
    """示范区底稿: everything a made-up district is drawn from, seed included."""

    code: int
    name_zh: str
    name_en: str
    seed: int
    grids: int
    ground: Ground
    streets: tuple[StreetPlan, ...]
    departments: tuple[Department, ...]
    institutions: tuple[Institution, ...]
    on_call: Mapping[str, tuple[tuple[str, ...], ...]]
    people: tuple[NamedPerson, ...]
    head_vacant: frozenset[str]
    one_certificate: frozenset[str]
    enforcing: frozenset[str]
    names: NameBook


def read_plan(texts: Mapping[str, str]) -> DistrictPlan:
    """The plan from the files' texts by name: district.toml, names.toml, departments.csv,
    street_institutions.csv. KeyError names what is missing."""
    table = tomllib.loads(texts["district.toml"])
    staffing = table["staffing"]
    return DistrictPlan(
        code=table["code"],
        name_zh=table["name_zh"],
        name_en=table["name_en"],
        seed=table["seed"],
        grids=table["grids"],
        ground=_ground(table["ground"]),
        streets=tuple(_street(row) for row in table["streets"]),
        departments=_departments(texts["departments.csv"]),
        institutions=_institutions(texts["street_institutions.csv"]),
        on_call={
            code: tuple(tuple(group) for group in groups)
            for code, groups in table["on_call"].items()
        },
        people=tuple(_person(row) for row in table["people"]),
        head_vacant=frozenset(staffing["head_vacant"]),
        one_certificate=frozenset(staffing["one_certificate"]),
        enforcing=frozenset(staffing["enforcing"]),
        names=_names(tomllib.loads(texts["names.toml"])),
    )


def _ground(table: Mapping[str, Any]) -> Ground:
    lon, lat = table["centre"]
    east, north = table["half_axes"]
    return Ground((lon, lat), (east, north), table["density"])


def _street(row: Mapping[str, Any]) -> StreetPlan:
    east, north = row["middle"]
    return StreetPlan(
        row["code"],
        row["area"],
        row["name_zh"],
        row["name_en"],
        (east, north),
        tuple(row["roads"]),
        tuple(row["communities"]),
    )


def _person(row: Mapping[str, Any]) -> NamedPerson:
    return NamedPerson(
        row["body"],
        row["role"],
        row["name"],
        row.get("nth", 0),
        row.get("login", ""),
        row.get("title_zh", ""),
        row.get("title_en", ""),
    )


def _departments(text: str) -> tuple[Department, ...]:
    return tuple(
        Department(row["dept_code"], row["name_zh"], row["name_en"], row["kind"])
        for row in csv.DictReader(text.splitlines())
    )


def _institutions(text: str) -> tuple[Institution, ...]:
    # Remit of a stationed unit reads "Department PSB": the line it belongs to.
    return tuple(
        Institution(
            row["inst_code"],
            row["name_zh"],
            row["name_en"],
            row["class"],
            row["remit_en"].removeprefix("Department ").strip(),
        )
        for row in csv.DictReader(text.splitlines())
    )


def _names(table: Mapping[str, str]) -> NameBook:
    plain = {key: "".join(text.split()) for key, text in table.items()}
    return NameBook(plain["surnames"], plain["single"], plain["first"], plain["second"])
