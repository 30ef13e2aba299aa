"""`huying due`, without a database."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huying.cli.main import main
from tests.domain.worktime.shipped import ROOT

EXAMPLES = Path(__file__).with_name("worktime_examples.csv")
Output = pytest.CaptureFixture[str]


def write(folder: Path, *rows: str, encoding: str = "utf-8") -> str:
    path = folder / "questions.csv"
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return str(path)


def test_every_row_of_a_file_is_answered(capsys: Output) -> None:
    assert main(["due", "--csv", str(EXAMPLES)]) == 0
    out = capsys.readouterr().out
    expected = csv.DictReader(EXAMPLES.read_text(encoding="utf-8").splitlines())
    assert list(csv.DictReader(out.splitlines())) == [
        {"id": row["id"], "due": row["due"], "flags": row["flags"]} for row in expected
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["2025-09-26T10:00", "1", "work_day"], {"due": "2025-09-28T17:00", "warnings": []}),
        (
            ["2026-12-31T16:00", "2", "work_day"],
            {"due": "2027-01-04T17:00", "warnings": ["year_unknown"]},
        ),
        (
            ["2026-03-10T09:00", "4", "work_hour", "--pause", "2026-03-10T11:00/"],
            {"due": None, "warnings": []},
        ),
        (
            [
                *("2026-03-10T09:30", "4", "work_hour"),
                *("--pause", "2026-03-10T10:00/2026-03-10T11:00"),
                *("--pause", "2026-03-10T10:30/2026-03-10T13:30"),
            ],
            {"due": "2026-03-10T17:00", "warnings": []},
        ),
    ],
)
def test_one_question_as_json(words: list[str], answer: dict[str, object], capsys: Output) -> None:
    assert main(["due", *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == answer


def test_one_question_in_words(capsys: Output) -> None:
    assert main(["due", "2026-12-31T16:00", "2", "work_day"]) == 0
    assert capsys.readouterr().out == "2027-01-04T17:00 year_unknown\n"
    assert main(["due", "2026-03-10T09:00", "1", "hour", "--pause", "2026-03-10T09:00/"]) == 0
    assert "no due time" in capsys.readouterr().out


def test_wrong_rows_are_named_and_right_ones_answered(tmp_path: Path, capsys: Output) -> None:
    name = write(
        tmp_path,
        "unit,id,limit,start,note,pauses",
        "week,A,x,2026-03-10T09:00,,",
        "",
        'hour,B,1,2026-03-10T09:00,"two\nlines",',
        "hour,C,1",
        "hour,D,1,2026-03-10T09:00,,2026-03-10T11:00/2026-03-10T10:00",
    )
    assert main(["due", "--csv", name]) == 2
    said = capsys.readouterr()
    assert said.out == "id,due,flags\nB,2026-03-10T10:00,\n"
    lines = said.err.splitlines()
    assert [line.split(": ")[0].split("行 ")[1] for line in lines] == [
        "row 2 (A)",
        "row 2 (A)",
        "row 5 (C)",
        "row 6 (D)",
    ]
    assert "limit = 'x': " in lines[0]
    assert "whole number from 0 to 1000000" in lines[0]
    assert "unit = 'week': " in lines[1]
    assert "minute, hour, day, work_hour, work_day" in lines[1]
    assert "start = '': " in lines[2]
    assert "ends before it begins" in lines[3]


def test_files_of_spreadsheet_programs_are_read(tmp_path: Path, capsys: Output) -> None:
    rows = ("id,start,limit,unit,pauses,说明", "一,2026-03-10T09:00,1,hour,,上午")
    for encoding in ("utf-8-sig", "gb18030"):
        assert main(["due", "--csv", write(tmp_path, *rows, encoding=encoding)]) == 0
        assert capsys.readouterr().out == "id,due,flags\n一,2026-03-10T10:00,\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("id,start", "A,2026-03-10T09:00"), "missing columns: limit, unit, pauses"),
        (("",), "missing columns: id, start, limit, unit, pauses"),
        (("id,start,limit,unit,pauses", '"A"B,1'), "quotes"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    rows: tuple[str, ...], said: str, tmp_path: Path, capsys: Output
) -> None:
    assert main(["due", "--csv", write(tmp_path, *rows)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["2026-03-10T09:00"],
        ["2026-03-10T09:00", "-1", "work_day"],
        ["2026-03-10T09:00", "1", "hour", "--csv", "rows.csv"],
        ["--csv", "rows.csv", "--json"],
        ["--csv", "no-such-file.csv"],
    ],
)
def test_a_wrong_question_ends_with_2_and_a_word(words: list[str], capsys: Output) -> None:
    assert main(["due", *words]) == 2
    said = capsys.readouterr()
    assert said.err
    assert not said.out


def test_a_year_file_added_to_the_rules_folder_ends_the_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    shutil.copytree(ROOT / "data/calendars", tmp_path / "calendars")
    (tmp_path / "policies").mkdir()
    shutil.copy(ROOT / "data/policies/office_hours.toml", tmp_path / "policies")
    monkeypatch.setenv("HUYING_RULES_DIR", str(tmp_path))
    question = ["due", "2026-12-31T16:00", "2", "work_day"]
    assert main(question) == 0
    assert capsys.readouterr().out == "2027-01-04T17:00 year_unknown\n"
    off = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}
    (tmp_path / "calendars/holiday-cn-2027.json").write_text(json.dumps(off), encoding="utf-8")
    assert main(question) == 0
    assert capsys.readouterr().out == "2027-01-05T17:00\n"
    (tmp_path / "calendars/holiday-cn-2027.json").write_text("{", encoding="utf-8")
    assert main(question) == 2
    assert "bad_calendar" in capsys.readouterr().err


def test_the_command_does_not_set_up_django() -> None:
    script = (
        "import sys; from huying.cli.main import main; "
        "code = main(['due', '2026-03-10T09:00', '1', 'hour']); "
        "sys.exit(code or ('django.db' in sys.modules and 9))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"2026-03-10T10:00\n")
