"""Imports the three real files that lie beside the project, and times it.

    .venv/bin/python bench/import_real.py [--folder FOLDER]

Into a database of its own that is thrown away; nothing of the files is kept. Without the files it
says so and ends with 0. It ends with 1 when a row is unaccounted for or an import leaves a broken
chain.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = (
    "citizen_texts/teddy2020_unlabelled_a.csv.gz",
    "citizen_texts/teddy2020_hotspot_a.csv.gz",
    "district_events/pingshan2018_events_a.csv.gz",
)
HEAD = ("file", "mode", "rows", "accepted", "rejected", "duplicates", "seconds", "rows/s", "cpu s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "data" / "real")
    folder = parser.parse_args().folder
    paths = [folder / name for name in FILES]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        print("Not here, so nothing was imported:", *missing, sep="\n  ")
        return 0
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "HUYING_DATA_DIR": data,
            "HUYING_KEYS": f"{data}/keys.json",
            "DJANGO_SETTINGS_MODULE": "huying.config.settings",
        }
        return _measure(paths)


def _measure(paths: list[Path]) -> int:
    district = _prepared()
    print(("{:34}{:>12}" + "{:>11}" * 7).format(*HEAD))
    sound = True
    for path in paths:
        sound &= _import(district, path, "first")
    # The same once more changes nothing; a ledger's closed rows can be filed away instead.
    for path in paths:
        sound &= _import(district, path, "again")
    sound &= _verified()
    _empty()
    sound &= _import(district, paths[-1], "history") and _verified()
    return 0 if sound else 1


def _prepared() -> int:
    """A database with the demo district and no cases."""
    import django

    django.setup()
    from huying.cli.migrate import migrate_pending
    from huying.platform.clock import now
    from huying.platform.crypto.start import prepare_keys

    prepare_keys(at=now())
    migrate_pending()
    sys.path.insert(0, str(ROOT))
    from tests.builders import load_demo_district

    return load_demo_district(now()).code


def _import(district: int, path: Path, mode: str) -> bool:
    from huying.apps.cases.importing import Wanted, import_cases
    from huying.platform.clock import now

    begun, cpu = time.perf_counter(), time.process_time()
    wanted = Wanted(district, path, keep_good=True, as_history=mode == "history")
    done = import_cases(wanted, clock=now)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    counts = (done.rows, done.accepted, done.rejected, done.duplicates)
    cells = (*counts, f"{seconds:.1f}", f"{done.rows / seconds:,.0f}", f"{cpu:.1f}")
    print(("{:34}{:>12}" + "{:>11}" * 7).format(path.name, mode, *cells))
    for error in done.errors[:5]:
        print(f"  row {error.row}: {error.fault.field} {error.fault.code}")
    adds_up = done.rows == done.accepted + done.rejected + done.duplicates == _data_rows(path)
    return adds_up and (mode != "again" or not done.accepted)


def _empty() -> None:
    from huying.apps.cases.models import Case
    from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox

    for model in (Outbox, EventText, Obligation, Case, Event, Matter):
        model.objects.all().delete()


def _data_rows(path: Path) -> int:
    """Rows of the file counted without our reader."""
    import csv
    import gzip

    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        return sum(1 for cells in csv.reader(text) if any(c.strip() for c in cells)) - 1


def _verified() -> bool:
    from huying.platform.matters.verify import verify

    report = verify()
    print(f"verified {report.matters} matters, {len(report.broken)} broken")
    return not report.broken


if __name__ == "__main__":
    raise SystemExit(main())
