"""`huying ticker`: the process that marks due promises and relays events, until it is stopped."""

import argparse
import os
import signal
import socket
import threading

from huying.cli.main import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser("ticker", help="到期与消息的计时进程 run the clock of promises")
    parser.add_argument("--once", action="store_true", help="只看一遍就停 one pass, then stop")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from huying.platform.clock import now
    from huying.platform.matters.procedures import check_guards
    from huying.platform.ticker import loop

    check_guards()
    holder = f"{socket.gethostname()}:{os.getpid()}"
    if arguments.once:
        print(loop.one_pass(now, holder))
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    loop.run(stop, now=now, holder=holder)
    return 0
