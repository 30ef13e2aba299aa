"""`huying ticker`: marks what is due, relays what happened, until it is told to stop."""

import argparse
import os
import signal
import socket
import threading

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser("ticker", help="计时与分发 mark due promises, relay events")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    from huying.platform.clock import now
    from huying.platform.ticker import loop

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    loop.run(stop, now=now, holder=f"{socket.gethostname()}:{os.getpid()}")
    return 0
