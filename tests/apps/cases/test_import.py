"""Files taken in as cases. Every row is invented; only the layouts are real."""

from datetime import datetime, timedelta

import pytest
import xlsxwriter

from huying.apps.cases.importing import kept
from huying.apps.cases.models import Case
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.verify import plain_text, verify
from tests.apps.cases.import_files import (
    BAD,
    GOOD,
    HOTLINE,
    LEDGER,
    LIGHTS,
    NOISE,
    NOW,
    OURS,
    counts,
    event,
    nothing_stands,
    sheet,
    taken_in,
    texts,
    told,
)
from tests.builders import do


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
