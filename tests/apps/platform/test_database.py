"""Writers take turns, nested calls join, half an act is never saved."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.utils.timezone import now

from huying.platform import database
from huying.platform.database import is_writing, write_transaction

only_sqlite = pytest.mark.usefixtures("_sqlite")


@pytest.fixture
def _sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no lock of ours")


def add(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=now())


def keys() -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


@pytest.mark.django_db(transaction=True)
def test_what_is_written_is_there_afterwards() -> None:
    with write_transaction():
        assert is_writing()
        add("a")
    assert not is_writing()
    assert keys() == {"a"}


@pytest.mark.django_db(transaction=True)
def test_an_error_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="stop"), write_transaction():
        add("a")
        raise ValueError("stop")
    assert keys() == set()
    assert not is_writing()


@pytest.mark.django_db(transaction=True)
def test_a_nested_call_joins() -> None:
    with write_transaction():
        add("a")
        with write_transaction():
            add("b")
        assert is_writing()
    assert keys() == {"a", "b"}


@pytest.mark.django_db(transaction=True)
def test_an_error_caught_on_the_way_still_undoes_all() -> None:
    def swallowing() -> None:
        add("a")
        with suppress(ValueError), write_transaction():
            add("b")
            raise ValueError("inner")

    with write_transaction():
        swallowing()
    assert keys() == set()


@pytest.mark.django_db
def test_an_error_inside_a_surrounding_transaction_spares_the_rest() -> None:
    add("kept")
    with pytest.raises(ValueError, match="stop"), write_transaction():
        add("lost")
        raise ValueError("stop")
    assert keys() == {"kept"}


@pytest.mark.django_db(transaction=True)
def test_threads_take_turns() -> None:
    inside: list[int] = []
    most: list[int] = []

    def write(number: int) -> None:
        try:
            for turn in range(10):
                with write_transaction():
                    inside.append(number)
                    most.append(len(inside))
                    add(f"{number}-{turn}")
                    inside.remove(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys()) == 40
    if connection.vendor == "sqlite":
        assert max(most) == 1


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_another_process_waits_for_the_file(tmp_path: Path) -> None:
    lock = f"{connection.settings_dict['NAME']}.lock"
    marker = tmp_path / "has_it"
    holder = (
        "import fcntl, os, sys, time, pathlib\n"
        "d = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
        "fcntl.flock(d, fcntl.LOCK_EX); pathlib.Path(sys.argv[2]).touch(); time.sleep(0.5)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", holder, lock, marker])
    while not marker.exists():
        time.sleep(0.01)
    started = time.monotonic()
    with write_transaction():
        waited = time.monotonic() - started
    assert other.wait() == 0
    assert waited > 0.2


@pytest.mark.parametrize("name", [":memory:", "file:memorydb_default?mode=memory&cache=shared"])
def test_a_database_in_memory_gets_no_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with database._lock_of(name):
        assert list(tmp_path.iterdir()) == []


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_forked_child_opens_the_lock_for_itself() -> None:
    with write_transaction():
        child = os.fork()
        if child == 0:
            os._exit(0 if not is_writing() and not database._locks else 1)
        assert os.waitpid(child, 0)[1] == 0


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_is_kept_safe() -> None:
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "foreign_keys": 1,
    }  # fmt: skip


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_reading_then_writing_cannot_meet_a_locked_database() -> None:
    with transaction.atomic():
        assert connection.transaction_mode == "IMMEDIATE"
