"""Files taken in as cases. Every row is invented; only the layouts are real."""

import csv
import gzip
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from huying.apps.cases.importing import (
    ImportStopped,
    Wanted,
    import_cases,
    kept,
    profiles,
    writing,
)
from huying.apps.cases.models import Case
from huying.cli.main import main
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.verify import plain_text, verify
from tests.builders import ROOT, Town, do

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=SHANGHAI)
LONG = "东门外三盏路灯已一周不亮。" * 1_000

HOTLINE = ("msg_id", "user", "title", "created", "body", "likes")
LIGHTS = (
    "900001",
    "U0000001",
    "东门外路灯不亮",
    "2026/3/9 20:00:00",
    "\t　　路灯已一周不亮。　　",
    "3",
)
NOISE = ("900002", "U0000002", "夜间施工", "2026/3/9  9:05:00", "楼下夜间施工。", "0")
DUST = ("900003", "U0000003", "道路扬尘", "2026-03-08 17:31:20", LONG, "")
GOOD = (LIGHTS, NOISE, DUST)
BAD = ("900009", "U0000009", "空白", "2026年三月", "", "0")

LEDGER = (
    "rec_id", "create_time", "district_name", "street_name", "community_name", "event_src_name",
    "event_property_name", "event_type_name", "main_type_name", "sub_type_name",
    "dispose_unit_name", "intime_archive_num", "overtime_archive_num",
)  # fmt: skip


def event(number: str, *, street="无名街道", community="无名社区", flags=("1", "0"), **changes):
    told = {
        "rec_id": number,
        "create_time": "2026-03-09 17:31:20",
        "district_name": "呼应区",
        "street_name": street,
        "community_name": community,
        "event_src_name": "12345",
        "event_property_name": "投诉",
        "event_type_name": "市政设施",
        "main_type_name": "道路",
        "sub_type_name": "无此类型",
        "dispose_unit_name": "某处置中心",
        "intime_archive_num": flags[0],
        "overtime_archive_num": flags[1],
        **changes,
    }
    return tuple(told[column] for column in LEDGER)


OURS = ("内容", "反映时间", "来源", "来源编号", "事项类型", "经度", "纬度", "电话", "办理结果")


def sheet(folder: Path, header, *rows, name="in.csv") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    content = out.getvalue().encode()
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def taken_in(town: Town, path: Path, at: datetime = NOW, **how):
    return import_cases(Wanted(town.id, path, **how), clock=lambda: at)


def counts(outcome) -> tuple[int, int, int, int]:
    return (outcome.rows, outcome.accepted, outcome.rejected, outcome.duplicates)


def texts(case: Case) -> dict[str, str]:
    found = EventText.objects.filter(event__matter_id=case.pk)
    return {text.field: plain_text(text) for text in found}


def told(case: Case) -> dict:
    return json.loads(Event.objects.get(matter_id=case.pk, seq=1).body)["fields"]


def nothing_stands() -> bool:
    tables = (Matter, Case, Obligation, Event, EventText, Outbox)
    return not any(table.objects.exists() for table in tables)


@pytest.mark.req("S1-48", "S4-33")
def test_each_row_becomes_a_case_that_the_desk_owes(town, tmp_path):
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, *GOOD))
    assert counts(outcome) == (3, 3, 0, 0)
    assert outcome.is_written
    desk = town.body("CMD")
    for matter in Matter.objects.all():
        (owed,) = matter.obligations.all()
        assert (matter.state, matter.area_code, matter.opened_at) == ("reported", "", NOW)
        assert (owed.kind, owed.debtor_id, owed.opened_at) == ("file", desk, NOW)
        assert owed.due_at > NOW
        assert Outbox.objects.filter(event__matter=matter).count() == 1
    assert {case.channel for case in Case.objects.all()} == {"hotline"}
    report = verify(town.id)
    assert (report.matters, report.broken) == (3, [])


def test_three_ways_to_write_a_time_and_odd_blanks_and_a_long_body(town, tmp_path):
    taken_in(town, sheet(tmp_path, HOTLINE, *GOOD))
    lights, noise, dust = Case.objects.order_by("source_number")
    assert lights.reported_at == datetime(2026, 3, 9, 20, 0, tzinfo=SHANGHAI)
    assert noise.reported_at == datetime(2026, 3, 9, 9, 5, tzinfo=SHANGHAI)
    assert dust.reported_at == datetime(2026, 3, 8, 17, 31, 20, tzinfo=SHANGHAI)
    assert texts(lights)["text"] == "路灯已一周不亮。"
    assert len(texts(dust)["text"]) == 13_000
    assert told(lights)["source_values"] == {"likes": "3"}


def test_a_name_in_the_file_is_kept_encrypted(town, tmp_path):
    taken_in(town, sheet(tmp_path, HOTLINE, LIGHTS))
    row = EventText.objects.get(field="requester_name")
    assert row.is_personal
    assert "U0000001" not in row.value
    assert plain_text(row) == "U0000001"


def test_a_missing_time_is_the_time_of_the_import_and_marked(town, tmp_path):
    row = (*LIGHTS[:3], "", *LIGHTS[4:])
    taken_in(town, sheet(tmp_path, HOTLINE, row))
    case = Case.objects.get()
    assert case.reported_at == NOW
    assert "time_missing" in told(case)["marks"]


def test_the_same_number_twice_is_taken_once(town, tmp_path):
    other = (*LIGHTS[:4], "别的内容", "0")
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, LIGHTS, LIGHTS, other))
    assert counts(outcome) == (3, 1, 0, 2)
    assert outcome.differing == 1
    assert Case.objects.count() == 1


def test_rows_without_a_number_are_known_by_content_and_place_in_the_file(town, tmp_path):
    nameless = ("", *NOISE[1:])
    path = sheet(tmp_path, HOTLINE, nameless, nameless)
    assert counts(taken_in(town, path)) == (2, 2, 0, 0)
    assert counts(taken_in(town, path)) == (2, 0, 0, 2)


@pytest.mark.parametrize("as_history", [False, True])
def test_the_same_file_again_changes_nothing(town, tmp_path, as_history):
    path = sheet(tmp_path, LEDGER, event("1"), event("2", flags=("-", "-")))
    taken_in(town, path, as_history=as_history)
    before = list(Event.objects.order_by("id").values_list("id", "digest"))
    again = taken_in(town, path, NOW + timedelta(days=3), as_history=as_history)
    assert counts(again) == (2, 0, 0, 2)
    assert again.is_written
    assert list(Event.objects.order_by("id").values_list("id", "digest")) == before
    assert Outbox.objects.count() == 2


def test_one_wrong_row_and_nothing_at_all_is_written(town, tmp_path):
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, *GOOD, BAD))
    assert counts(outcome) == (4, 3, 1, 0)
    assert not outcome.is_written
    assert nothing_stands()
    assert [(error.row, error.fault.field, error.fault.code) for error in outcome.errors] == [
        (5, "created", "import_time_unreadable")
    ]


def test_keep_good_writes_the_good_rows_and_the_corrected_file_the_rest(town, tmp_path):
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, *GOOD, BAD), keep_good=True)
    assert counts(outcome) == (4, 3, 1, 0)
    assert Case.objects.count() == 3
    mended = (*BAD[:3], "2026-03-01", "空白", "0")
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, *GOOD, mended))
    assert counts(outcome) == (4, 1, 0, 3)


def test_a_history_files_closed_rows_away_without_clocks(town, tmp_path):
    rows = [
        event("1", flags=("1", "0")),
        event("2", flags=("0", "1")),
        event("3", flags=("0", "0")),
        event("4", flags=("-", "-")),
    ]
    outcome = taken_in(town, sheet(tmp_path, LEDGER, *rows), as_history=True)
    assert (outcome.accepted, outcome.archived) == (4, 2)
    found = {case.source_number: case for case in Case.objects.select_related("matter")}
    assert [found[n].matter.state for n in "1234"] == [
        "archived",
        "archived",
        "reported",
        "reported",
    ]
    assert [told(found[n]).get("source_outcome") for n in "12"] == ["in_time", "late"]
    assert found["1"].reported_at == datetime(2026, 3, 9, 17, 31, 20, tzinfo=SHANGHAI)
    owing = set(Obligation.objects.values_list("matter_id", flat=True))
    assert owing == {found["3"].pk, found["4"].pk}
    assert not Obligation.objects.exclude(debtor_id=town.body("CMD")).exists()
    assert verify(town.id).broken == []


def test_without_the_word_a_closed_row_is_a_demand_like_any_other(town, tmp_path):
    outcome = taken_in(town, sheet(tmp_path, LEDGER, event("1")))
    assert (outcome.accepted, outcome.archived) == (1, 0)
    assert Matter.objects.get().state == "reported"


def test_known_names_are_matched_to_the_letter_and_unknown_ones_kept(town, tmp_path):
    street = town.chart.body(town.body("S01"))
    kind, other = "01001", "暴露垃圾渣土等等"
    rows = [
        event("1", street=street.name_zh, sub_type_name=kind),
        event("2", street="某某街道", sub_type_name=other),
    ]
    outcome = taken_in(town, sheet(tmp_path, LEDGER, *rows))
    assert counts(outcome) == (2, 2, 0, 0)
    known, unknown = Case.objects.order_by("source_number")
    assert (known.case_type, known.matter.item_code) == (kind, kind)
    assert told(known)["source_values"]["huying.street"] == "S01"
    assert street.name_zh in known.address
    assert unknown.case_type == ""
    kept_words = told(unknown)["source_values"]
    assert kept_words["street_name"] == "某某街道"
    assert kept_words["dispose_unit_name"] == "某处置中心"
    assert "huying.street" not in kept_words
    assert other in texts(unknown)["text"]
    assert "text_composed" in told(unknown)["marks"]


def test_the_name_of_a_type_stands_for_its_code(town, tmp_path):
    from huying.apps.duties.queries import duty_set

    name = duty_set(town.id, NOW.date()).types["01001"].name_zh
    taken_in(town, sheet(tmp_path, LEDGER, event("1", sub_type_name=name)))
    assert Case.objects.get().case_type == "01001"


@pytest.mark.req("S2-46")
def test_coordinates_place_a_demand_in_its_grid(town, tmp_path):
    point = town.point("S01")
    placed = ("路灯不亮", "2026-03-09 17:31", "市热线", "1", "", point["lon"], point["lat"], "", "")
    outside = ("路灯不亮", "2026-03-09 17:31", "市热线", "2", "", "80.5", "40.5", "", "")
    taken_in(town, sheet(tmp_path, OURS, placed, outside))
    here, there = Case.objects.select_related("matter").order_by("source_number")
    street = town.chart.body(town.body("S01"))
    assert here.grid.startswith(street.area_code)
    assert here.matter.area_code == here.grid
    assert there.grid == ""
    assert there.lon is not None


def test_a_phone_can_be_found_and_makes_the_requester_reachable(town, tmp_path):
    row = ("路灯不亮", "2026-03-09 17:31", "市热线", "1", "", "", "", "199 0000-1234", "")
    taken_in(town, sheet(tmp_path, OURS, row))
    case = Case.objects.get()
    assert case.is_reachable
    assert case.phone_index


def test_an_imported_case_goes_on_like_any_other(town, tmp_path):
    taken_in(town, sheet(tmp_path, HOTLINE, LIGHTS))
    matter = Matter.objects.get().pk
    do(town, "place", town.desk, NOW, matter=matter, on="file", **town.point())
    do(town, "file", town.desk, NOW, matter=matter, on="file", case_type="01001")
    do(town, "dispatch", town.desk, NOW, matter=matter, on="dispatch", helpers=[])
    assert Matter.objects.get().state == "handling"
    assert verify(town.id).broken == []


@pytest.mark.parametrize("name", ["in.csv.gz", "in.xlsx"])
def test_packed_files_and_workbooks(town, tmp_path, name):
    if name.endswith(".xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet()
            for number, row in enumerate((HOTLINE, *GOOD)):
                page.write_row(number, 0, row)
    else:
        path = sheet(tmp_path, HOTLINE, *GOOD, name=name)
    assert counts(taken_in(town, path)) == (3, 3, 0, 0)


def test_a_file_too_large_to_hold_is_read_twice(town, tmp_path, monkeypatch):
    monkeypatch.setattr(kept.GoodRows.__init__, "__defaults__", (10,))
    rows = [(f"9{n:05}", *LIGHTS[1:]) for n in range(250)]
    outcome = taken_in(town, sheet(tmp_path, HOTLINE, *rows, BAD, *rows[:2]), keep_good=True)
    assert counts(outcome) == (253, 250, 1, 2)
    assert Case.objects.count() == 250


# ---- two at once, and on the way down -----------------------------------------------------------


def test_two_imports_of_one_file_at_once_take_each_row_once(town, tmp_path, monkeypatch):
    path = sheet(tmp_path, HOTLINE, *GOOD)
    taken_in(town, sheet(tmp_path, HOTLINE, NOISE, name="other.csv"))
    seen = writing.taken_before

    def blind_once(*asked):
        # As if the other import committed between our look and our write.
        monkeypatch.setattr("huying.apps.cases.importing.service.taken_before", seen)
        return frozenset()

    monkeypatch.setattr("huying.apps.cases.importing.service.taken_before", blind_once)
    assert counts(taken_in(town, path)) == (3, 2, 0, 1)
    assert Case.objects.count() == 3
    assert verify(town.id).broken == []


def test_a_number_that_came_through_another_channel_is_a_duplicate(town, tmp_path):
    fields = {"demand_kind": "help", "channel": "api", "text": "路灯不亮。"}
    do(town, "report", town.desk, NOW, source="hotline", source_number="900001", **fields)
    assert counts(taken_in(town, sheet(tmp_path, HOTLINE, *GOOD))) == (3, 2, 0, 1)
    assert Case.objects.count() == 3


def test_an_import_that_broke_off_is_completed_by_running_it_again(town, tmp_path, monkeypatch):
    rows = [(f"9{n:05}", *LIGHTS[1:]) for n in range(250)]
    path = sheet(tmp_path, HOTLINE, *rows)
    write, calls = writing.write_histories, []

    def failing(*args, **how):
        calls.append(1)
        if len(calls) == 2:
            raise writing.connection.Database.OperationalError("disk I/O error")
        return write(*args, **how)

    monkeypatch.setattr(writing, "write_histories", failing)
    with pytest.raises(ImportStopped) as stopped:
        taken_in(town, path)
    assert stopped.value.written == 100 == Case.objects.count()
    monkeypatch.setattr(writing, "write_histories", write)
    assert counts(taken_in(town, path)) == (250, 150, 0, 100)
    assert verify(town.id).broken == []


# ---- the file as a whole ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "profile", "code"),
    [
        (("id", "text"), "", "import_layout_unknown"),
        (HOTLINE, "nobody", "import_profile_unknown"),
        (HOTLINE, "event_ledger", "import_columns_missing"),
    ],
)
def test_a_layout_nobody_knows_is_refused(town, tmp_path, header, profile, code):
    with pytest.raises(Refused) as caught:
        taken_in(town, sheet(tmp_path, header, ("1", "2")), profile=profile)
    assert caught.value.refusal.code == code


def test_a_file_that_changes_while_it_is_read_is_refused(town, tmp_path):
    path = sheet(tmp_path, HOTLINE, *GOOD)

    def touch(_progress):
        sheet(tmp_path, HOTLINE, LIGHTS)

    with pytest.raises(Refused, match="import_file_changed"):
        import_cases(Wanted(town.id, path), clock=lambda: NOW, hears=touch)
    assert nothing_stands()


def test_a_quote_never_closed_leaves_nothing_behind(town, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(",".join(HOTLINE) + "\n" + ",".join(NOISE) + '\n900003,U,"没有收尾\n', "utf-8")
    with pytest.raises(Refused, match="import_broken_csv"):
        taken_in(town, path, keep_good=True)
    assert nothing_stands()


# ---- the command --------------------------------------------------------------------------------


@pytest.fixture
def run(town, monkeypatch, capsys):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def command(path: Path, *flags: str) -> tuple[int, str, str]:
        code = main(["import", "cases", str(path), *flags])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_result_as_json(run, tmp_path):
    path = sheet(tmp_path, HOTLINE, *GOOD, BAD)
    code, out, err = run(path, "--json")
    result = json.loads(out)
    (error,) = result.pop("errors")
    assert (code, err) == (1, "")
    assert result == {"rows": 4, "accepted": 3, "rejected": 1, "duplicates": 0}
    message = error.pop("message")
    assert error == {"row": 5, "field": "created", "value": "2026年三月"}
    assert "2026年三月" in message
    assert "{" not in message
    assert nothing_stands()
    assert run(path, "--json", "--keep-good")[0] == 0
    assert run(sheet(tmp_path, HOTLINE, *GOOD), "--json")[:2] == (
        0,
        '{"rows": 3, "accepted": 0, "rejected": 0, "duplicates": 3, "errors": []}\n',
    )


def test_every_wrong_field_of_every_wrong_row_is_named(run, tmp_path):
    row = ("", "2099-01-01", "市热线", "~1", "", "117.05", "", "", "不知道")
    _, out, _ = run(sheet(tmp_path, OURS, row, row), "--json")
    wrong = [(error["row"], error["field"]) for error in json.loads(out)["errors"]]
    fields = {"内容", "反映时间", "来源编号", "纬度", "办理结果"}
    assert {field for row, field in wrong if row == 2} == fields
    assert {field for row, field in wrong if row == 3} == fields


def test_words_on_the_terminal(run, tmp_path):
    code, out, err = run(sheet(tmp_path, HOTLINE, *GOOD, BAD))
    assert code == 1
    assert "rows 4" in out
    assert "第 5 行 row 5 created" in err
    assert "--keep-good" in err


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_file_that_is_not_there(run, tmp_path, flags):
    code, out, err = run(tmp_path / "none.csv", *flags)
    assert code == 2
    assert "none.csv" in (out if flags else err)
    if flags:
        (error,) = json.loads(out)["errors"]
        assert error["row"] == 0


def test_a_district_that_is_not_there(run, tmp_path):
    code, _, err = run(sheet(tmp_path, HOTLINE, LIGHTS), "--district", "999999")
    assert code == 2
    assert "999999" in err


def test_the_district_can_be_named(run, town, tmp_path):
    path = sheet(tmp_path, HOTLINE, LIGHTS)
    assert run(path, "--district", str(town.id), "--profile", "hotline_text")[0] == 0


# ---- the guide ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["huying", "hotline_text", "event_ledger"])
def test_the_guide_shows_every_column_of_the_templates(code):
    guide = (ROOT / "docs/how-to/import.md").read_text("utf-8")
    for column in profiles()[code].template:
        assert f"| {column.column} |" in guide
        assert column.zh in guide
        assert column.en in guide
