"""The loop of `huying ticker`: look, act, relay, sleep."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections

from huying.platform.ticker.daily import run_daily
from huying.platform.ticker.leases import take
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick

log = logging.getLogger("huying.ticker")

#: Seconds between looks when nothing is due; a promise is marked well within a minute.
REST = 1.0


def run(stop: threading.Event, *, now: Callable[[], datetime], holder: str) -> None:
    """Runs until `stop` is set. A pass that fails is logged and tried again."""
    while not stop.is_set():
        try:
            busy = one_pass(now, holder)
        except Exception:
            log.exception("A pass of the ticker failed; the next one tries again")
            busy = 0
        close_old_connections()
        if not busy:
            stop.wait(REST)


def one_pass(now: Callable[[], datetime], holder: str) -> int:
    """Steps taken, events relayed and rows of daily jobs written in one look."""
    done = tick(now())
    if take("relay", holder, now()):
        done += relay(now())
    return done + run_daily(now(), holder)
