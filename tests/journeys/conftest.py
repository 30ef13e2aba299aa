"""The product as it is served, and a real browser that must stay silent on its console."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip
REMEDY = (
    "The journeys need Chromium and none was found. Install it (Debian, Ubuntu: "
    "apt install chromium fonts-noto-cjk) or name one: HUYING_CHROMIUM=/path/to/chromium"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("HUYING_CHROMIUM") or shutil.which("chromium")
    assert chromium, REMEDY
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], served: str) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "base_url": served}


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the served product; commands of a test get it in their environment."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def environment(data_dir: Path) -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUYING_")}
    return {**kept, "HUYING_DATA_DIR": str(data_dir), "HUYING_PORT": str(port)}


@pytest.fixture(scope="session")
def served(environment: dict[str, str], data_dir: Path) -> Iterator[str]:
    """`huying prepare` and `huying serve` on a free port; the address of the first page."""
    command = [sys.executable, "-m", "huying"]
    subprocess.run([*command, "prepare"], env=environment, check=True)
    log = data_dir / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "serve"], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, int(environment["HUYING_PORT"]), log)
        yield f"http://127.0.0.1:{environment['HUYING_PORT']}"
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0, log.read_text()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < until, log.read_text()  # noqa: PT018
            time.sleep(0.05)


@pytest.fixture(autouse=True)
def _silent_console(page: Page) -> Iterator[None]:
    """A journey fails on any message of the console: that is where a broken policy shows."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"page error: {error}"))
    yield
    assert not heard
