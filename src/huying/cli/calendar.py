"""`huying calendar import`: a year's days off, and the promises that have to be counted again."""

import argparse
import sys
from pathlib import Path

from huying.cli.main import Commands

WRONG = 2


def register(commands: Commands) -> None:
    parser = commands.add_parser("calendar", help="放假安排 the working calendar")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("import", help="导入一年的放假安排并重算 take in one year's file")
    add.add_argument("file", type=Path, help="JSON, 与 data/calendars 内的文件同格式 same layout")
    add.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """0 when the year is in force, 2 when the file is wrong (every fault is named)."""
    from huying.domain.kernel.refusal import Refused
    from huying.domain.worktime import read_calendar

    try:
        text = options.file.read_text(encoding="utf-8")
        read = read_calendar([text])
    except (OSError, UnicodeDecodeError) as error:
        print(f"读不了 cannot read {options.file}: {error}", file=sys.stderr)
        return WRONG
    except Refused as refused:
        for fault in refused.refusal.faults or ():
            print(f"{fault.field}: {fault.value} ({fault.code})", file=sys.stderr)
        return WRONG
    if not read.years:
        print(
            "文件里没有任何一天，这一年仍按周末推算 the file holds no day; weekends still count",
            file=sys.stderr,
        )
        return WRONG
    looked, moved = _put_in_force(max(read.years), text)
    print(
        f"{max(read.years)} 年已生效 in force; 重算 counted again {looked}, "
        f"日期变化 moved or confirmed {moved}"
    )
    return 0


def _put_in_force(year: int, text: str) -> tuple[int, int]:
    import os

    from huying.apps.organisations import queries as organisations
    from huying.platform.calendars import calendar_on
    from huying.platform.clock import now
    from huying.platform.environment import RULES_DIR
    from huying.platform.files import write_whole
    from huying.platform.matters.stamps import raise_stamp
    from huying.platform.ticker.recompute import recompute_provisional

    at = now()
    folder = RULES_DIR.of(os.environ) / "calendars"
    write_whole(folder / f"holiday-cn-{year}.json", text.encode())
    for district in organisations.districts():
        raise_stamp(district.id)
    return recompute_provisional(at, calendar=calendar_on(at.date()).digest)
