"""What the tests of the supervision list start from."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import Actor
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Obligation
from huying.platform.policy import access
from huying.platform.ticker.tick import tick
from huying.web.supervision.listing import listing
from tests.builders import MORNING, Town

CHINESE = re.compile("[\u4e00-\u9fff]")
#: What the open session and its person cost; the list itself is held to ten.
SESSION = 2
At = Callable[[datetime], None]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def head_of(town: Town, code: str) -> Actor:
    return town.actor("head", code)


def role_zh(code: str) -> str:
    return access().roles[code].zh


def lines_of(reader: Actor, at: datetime, **query: str) -> list[tuple[str, str]]:
    found = listing(Ground(reader, at), {"size": "50", **query}).lines
    return [(line.number, line.kind) for line in found]


def everything(town: Town, at: datetime) -> None:
    """Lets the clock go up to a moment, by the minute near it and in one go before."""
    for step in range(6):
        tick(at + timedelta(seconds=step))


def rows_of(ground: Ground, **query: str) -> list[Obligation]:
    return list(listing(ground, {"size": "50", **query}).page.rows)


def word(kind: str, town: Town) -> str:
    return Ground(town.supervisor, MORNING).kind(kind)
