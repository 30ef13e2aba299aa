"""The bare driver doing the same inserts: what the database alone could do on this machine.

    python -m bench.reference URL SECONDS     JSON on standard output

Two processes with four connections each, like the product's workers and threads; psycopg 3 with
prepared statements, or sqlite3 with the product's pragmas behind a file lock of the same kind.
Same rows in the same order in one transaction: matter, case, promise, event, texts, outbox. No
rules, no login, no HTTP.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

import psycopg

from bench.load import DEMAND, Measured
from huying.platform.database_url import SQLITE_OPTIONS

PROCESSES, THREADS = 2, 4
#: Cells no installation of the bench uses, so that ids never meet the product's.
_FIRST_CELL = 9_000
_TEXTS = ("title", "text", "address", "requester_name", "requester_phone")
_PROMISES = ("file", "dispatch", "promise", "sign", "contact", "resolve")
_DISTRICT, _DESK, _LEAD = 380102, 1, 2
_HEX = "0" * 64
_LOCKED = (
    "SELECT m.*, c.*, (SELECT value FROM matters_stamp s WHERE s.district_id = m.district_id) "
    "FROM matters_matter m JOIN cases_case c ON c.matter_id = m.id "
    "WHERE m.id = %s AND m.district_id = %s"
)


class Driver:
    """One connection of the bare driver with the statements of a case."""

    def __init__(self, url: str, cell: int) -> None:
        self.is_sqlite = url.startswith("sqlite:///")
        self._next = 323 * 10**13 + cell * 10**9
        if self.is_sqlite:
            path = url.removeprefix("sqlite:///")
            self._lite = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._lite.executescript(str(SQLITE_OPTIONS["init_command"]))
            self._lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        else:
            self._pg = psycopg.connect(url, autocommit=True, prepare_threshold=1)

    def run(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        """One statement; its rows."""
        if self.is_sqlite:
            return self._lite.execute(sql.replace("%s", "?"), values).fetchall()
        cursor = self._pg.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if not self.is_sqlite:
            with self._pg.transaction():
                yield
            return
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self._lite.execute("BEGIN IMMEDIATE")
            yield
            self._lite.execute("COMMIT")
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
        values = tuple(row.values())
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608

    def new_id(self) -> int:
        self._next += 1
        return self._next

    def moment(self) -> Any:
        at = datetime.now(UTC)
        return at.strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else at

    # -- the four things -------------------------------------------------------------------------

    def create(self) -> int:
        """Takes one demand in; the matter's id."""
        at, matter = self.moment(), self.new_id()
        with self.transaction():
            self.run("SELECT value FROM matters_stamp WHERE district_id = %s", (_DISTRICT,))
            self.insert("matters_matter", _matter(matter, at))
            self.insert("cases_case", _case(matter, at))
            self.insert("matters_obligation", _promise(self.new_id(), matter, "file", at))
            event = self._event(matter, 1, "report", at)
            texts = [_text(self.new_id(), event, name) for name in _TEXTS]
            marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(texts))
            names = ", ".join(texts[0])
            values = tuple(value for text in texts for value in text.values())
            self.run(f"INSERT INTO matters_eventtext ({names}) VALUES {marks}", values)  # noqa: S608
            self.insert("matters_outbox", {"event_id": event, "district_id": _DISTRICT})
        return matter

    def prepare(self, matter: int) -> int:
        """The other promises of a case that is handled; the one to be kept next."""
        at = self.moment()
        with self.transaction():
            for kind in _PROMISES[1:]:
                self.insert("matters_obligation", _promise(self.new_id(), matter, kind, at))
        return self._next

    def act(self, matter: int, promise: int) -> None:
        """Keeps one promise of a case."""
        at = self.moment()
        with self.transaction():
            self.run(_LOCKED if self.is_sqlite else f"{_LOCKED} FOR UPDATE", (matter, _DISTRICT))
            self._promises((matter,))
            changed = _changing()
            marks = ", ".join(f"{name} = %s" for name in changed)
            sql = f"UPDATE matters_matter SET {marks} WHERE id = %s"  # noqa: S608
            self.run(sql, (*changed.values(), matter))
            kept = {"outcome": "kept", "ended_at": at, "next_at": None, "version": 2}
            marks = ", ".join(f"{name} = %s" for name in kept)
            sql = f"UPDATE matters_obligation SET {marks} WHERE id = %s"  # noqa: S608
            self.run(sql, (*kept.values(), promise))
            event = self._event(matter, 2, "sign", at)
            self.insert("matters_outbox", {"event_id": event, "district_id": _DISTRICT})

    def list(self) -> None:
        """The newest fifty cases with their promises."""
        found = self.run(
            "SELECT m.*, c.* FROM matters_matter m JOIN cases_case c ON c.matter_id = m.id "
            "WHERE m.district_id = %s ORDER BY m.opened_at DESC, m.id DESC LIMIT 51",
            (_DISTRICT,),
        )
        self._promises(tuple(row[0] for row in found[:50]))

    def detail(self, matter: int) -> None:
        """One case with promises, events and texts."""
        self.run(
            "SELECT m.*, c.* FROM matters_matter m JOIN cases_case c ON c.matter_id = m.id "
            "WHERE m.id = %s",
            (matter,),
        )
        self._promises((matter,))
        events = self.run(
            "SELECT id, body FROM matters_event WHERE matter_id = %s ORDER BY seq", (matter,)
        )
        marks = ", ".join(["%s"] * len(events))
        sql = f"SELECT * FROM matters_eventtext WHERE event_id IN ({marks})"  # noqa: S608
        self.run(sql, tuple(row[0] for row in events))

    def _promises(self, matters: tuple[int, ...]) -> None:
        marks = ", ".join(["%s"] * len(matters))
        self.run(f"SELECT * FROM matters_obligation WHERE matter_id IN ({marks})", matters)  # noqa: S608

    def _event(self, matter: int, seq: int, act: str, at: Any) -> int:
        event = self.new_id()
        self.insert("matters_event", _event(event, matter, seq, act, at))
        return event


def _changing() -> dict[str, Any]:
    return {
        "state": "handling", "version": 2, "ended_at": None, "lead_id": _LEAD, "maker_id": 0,
        "due_at": None, "is_late": False, "parties": '{"desk": [1], "lead": [2]}',
        "trail": '[["report", 1, 7], ["sign", 2, 9]]', "head": _HEX, "area_code": "3" * 15,
        "item_code": "01001", "line_id": _LEAD,
    }  # fmt: skip


def _matter(matter: int, at: Any) -> dict[str, Any]:
    return {
        "id": matter, "district_id": _DISTRICT, "procedure": "case", "procedure_version": 1,
        "number": f"R{matter % 10**15}", "opened_at": at, **_changing(), "due_at": at,
    }  # fmt: skip


def _case(matter: int, at: Any) -> dict[str, Any]:
    return {
        "matter_id": matter, "district_id": _DISTRICT, "title": DEMAND["title"],
        "address": DEMAND["address"], "phone_index": "0" * 32, "demand_kind": "complaint",
        "channel": "phone", "source": "", "source_number": "", "reported_at": at,
        "case_type": "01001", "lon": "122.593549", "lat": "35.220044", "grid": "3" * 15,
        "is_reachable": True, "is_confidential": False, "filed_at": None, "line_id": None,
        "list_version": "", "list_line": "", "solved": "", "satisfaction": "", "exemption": "",
    }  # fmt: skip


def _promise(own: int, matter: int, kind: str, at: Any) -> dict[str, Any]:
    return {
        "id": own, "district_id": _DISTRICT, "matter_id": matter, "kind": kind,
        "debtor_id": _DESK, "creditor_id": 0, "opened_at": at, "limit_value": 2,
        "limit_unit": "work_hour", "due_at": at, "next_at": None, "pauses": "[]", "outcome": "",
        "ended_at": None, "late_at": None, "marks": 0, "cause_id": None, "version": 1,
        "is_provisional": False,
    }  # fmt: skip


def _event(event: int, matter: int, seq: int, act: str, at: Any) -> dict[str, Any]:
    return {
        "id": event, "district_id": _DISTRICT, "matter_id": matter, "seq": seq, "act": act,
        "at": at, "person_id": 7, "body_id": _DESK, "role": "desk", "key": f"raw:{event}",
        "request_digest": _HEX, "body": json.dumps({"act": act, "filler": "x" * 700}),
        "algorithm": "sha256-1", "digest": _HEX,
    }  # fmt: skip


def _text(own: int, event: int, name: str) -> dict[str, Any]:
    return {
        "id": own, "district_id": _DISTRICT, "event_id": event, "field": name, "salt": "0" * 32,
        "value": DEMAND[name], "is_personal": False,
    }  # fmt: skip


def _one(url: str, cell: int, seconds: float, meet: Callable[[], Any]) -> dict[str, Any]:
    driver = Driver(url, cell)
    own: list[int] = []
    results = {"create": _timed(meet, seconds, lambda: own.append(driver.create()))}
    ready = [(matter, driver.prepare(matter)) for matter in own[:2_000]]
    left = iter(ready)
    results["act"] = _timed(meet, seconds, lambda: driver.act(*next(left)))
    results["list"] = _timed(meet, seconds, driver.list)
    results["detail"] = _timed(meet, seconds, lambda: driver.detail(own[0]))
    return results


def _timed(meet: Callable[[], Any], seconds: float, work: Callable[[], Any]) -> dict[str, Any]:
    meet()
    waits: list[float] = []
    begun = time.perf_counter()
    while (at := time.perf_counter()) - begun < seconds:
        try:
            work()
        except StopIteration:
            break
        waits.append(time.perf_counter() - at)
    return {"waits": waits, "seconds": time.perf_counter() - begun}


def _process(url: str, first: int, seconds: float, barrier: Any, answers: Any) -> None:
    found: list[dict[str, Any]] = []

    def one(cell: int) -> None:
        found.append(_one(url, cell, seconds, barrier.wait))

    threads = [threading.Thread(target=one, args=(first + n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(found)


def measure(url: str, seconds: float) -> dict[str, Measured]:
    """Rates of the bare driver with eight connections, by step."""
    context = get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES * THREADS), context.Queue()
    # Every run of a bench draws from cells of its own.
    first = _FIRST_CELL + (time.time_ns() // 10**9) % 100 * PROCESSES * THREADS
    workers = [
        context.Process(target=_process, args=(url, first + n * THREADS, seconds, barrier, answers))
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    found = [result for _ in workers for result in answers.get()]
    for worker in workers:
        worker.join()
    return {name: _joined([result[name] for result in found]) for name in found[0]}


def _joined(runs: list[dict[str, Any]]) -> Measured:
    waits = [wait for run in runs for wait in run["waits"]]
    # Each connection at its own pace: some run out of work before the others.
    joined = Measured.of(waits, 1)
    joined.rate = sum(len(run["waits"]) / run["seconds"] for run in runs)
    return joined


def main(url: str, seconds: str) -> None:
    found = measure(url, float(seconds))
    print(json.dumps({name: [m.rate, m.p50_ms, m.p99_ms, m.count] for name, m in found.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
