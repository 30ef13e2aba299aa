"""The parent starts, watches and stops its children, and says why in words."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from huying.cli.serve import announcement, answers, children
from huying.cli.supervisor import free_port_fault

# Two children write their process ids; the first one's child is a worker of its own.
SCRIPT = """
import sys
from pathlib import Path
from huying.cli.supervisor import Child, supervise
place, kind = Path(sys.argv[1]), sys.argv[2]
body = {
    "obedient": "",
    "stubborn": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);",
    "ending": "",
}[kind]
def child(name, seconds):
    code = (
        f"{body}import os, time, subprocess, sys, pathlib;"
        f"w = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep({seconds})']);"
        f"p = pathlib.Path(r'{place}/{name}'); q = p.with_suffix('.part');"
        f"q.write_text(f'{{os.getpid()}} {{w.pid}}'); q.rename(p); time.sleep({seconds})"
    )
    return Child(name, (sys.executable, "-c", code))
import huying.cli.supervisor as supervisor
supervisor.PATIENCE_S = 0.5
ready = lambda: (place / "one").exists() and (place / "two").exists()
seconds = 0.3 if kind == "ending" else 60
sys.exit(supervise([child("one", seconds), child("two", 60)], ready=ready, announce="open"))
"""


@pytest.fixture
def started(tmp_path: Path, request: pytest.FixtureRequest):
    command = [sys.executable, "-c", SCRIPT, tmp_path, request.param]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 5
    while process.poll() is None and not all((tmp_path / name).exists() for name in ("one", "two")):
        if time.monotonic() > until:
            process.kill()
        time.sleep(0.02)
    numbers = [
        int(word) for name in ("one", "two") for word in (tmp_path / name).read_text().split()
    ]
    yield process, numbers
    for number in (process.pid, *numbers):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.communicate()


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_gone(numbers: list[int], within: float = 3.0) -> bool:
    until = time.monotonic() + within
    while any(is_alive(number) for number in numbers):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("started", ["obedient", "stubborn"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_none_behind(started, number: signal.Signals) -> None:
    process, numbers = started
    assert process.stdout.readline() == "open\n"
    os.kill(process.pid, number)
    assert process.wait(timeout=8) == 0
    assert all_gone(numbers)


@pytest.mark.parametrize("started", ["ending"], indirect=True)
def test_a_child_that_ends_takes_the_others_along_and_is_named(started) -> None:
    process, numbers = started
    assert process.wait(timeout=8) == 1
    assert all_gone(numbers)
    assert "one ended (code 0)" in process.stderr.read()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux only")
@pytest.mark.parametrize("started", ["obedient"], indirect=True)
def test_children_follow_a_killed_parent(started) -> None:
    process, numbers = started
    process.kill()
    assert process.wait(timeout=5) == -signal.SIGKILL
    assert all_gone(numbers[::2])


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        fault = free_port_fault("127.0.0.1", port)
        assert f"Port {port} is in use" in fault
        assert "make run PORT=" in fault
        assert answers("127.0.0.1", port)
        assert answers("0.0.0.0", port)
    assert free_port_fault("127.0.0.1", port) == ""
    assert not answers("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named() -> None:
    assert "HUYING_HOST=203.0.113.7" in free_port_fault("203.0.113.7", 8000)


def test_serve_on_a_taken_port_ends_with_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {**os.environ, "HUYING_PORT": str(port), "HUYING_DATA_DIR": str(tmp_path)}
        command = [sys.executable, "-m", "huying", "serve"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"make run PORT={port + 1}" in done.stderr


def test_a_wrong_setting_ends_a_command_with_code_2(tmp_path: Path) -> None:
    environment = {**os.environ, "HUYING_PORT": "high", "HUYING_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "huying", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "HUYING_PORT='high': write a whole number" in done.stderr


def test_what_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "logins.json").write_text(
        '[{"role": "派单员 desk", "username": "desk", "password": "example"}]', encoding="utf-8"
    )
    said = "\n".join(announcement("127.0.0.1", 8123, tmp_path))
    assert "http://127.0.0.1:8123/" in said
    assert str(tmp_path) in said
    assert "desk  example  派单员 desk" in said


def test_what_is_said_without_logins(tmp_path: Path) -> None:
    assert "Logins" not in "\n".join(announcement("::1", 8000, tmp_path))


def test_web_and_ticker_are_the_children() -> None:
    web, ticker = children("127.0.0.1", 8000, 1, 4)
    assert (web.name, ticker.name) == ("web", "ticker")
    assert "huying.config.wsgi:application" in web.command
