"""Measured comparisons on SQLite and PostgreSQL; prints a table and writes build/bench.json.

    python -m bench [--database sqlite|postgresql] [--seconds S] [--rounds N] [--cases N]

The product runs as it is delivered: `huying serve` with two web workers and the ticker, durable
writes, login by session, eight kept connections. Beside it, in the same run and on a copy of the
same database, the bare driver does the same inserts. Each figure is the best of several short
rounds, because the machine is seldom its own. Ends with 1 when a step sends more statements than
it may, or when the chains of the cases made here do not verify.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from bench import reference
from bench.load import CONNECTIONS, Client, Day, Measured
from bench.place import ROOT, WORKERS, Place, place, served

DATABASES = ("sqlite", "postgresql")
REPORT = ROOT / "build" / "bench.json"
#: Statements inside the command that a step may send, BEGIN and COMMIT among them.
LIMITS = {
    "create": 12,
    "act": 8,
    "act_file": 10,
    "act_dispatch": 10,
    "act_contact": 10,
    "list": 10,
    "detail": 10,
}
#: A step that reads counts its whole request: the request is the command.
_READS = ("list", "detail")
_HEAD = (
    "database", "name", "value/s", "p50 ms", "p99 ms", "CPU ms", "reference/s", "ratio",
    "statements", "of request",
)  # fmt: skip
_LINE = "{:<11} {:<13}{:>9}{:>9}{:>9}{:>9}{:>13}{:>8}{:>12}{:>12}"


def main() -> int:
    options = _options()
    rows: list[dict[str, Any]] = []
    for database in options.database or DATABASES:
        rows += _of(database, options)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _print(rows)
    over = [row for row in rows if row["statements"] > LIMITS[row["name"]]]
    for row in over:
        print(
            f"{row['database']} {row['name']}: {row['statements']} statements, "
            f"{LIMITS[row['name']]} are allowed",
            file=sys.stderr,
        )
    return 1 if over else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a step (3)")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many (3)")
    parser.add_argument("--cases", type=int, default=6000, help="cases loaded before (6000)")
    return parser.parse_args()


def _of(database: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    with place(database) as at:
        _say(f"{database}: loading {options.cases} cases")
        at.huying("migrate")
        at.huying("demo", "--cases", str(options.cases))
        loaded = json.loads(at.python("bench.counted", "rows"))
        at.duplicate()
        plan = json.loads(at.python("bench.counted", "plan"))
        own, raw = _rounds(at, plan, options)
        counted = json.loads(at.python("bench.counted", "statements"))
        _say(f"{database}: verifying the chains")
        at.huying("audit", "verify")
    return [_row(database, name, own[name], raw, counted, loaded) for name in LIMITS]


def _rounds(
    at: Place, plan: dict[str, Any], options: argparse.Namespace
) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Product and bare driver in turn, the best of each step."""
    own: dict[str, Measured] = {}
    raw: dict[str, Measured] = {}

    def promises(kind: str, numbers: list[str]) -> list[tuple[str, int, int]]:
        asked = json.dumps({"kind": kind, "numbers": numbers})
        found = json.loads(at.python("bench.counted", "promises", given=asked))
        return [(number, own, version) for number, own, version in found]

    with served(at) as product:
        desk = [Client(product.port, plan["desk"]) for _ in range(CONNECTIONS)]
        clerks = [Client(product.port, plan["clerk"]) for _ in range(CONNECTIONS)]
        for number in range(1, options.rounds + 1):
            _say(f"{at.database}: round {number} of {options.rounds}")
            worked = product.cpu_seconds()
            for name, found in Day(desk, clerks, plan, promises).steps(options.seconds):
                begun, worked = worked, product.cpu_seconds()
                found.cpu_ms = 1000 * (worked - begun) / max(1, found.count)
                own[name] = _better(own.get(name), found)
            for name, found in reference.measure(at.beside, options.seconds).items():
                raw[name] = _better(raw.get(name), found)
    return own, raw


def _better(known: Measured | None, found: Measured) -> Measured:
    return found if known is None or found.rate > known.rate else known


def _row(
    database: str,
    name: str,
    own: Measured,
    raw: dict[str, Measured],
    counted: dict[str, dict[str, int]],
    loaded: dict[str, int],
) -> dict[str, Any]:
    beside = raw.get(name.partition("_")[0], Measured())
    inside = counted["request" if name in _READS else "command"]
    return {
        "name": name,
        "database": database,
        "value": round(own.rate, 1),
        "unit": "requests/s",
        "reference": round(beside.rate, 1),
        "ratio": round(own.rate / beside.rate, 3) if beside.rate else None,
        "statements": inside[name],
        "rows loaded": sum(loaded.values()),
        "p50_ms": round(own.p50_ms, 1),
        "p99_ms": round(own.p99_ms, 1),
        "requests": own.count,
        "cpu_ms": round(own.cpu_ms, 2),
        "request statements": counted["request"][name],
        "reference p50_ms": round(beside.p50_ms, 1),
        "reference p99_ms": round(beside.p99_ms, 1),
        "loaded": loaded,
        "machine": f"{os.cpu_count()} cores, {CONNECTIONS} connections, {WORKERS} web workers",
    }


def _print(rows: list[dict[str, Any]]) -> None:
    print(_LINE.format(*_HEAD))
    for row in rows:
        ratio = "-" if row["ratio"] is None else f"{row['ratio']:.3f}"
        waits = (row["p50_ms"], row["p99_ms"], row["cpu_ms"])
        cells = (row["value"], *waits, row["reference"], ratio)
        counts = (row["statements"], row["request statements"])
        print(_LINE.format(row["database"], row["name"], *cells, *counts))
    loaded = {row["database"]: row["rows loaded"] for row in rows}
    print("rows loaded: " + ", ".join(f"{name} {count:,}" for name, count in loaded.items()))
    print(f"written: {REPORT.relative_to(Path.cwd()) if _is_here(REPORT) else REPORT}")


def _is_here(path: Path) -> bool:
    return path.is_relative_to(Path.cwd())


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
