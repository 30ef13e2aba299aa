"""Pages people open, asked of the product itself: server time and statements of each.

    python -m bench.at_size [--rounds N] [--slow MS]        JSON on standard output

One request after the other inside one process, from the first middleware to the last byte of
the page: what the server works for a reader who is alone. The first round warms up and is left
out. `--slow` tells on standard error the statements that took longer than so many milliseconds.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.counted import _client as client_of  # sets Django up
from bench.counted import counting

from django.db import connection  # isort: skip
from django.test.utils import override_settings  # isort: skip

from huying.apps.accounts.models import User
from huying.apps.organisations.queries import actor_of, chart
from huying.domain.kernel.bodies import BodyKind
from huying.platform.clock import now
from huying.platform.matters.models import Matter

#: What is a list, and so must come within 100 ms for nineteen of twenty requests.
LIST = "list"
_NEXT = re.compile(r'href="[^"]*[?&](?:amp;)?(after=[^"&]+(?:&amp;from=\d+)?)')


@dataclass(frozen=True, slots=True)
class View:
    """A page: what it belongs to, what it shows, who asks, and its address."""

    group: str
    name: str
    who: str
    path: str


@dataclass(slots=True)
class Seen:
    """What a page took: milliseconds of each request, those the process worked (on SQLite the
    database is part of it), statements of the last, slow ones."""

    view: View
    waits: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0
    slow: list[tuple[float, str]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        return {
            "group": self.view.group,
            "name": self.view.name,
            "who": self.view.who,
            "p50_ms": round(share_of(self.waits, 0.50), 1),
            "p95_ms": round(share_of(self.waits, 0.95), 1),
            "cpu_ms": round(share_of(self.worked, 0.50), 1),
            "statements": self.statements,
            "waits": [round(wait, 1) for wait in self.waits],
            "worked": [round(wait, 1) for wait in self.worked],
        }


def share_of(waits: list[float], share: float) -> float:
    """The wait that this share of the requests stays within."""
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, round((len(ordered) - 1) * share))]


def views() -> Iterator[View]:
    """Every list people stand in all day, their home pages, and cases young and old."""
    street, item = _street_and_item()
    old, young = _numbers()
    for name, who, query in _lists(street, item, young):
        yield View(LIST, name, who, f"/cases/?{urlencode(query)}")
    yield View(LIST, "dispatching", "desk", "/cases/dispatching/")
    yield View(LIST, "api", "desk", "/api/v1/cases?size=50")
    yield View(LIST, "api, street, late", "desk", "/api/v1/cases?size=50&street=S01&late=true")
    for who in ("desk", "mun", "street", "inspect", "grid", "visit"):
        yield View("home", "home", who, "/")
    for name, number in (("old case", old), ("young case", young)):
        yield View("detail", name, "desk", f"/cases/{number}/")
        yield View("detail", f"{name}, api", "desk", f"/api/v1/cases/{number}")
    # A queue with the first case open beside it: judged as the page of a case.
    yield View("detail", "placing", "desk", "/cases/placing/")
    yield View("detail", "young case", "mun", f"/cases/{_led_by('mun')}/")


def _lists(street: str, item: str, number: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for view in ("open", "late", "soon", "mine", "all", "visit", "no_lead"):
        yield f"view {view}", "desk", {"view": view}
    yield "newest of all, fifty", "desk", {"view": "all", "size": "50"}
    yield "by street", "desk", {"view": "open", "sort": "street"}
    yield "item and street", "desk", {"view": "open", "area": street, "item": item}
    yield "item and street, all", "desk", {"view": "all", "area": street, "item": item}
    yield "closed, last month", "desk", {"state": "closed", "period": "month"}
    yield "of a channel, all", "desk", {"view": "all", "channel": "hotline"}
    yield "number", "desk", {"q": number}
    yield "words", "desk", {"q": "垃圾"}
    yield "words nobody wrote", "desk", {"q": "没有人写过的话"}
    yield "phone", "desk", {"q": "13800000000"}
    for who in ("street", "mun", "inspect"):
        for view in ("open", "mine", "late", "all"):
            yield f"view {view}", who, {"view": view}
    yield "words", "street", {"q": "路灯"}
    yield "view visit", "visit", {"view": "visit"}
    yield "view open", "grid", {"view": "open"}
    yield "view mine", "verify", {"view": "mine"}


def _street_and_item() -> tuple[str, str]:
    desk = User.objects.get(username="desk")
    streets = chart(desk.district_id).of_kind(BodyKind.STREET)
    found = Matter.objects.filter(area_code__startswith=streets[0].area_code, state="handling")
    row = found.exclude(item_code="").first()
    return streets[0].area_code, row.item_code if row else ""


def _numbers() -> tuple[str, str]:
    made = Matter.objects.filter(procedure="case").order_by("opened_at")
    old, young = made.first(), made.filter(state="handling").last()
    assert old is not None
    assert young is not None
    return old.number, young.number


def _led_by(username: str) -> str:
    actor = actor_of(User.objects.get(username=username), now())
    led = Matter.objects.filter(lead_id__in=actor.bodies, state="handling").first()
    assert led is not None
    return led.number


def measured(rounds: int, slow: float) -> list[Seen]:
    """Every page in turn, round after round; the second page of each list that has one."""
    seen = [Seen(view) for view in views()]
    clients = {who: client_of(who) for who in {one.view.who for one in seen}}
    for one in list(seen):
        if more := _after(clients[one.view.who], one.view):
            seen.append(Seen(more))
    for number in range(rounds + 1):
        for one in seen:
            took, worked = _ask(clients[one.view.who], one, slow if number == rounds else 0)
            if number:
                one.waits.append(took)
                one.worked.append(worked)
    return seen


def _after(client: Any, view: View) -> View | None:
    """The next page, by the cursor of the page itself."""
    if view.group != LIST or not view.path.startswith("/cases/?"):
        return None
    found = _NEXT.search(client.get(view.path).content.decode())
    if found is None:
        return None
    cursor = found.group(1).replace("&amp;", "&")
    return View(LIST, f"{view.name}, page 2", view.who, f"{view.path}&{cursor}")


def _ask(client: Any, one: Seen, slow: float) -> tuple[float, float]:
    with counting() as sent, _timing(one.slow if slow else None, slow):
        begun, rested = time.perf_counter(), time.process_time()
        answer = client.get(one.view.path)
        worked = 1000 * (time.process_time() - rested)
        took = 1000 * (time.perf_counter() - begun)
    if answer.status_code != 200:
        sys.exit(f"{one.view.path} as {one.view.who}: {answer.status_code}")
    one.statements = len(sent)
    return took, worked


@contextmanager
def _timing(slow: list[tuple[float, str]] | None, most: float) -> Iterator[None]:
    """Notes statements that take longer than `most` ms; nothing without a list."""
    if slow is None:
        yield
        return

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = 1000 * (time.perf_counter() - begun)
            if took > most:
                slow.append((took, f"{sql} <- {params}"))

    with connection.execute_wrapper(wrapper):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.at_size")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--slow", type=float, default=0.0, metavar="MS")
    options = parser.parse_args()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        seen = measured(options.rounds, options.slow)
    for one in seen:
        for took, sql in one.slow:
            print(f"{one.view.name} {one.view.who} {took:.0f} ms: {sql}\n", file=sys.stderr)
    print(json.dumps([one.row() for one in seen], ensure_ascii=False))


if __name__ == "__main__":
    main()
