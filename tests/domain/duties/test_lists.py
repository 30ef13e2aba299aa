"""The published lists hold together: the integrity checks of the compilation, kept."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from huying.domain.duties import DutyItem, DutySet, Family
from huying.domain.duties.faults import RowFaults
from huying.domain.duties.integrity import list_faults
from huying.domain.duties.items import STREET
from huying.domain.duties.reading import read_items, read_powers, read_rows, read_stages
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import Limit, Unit
from tests.domain.duties import published


def changed(code: str, **cells: str) -> tuple[dict[str, str], ...]:
    rows = published.rows("event_types.csv", Family.RESPONSIBILITY)
    return tuple({**row, **cells} if row["code"] == code else row for row in rows)


@pytest.mark.req("S1-30", "S2-28")
def test_every_type_is_one_line_and_81_stand_in_the_territorial_list() -> None:
    duties = published.duties()
    assert len(duties) == len(duties.types) == 144
    assert len(duties.territorial) == sum(item.is_territorial for item in duties.items.values())
    assert len(duties.territorial) == 81
    assert len(duties.powers) == 74


def test_references_resolve_and_the_lists_agree() -> None:
    faults = list_faults(
        published.duties(),
        departments=published.departments(),
        institutions=published.institutions(),
    )
    assert faults == ()


@pytest.mark.req("S2-28")
def test_35_lines_are_led_by_the_street_and_109_by_a_department_and_no_other_by_a_street() -> None:
    items = published.duties().items.values()
    led = Counter("street" if item.lead == STREET else "department" for item in items)
    assert led == {"street": 35, "department": 109}
    for item in items:
        assert (item.street_role == "main") == item.is_street_led
        if not item.is_street_led:
            assert item.lead == item.dept in published.departments()


@pytest.mark.req("S3-20")
def test_every_duty_of_the_street_belongs_to_exactly_one_institution() -> None:
    assert len(published.institutions()) == 12
    for item in published.duties().items.values():
        assert bool(item.institution) == item.has_street_duty, item.case_type
        assert not item.institution or item.institution in published.institutions()
    undone = list_faults(
        DutySet(read_items(changed("01004", institution=""), "x")),
        departments=published.departments(),
        institutions=published.institutions(),
    )
    assert ("responsibility:01004.institution", "list.no_institution") in {
        (fault.field, fault.code) for fault in undone
    }


@pytest.mark.req("S4-25")
@pytest.mark.parametrize("lead", ["QD01", "QD02", "QD03", "S01-C07-QD02"])
def test_a_body_of_a_community_can_never_lead(lead: str) -> None:
    item = published.duties().items["01001"]
    with pytest.raises(Refused) as caught:
        dataclasses.replace(item, lead=lead)
    assert caught.value.refusal.code == "duty.community_never_leads"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lead": "street"}, "duty.street_leads_only_as_main"),
        ({"street_role": "main"}, "duty.street_leads_only_as_main"),
        ({"lead": "居委会"}, "duty.lead_is_no_body"),
        ({"helpers": ("SAN",)}, "duty.lead_helps_itself"),
        ({"limit": Limit(0, Unit.DAY)}, "duty.limit_not_positive"),
        ({"stages": {"stop": Limit(0, Unit.HOUR)}}, "duty.limit_not_positive"),
    ],
)
def test_contradicting_lines_cannot_be_made(change: dict[str, object], code: str) -> None:
    item = published.duties().items["01001"]
    with pytest.raises(Refused) as caught:
        dataclasses.replace(item, **change)  # type: ignore[arg-type]
    assert caught.value.refusal.code == code


@pytest.mark.req("S2-29")
def test_a_flagged_type_cites_the_territorial_line_and_others_their_own() -> None:
    duties = published.duties()
    flagged = duties.citation("07001")
    assert flagged is not None
    assert flagged.family == Family.TERRITORIAL
    assert flagged.line_no == duties.territorial["07001"].line_no
    assert "餐饮油烟扰民" in flagged.text
    plain = duties.citation("01002")
    assert plain is not None
    assert (plain.family, plain.line_no) == (Family.RESPONSIBILITY, "01002")
    assert duties.citation("99999") is None


def test_all_wrong_cells_are_named_at_once() -> None:
    rows = changed("01003", limit_value="0", urgency="9", stage_limits="stop:4X", co_depts="UMB")
    with pytest.raises(Refused) as caught:
        read_items(rows, "x", "event_types.csv")
    faults = {(fault.field, fault.code) for fault in caught.value.refusal.faults}
    place = "event_types.csv:01003"
    assert faults == {
        (f"{place}.limit_value", "limit.not_positive"),
        (f"{place}.urgency", "value.not_a_number_in_range"),
        (f"{place}.stage_limits", "value.no_stage_limit"),
        (f"{place}.line", "duty.lead_helps_itself"),
    }


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("code,name_zh\n1,x\n", "list_kind", "column.missing"),
        ("item_code,list_kind,name_zh,name_en,basis\nC1,a,b,,\nC1,a,b,,\n", "item_code",
         "line.repeated_or_empty"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(text: str, field: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_rows(text, Family.COMMUNITY, "c.csv")
    assert code in {f.code for f in caught.value.refusal.faults if f.field.endswith(f".{field}")}


def test_wrong_dates_of_powers_are_named() -> None:
    rows = published.rows("devolved_powers.csv", Family.POWER)
    with pytest.raises(Refused) as caught:
        read_powers([{**rows[0], "valid_from": "2024-13-01", "power_source": "gift"}])
    assert {fault.code for fault in caught.value.refusal.faults} == {
        "value.not_a_day",
        "value.not_one_of",
    }


def test_stage_limits_are_read_with_their_units() -> None:
    faults = RowFaults()
    stages = read_stages("guard:30MIN;a:1H;b:2D;c:4WH;d:5WD", "x", faults)
    assert not faults.faults
    assert [str(limit.unit) for limit in stages.values()] == [
        "minute",
        "hour",
        "day",
        "work_hour",
        "work_day",
    ]
    assert stages["guard"] == Limit(30, Unit.MINUTE)


def test_planted_contradictions_between_lists_are_seen() -> None:
    duties = published.duties()
    items: list[DutyItem] = [
        dataclasses.replace(item, powers=("CF-999",), helpers=("XXX",))
        if item.case_type == "01001"
        else item
        for item in duties.items.values()
        if item.case_type != "01003"
    ]
    planted = DutySet(items, territorial=duties.territorial.values())
    codes = Counter(
        fault.code
        for fault in list_faults(
            planted, departments=published.departments(), institutions=published.institutions()
        )
        if "01001" in fault.field or fault.field.startswith("territorial")
    )
    assert codes == {"list.unknown_power": 1, "list.unknown_department": 1, "list.unknown_type": 1}
