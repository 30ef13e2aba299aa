"""Which requirement is shown by which tests: docs/reference/requirements.{md,csv}.

    requirements_map.py LINES [--check]

LINES is what the tests wrote with `--requirements`: one JSON line per requirement and passed
test. Tiers come from tests/requirements.csv (id, tier), pages from docs/requirement_pages.csv (id,
page: an address of the product or a document). Only what is shown is listed; an id that the first
table does not know is an error.
"""

import csv
import io
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ROOT / "tests" / "requirements.csv"
PAGES = ROOT / "docs" / "requirement_pages.csv"
TABLE = ROOT / "docs" / "reference" / "requirements.csv"
PAGE = ROOT / "docs" / "reference" / "requirements.md"


def shown_by(lines: Path) -> dict[str, set[str]]:
    """Requirement id -> the tests that showed it; one test function counts once."""
    tests: dict[str, set[str]] = defaultdict(set)
    for line in lines.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        tests[entry["requirement"]].add(re.sub(r"\[.*\]$", "", entry["test"]))
    return tests


def known() -> dict[str, dict[str, str]]:
    """Requirement id -> its tier and its page ("" when none is named yet)."""
    pages = {row["id"]: row["page"] for row in _rows(PAGES)}
    return {row["id"]: {**row, "page": pages.get(row["id"], "")} for row in _rows(KNOWN)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(tests: dict[str, set[str]], rows: dict[str, dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "tier", "tests", "page"])
    for name in sorted(tests):
        row = rows[name]
        writer.writerow([name, row["tier"], " ".join(sorted(tests[name])), row["page"]])
    return text.getvalue()


def page(tests: dict[str, set[str]], rows: dict[str, dict[str, str]]) -> str:
    lines = [
        "# 需求对照 Requirements shown by tests",
        "",
        "由 `make coverage-map` 从通过的测试生成。",
        "Written by `make coverage-map` from the tests that passed.",
        "",
        f"{len(tests)} / {len(rows)}",
        "",
        "| 编号 Id | 层级 Tier | 测试 Tests | 页面 Page |",
        "|---|---|---|---|",
    ]
    for name in sorted(tests):
        names = "<br>".join(f"`{test}`" for test in sorted(tests[name]))
        lines.append(f"| {name} | {rows[name]['tier']} | {names} | {rows[name]['page'] or '–'} |")
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> int:
    tests, rows = shown_by(Path(arguments[0])), known()
    if unknown := sorted(set(tests) - set(rows)):
        sys.exit(f"tests/requirements.csv has no {', '.join(unknown)}: correct the marker")
    texts = {TABLE: table(tests, rows), PAGE: page(tests, rows)}
    stale = [path for path, text in texts.items() if not path.is_file() or path.read_text() != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is not what the tests show: run make coverage-map")
        else:
            path.write_text(texts[path], encoding="utf-8")
            print(path.relative_to(ROOT))
    return 1 if "--check" in arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
