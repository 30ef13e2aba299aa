"""From the rows of list files to the lines of a duty list."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from typing import Final

from huying.domain.duties.faults import RowFaults
from huying.domain.duties.items import (
    MAIN,
    STREET,
    STREET_ROLES,
    CaseType,
    DutyItem,
    Family,
    TerritorialLine,
)
from huying.domain.duties.powers import Power, Source
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import Limit

Row = Mapping[str, str]

#: The columns each family's file must have, its line number first.
COLUMNS: Final[Mapping[Family, tuple[str, ...]]] = {
    Family.RESPONSIBILITY: (
        "code", "major_code", "major_zh", "major_en", "name_zh", "name_en", "object_kind",
        "lead_dept", "co_depts", "street_role", "street_duty_zh", "institution", "limit_value",
        "limit_unit", "stage_limits", "power_type_zh", "devolved_powers", "default_whistle",
        "urgency", "personal_data_sensitive", "keywords_zh", "in_territorial_list",
    ),
    Family.TERRITORIAL: (
        "item_no", "field_zh", "item_zh", "item_en", "main_body_zh", "cooperating_bodies_zh",
        "street_role", "street_duty_zh", "dept_code", "event_code", "list_version",
    ),
    Family.POWER: (
        "power_code", "name_zh", "name_en", "category_zh", "legal_basis_zh", "article",
        "original_dept", "power_source", "valid_from", "valid_until", "provincial_decision",
    ),
    Family.COMMUNITY: ("item_code", "list_kind", "name_zh", "name_en", "basis"),
    Family.PROFILE: ("profile_code", "name_zh", "meaning_en", "limit_value", "limit_unit"),
}  # fmt: skip

_STAGE = re.compile(r"([a-z0-9_]+):(\d+)(MIN|H|D|WH|WD)")
_STAGE_UNITS: Final = {
    "MIN": "minute",
    "H": "hour",
    "D": "day",
    "WH": "work_hour",
    "WD": "work_day",
}
OBJECT_KINDS: Final = ("event", "part", "demand")


def read_rows(text: str, family: Family, place: str) -> tuple[dict[str, str], ...]:
    """Rows of one list file as text cells; Refused names missing columns and repeated lines."""
    faults = RowFaults()
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    missing = [name for name in COLUMNS[family] if name not in (reader.fieldnames or ())]
    for name in missing:
        faults.add(place, name, "", "column.missing")
    faults.refuse_any("list.file_invalid")
    rows = tuple({key: (cell or "").strip() for key, cell in row.items() if key} for row in reader)
    key = COLUMNS[family][0]
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if not row[key] or row[key] in seen:
            faults.add(f"{place}:{number}", key, row[key], "line.repeated_or_empty")
        seen.add(row[key])
    faults.refuse_any("list.file_invalid")
    return rows


def line_no(row: Row, family: Family) -> str:
    return row[COLUMNS[family][0]]


def read_items(rows: Iterable[Row], version: str, place: str = "") -> tuple[DutyItem, ...]:
    """Lines of the responsibility list; Refused carries the faults of all rows at once."""
    faults = RowFaults()
    items = []
    for row in rows:
        where = f"{place}:{row['code']}"
        try:
            items.append(_item(row, version, where, faults))
        except Refused as refused:
            refusal = refused.refusal
            faults.add(where, "line", row["code"], refusal.code, **refusal.params)
    faults.refuse_any("list.file_invalid")
    return tuple(items)


def read_types(rows: Iterable[Row]) -> tuple[CaseType, ...]:
    return tuple(
        CaseType(
            row["code"],
            row["name_zh"],
            row["name_en"],
            row["major_code"],
            row["major_zh"],
            row["major_en"],
        )
        for row in rows
    )


def read_territorial(rows: Iterable[Row], version: str) -> tuple[TerritorialLine, ...]:
    """Lines of the territorial list; the version is that of the published list."""
    faults = RowFaults()
    lines = []
    for row in rows:
        where = f"territorial:{row['item_no']}"
        lines.append(
            TerritorialLine(
                line_no=row["item_no"],
                case_type=faults.text(where, row, "event_code"),
                version=version,
                field_zh=row["field_zh"],
                name_zh=faults.text(where, row, "item_zh"),
                name_en=row["item_en"],
                main_body_zh=faults.text(where, row, "main_body_zh"),
                cooperating_zh=row["cooperating_bodies_zh"],
                street_role=faults.choice(where, row, "street_role", STREET_ROLES),
                street_duty_zh=row["street_duty_zh"],
                dept=faults.text(where, row, "dept_code"),
            )
        )
    faults.refuse_any("list.file_invalid")
    return tuple(lines)


def read_powers(rows: Iterable[Row]) -> tuple[Power, ...]:
    """Powers with dates; "-" in original_dept means the law itself gives it to towns."""
    faults = RowFaults()
    powers = []
    for row in rows:
        where = f"power:{row['power_code']}"
        source = faults.choice(where, row, "power_source", tuple(Source))
        powers.append(
            Power(
                code=row["power_code"],
                name_zh=faults.text(where, row, "name_zh"),
                name_en=row["name_en"],
                category_zh=faults.text(where, row, "category_zh"),
                basis=faults.text(where, row, "legal_basis_zh"),
                article=faults.text(where, row, "article"),
                original_dept=row["original_dept"].replace("-", ""),
                source=Source(source) if source in set(Source) else Source.DEVOLVED,
                from_on=faults.day(where, row, "valid_from"),
                until_on=faults.day(where, row, "valid_until"),
                provincial_decision=row["provincial_decision"],
            )
        )
    faults.refuse_any("list.file_invalid")
    return tuple(powers)


def read_stages(text: str, where: str, faults: RowFaults) -> dict[str, Limit]:
    """`stop:4WH;clear:2WD` -> limits by stage."""
    stages = {}
    for part in _many(text):
        match = _STAGE.fullmatch(part)
        if match is None:
            faults.add(where, "stage_limits", part, "value.no_stage_limit")
        else:
            name, amount, unit = match.groups()
            stages[name] = faults.limit(where, amount, _STAGE_UNITS[unit])
    return stages


def _item(row: Row, version: str, where: str, faults: RowFaults) -> DutyItem:
    role = faults.choice(where, row, "street_role", STREET_ROLES)
    return DutyItem(
        case_type=row["code"],
        name_zh=faults.text(where, row, "name_zh"),
        name_en=row["name_en"],
        family=Family.RESPONSIBILITY,
        line_no=row["code"],
        list_version=version,
        lead=STREET if role == MAIN else row["lead_dept"],
        dept=faults.text(where, row, "lead_dept"),
        helpers=_many(row["co_depts"]),
        street_role=role,
        street_duty_zh=row["street_duty_zh"],
        institution=row["institution"],
        limit=faults.limit(where, row["limit_value"], row["limit_unit"]),
        stages=read_stages(row["stage_limits"], where, faults),
        powers=_many(row["devolved_powers"]),
        power_type_zh=faults.text(where, row, "power_type_zh"),
        urgency=faults.whole(where, row, "urgency", 1, 4),
        sensitive=faults.choice(where, row, "personal_data_sensitive", ("0", "1")) == "1",
        whistle=row["default_whistle"],
        keywords=_many(row["keywords_zh"]),
        object_kind=faults.choice(where, row, "object_kind", OBJECT_KINDS),
        major_code=faults.text(where, row, "major_code"),
        major_zh=row["major_zh"],
        major_en=row["major_en"],
        is_territorial=faults.choice(where, row, "in_territorial_list", ("0", "1")) == "1",
    )


def _many(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
