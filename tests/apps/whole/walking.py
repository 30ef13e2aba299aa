"""Every address of the URL configuration, filled from real rows, asked by everybody."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final
from urllib.parse import quote, quote_plus

from django.http import HttpResponse
from django.test import Client

from huying.apps.accounts.models import User
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind
from tests.apps.cases.pages import signed_in
from tests.apps.whole.cast import OBJECTS, _leaves, _put
from tests.apps.whole.driving import Driver, matters
from tests.apps.whole.planted import everything_in
from tests.builders import Town

#: The ends of all formats a file is offered in.
FORMATS: Final = ("csv", "xlsx")


@dataclass(frozen=True)
class Stop:
    """One address to ask; `number` of the case it is about, "" for none; `reads`: by GET."""

    address: str
    number: str = ""
    is_act: bool = False


def stops(driver: Driver) -> list[Stop]:
    """Every address with every value its parameters take; fails for one nobody can fill."""
    values = rows_of(driver)
    found = (stop for address, names in addresses() for stop in _filled(address, names, values))
    return list(dict.fromkeys(found))


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each route once, with the names of its parameters."""
    seen = {address: tuple(p.pattern.converters) for address, p, _ in _leaves()}
    yield from seen.items()


def rows_of(driver: Driver) -> Mapping[str, tuple[str, ...]]:
    """What stands for each parameter a route may have: every planted row, or what the other
    tests of the whole product take (`cast.OBJECTS`, where a new parameter has to be added)."""
    rows = matters(driver)
    return {
        **{name: (value,) for name, value in OBJECTS.items()},
        "number": tuple(row.number for row in rows),
        "act": tuple(driver.acts),
        "area_code": tuple(sorted({row.area_code for row in rows if row.area_code})),
        "case_type": tuple(sorted({row.item_code for row in rows if row.item_code})),
        "code": tuple(sorted({row.procedure for row in rows})),
        "kind": FORMATS,
    }


def _filled(
    address: str, names: tuple[str, ...], values: Mapping[str, tuple[str, ...]]
) -> Iterator[Stop]:
    unknown = [name for name in names if not values.get(name)]
    assert not unknown, f"{address}: name rows for {unknown} in cast.OBJECTS"
    for chosen in product(*(values[name] for name in names)):
        told = dict(zip(names, chosen, strict=True))
        filled = address
        for name, value in told.items():
            filled = _put(filled, name, value)
        yield Stop(filled, told.get("number", ""), "act" in told)


# ---- who ----------------------------------------------------------------------------------------

#: Role and body; "lead" and "helper" stand for whoever it is of one of the cases.
HANDLING: Final = (
    ("clerk", "lead"),
    ("head", "lead"),
    ("clerk", "helper"),
    ("clerk", "S01"),
    ("head", "S01"),
    ("verifier", "S01"),
    ("clerk", "S01-OFF01"),
    ("clerk", "stationed"),
    ("grid_worker", "S01-C01"),
    ("community_worker", "S01-C01-STATION"),
    ("verifier", "GOF"),
    ("supervisor", "GOF"),
    ("head", "DISTRICT"),
    ("clerk", "CMD"),
    ("clerk", "ORG"),
    ("clerk", "S02"),
    ("establishment", "EST"),
    ("auditor", "AUD"),
    ("security_admin", "CYB"),
    ("system_admin", "DAT"),
)
#: Those who read the person: the desk, and its visitors.
ENTITLED: Final = frozenset({"desk", "visitor"})


def handling(driver: Driver) -> dict[str, Client]:
    """A client of everybody who must not know; of every kind of body that did an act, too."""
    town, found, posts = driver.town, dict[str, Client](), set[tuple[str, str]]()
    for role, place in HANDLING:
        actor = town.actor(role, _code_of(driver, place))
        found[f"{role} of {place}"] = signed_in(actor)
        posts.add(_kind_of(town, actor))
    known = {"requester", "clock", *ENTITLED}
    for actor in sorted(driver.actors, key=str):
        post = actor.posts[0]
        name = f"{post.role} {town.chart.body(post.body).code if post.body else ''}"
        if post.role not in known and _kind_of(town, actor) not in posts and _exists(actor):
            posts.add(_kind_of(town, actor))
            found[name] = signed_in(actor)
    return found | {"nobody": Client()}


def _kind_of(town: Town, actor: Actor) -> tuple[str, str]:
    """Role and kind of body: one of each is asked."""
    post = actor.posts[0]
    return post.role, str(town.chart.body(post.body).kind) if post.body in town.chart else ""


def _exists(actor: Actor) -> bool:
    return User.objects.filter(pk=actor.person).exists()


def _code_of(driver: Driver, place: str) -> str:
    town = driver.town
    if place in ("lead", "helper"):
        return town.chart.body(_party(driver, f"{place}s" if place == "helper" else place)).code
    if place == "stationed":
        return _stationed(town)
    return place


def _party(driver: Driver, party: str) -> int:
    for row in matters(driver):
        parties = json.loads(row.parties)
        if parties.get("helpers") and parties.get(party):
            return int(parties[party][0])
    raise AssertionError(f"no case with a {party}")


def _stationed(town: Town) -> str:
    """A department's unit in the street of the cases."""
    street = town.body("S01")
    units = (b for b in town.chart.of_kind(BodyKind.STATIONED) if b.parent == street)
    return min(unit.code for unit in units)


# ---- asking -------------------------------------------------------------------------------------


def answer(client: Client, address: str, query: Mapping[str, Any] | None = None) -> HttpResponse:
    response = client.get(address, query or {})
    assert response.status_code < 500, address
    return response


def without_echo(response: HttpResponse, typed: str) -> str:
    """The answer without what the asker typed, however it was written, and without tokens."""
    response.cookies.clear()
    # What was typed makes the answer longer; nothing else may.
    told = re.sub(r"(?m)^Content-Length: .*$", "", everything_in(response))
    shown = " ".join(typed.split())
    for one in dict.fromkeys((typed, shown)):
        for written in (one, html.escape(one), quote(one), quote_plus(one), json.dumps(one)[1:-1]):
            told = told.replace(written, "§").replace(written.lower(), "§")
    told = re.sub(r"[0-9A-Za-z]{32,}", "#", told)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "#", told)  # a workbook says when it was made


def every_filter(value: str, names: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(names, value[:100])
