"""`huying docs`: write the generated pages; `--check` says which are not what they should be.

Other contexts add their page to PAGES: its path in the repository and a function of its text.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from huying.cli import reference
from huying.cli.main import Commands
from huying.platform.environment import ROOT, settings_page

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/settings.md": settings_page,
    "docs/reference/case-procedure.md": reference.case_page,
    "docs/reference/deadlines.md": reference.deadlines_page,
    "docs/reference/refusals.md": reference.refusals_page,
}


def register(commands: Commands) -> None:
    parser = commands.add_parser("docs", help="生成参考文档 write the generated pages")
    parser.add_argument("--check", action="store_true", help="只检查 compare, write nothing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    stale = [path for path, text in PAGES.items() if _read(ROOT / path) != text()]
    for path in stale:
        if options.check:
            print(f"{path} differs from its source: run make fix", file=sys.stderr)
        else:
            _write(ROOT / path, PAGES[path]())
            print(path)
    return 1 if options.check and stale else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
