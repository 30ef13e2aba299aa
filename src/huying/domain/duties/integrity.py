"""What must hold between the lists before they may be published together."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from huying.domain.duties.duty_set import DutySet
from huying.domain.duties.items import DutyItem, TerritorialLine
from huying.domain.kernel.refusal import Fault


def list_faults(
    duties: DutySet, *, departments: Collection[str], institutions: Collection[str]
) -> tuple[Fault, ...]:
    """Every reference that leads nowhere and every contradiction between the lists.

    `departments` are codes of departments and utilities, `institutions` template codes of a
    street's offices and units. Fields are `list:line.column`.
    """
    faults: list[Fault] = []
    for item in duties.items.values():
        faults += _item_faults(duties, item, departments, institutions)
    for line in duties.territorial.values():
        faults += _territorial_faults(duties, line, departments)
    for power in duties.powers.values():
        if power.original_dept and power.original_dept not in departments:
            place = f"power:{power.code}.original_dept"
            faults.append(Fault(place, power.original_dept, "list.unknown_department"))
    return tuple(faults)


def _item_faults(
    duties: DutySet, item: DutyItem, departments: Collection[str], institutions: Collection[str]
) -> Iterator[Fault]:
    place = f"responsibility:{item.line_no}"
    for code in (item.dept, *item.helpers):
        if code not in departments:
            yield Fault(f"{place}.lead_dept", code, "list.unknown_department")
    if item.dept in item.helpers:
        yield Fault(f"{place}.co_depts", item.dept, "duty.lead_helps_itself")
    for code in item.powers:
        if code not in duties.powers:
            yield Fault(f"{place}.devolved_powers", code, "list.unknown_power")
    if item.is_territorial != (item.case_type in duties.territorial):
        yield Fault(f"{place}.in_territorial_list", item.case_type, "list.territorial_mismatch")
    # S3-20: what the street has to do is the duty of exactly one of its institutions.
    if item.has_street_duty and item.institution not in institutions:
        yield Fault(f"{place}.institution", item.institution, "list.no_institution")


def _territorial_faults(
    duties: DutySet, line: TerritorialLine, departments: Collection[str]
) -> Iterator[Fault]:
    place = f"territorial:{line.line_no}"
    if line.dept not in departments:
        yield Fault(f"{place}.dept_code", line.dept, "list.unknown_department")
    item = duties.item(line.case_type)
    if item is None:
        yield Fault(f"{place}.event_code", line.case_type, "list.unknown_type")
        return
    told = (line.street_role, line.dept, line.street_duty_zh)
    if told != (item.street_role, item.dept, item.street_duty_zh):
        yield Fault(f"{place}.street_role", line.street_role, "list.lists_contradict")
