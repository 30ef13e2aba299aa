"""From a line of a list file to the row that is stored, and its columns for filtering."""

import json
from collections.abc import Iterable, Mapping

from huying.apps.duties.list_files import ListFile
from huying.apps.duties.models import CaseType, DutyItem, DutyList
from huying.domain.duties import Family
from huying.domain.duties.items import MAIN, STREET
from huying.domain.duties.reading import COLUMNS, line_no, read_types
from huying.domain.duties.suggest import normalised

#: Column of each family's file that groups its lines, and its wording.
_GROUPS = {
    Family.RESPONSIBILITY: ("major_code", "major_zh", "major_en"),
    Family.TERRITORIAL: ("field_zh", "field_zh", ""),
    Family.POWER: ("category_zh", "category_zh", ""),
    Family.COMMUNITY: ("list_kind", "", ""),
    Family.PROFILE: ("limit_unit", "", ""),
}
_NAMES = {Family.TERRITORIAL: ("item_zh", "item_en")}


def line_rows(file: ListFile, duty_list: DutyList, ids: Iterable[int]) -> list[DutyItem]:
    """One row for each line of the file, in its order."""
    return [
        _line(file.family, row, duty_list, position, new)
        for position, (row, new) in enumerate(zip(file.rows, ids, strict=True), start=1)
    ]


def type_rows(file: ListFile, district_id: int, ids: Iterable[int]) -> list[CaseType]:
    """Case types of the responsibility list."""
    return [
        CaseType(
            id=new,
            district_id=district_id,
            code=kind.code,
            name_zh=kind.name_zh,
            name_en=kind.name_en,
            major_code=kind.major_code,
            major_zh=kind.major_zh,
            major_en=kind.major_en,
        )
        for kind, new in zip(read_types(file.rows), ids, strict=True)
    ]


def _line(
    family: Family, row: Mapping[str, str], duty_list: DutyList, position: int, new: int
) -> DutyItem:
    name_zh, name_en = _NAMES.get(family, ("name_zh", "name_en"))
    group_code, group_zh, group_en = _GROUPS[family]
    return DutyItem(
        id=new,
        district_id=duty_list.district_id,
        duty_list=duty_list,
        position=position,
        line_no=line_no(row, family),
        case_type=_case_type(family, row),
        name_zh=row[name_zh],
        name_en=row.get(name_en, ""),
        group_code=row[group_code],
        group_zh=row.get(group_zh, ""),
        group_en=row.get(group_en, ""),
        street_role=row.get("street_role", ""),
        lead_code=_lead(family, row),
        search=normalised(" ".join(row[column] for column in COLUMNS[family])),
        body=json.dumps(row, ensure_ascii=False, sort_keys=True),
    )


def _case_type(family: Family, row: Mapping[str, str]) -> str:
    columns = {Family.RESPONSIBILITY: "code", Family.TERRITORIAL: "event_code"}
    return row[columns[family]] if family in columns else ""


def _lead(family: Family, row: Mapping[str, str]) -> str:
    if family is Family.POWER:
        return row["original_dept"].replace("-", "")
    if row.get("street_role") == MAIN:
        return STREET
    return row.get("lead_dept") or row.get("dept_code") or ""
