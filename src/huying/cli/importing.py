"""`huying import cases FILE`: demands from a file of another system, every row accounted for."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huying.cli.import_words import fault_text, refusal_text
from huying.cli.main import Commands
from huying.domain.kernel.refusal import Fault, Refusal, Refused

if TYPE_CHECKING:
    from huying.apps.cases.importing import Outcome, Progress, RowError

STOPPED, WRONG = 1, 2
#: More than fit on a screen help nobody; --json names them all.
_SHOWN = 50
_SECONDS_BETWEEN = 0.5
_STAGES = {"read": "已读 read", "write": "已写入 written"}


def register(commands: Commands) -> None:
    parser = commands.add_parser("import", help="导入数据 import data")
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    cases = kinds.add_parser("cases", help="导入诉求 demands from CSV, CSV.gz or XLSX")
    cases.add_argument("file", metavar="FILE", type=Path)
    cases.add_argument("--profile", default="", metavar="NAME", help="导入方案 mapping profile")
    cases.add_argument(
        "--keep-good", action="store_true", help="有错误行时仍写入正确的行 write the good rows"
    )
    cases.add_argument(
        "--as-history",
        action="store_true",
        help="已办结的行归档,不计时、不考核 file closed rows away",
    )
    cases.add_argument("--json", action="store_true", help="结果为 JSON result as JSON")
    cases.add_argument(
        "--district", type=int, metavar="ID", help="区划代码,仅一个区时可省 six-digit code"
    )
    cases.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when the batch was written, 1 when it was stopped, 2 when the file cannot be read."""
    from django.db import DatabaseError

    from huying.apps.cases.importing import ImportStopped, Wanted, import_cases
    from huying.platform.clock import now

    meter = _Meter(is_quiet=options.json)
    try:
        wanted = Wanted(
            _district(options.district),
            options.file,
            options.profile,
            options.keep_good,
            options.as_history,
        )
        outcome = import_cases(wanted, clock=now, hears=meter.hear)
    except Refused as refused:
        return _refuse(refused.refusal, options)
    except ImportStopped as stopped:
        return _stopped(stopped.written, stopped.__cause__)
    except DatabaseError as error:
        return _no_database(error)
    meter.end()
    if options.json:
        print(json.dumps(_as_json(outcome), ensure_ascii=False))
    else:
        _print(outcome)
    return 0 if outcome.is_written else STOPPED


def _district(asked: int | None) -> int:
    """The district asked for, or the only one there is."""
    from huying.apps.organisations.queries import districts

    known = {district.id: district.zh for district in districts()}
    if not known:
        raise Refused(Refusal("import_empty_database"))
    if asked is None and len(known) == 1:
        return next(iter(known))
    if asked is None or asked not in known:
        shown = "、".join(f"{code} {name}" for code, name in known.items())
        params = {"value": asked or "—", "known": shown}
        raise Refused(Refusal("import_no_district", params=params))
    return asked


class _Meter:
    """进度: rows done and rows a second, on one line of the terminal."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet or not sys.stderr.isatty()
        self._stage = ""
        self._begun = self._told = 0.0

    def hear(self, progress: "Progress") -> None:
        moment = time.monotonic()
        if progress.stage != self._stage:
            self.end()
            self._stage, self._begun, self._told = progress.stage, moment, 0.0
        if self._is_quiet or moment - self._told < _SECONDS_BETWEEN:
            return
        self._told = moment
        pace = progress.done / max(moment - self._begun, 0.001)
        words = f"{_STAGES[progress.stage]} {progress.done:,} · {pace:,.0f} 行/秒 rows/s"
        print(f"\r{words}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._stage and not self._is_quiet:
            print(file=sys.stderr)


def _as_json(outcome: "Outcome") -> dict[str, Any]:
    return {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": outcome.rejected,
        "duplicates": outcome.duplicates,
        "errors": [_error(error.row, error.fault) for error in outcome.errors],
    }


def _error(row: int, fault: Fault) -> dict[str, Any]:
    return {
        "row": row,
        "field": fault.field,
        "value": fault.value,
        "message": fault_text(fault),
    }


def _print(outcome: "Outcome") -> None:
    for error in outcome.errors[:_SHOWN]:
        print(_line(error), file=sys.stderr)
    if len(outcome.errors) > _SHOWN:
        left = len(outcome.errors) - _SHOWN
        print(f"另有 {left} 处,--json 全部列出 and {left} more: --json names all", file=sys.stderr)
    if outcome.differing:
        n = outcome.differing
        print(
            f"{n} 行与前面同编号的行内容不同,未采用 "
            f"{n} duplicates differ from the row taken in: not used",
            file=sys.stderr,
        )
    print(
        f"方案 profile {outcome.profile} · 共 rows {outcome.rows} · 接收 accepted "
        f"{outcome.accepted} · 退回 rejected {outcome.rejected} · 重复 duplicates "
        f"{outcome.duplicates}"
        + (f" · 归档 archived {outcome.archived}" if outcome.archived else "")
    )
    if not outcome.is_written:
        print(
            "有错误行,未写入任何数据;更正后重新导入,或用 --keep-good 只导入正确的行\n"
            "Rows are wrong, so nothing was written: correct them, or use --keep-good",
            file=sys.stderr,
        )


def _line(error: "RowError") -> str:
    place = f" {error.fault.field}" if error.fault.field else ""
    return f"第 {error.row} 行 row {error.row}{place}: {fault_text(error.fault)}"


def _refuse(refusal: Refusal, options: argparse.Namespace) -> int:
    """The file as a whole: row 0 in JSON."""
    faults = refusal.faults or (Fault("", str(options.file), refusal.code, refusal.params),)
    if options.json:
        errors = [_error(0, fault) for fault in faults]
        counts = dict.fromkeys(("rows", "accepted", "rejected", "duplicates"), 0)
        print(json.dumps({**counts, "errors": errors}, ensure_ascii=False))
    else:
        print(refusal_text(refusal), file=sys.stderr)
        for fault in refusal.faults:
            print(f"  {fault.field}: {fault_text(fault)}", file=sys.stderr)
    return WRONG


def _stopped(written: int, cause: BaseException | None) -> int:
    why = refusal_text(cause.refusal) if isinstance(cause, Refused) else str(cause)
    print(
        f"导入中断({why});已写入 {written} 行,重新运行同一命令即可补齐,不会重复\n"
        f"Stopped ({why}): {written} rows stand; run the same command again for the rest",
        file=sys.stderr,
    )
    return STOPPED


def _no_database(error: Exception) -> int:
    print(
        f"数据库用不了({error}),什么都没有写入;请先运行 huying prepare\n"
        f"The database cannot be used ({error}), nothing was written: run huying prepare first",
        file=sys.stderr,
    )
    return WRONG
