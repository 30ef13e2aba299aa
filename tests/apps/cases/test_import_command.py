"""Imports that race, break off or are refused, and the command. Every row is invented."""

import json
from pathlib import Path

import pytest
from django.db.utils import OperationalError

from huying.apps.cases.importing import ImportStopped, Wanted, import_cases, profiles, writing
from huying.apps.cases.models import Case
from huying.cli.main import main
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.matters.verify import verify
from tests.apps.cases.import_files import (
    BAD,
    GOOD,
    HOTLINE,
    LIGHTS,
    NOISE,
    NOW,
    OURS,
    counts,
    nothing_stands,
    sheet,
    taken_in,
)
from tests.builders import ROOT, do

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


@pytest.mark.django_db
def test_a_database_without_a_district_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("huying.apps.organisations.queries.districts", tuple)
    assert main(["import", "cases", str(sheet(tmp_path, HOTLINE, LIGHTS))]) == 2
    assert "huying demo" in capsys.readouterr().err


def test_a_database_that_is_not_ready_says_so(tmp_path, monkeypatch, capsys):
    def broken():
        raise OperationalError("no such table")

    monkeypatch.setattr("huying.apps.organisations.queries.districts", broken)
    assert main(["import", "cases", str(sheet(tmp_path, HOTLINE, LIGHTS))]) == 2
    assert "huying prepare" in capsys.readouterr().err


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
