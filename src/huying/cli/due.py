"""`huying due`: when a limit ends, for one question or for every row of a file. No database."""

import argparse
import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from huying.cli.main import Commands
from huying.domain.kernel.refusal import Fault, Refused
from huying.domain.worktime import Due, WorkCalendar, due, read_question, write_moment
from huying.platform.calendars import calendar_on

COLUMNS = ("id", "start", "limit", "unit", "pauses")
WRONG = 2
CalendarOf = Callable[[date], WorkCalendar]

# code of a fault -> what is wrong and the remedy
_TIME = "应为时间,如 2026-03-10T09:00 · write a time such as 2026-03-10T09:00"
_REMEDIES = {
    "field_missing": "不能为空 · must not be empty",
    "time_unreadable": _TIME,
    "time_out_of_range": "年份应在 1970 至 2200 之间 · the year must lie between 1970 and 2200",
    "limit_unreadable": "应为 0 至 {longest} 的整数 · write a whole number from 0 to {longest}",
    "unit_unknown": "应为下列之一 · write one of: {units}",
    "pause_unreadable": "应为 起/止,多段以 ; 分隔 · write FROM/TO, or FROM/ while it lasts",
    "pause_backwards": "止早于起 · the pause ends before it begins",
}


def register(commands: Commands) -> None:
    parser = commands.add_parser("due", help="计算到期时间 when a limit ends")
    parser.add_argument("start", nargs="?", metavar="START", help="2026-03-10T09:00")
    parser.add_argument("limit", nargs="?", metavar="LIMIT", help="0, 1, 2 …")
    parser.add_argument(
        "unit", nargs="?", metavar="UNIT", help="minute · hour · day · work_hour · work_day"
    )
    parser.add_argument(
        "--pause", action="append", default=[], metavar="FROM/TO", help="暂停,可重复 repeatable"
    )
    parser.add_argument("--csv", metavar="FILE", help="id,start,limit,unit,pauses → id,due,flags")
    parser.add_argument("--json", action="store_true", help='{"due": …, "warnings": […]}')
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    """Answer; 0 when everything was answered, 2 when something asked was wrong."""
    single = (options.start, options.limit, options.unit)
    try:
        if options.csv and not (any(single) or options.pause or options.json):
            return _answer_file(options.csv)
        if options.csv or None in single:
            return _complain("huying due START LIMIT UNIT [--pause FROM/TO]… | --csv FILE")
        return _answer_one(options)
    except Refused as refused:
        # Not the question is wrong but a file of the rules folder.
        for fault in refused.refusal.faults:
            _complain(f"{refused.refusal.code}: {fault.field} = {fault.value!r} ({fault.code})")
        return WRONG
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; what is left must not fail at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _complain(f"无法读取 cannot read {error.filename}: {error.strerror}")


def _answer(fields: Mapping[str, str], calendar_of: CalendarOf) -> Due | tuple[Fault, ...]:
    try:
        question = read_question(fields)
    except Refused as refused:
        return refused.refusal.faults
    calendar = calendar_of(question.start.date())
    return due(question.start, question.limit, calendar, question.pauses)


def _answer_one(options: argparse.Namespace) -> int:
    fields = {"start": options.start, "limit": options.limit, "unit": options.unit}
    answer = _answer({**fields, "pauses": ";".join(options.pause)}, calendar_on)
    if not isinstance(answer, Due):
        return _complain_of(answer, "")
    at = write_moment(answer.at)
    if options.json:
        print(json.dumps({"due": at or None, "warnings": list(answer.warnings)}))
    else:
        print(" ".join([at or "暂停中,无到期时间 paused, no due time", *answer.warnings]))
    return 0


def _answer_file(name: str) -> int:
    rows = csv.reader(io.StringIO(_text_of(name), newline=""), strict=True)
    try:
        header = [column.strip() for column in next(rows, [])]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            return _complain(f"{name}: 缺少列 missing columns: {', '.join(missing)}")
        return _answer_rows(dict(zip(header, cells, strict=False)) for cells in rows)
    except csv.Error as error:
        return _complain(f"{name}: 第 {rows.line_num} 行引号有误 quotes in line: {error}")


def _answer_rows(rows: Iterable[Mapping[str, str]]) -> int:
    """Answer the rows that can be answered, and name every wrong field of the others."""
    calendar_of = cache(calendar_on)  # the files are looked at once for a day, not for a row
    answers = csv.writer(sys.stdout, lineterminator="\n")
    answers.writerow(["id", "due", "flags"])
    outcome = 0
    for number, row in enumerate(rows, start=2):  # the header is row 1, as in a spreadsheet
        if not any(row.values()):
            continue
        answer = _answer(row, calendar_of)
        if isinstance(answer, Due):
            answers.writerow([row["id"], write_moment(answer.at), ";".join(answer.warnings)])
        else:
            outcome = _complain_of(answer, f"第 {number} 行 row {number} ({row['id']}): ")
    return outcome


def _text_of(name: str) -> str:
    content = Path(name).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What a Chinese spreadsheet program saves as "CSV".
        return content.decode("gb18030", errors="replace")


def _complain_of(faults: Iterable[Fault], place: str) -> int:
    for fault in faults:
        remedy = _REMEDIES[fault.code].format(**fault.params)
        _complain(f"{place}{fault.field} = {fault.value!r}: {remedy}")
    return WRONG


def _complain(words: str) -> int:
    print(words, file=sys.stderr)
    return WRONG
