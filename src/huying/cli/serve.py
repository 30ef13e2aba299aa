"""`huying serve`: web server and ticker together, until Ctrl-C."""

import argparse
import json
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from huying.cli.main import Commands
from huying.cli.supervisor import Child, free_port_fault, supervise

LOGINS = "logins.json"


class Login(TypedDict):
    """One entry of `<data dir>/logins.json`, which the demo loader writes."""

    role: str
    username: str
    password: str


def register(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="启动网页与计时 start web server and ticker")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    from django.conf import settings

    host, port = settings.HUYING_HOST, settings.HUYING_PORT
    if fault := free_port_fault(host, port) or start_fault():
        print(fault, file=sys.stderr)
        return 2
    return supervise(
        children(host, port, settings.HUYING_WORKERS, settings.HUYING_THREADS),
        ready=lambda: answers(host, port),
        announce="\n".join(announcement(host, port, settings.HUYING_DATA_DIR)),
    )


def start_fault() -> str:
    """Why this installation must not be served now, with the remedy; '' when it may."""
    from huying.cli.migrate import pending
    from huying.platform.crypto import start

    if number := pending():
        return f"The database lacks {number} migrations of this version: run huying prepare"
    return start.start_fault()


def children(host: str, port: int, workers: int, threads: int) -> tuple[Child, ...]:
    """The processes of one installation."""
    web = (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "1024",
        "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10",
        "--log-level", "warning", "huying.config.wsgi:application",
    )  # fmt: skip
    ticker = (sys.executable, "-m", "huying", "ticker")
    return Child("web", web), Child("ticker", ticker)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens; 0.0.0.0 and :: are every address, so the loop-back is asked."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 compared only
    try:
        with socket.create_connection((reachable, port), timeout=0.5):
            return True
    except OSError:
        return False


def announcement(host: str, port: int, data_dir: Path) -> Iterable[str]:
    """What is said once the first page can be opened."""
    name = f"[{host}]" if ":" in host else host
    yield ""
    yield f"呼应 Huying    http://{name}:{port}/"
    yield f"数据 Data      {data_dir}"
    logins = _logins(data_dir / LOGINS)
    if logins:
        yield "账号 Logins    (演示区,仅供试用 demo district, for trying only)"
        width = max(len(login["username"]) for login in logins)
        for login in logins:
            yield f"  {login['username']:<{width}}  {login['password']}  {login['role']}"
    yield "停止 Stop      Ctrl-C"


def _logins(path: Path) -> list[Login]:
    if not path.is_file():
        return []
    found: list[Login] = json.loads(path.read_text(encoding="utf-8"))
    return found
