"""The product as it is served, and a real browser that must stay silent on its console.

HUYING_JOURNEYS_KEPT=DIR keeps the district of the journeys in DIR, so that the next run starts in
seconds; HUYING_SCREENSHOTS=1 writes the pictures of `docs/screenshots`.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, ViewportSize
from pytest_playwright.pytest_playwright import CreateContextCallback

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip
REMEDY = (
    "The journeys need Chromium and none was found. Install it (Debian, Ubuntu: "
    "apt install chromium fonts-noto-cjk) or name one: HUYING_CHROMIUM=/path/to/chromium"
)

REFUSED = re.compile(r"the server responded with a status of (403|404|409|422)\b")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("HUYING_CHROMIUM") or shutil.which("chromium")
    assert chromium, REMEDY
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], served: str) -> dict[str, Any]:
    return {**browser_context_args, "base_url": served}


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the served product; commands of a test get it in their environment."""
    kept = os.environ.get("HUYING_JOURNEYS_KEPT")
    return Path(kept).absolute() if kept else tmp_path_factory.mktemp("served")


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


@pytest.fixture(scope="session")
def logins(served: str, data_dir: Path) -> dict[str, str]:
    """Passwords of the demo district by account, as `huying demo` printed them."""
    assert served
    told = json.loads((data_dir / "logins.json").read_text(encoding="utf-8"))
    return {login["username"]: login["password"] for login in told}


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """A journey fails on any message of a console: that is where a broken policy shows."""
    messages: list[str] = []
    yield messages
    assert not messages


@pytest.fixture
def browsers(new_context: CreateContextCallback, heard: list[str]) -> Callable[..., Page]:
    """A browser of somebody's own: `browsers(*size, language)`; all of them are listened to."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_an_answer(message):
            heard.append(f"{message.type}: {message.text} ({message.page and message.page.url})")

    def opened(
        width: int = 1366, height: int = 768, language: str = "zh-CN", state: Any = None
    ) -> Page:
        size = ViewportSize(width=width, height=height)
        context = new_context(viewport=size, locale=language, storage_state=state)
        context.on("console", hear)
        context.on("weberror", lambda wrong: heard.append(f"page error: {wrong.error}"))
        context.set_default_timeout(15_000)
        return context.new_page()

    return opened


def _is_an_answer(message: ConsoleMessage) -> bool:
    """Of a page that says no, the browser notes the status; that is no fault of the page."""
    is_page = bool(message.page) and message.location["url"] == message.page.url
    return is_page and REFUSED.search(message.text) is not None


@pytest.fixture(scope="session")
def kept() -> dict[str, Any]:
    """Sessions by account: whoever has logged in once stays so for the journeys after."""
    return {}


@pytest.fixture
def people(
    browsers: Callable[..., Page], logins: dict[str, str], kept: dict[str, Any]
) -> Callable[..., Page]:
    """`people("desk")` has logged in with that account, in a browser of their own."""

    def come(account: str, *size: int, language: str = "zh-CN") -> Page:
        page = browsers(*size, language=language, state=kept.get(account))
        if account not in kept:
            _log_in(page, account, logins[account])
            kept[account] = page.context.storage_state()
        return page

    return come


def _log_in(page: Page, account: str, password: str) -> None:
    page.goto("/login/")
    page.locator("#id_account").fill(account)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
