"""`huying demo`: the made-up district with sixty days of history, once."""

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from huying.cli.main import Commands

REFUSED, WRONG = 1, 2
_SECONDS_BETWEEN = 0.3
_STAGES = {
    "reset": "清除旧示范区 removing the old demo",
    "district": "机构、人员、网格 bodies, people and grids",
    "lists": "清单、时限、流程 lists, limits and procedures",
    "history": "历史诉求 history",
    "scores": "考核得分 scores",
}


def register(commands: Commands) -> None:
    parser = commands.add_parser("demo", help="装入示范区 load the made-up district, once")
    parser.add_argument(
        "--reset", action="store_true", help="清除后重新生成 remove it with all its cases first"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="规则目录,默认 data/ rules folder, default data/"
    )
    parser.add_argument("--cases", type=int, metavar="N", help="历史诉求数 cases of the history")
    parser.add_argument("--days", type=int, metavar="N", help="历史天数 days of the history")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when the demo is there, now or before; 1 when it must not be made, 2 for wrong options."""
    from django.conf import settings

    from huying.cli import demo_loading as loading

    if not settings.HUYING_DEMO:
        return _complain("生产环境不装入示范区 the demo is for trying only: set HUYING_DEMO=1")
    if fault := _wrong(options):
        return _complain(fault, WRONG)
    rules = options.data or Path(settings.HUYING_RULES_DIR)
    code = loading.demo_code(rules)
    if loading.is_loaded(code) and not options.reset:
        print(f"示范区 {code} 已在,未作改动 the demo is there already; --reset makes it anew")
        return 0
    if fault := _not_ready(code):
        return _complain(fault)
    return _load(options, rules, loading.is_loaded(code))


def _load(options: argparse.Namespace, rules: Path, is_there: bool) -> int:
    from django.conf import settings

    from huying.cli import demo_loading as loading
    from huying.cli.demo_reset import remove_everything
    from huying.platform.clock import now
    from huying.platform.database import learn_sizes
    from huying.platform.files import write_whole

    meter = Meter()
    loaded = loading.load_demo(
        loading.Wanted(rules, now(), options.cases, options.days),
        meter.hear,
        remove_everything if is_there else None,
    )
    learn_sizes()
    write_whole(
        Path(settings.HUYING_DATA_DIR) / "logins.json", loading.logins_text(loaded.district)
    )
    meter.end()
    district = loaded.district
    print(
        f"示范区 {district.code} {district.name_zh} {district.name_en}: "
        f"机构 bodies {len(district.bodies)}, 人员 people {len(district.people)}, "
        f"网格 grids {len(district.grids)}, 诉求 cases {loaded.cases}, "
        f"得分 scored {loaded.scored}, {meter.seconds():.0f} s"
    )
    return 0


def _wrong(options: argparse.Namespace) -> str:
    for name in ("cases", "days"):
        given = getattr(options, name)
        if given is not None and given < 1:
            return f"--{name} {given}: 应为正整数 give a whole number from 1"
    if options.data and not (options.data / "demo").is_dir():
        return f"--data {options.data}: 没有 demo 目录 there is no folder demo in it"
    return ""


def _not_ready(code: int) -> str:
    """Why nothing can be written here: keys that do not fit, or somebody else's district."""
    from huying.apps.organisations import queries
    from huying.platform.clock import now
    from huying.platform.crypto.start import prepare_keys, start_fault

    others = [district.id for district in queries.districts() if district.id != code]
    if others:
        return f"库中另有区 {others[0]},不装示范区 another district is here: use an empty database"
    if made := prepare_keys(at=now()):
        print(made)
    return start_fault()


def _complain(words: str, code: int = REFUSED) -> int:
    print(words, file=sys.stderr)
    return code


@dataclass(slots=True)
class Meter:
    """Progress: one line that is written over on a terminal, else a line for each stage."""

    begun: float = field(default_factory=time.monotonic)
    _stage: str = ""
    _told: float = 0.0

    def hear(self, stage: str, done: int, total: int) -> None:
        fresh = stage != self._stage
        recent = time.monotonic() - self._told < _SECONDS_BETWEEN
        if not fresh and (recent or not sys.stderr.isatty()):
            return
        self._stage, self._told = stage, time.monotonic()
        counted = f" {done}/{total}" if done else ""
        line = f"{self.seconds():5.1f} s  {_STAGES[stage]}{counted}"
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def seconds(self) -> float:
        return time.monotonic() - self.begun
