"""`huying load-cases`: as many cases as a large district has in years, to measure with."""

import argparse
import sys
import time
from dataclasses import dataclass, field

from huying.cli.main import Commands

REFUSED, WRONG = 1, 2
#: One open case for fifty that are closed, as a district with long habits has them.
_CLOSED_PER_OPEN = 50
_SECONDS_BETWEEN = 1.0


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "load-cases", help="装入大量诉求以供测量 load a great many made-up cases, to measure with"
    )
    parser.add_argument(
        "cases", type=int, nargs="?", default=1_000_000, metavar="N",
        help="共几件,默认一百万 how many in all, default 1,000,000",
    )  # fmt: skip
    parser.add_argument(
        "--open", type=int, metavar="M", help="其中在办,默认五十分之一 still open, default N/50"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S",
        help="批次号:同号续装,异号另装 the same goes on where it stopped, another adds",
    )  # fmt: skip
    parser.add_argument(
        "--weeks", type=int, default=130, metavar="W",
        help="已结的分布在几周 weeks that the closed ones are spread over",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when all of them stand, now or before; 1 without a demo to copy from, 2 wrong options."""
    from django.conf import settings

    if not settings.HUYING_DEMO:
        return _complain("生产环境不装入 for trying and measuring only: set HUYING_DEMO=1")
    if options.open is None:
        options.open = options.cases // _CLOSED_PER_OPEN
    if fault := _wrong(options):
        return _complain(fault, WRONG)
    return _load(options)


def _load(options: argparse.Namespace) -> int:
    from huying.cli.load_volume import NothingToCopy, Wish, load, standing
    from huying.platform.database import learn_sizes

    wish = Wish(options.cases, options.open, options.weeks, options.seed)
    meter = Meter(0, wish.total)
    try:
        meter.before = there = standing(wish)
        if there >= wish.total:
            print(f"已有 {there:,} 件,未作改动 {there:,} cases of seed {wish.seed} stand already")
            return 0
        written = load(wish, there, meter.hear)
    except NothingToCopy as nothing:
        return _complain(str(nothing))
    meter.end()
    print("统计 looking at the tables", file=sys.stderr, flush=True)
    learn_sizes()
    print(
        f"诉求 cases {written:,} (+ {there:,}), 在办 open {wish.open:,}, "
        f"{meter.seconds():.0f} s, {written / max(meter.seconds(), 0.001):,.0f} /s"
    )
    return 0


def _wrong(options: argparse.Namespace) -> str:
    for name in ("cases", "weeks", "seed"):
        if getattr(options, name) < 1:
            return f"{name} {getattr(options, name)}: 应为正整数 give a whole number from 1"
    if not 0 <= options.open < options.cases:
        return f"--open {options.open}: 应小于总数 give a number from 0 to {options.cases - 1}"
    return ""


def _complain(words: str, code: int = REFUSED) -> int:
    print(words, file=sys.stderr)
    return code


@dataclass(slots=True)
class Meter:
    """Progress on standard error: one line that is written over, or one every minute."""

    before: int
    total: int
    begun: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def hear(self, done: int) -> None:
        every = _SECONDS_BETWEEN if sys.stderr.isatty() else 60 * _SECONDS_BETWEEN
        if time.monotonic() - self._told < every:
            return
        self._told = time.monotonic()
        rate = (done - self.before) / max(self.seconds(), 0.001)
        line = f"{self.seconds():7.1f} s  {done:,}/{self.total:,}  {rate:,.0f} /s"
        end = "" if sys.stderr.isatty() else "\n"
        front = "\r\033[K" if sys.stderr.isatty() else ""
        print(f"{front}{line}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def seconds(self) -> float:
        return time.monotonic() - self.begun
