"""Everybody who may knock, one case in every state, and one address of every route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huying.domain.kernel.actor import Actor
from huying.domain.procedure.model import ActRule
from huying.platform.matters.models import Obligation
from huying.platform.matters.procedures import procedure
from huying.platform.policy.routes import Route, _routes_of
from tests.apps.cases.pages import signed_in
from tests.builders import MORNING, Town, do, report, row

NOW: Final = MORNING + timedelta(minutes=20)
#: Health of restaurants: a department leads and others help.
CASE_TYPE: Final = "07001"
#: What its checklist requires before a result is reported.
CHECKED: Final = ["cleaner_fitted", "cleaner_running", "outlet_checked"]
ANONYMOUS, POSTLESS = "anonymous", "without posts"

#: Everybody's role and body; "lead", "helper" stand for whoever it is of the case.
PEOPLE: Final = {
    "desk": ("desk", "CMD"),
    "visitor": ("visitor", "CMD"),
    "clerk of the centre": ("clerk", "CMD"),
    "supervisor": ("supervisor", "GOF"),
    "inspection verifier": ("verifier", "GOF"),
    "lead clerk": ("clerk", "lead"),
    "lead head": ("head", "lead"),
    "helper clerk": ("clerk", "helper"),
    "other department": ("clerk", "ORG"),
    "street of the place": ("clerk", "S01"),
    "street verifier": ("verifier", "S01"),
    "sibling street": ("clerk", "S02"),
    "sibling verifier": ("verifier", "S02"),
    "office of the street": ("clerk", "S01-OFF01"),
    "community of the place": ("community_worker", "S01-C01-STATION"),
    "community elsewhere": ("community_worker", "S02-C01-STATION"),
    "grid worker of the place": ("grid_worker", "S01-C01"),
    "grid worker elsewhere": ("grid_worker", "S02-C01"),
    "district leader": ("head", "DISTRICT"),
    "establishment": ("establishment", "EST"),
    "auditor": ("auditor", "AUD"),
    "security admin": ("security_admin", "CYB"),
    "system admin": ("system_admin", "DAT"),
}


@dataclass
class Cast:
    """The town with a case in each state and a client of everybody."""

    town: Town
    cases: dict[str, int]

    def body_of(self, party: str) -> str:
        owed = Obligation.objects.filter(matter_id=self.cases["handling"])
        kind = {"lead": "resolve", "helper": "help"}[party]
        return self.town.chart.body(owed.filter(kind=kind).order_by("id")[0].debtor_id).code

    def actor(self, name: str) -> Actor:
        role, code = PEOPLE[name]
        return self.town.actor(role, code if code.isupper() else self.body_of(code))

    def clients(self, *names: str) -> dict[str, Client]:
        """Clients of these people (default: of everybody), of a stranger and of the postless."""
        found = {ANONYMOUS: Client(), POSTLESS: self._postless()}
        return found | {name: signed_in(self.actor(name)) for name in names or PEOPLE}

    def number(self, state: str = "handling") -> str:
        return str(row(self.cases[state]).number)

    def acts(self) -> tuple[ActRule, ...]:
        """Every act of the procedure."""
        matter = row(self.cases["handling"])
        run = procedure(matter.district_id, matter.procedure, matter.procedure_version)
        return tuple(run.acts.values())

    def _postless(self) -> Client:
        person = get_user_model().objects.create(
            id=8_000_001, district_id=self.town.id, username="wugang", login="wugang", name="无岗"
        )
        return signed_in(Actor(person.pk, (), self.town.id))


def cast_of(town: Town) -> Cast:
    """One case in each state, each reported by phone with somebody to call back."""
    made = Cast(town, {})
    for state in STEPS:
        made.cases[state] = in_state(town, state)
    return made


#: The acts that lead to a state, in order, with who does them and which promise they answer.
STEPS: Final = {
    "reported": 0,
    "filed": 1,
    "handling": 2,
    "verifying": 3,
    "visiting": 4,
    "closed": 5,
}


def in_state(town: Town, state: str, at: datetime = MORNING, **fields: Any) -> int:
    """A case that went the straight way to a state; its matter id."""
    matter, far = report(town, at, **fields), STEPS[state]
    if far >= 1:
        do(town, "file", town.desk, at, matter=matter, on="file", case_type=CASE_TYPE)
    if far >= 2:
        do(town, "dispatch", town.desk, at, matter=matter, on="dispatch")
    if far >= 3:
        handled(town, matter, at)
    if far >= 4:
        code = town.chart.body(owed_by(matter, "verify")).code
        do(town, "pass", town.actor("verifier", code), at, matter=matter, on="verify")
    if far >= 5:
        said = {"solved": "solved", "satisfaction": "satisfied"}
        do(town, "visit_closes", town.visitor, at, matter=matter, on="visit", **said)
    return matter


def handled(town: Town, matter: int, at: datetime) -> None:
    """Signed, contacted, helped and fed back."""
    lead = town.actor("clerk", town.chart.body(owed_by(matter, "resolve")).code)
    do(town, "sign", lead, at, matter=matter, on="sign")
    for owed in Obligation.objects.filter(matter_id=matter, kind="help", outcome=""):
        helper = town.actor("clerk", town.chart.body(owed.debtor_id).code)
        do(town, "give_help", helper, at, matter=matter, on="help", result="查过了")
    if Obligation.objects.filter(matter_id=matter, kind="contact", outcome="").exists():
        how = {"contact_how": "call", "contact_record": "问清楚了"}
        do(town, "contact", lead, at, matter=matter, on="contact", **how)
    told = {
        "result_code": "resolved",
        "result": "已清理",
        "answer": "已清理干净",
        "checked": CHECKED,
    }
    do(town, "feed_back", lead, at, matter=matter, on="resolve", **told)


def owed_by(matter: int, kind: str) -> int:
    owed = Obligation.objects.filter(matter_id=matter, kind=kind, outcome="")
    return int(owed.order_by("id")[0].debtor_id)


def by_api(client: Client, number: str, act: str, body: dict[str, Any]) -> HttpResponse:
    return client.post(
        f"/api/v1/cases/{number}/acts/{act}",
        body,
        content_type="application/json",
        headers={"idempotency-key": f"k-{act}-{number}"},
    )


# ---- routes -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """One address that answers GET (an API operation: with its method), and what it declares."""

    name: str
    address: str
    action: str
    is_api: bool
    is_public: bool
    names_a_case: bool


def doors(number: str) -> list[Door]:
    """Every route of the product with a representative object in its address."""
    return [_door(prefix, pattern, route, number) for prefix, pattern, route in _leaves()]


@cache
def _leaves() -> tuple[tuple[str, URLPattern, Route], ...]:
    return tuple(_walk(get_resolver().url_patterns, "/"))


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern, Route]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
            continue
        # The API lists one address once for each name of its operations.
        for route in dict.fromkeys(_routes_of(address, pattern.callback)):
            yield address, pattern, route


def _door(address: str, pattern: URLPattern, route: Route, number: str) -> Door:
    filled = address
    known = OBJECTS | {"number": number}
    for name in pattern.pattern.converters:
        assert name in known, f"{route.address}: name a representative {name!r} in cast.OBJECTS"
        filled = _put(filled, name, known[name])
    return Door(
        name=pattern.name or route.address,
        address=filled,
        action=route.action,
        is_api=filled.startswith("/api/"),
        is_public=bool(route.reason),
        names_a_case="number" in pattern.pattern.converters,
    )


def _put(address: str, name: str, value: str) -> str:
    start = address.rindex("<", 0, address.index(f"{name}>"))
    return address[:start] + value + address[address.index(">", start) + 1 :]


#: One of each thing an address can name.
OBJECTS: Final = {
    "act": "sign",
    "area_code": "380102001001001",
    "code": "case",
    "family": "responsibility",
    "case_type": CASE_TYPE,
    "kind": "csv",
    "leave_id": "1",
    "_rest": "nothing",
}
