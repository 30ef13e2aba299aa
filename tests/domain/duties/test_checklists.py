"""What has to be looked at on site: by type and day, every wrong value named at once."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest

from huying.domain.duties import CheckItem, Checklists, DutySet, read_checklists
from huying.domain.kernel.refusal import Refused
from tests.domain.duties.published import DATA, LISTS, duties

DAY = date(2026, 3, 11)
CHINESE = re.compile("[\u4e00-\u9fff]")
TWO = """
    version = "2026-1"
    [[checklists]]
    case_type = "03001"
    valid_from = 2024-01-01
    items = [{ code = "guarded", zh = "已围挡", en = "Fenced off" }]
    [[checklists]]
    case_type = "03001"
    valid_from = 2026-03-11
    items = [
        { code = "guarded", zh = "已围挡", en = "Fenced off" },
        { code = "net", zh = "防坠网", en = "Net", required = false, basis = "城镇排水条例" },
    ]
"""


def shipped() -> Checklists:
    return read_checklists((LISTS / "checklists.toml").read_text("utf-8"))


def test_the_shipped_checklists_are_short_and_speak_both_languages() -> None:
    lists = shipped()
    assert len(lists.case_types) >= 12
    assert lists.case_types <= set(duties().types)
    assert {"01001", "01003", "02003", "03001", "05001", "05004", "07001", "07008", "07010",
            "09001", "10001", "12002", "14008"} <= lists.case_types  # fmt: skip
    for case_type in lists.case_types:
        items = lists.of(case_type, DAY)
        assert 2 <= len(items) <= 6, case_type
        assert any(item.required for item in items), case_type
        for item in items:
            assert CHINESE.search(item.zh)
            assert not CHINESE.search(item.en)


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), ["guarded"]),
        (date(2026, 3, 10), ["guarded"]),
        (date(2026, 3, 11), ["guarded", "net"]),
    ],
)
def test_the_latest_checklist_that_has_begun_holds(on: date, codes: list[str]) -> None:
    lists = read_checklists(TWO)
    assert lists.version == "2026-1"
    assert [item.code for item in lists.of("03001", on)] == codes
    assert [item.code for item in lists.all_on(on).get("03001", ())] == codes
    assert lists.all_on(lists.changed_on(on)) == lists.all_on(on)
    assert lists.of("99999", on) == ()


def test_an_item_is_required_unless_it_says_otherwise() -> None:
    guarded, net = read_checklists(TWO).of("03001", DAY)
    assert guarded == CheckItem("guarded", "已围挡", "Fenced off", required=True, basis="")
    assert (net.required, net.basis) == (False, "城镇排水条例")
    assert read_checklists(TWO).since("03001", DAY) == DAY
    assert read_checklists(TWO).since("99999", DAY) is None
    assert Checklists().changed_on(DAY) == date.min


def test_a_duty_set_hands_out_the_checklist_of_a_type() -> None:
    known = DutySet(duties().items.values(), checklists=shipped().all_on(DAY))
    assert [item.code for item in known.checklist("03001")][:2] == ["guarded", "owner_found"]
    assert known.checklist("14001") == known.checklist("nothing") == ()
    assert duties().checklist("03001") == ()


def test_every_wrong_value_is_named_by_row_and_field() -> None:
    text = """
        [[checklists]]
        case_type = ""
        valid_from = "soon"
        items = [{ code = "Not A Slug", zh = "", en = 7, required = "yes" }, "loose"]
        [[checklists]]
        case_type = "03001"
        valid_from = 2024-01-01
        items = []
        [[checklists]]
        case_type = "03001"
        valid_from = 2024-01-01
        items = [{ code = "twice", zh = "甲", en = "a" }, { code = "twice", zh = "乙", en = "b" }]
    """
    with pytest.raises(Refused) as caught:
        read_checklists(text)
    found = {(fault.field, fault.value, fault.code) for fault in caught.value.refusal.faults}
    assert caught.value.refusal.code == "list.file_invalid"
    assert found == {
        ("file.version", "", "value.missing"),
        ("checklists[1].case_type", "", "value.missing"),
        ("checklists[1].valid_from", "soon", "value.not_a_day"),
        ("checklists[1].items[1].code", "Not A Slug", "value.no_slug"),
        ("checklists[1].items[1].zh", "", "value.missing"),
        ("checklists[1].items[1].en", "7", "value.no_text"),
        ("checklists[1].items[1].required", "yes", "value.not_true_or_false"),
        ("checklists[1].items[2].code", "", "value.missing"),
        ("checklists[1].items[2].zh", "", "value.missing"),
        ("checklists[1].items[2].en", "", "value.missing"),
        ("checklists[2].items", "", "value.missing"),
        ("checklists[3].case_type", "03001", "line.repeated_or_empty"),
        ("checklists[3].items[2].code", "twice", "line.repeated_or_empty"),
    }


@pytest.mark.parametrize(
    "text", ["version = ", "", "[[checklists]]", "version = 1\nchecklists = 3"]
)
def test_a_file_that_is_no_checklist_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_checklists(text)
    words = tomllib.loads((DATA / "texts" / "duty_refusals.toml").read_text("utf-8"))
    assert {fault.code for fault in caught.value.refusal.faults} <= set(words)


def test_stages_keep_the_order_of_the_line_and_leave_out_the_first_contact() -> None:
    items = duties().items
    assert items["02001"].stage_names == ("stop", "decide", "demolish")
    assert items["09010"].stage_names == ("transfer119", "evacuate")
    assert items["12002"].stage_names == items["01001"].stage_names == ()


def test_every_stage_that_occurs_has_words_and_no_other() -> None:
    codes = tomllib.loads((DATA / "texts" / "codes.toml").read_text("utf-8"))
    occurring = {stage for item in duties().items.values() for stage in item.stages}
    assert set(codes["stage"]) == occurring


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("pause_kind", ["statutory", "weather", "on_account"]),
        ("dissatisfaction", ["not_done", "partly_done", "slow", "no_contact", "attitude",
                             "not_informed", "outcome_disliked", "law_bars"]),
        ("link_kind", ["split", "merged", "related", "reopened"]),
    ],
)  # fmt: skip
def test_codes_of_the_fuller_procedure_have_words(table: str, codes: list[str]) -> None:
    words = tomllib.loads((DATA / "texts" / "codes.toml").read_text("utf-8"))[table]
    assert list(words) == codes
    for entry in words.values():
        assert CHINESE.search(entry["zh"])
        assert not CHINESE.search(entry["en"])


def test_fields_of_the_fuller_procedure_have_labels() -> None:
    fields = tomllib.loads((DATA / "texts" / "fields.toml").read_text("utf-8"))
    wanted = (
        "consulted opinion extra pause_kind plan until checked instruction instructed_by task "
        "task_body task_due assignee outside_body outside_due outside_reference corrects field "
        "corrected other children main joined dissatisfaction legal_basis done_by parent"
    )
    for name in wanted.split():
        assert CHINESE.search(fields[name]["zh"]), name
        assert fields[name]["en"].strip(), name
        assert not CHINESE.search(fields[name]["en"] + fields[name].get("hint_en", "")), name
        assert ("hint_zh" in fields[name]) == ("hint_en" in fields[name]), name
