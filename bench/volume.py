"""The bench with as many cases as a large district has in years.

    python -m bench.volume [--database sqlite|postgresql] [--cases N] [--open M] [--rounds N]

`huying load-cases` fills a database of its own; then create, acts, list and detail are measured
as the short bench does, and every list people stand in all day is asked for, alone, with its
statements counted. Prints a table, writes build/bench-volume.json, and ends with 1 when a list
needs 100 ms or more for one request in twenty, or more than ten statements. A million cases take
about twenty gigabytes and half an hour to load for each database; both are thrown away.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from bench.load import CONNECTIONS, Client, Day, Measured
from bench.place import ROOT, WORKERS, Place, place, served

DATABASES = ("sqlite", "postgresql")
REPORT = ROOT / "build" / "bench-volume.json"
MOST_MS, MOST_STATEMENTS = 100.0, 10
_PATTERNS = 6_000
_GIGABYTES_A_MILLION = 22
_LINE = "{:<11} {:<34} {:<8}{:>9}{:>9}{:>9}{:>12}"
_HEAD = ("database", "name", "who", "value/s", "p50 ms", "p95 ms", "statements")


def main() -> int:
    options = _options()
    rows: list[dict[str, Any]] = []
    for database in options.database or DATABASES:
        rows += _of(database, options)
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _print(rows)
    over = [row for row in rows if _is_over(row)]
    for row in over:
        print(f"{row['database']} {row['name']}: too slow or too many statements", file=sys.stderr)
    return 1 if over else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.volume")
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases loaded (1,000,000)")
    parser.add_argument("--open", type=int, help="of them open (a fiftieth)")
    parser.add_argument("--rounds", type=int, default=20, help="how often each page is asked (20)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a step (3)")
    parser.add_argument(
        "--folder", type=Path, help="where the database may lie (the temporary one)"
    )
    return parser.parse_args()


def _of(database: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    if options.folder:
        os.environ["TMPDIR"] = str(options.folder)
    needed = _GIGABYTES_A_MILLION * options.cases / 1_000_000
    free = shutil.disk_usage(options.folder or "/tmp").free / 10**9  # noqa: S108
    if free < needed:
        sys.exit(
            f"{needed:.0f} GB are needed, {free:.0f} are free: name a --folder on another disk"
        )
    with place(database) as at:
        took = _fill(at, options)
        own = measured(at, options)
        loaded = json.loads(at.python("bench.counted", "rows"))
        checked = json.loads(at.python("bench.counted", "sample"))
    about = {"database": database, "rows loaded": sum(loaded.values()), "loaded": loaded, **checked}
    about |= {"cases a second": round(options.cases / took), "machine": _machine()}
    mark = f"@{_short(options.cases)}"
    return [{**row, "name": f"{row['name']}{mark}", **about} for row in own]


def _fill(at: Place, options: argparse.Namespace) -> float:
    """Demo and volume; the seconds that the volume took."""
    _say(f"{at.database}: loading {options.cases:,} cases")
    at.huying("migrate")
    at.huying("demo", "--cases", str(_PATTERNS))
    begun = time.perf_counter()
    told = [] if options.open is None else ["--open", str(options.open)]
    at.huying("load-cases", str(options.cases), *told)
    return time.perf_counter() - begun


def measured(at: Place, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The rows of one database that is filled."""
    _say(f"{at.database}: lists, home pages, cases")
    asked = at.python("bench.at_size", "--rounds", str(options.rounds))
    pages: list[dict[str, Any]] = json.loads(asked)
    counted = json.loads(at.python("bench.counted", "statements"))
    _say(f"{at.database}: create, act, list, detail")
    rows = [_of_step(name, found, counted) for name, found in _steps(at, options.seconds).items()]
    return [*rows, *(_of_group(group, pages) for group in ("list", "home", "detail")), *pages]


def _steps(at: Place, seconds: float) -> dict[str, Measured]:
    plan = json.loads(at.python("bench.counted", "plan"))

    def promises(kind: str, numbers: list[str]) -> list[tuple[str, int, int]]:
        asked = json.dumps({"kind": kind, "numbers": numbers})
        found = json.loads(at.python("bench.counted", "promises", given=asked))
        return [(number, own, version) for number, own, version in found]

    with served(at) as product:
        desk = [Client(product.port, plan["desk"]) for _ in range(CONNECTIONS)]
        clerks = [Client(product.port, plan["clerk"]) for _ in range(CONNECTIONS)]
        return dict(Day(desk, clerks, plan, promises).steps(seconds))


def _of_step(name: str, found: Measured, counted: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Eight connections at once, over HTTP, with the waiting for each other."""
    return {
        "group": "step",
        "name": name,
        "who": f"{CONNECTIONS} at once",
        "value": round(found.rate, 1),
        "unit": "requests/s",
        "p50_ms": round(found.p50_ms, 1),
        "p95_ms": round(found.p95_ms, 1),
        "statements": counted["request"][name],
    }


def _of_group(group: str, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """All pages of a group together: each request of each page counts once."""
    of_it = [page for page in pages if page["group"] == group]
    waits = sorted(wait for page in of_it for wait in page["waits"])
    last = len(waits) - 1
    return {
        "group": f"all {group}",
        "name": f"every {group}",
        "who": "one by one",
        "p50_ms": waits[last // 2],
        "p95_ms": waits[round(last * 0.95)],
        "statements": max(page["statements"] for page in of_it),
        "requests": len(waits),
    }


def _is_over(row: dict[str, Any]) -> bool:
    if row["group"] != "all list":
        return False
    return row["p95_ms"] >= MOST_MS or row["statements"] > MOST_STATEMENTS


def _print(rows: list[dict[str, Any]]) -> None:
    print(_LINE.format(*_HEAD))
    for row in rows:
        cells = (row.get("value", "-"), row["p50_ms"], row["p95_ms"], row["statements"])
        print(_LINE.format(row["database"], row["name"], row["who"], *cells))
    for row in {row["database"]: row for row in rows}.values():
        print(
            f"{row['database']}: {row['rows loaded']:,} rows loaded, {row['cases a second']:,} "
            f"cases a second; {row['verified']:,} verified, {row['broken']} broken"
        )
    print(f"written: {REPORT}")


def _short(cases: int) -> str:
    return f"{cases // 1_000_000}m" if cases >= 1_000_000 else f"{cases // 1000}k"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {CONNECTIONS} connections, {WORKERS} web workers"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
