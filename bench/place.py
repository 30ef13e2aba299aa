"""Where a measurement happens: a database of its own, the product serving on it, and its end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import with_pg

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
WORKERS = 2
_START_S = 60
#: Durable as an operator would run it; only what a small machine needs besides.
_POSTGRES = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "256MB"}


@dataclass(frozen=True, slots=True)
class Place:
    """One database under measurement: `url` of the product's, `beside` of the bare driver's."""

    database: str
    folder: Path
    url: str
    beside: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("HUYING_")},
            "HUYING_DATA_DIR": str(self.folder),
            "HUYING_DATABASE_URL": self.url,
            "HUYING_WORKERS": str(WORKERS),
            "DJANGO_SETTINGS_MODULE": "huying.config.settings",
        }

    def huying(self, *words: str) -> None:
        """One command of the product; ends the run when it fails."""
        self.python("huying", *words)

    def python(self, module: str, *words: str, given: str = "") -> str:
        """A module run in this place; its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{module} {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def duplicate(self) -> None:
        """A second database with the same rows, for the bare driver; nobody may be connected."""
        if self.database == "sqlite":
            source = _path(self.url)
            for end in ("", "-wal"):
                if Path(f"{source}{end}").exists():
                    shutil.copyfile(f"{source}{end}", f"{_path(self.beside)}{end}")
            return
        own, other = (urlsplit(url).path.lstrip("/") for url in (self.url, self.beside))
        _on_server(self.url, f'CREATE DATABASE "{other}" TEMPLATE "{own}"')


@contextmanager
def place(database: str) -> Iterator[Place]:
    """An empty database of this kind, thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as made:
        folder = Path(made)
        if database == "sqlite":
            urls = (f"sqlite:///{folder}/huying.sqlite3", f"sqlite:///{folder}/beside.sqlite3")
            yield Place(database, folder, *urls)
            return
        with _server() as urls:
            yield Place(database, folder, *urls)


@contextmanager
def _server() -> Iterator[tuple[str, str]]:
    if given := os.environ.get("HUYING_TEST_PG"):
        names = [f"huying_bench_{os.getpid()}_{part}" for part in ("own", "beside")]
        _on_server(given, f'CREATE DATABASE "{names[0]}"')
        try:
            yield _named(given, names[0]), _named(given, names[1])
        finally:
            for name in names:
                _on_server(given, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    with_pg.OPTIONS = _POSTGRES
    with with_pg.server() as url:
        yield url, _named(url, "beside")


def _on_server(url: str, sql: str) -> None:
    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql)


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@dataclass(frozen=True, slots=True)
class Served:
    """A running product: where it listens and what it has worked."""

    port: int
    process: int

    def cpu_seconds(self) -> float:
        """CPU time of web workers and ticker so far; 0 where the system does not tell."""
        if not Path("/proc/self/stat").exists():
            return 0.0
        return sum(_worked(process) for process in _family(self.process))


def _family(process: int) -> Iterator[int]:
    yield process
    for told in Path(f"/proc/{process}/task").glob("*/children"):
        for child in told.read_text().split():
            yield from _family(int(child))


def _worked(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(at: Place) -> Iterator[Served]:
    """`huying serve` with two web workers, while it runs."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "huying", "serve"],
        env={**at.environment, "HUYING_HOST": HOST, "HUYING_PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=(at.folder / "serve.log").open("ab"),
    )
    try:
        _wait_for(port, process, at.folder / "serve.log")
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection((HOST, port), timeout=0.5):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"huying serve did not start:\n{log.read_text('utf-8')}")
