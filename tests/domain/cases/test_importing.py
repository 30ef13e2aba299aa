"""Rows of foreign layouts into demands. Every row here is invented; only layouts are real."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.cases.fields import faults_of_fields
from huying.domain.cases.intake import (
    Duplicate,
    Intake,
    Mark,
    RowFaults,
    SourceRow,
    missing_columns,
    parse_rows,
    read_profile,
    recognise,
)
from huying.domain.worktime import SHANGHAI

FOLDER = Path(__file__).parents[3] / "data" / "policies" / "import_profiles"
PROFILES = {
    path.stem: read_profile(path.read_text(encoding="utf-8"), path.name)
    for path in sorted(FOLDER.glob("*.toml"))
}
HOTLINE, LEDGER, OURS = (PROFILES[name] for name in ("hotline_text", "event_ledger", "huying"))
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=SHANGHAI)

HOTLINE_ROW = {
    "msg_id": "900001",
    "user": "U0000001",
    "title": "东门外路灯不亮",
    "created": "2026/3/9 20:00:00",
    "body": "\t　　东门外三盏路灯已一周不亮。　　\n\n",
    "likes": "3",
    "silver_topic": "",
}
LEDGER_ROW = {
    "rec_id": "800001",
    "create_time": "2026-03-09 17:31:20",
    "district_name": "呼应区",
    "street_id": "901",
    "street_name": "无名街道",
    "community_id": "90101",
    "community_name": "无名社区",
    "event_src_id": "12",
    "event_src_name": "12345",
    "event_property_id": "2",
    "event_property_name": "投诉",
    "event_type_id": "5",
    "event_type_name": "市政设施",
    "main_type_id": "50",
    "main_type_name": "道路",
    "sub_type_id": "501",
    "sub_type_name": "道路破损",
    "dispose_unit_id": "7",
    "dispose_unit_name": "某处置中心（无名街道办事处）",
    "intime_archive_num": "1",
    "overtime_archive_num": "0",
}
OUR_ROW = {
    "来源": "市热线",
    "来源编号": "SZ-1",
    "反映时间": "2026-03-09 17:31",
    "标题": "路灯不亮",
    "内容": "东门外三盏路灯不亮。",
    "诉求类别": "求助",
    "渠道": "热线",
    "经度": "117.05",
    "纬度": "36.66",
    "姓名": "周小明",
    "电话": "138 1234-2206",
}


def answers(profile, *cells, at=NOW):
    rows = [SourceRow(number, row) for number, row in enumerate(cells, 2)]
    return list(parse_rows(rows, profile, received_at=at))


def taken(profile, row, **changes) -> Intake:
    (answer,) = answers(profile, {**row, **changes})
    assert isinstance(answer, Intake), answer
    return answer


def faults(profile, row, **changes) -> set[tuple[str, str]]:
    (answer,) = answers(profile, {**row, **changes})
    assert isinstance(answer, RowFaults), answer
    return {(fault.field, fault.code) for fault in answer.faults}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (HOTLINE_ROW, "hotline_text"),
        (["msg_id", "user", "title", "created", "body"], "hotline_text"),
        (["\ufeffmsg_id", " user ", "title", "created", "body"], "hotline_text"),
        (LEDGER_ROW, "event_ledger"),
        (OUR_ROW, "huying"),
        (["id", "text"], None),
        ([], None),
    ],
)
def test_a_layout_is_known_by_its_header(header, code):
    found = recognise(header, PROFILES.values())
    assert (found.code if found else None) == code


def test_a_header_of_another_layout_lacks_columns():
    assert missing_columns(["msg_id", "title", "body"], HOTLINE) == ("created", "user")
    assert missing_columns(HOTLINE_ROW, HOTLINE) == ()


def test_a_row_of_the_hotline_export():
    intake = taken(HOTLINE, HOTLINE_ROW)
    assert (intake.source, intake.number, intake.is_numbered) == ("hotline", "900001", True)
    assert intake.title == "东门外路灯不亮"
    assert intake.text == "东门外三盏路灯已一周不亮。"
    assert intake.reported_at == datetime(2026, 3, 9, 20, tzinfo=SHANGHAI)
    assert intake.requester_name == "U0000001"
    assert intake.source_values == {"likes": "3"}
    assert intake.marks == (Mark.CHANNEL_ASSUMED, Mark.KIND_ASSUMED)
    assert (intake.demand_kind, intake.channel) == ("help", "hotline")


def test_a_row_of_the_event_ledger():
    intake = taken(LEDGER, LEDGER_ROW)
    assert intake.text == "市政设施 · 道路 · 道路破损 · 无名街道 · 无名社区"
    assert intake.marks == (Mark.TEXT_COMPOSED,)
    assert intake.title == intake.case_type == "道路破损"
    assert (intake.demand_kind, intake.channel, intake.outcome) == (
        "complaint",
        "hotline",
        "in_time",
    )
    assert (intake.street, intake.community) == ("无名街道", "无名社区")
    assert intake.unit == "某处置中心（无名街道办事处）"
    assert intake.source_values["sub_type_name"] == "道路破损"
    assert "rec_id" not in intake.source_values


def test_a_row_of_our_own_layout():
    intake = taken(OURS, OUR_ROW, 上级时限="2026-03-16 17:00", 办理结果="未办结")
    assert (intake.source, intake.number) == ("市热线", "SZ-1")
    assert (intake.lon, intake.lat) == (Decimal("117.05"), Decimal("36.66"))
    assert (intake.requester_name, intake.requester_phone) == ("周小明", "13812342206")
    assert intake.external_due_at == datetime(2026, 3, 16, 17, tzinfo=SHANGHAI)
    assert intake.outcome == "open"
    assert intake.marks == ()


def test_nothing_personal_stands_among_the_source_values():
    assert not {"姓名", "电话", "内容", "标题"} & taken(OURS, OUR_ROW).source_values.keys()
    assert "user" not in taken(HOTLINE, HOTLINE_ROW).source_values


def test_every_template_column_is_one_the_profile_reads():
    for profile in PROFILES.values():
        read = profile.columns_of(*profile.columns) | set(profile.flags.values())
        assert {row.column for row in profile.template} <= read
        assert all(row.zh and row.en for row in profile.template)
    assert {row.column for row in OURS.template} == OURS.columns_of(*OURS.columns)


def test_a_missing_time_is_the_imports_and_marked():
    for empty in ("", "　", "-"):
        intake = taken(HOTLINE, HOTLINE_ROW, created=empty)
        assert intake.reported_at == NOW
        assert Mark.TIME_MISSING in intake.marks
    assert Mark.TIME_IS_DAY in taken(HOTLINE, HOTLINE_ROW, created="2026/3/9").marks


def test_a_body_of_13000_characters_is_kept_whole():
    body = "路灯不亮，" * 2600
    assert taken(HOTLINE, HOTLINE_ROW, body=f"\t　{body}\u3000").text == body


def test_controls_go_and_are_marked():
    intake = taken(HOTLINE, HOTLINE_ROW, body="路\x00灯\x07不\u200b亮\ud800", title="路\x00灯")
    assert (intake.text, intake.title) == ("路灯不亮", "路灯")
    assert Mark.CONTROLS_REMOVED in intake.marks


def test_a_missing_text_is_composed_or_the_title():
    assert taken(HOTLINE, HOTLINE_ROW, body="").text == "东门外路灯不亮"
    ours = taken(OURS, OUR_ROW, 内容="", 事项类型="路灯", 街道="无名街道")
    assert ours.text == "路灯 · 无名街道"
    assert Mark.TEXT_COMPOSED in ours.marks


def test_a_missing_title_is_the_beginning_of_the_text():
    intake = taken(HOTLINE, HOTLINE_ROW, title="")
    assert intake.title == "东门外三盏路灯已一周不亮。"
    assert Mark.TITLE_COMPOSED in intake.marks


def test_a_long_title_is_cut_and_kept_whole_before_the_text():
    title = "灯" * 150
    intake = taken(HOTLINE, HOTLINE_ROW, title=title)
    assert len(intake.title) == 120
    assert intake.text.startswith(title)
    assert Mark.TITLE_CUT in intake.marks


@pytest.mark.req("S4-33")
def test_unknown_words_never_reject():
    unknown = dict.fromkeys(("sub_type_name", "street_name", "dispose_unit_name"), "从未见过")
    intake = taken(LEDGER, LEDGER_ROW, **unknown, event_property_name="其他", event_src_name="飞鸽")
    assert intake.case_type == intake.street == intake.unit == "从未见过"
    assert (intake.demand_kind, intake.channel) == ("help", "other")
    assert {Mark.KIND_ASSUMED, Mark.CHANNEL_ASSUMED} <= set(intake.marks)
    assert intake.source_values["event_src_name"] == "飞鸽"


@pytest.mark.parametrize(
    ("in_time", "late", "outcome"),
    [("1", "0", "in_time"), ("0", "1", "late"), ("0", "0", "open"), ("-", "-", ""), ("0", "-", "")],
)
def test_outcome_from_flags(in_time, late, outcome):
    row = {**LEDGER_ROW, "intime_archive_num": in_time, "overtime_archive_num": late}
    assert taken(LEDGER, row).outcome == outcome


def test_all_wrong_fields_of_a_row_at_once():
    wrong = {
        "反映时间": "昨天",
        "内容": "灯" * 20_001,
        "经度": "36.66",
        "纬度": "117.05",
        "上级时限": "1900-01-01",
        "办理结果": "差不多",
        "来源编号": "9" * 81,
    }
    assert faults(OURS, OUR_ROW, **wrong) == {
        ("反映时间", "import_time_unreadable"),
        ("内容", "import_too_long"),
        ("经度", "import_degrees"),
        ("纬度", "import_degrees"),
        ("上级时限", "import_time_too_early"),
        ("办理结果", "import_outcome_unknown"),
        ("来源编号", "import_too_long"),
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"反映时间": "2026-03-21 09:30"}, ("反映时间", "import_time_in_future")),
        ({"标题": "", "内容": " 　"}, ("内容", "import_text_missing")),
        ({"纬度": ""}, ("纬度", "import_point_half")),
        ({"经度": ""}, ("经度", "import_point_half")),
        ({"经度": "NaN"}, ("经度", "import_degrees")),
        ({"经度": "117,05"}, ("经度", "import_degrees")),
        ({"来源编号": "~1.1"}, ("来源编号", "import_number_reserved")),
    ],
)
def test_faults(changes, fault):
    assert fault in faults(OURS, OUR_ROW, **changes)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"intime_archive_num": "7"}, {"import_flag_unknown"}),
        ({"overtime_archive_num": "1"}, {"import_outcomes_conflict"}),
    ],
)
def test_faults_of_flags(changes, codes):
    assert {code for _, code in faults(LEDGER, LEDGER_ROW, **changes)} == codes


def test_a_little_future_is_a_clock():
    ahead = (NOW + timedelta(minutes=5)).replace(tzinfo=None).isoformat()
    assert taken(OURS, OUR_ROW, 反映时间=ahead).reported_at == NOW + timedelta(minutes=5)


def test_shifted_rows_are_refused():
    rows = [SourceRow(2, HOTLINE_ROW, extra=("x",)), SourceRow(3, HOTLINE_ROW, missing=2)]
    long, short = parse_rows(rows, HOTLINE, received_at=NOW)
    assert long.faults[0].code == "import_cells_too_many"
    assert short.faults[0].code == "import_cells_too_few"


def test_an_odd_phone_is_kept_and_marked():
    intake = taken(OURS, OUR_ROW, 电话="未留")
    assert (intake.requester_name, intake.requester_phone) == ("周小明 未留", "")
    assert Mark.PHONE_ODD in intake.marks


def test_the_second_of_one_number_is_a_duplicate():
    changed = {**HOTLINE_ROW, "body": "改过的内容"}
    first, same, other = answers(HOTLINE, HOTLINE_ROW, HOTLINE_ROW, changed)
    assert isinstance(first, Intake)
    assert same == Duplicate(3, "hotline", "900001", first_row=2, is_same=True)
    assert other == Duplicate(4, "hotline", "900001", first_row=2, is_same=False)


def test_a_faulty_row_claims_no_number():
    broken = {**HOTLINE_ROW, "created": "?"}
    first, second = answers(HOTLINE, broken, HOTLINE_ROW)
    assert isinstance(first, RowFaults)
    assert isinstance(second, Intake)


def test_without_a_number_the_content_and_its_count_are_the_identity():
    nameless = {**HOTLINE_ROW, "msg_id": ""}
    first, second, third = answers(HOTLINE, nameless, nameless, {**nameless, "title": "另一"})
    assert all(isinstance(answer, Intake) for answer in (first, second, third))
    assert not first.is_numbered
    assert first.number.removesuffix(".1") == second.number.removesuffix(".2")
    assert len({first.key, second.key, third.key}) == 3
    again = answers(HOTLINE, nameless, nameless, at=NOW + timedelta(days=1))
    assert [row.key for row in again] == [first.key, second.key]


def test_one_number_of_two_sources_is_two_demands():
    one, two = answers(OURS, OUR_ROW, {**OUR_ROW, "来源": "区长信箱"})
    assert isinstance(two, Intake)
    assert one.key != two.key
    assert len(one.key) == 71


def test_the_fields_of_a_case():
    fields = taken(OURS, OUR_ROW, 事项类型="路灯").fields()
    assert fields["source_number"] == "SZ-1"
    assert (fields["lon"], fields["lat"]) == ("117.05", "36.66")
    assert fields["source_values"]["事项类型"] == "路灯"
    assert not {"case_type", "address", "marks"} & fields.keys()


CASE_TAKES = (
    *("demand_kind", "channel", "text", "title", "lon", "lat", "address", "reported_at", "marks"),
    *("requester_name", "requester_phone", "source", "source_number", "source_values"),
)


cells = st.dictionaries(st.sampled_from(sorted(OUR_ROW)), st.text(max_size=30))


@given(st.lists(cells, max_size=12))
def test_every_row_has_exactly_one_answer(rows):
    found = answers(OURS, *rows)
    assert [answer.row for answer in found] == list(range(2, len(rows) + 2))
    accepted = [answer for answer in found if isinstance(answer, Intake)]
    assert len({answer.key for answer in accepted}) == len(accepted)
    for answer in accepted:
        assert answer.text
        assert answer.title
        assert answer.reported_at.astimezone(UTC).year >= 1989
        (answer.text + answer.title).encode()
        assert (
            faults_of_fields(("demand_kind", "channel", "text"), CASE_TAKES, answer.fields()) == ()
        )


@given(st.lists(cells, max_size=8))
def test_the_same_rows_again_have_the_same_keys(rows):
    first, again = answers(OURS, *rows), answers(OURS, *rows)
    assert first == again
