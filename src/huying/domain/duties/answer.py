"""Whose is it? Three separate answers, each with its ground: list, power, staff (S3-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from huying.domain.duties.duty_set import DutySet
from huying.domain.duties.items import Citation, DutyItem
from huying.domain.duties.powers import (
    OFFICERS_NEEDED,
    PENALTY_TYPES,
    Power,
    Staff,
    article_en,
    article_zh,
)
from huying.domain.kernel.bodies import INNER, NEVER_LEAD, Body, BodyKind, Chart

YES: Final = "yes"
NO: Final = "no"
NOT_NEEDED: Final = "not_needed"


@dataclass(frozen=True, slots=True)
class Reply:
    """答复: one of the three answers; texts of the codes stand in `data/texts/answers.toml`."""

    verdict: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def is_yes(self) -> bool:
        return self.verdict == YES


class _Place(NamedTuple):
    """The street of the place and its institution for the item."""

    street: Body | None
    institution: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAnswer:
    """归属答复: who leads a case of this type at this place on this day, and on what ground.

    Without a lead `reason` says why (the code of `list`); the case then waits for a dispatcher and
    is nobody's by default. `department` is the department in charge of the item;
    `institution` the office or unit of the street that does the street's part.
    """

    case_type: str
    item: DutyItem | None = None
    lead: Body | None = None
    helpers: tuple[Body, ...] = ()
    department: Body | None = None
    street: Body | None = None
    street_role: str = ""
    street_duty: str = ""
    institution: Body | None = None
    list: Reply
    power: Reply
    staff: Reply
    cited: Citation | None = None
    reason: str = ""


def answer(
    duties: DutySet,
    chart: Chart,
    staff: Mapping[int, Staff],
    case_type: str,
    street_id: int | None,
    on: date,
) -> DutyAnswer:
    """Answer for one case type at the street of the place; pure and total, never a guess.

    `staff` counts the people with a post at each body itself; a body that is missing has nobody.
    A department is counted with its units on call and those stationed in the street of the place,
    a street's certified officers with those of its offices and units.
    """
    item = duties.item(case_type)
    street = _street(chart, street_id)
    if item is None:
        code = "list.no_item" if duties.knows(case_type) else "list.unknown_type"
        return _nobody(case_type, None, street, None, code)
    cited = duties.citation(case_type)
    lead = street if item.is_street_led else chart.by_code(item.lead)
    refusal = _why_nobody(item, lead)
    if lead is None or refusal:
        return _nobody(case_type, item, street, cited, refusal)
    institution = institution_of(chart, street, item.institution)
    return DutyAnswer(
        case_type=case_type,
        item=item,
        lead=lead,
        helpers=_helpers(chart, item, lead),
        department=chart.by_code(item.dept),
        street=street,
        street_role=item.street_role,
        street_duty=item.street_duty_zh,
        institution=institution,
        list=_list_reply(lead, cited),
        power=_power_reply(duties, item, lead, on),
        staff=_staff_reply(chart, staff, item, _Place(street, institution), lead),
        cited=cited,
    )


def institution_of(chart: Chart, street: Body | None, code: str) -> Body | None:
    """The office or unit of that street whose template code is `code`."""
    if street is None or not code:
        return None
    for kind in sorted(INNER):
        for body in chart.of_kind(kind):
            if body.parent == street.id and body.code.endswith(code):
                return body
    return None


def _street(chart: Chart, street_id: int | None) -> Body | None:
    if street_id is None or street_id not in chart:
        return None
    body = chart.body(street_id)
    return body if body.kind is BodyKind.STREET else None


def _why_nobody(item: DutyItem, lead: Body | None) -> str:
    if not item.lead:
        return "list.names_nobody"
    if lead is None:
        return "list.no_place" if item.is_street_led else "list.no_such_body"
    # A department's code that turns out to be a street's must not make the street a lead.
    if lead.kind in NEVER_LEAD or (lead.kind is BodyKind.STREET) != item.is_street_led:
        return "list.never_lead"
    return ""


def _nobody(
    case_type: str, item: DutyItem | None, street: Body | None, cited: Citation | None, code: str
) -> DutyAnswer:
    params: dict[str, str | int] = {"case_type": case_type}
    if item is not None:
        params |= {"lead": item.lead, "line": cited.line_no if cited else item.line_no}
    return DutyAnswer(
        case_type=case_type,
        item=item,
        street=street,
        street_role=item.street_role if item else "",
        street_duty=item.street_duty_zh if item else "",
        list=Reply(NO, code, params),
        power=Reply(NO, "power.no_lead"),
        staff=Reply(NO, "staff.no_lead"),
        cited=cited,
        reason=code,
    )


def _helpers(chart: Chart, item: DutyItem, lead: Body) -> tuple[Body, ...]:
    """Helping bodies in the order of the line, the department in charge first."""
    codes = (item.dept, *item.helpers) if item.is_street_led else item.helpers
    bodies = [chart.by_code(code) for code in dict.fromkeys(codes)]
    return tuple(body for body in bodies if body is not None and body.id != lead.id)


def _list_reply(lead: Body, cited: Citation | None) -> Reply:
    params: dict[str, str | int] = named(lead)
    if cited is not None:
        params |= {"family": str(cited.family), "version": cited.version, "line": cited.line_no}
    return Reply(YES, "list.names_lead", params)


def _power_reply(duties: DutySet, item: DutyItem, lead: Body, on: date) -> Reply:
    if item.power_type_zh not in PENALTY_TYPES:
        return Reply(NOT_NEEDED, "power.not_needed", {"power_type": item.power_type_zh})
    penalties = tuple(power for power in duties.powers_of(item) if power.is_penalty)
    if not penalties:
        return Reply(NO, "power.not_recorded", named(lead))
    held = tuple(power for power in penalties if power.is_held_by(lead, on))
    missing = tuple(power for power in penalties if power not in held)
    if not held:
        return Reply(NO, "power.not_held", named(lead) | _grounds(missing) | {"on": on.isoformat()})
    if not missing:
        return Reply(YES, "power.held", named(lead) | _grounds(held))
    lacking = {"missing": _codes(missing)}
    return Reply(YES, "power.held_in_part", named(lead) | _grounds(held) | lacking)


def _grounds(powers: tuple[Power, ...]) -> dict[str, str | int]:
    """Codes of all powers; basis and article of the first, which the others go with."""
    first = powers[0]
    return {
        "powers": _codes(powers),
        "basis": first.basis,
        "article": article_zh(first.article),
        "article_en": article_en(first.article),
    }


def _codes(powers: tuple[Power, ...]) -> str:
    return "、".join(power.code for power in powers)


def _staff_reply(
    chart: Chart, staff: Mapping[int, Staff], item: DutyItem, given: _Place, lead: Body
) -> Reply:
    # The street's institution must have people; its certified officers may sit anywhere in it.
    doing = (given.institution or lead) if item.is_street_led else lead
    arms = _arms_of_street(chart, lead) if item.is_street_led else _units(chart, lead, given.street)
    manned = (doing,) if item.is_street_led else arms
    people = sum(_of(staff, body.id).people for body in manned)
    params = named(doing) | {"people": people}
    if item.is_street_led and given.institution is None:
        return Reply(NO, "staff.no_institution", named(lead) | {"institution": item.institution})
    if not people:
        return Reply(NO, "staff.nobody_on_post", params)
    if item.power_type_zh not in PENALTY_TYPES:
        return Reply(YES, "staff.manned", params)
    certified = sum(_of(staff, body.id).certified for body in arms)
    params |= {"certified": certified, "needed": OFFICERS_NEEDED}
    if certified < OFFICERS_NEEDED:
        return Reply(NO, "staff.too_few_certified", params)
    return Reply(YES, "staff.certified", params)


def _arms_of_street(chart: Chart, street: Body) -> tuple[Body, ...]:
    """The street and its own offices and units; stationed units act for their department."""
    inner = (body for kind in sorted(INNER) for body in chart.of_kind(kind))
    return (street, *(body for body in inner if body.parent == street.id))


def _units(chart: Chart, department: Body, street: Body | None) -> tuple[Body, ...]:
    """The department with its units on call and those stationed in the street of the place."""
    near = {department.id} | ({street.id} if street else set())
    units = chart.of_kind(BodyKind.STATIONED)
    found = (body for body in units if body.line == department.id and body.parent in near)
    return (department, *found)


def _of(staff: Mapping[int, Staff], body_id: int) -> Staff:
    return staff.get(body_id) or Staff(0, 0)


def named(body: Body) -> dict[str, str | int]:
    """Parameters that name a body in both languages."""
    return {"body": body.name_zh, "body_en": body.name_en or body.name_zh}
