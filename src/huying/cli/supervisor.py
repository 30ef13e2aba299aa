"""One parent, a few children: starts them, watches them, leaves none behind.

Each child gets a session of its own, so that Ctrl-C reaches the parent alone and the parent
decides the order; on Linux the kernel ends a child whose parent was killed.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

PATIENCE_S = 12.0  # longer than the slowest request may take (granian's own limit is 10 s)
LOOK_EVERY_S = 0.1
_PR_SET_PDEATHSIG = 1
_C = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Child:
    """A process to run: what it is called in messages, and its command."""

    name: str
    command: tuple[str, ...]


def free_port_fault(host: str, port: int) -> str:
    """Why `port` cannot be had, with the remedy; '' when it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as wrong:
            if wrong.errno in _TAKEN:
                other = port + 1 if port < 65535 else port - 1
                return (
                    f"端口 {port} 已被占用:请停止占用它的程序,或换一个端口:make run PORT={other}\n"
                    f"Port {port} is in use. Stop the other program or choose another: "
                    f"make run PORT={other}"
                )
            return f"HUYING_HOST={host} HUYING_PORT={port}: {wrong.strerror}"
    return ""


_TAKEN = {98, 48}  # EADDRINUSE on Linux and on macOS


def supervise(children: Sequence[Child], *, ready: Callable[[], bool], announce: str) -> int:
    """Run the children until one ends or we are told to stop; 0 after a stop, 1 after a failure.

    `announce` is printed once, when `ready()` first says yes.
    """
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for child in children:
            running[child.name] = _start(child)
        return _watch(running, asked, ready, announce)
    finally:
        _stop(list(running.values()))


def _watch(
    running: dict[str, subprocess.Popen[bytes]],
    asked: list[int],
    ready: Callable[[], bool],
    announce: str,
) -> int:
    is_announced = False
    while not asked:
        for name, process in running.items():
            if process.poll() is not None and not asked:
                print(_ended(name, process.returncode), file=sys.stderr, flush=True)
                return 1
        if not is_announced and ready():
            print(announce, flush=True)
            is_announced = True
        time.sleep(LOOK_EVERY_S)
    return 0


def _ended(name: str, code: int) -> str:
    return (
        f"{name} 已退出(代码 {code}),其余进程随之停止。\n"
        f"{name} ended (code {code}); stopping the others."
    )


def _start(child: Child) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def follow_parent() -> None:
        if _C is not None:
            _C.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it was killed before we asked to follow it
                os._exit(1)

    # The parent has one thread, so code between fork and exec is safe.
    return subprocess.Popen(  # noqa: S603 our own commands
        child.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=follow_parent,
    )


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE_S
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, until - time.monotonic()))
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    # Also after a clean end: a worker may have outlived its master.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
