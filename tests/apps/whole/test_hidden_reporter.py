"""Who reported stays hidden from every handling body, whatever address, file or row they read.

Name, phone and tracking code of hidden reporters are planted in every text of every act; then
every route of the product is asked by every role that must not know.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client

from huying.apps.accounts.access_log import entries
from huying.apps.cases.lists import search
from huying.platform import clock
from huying.platform.matters.models import Event, EventText, Matter
from huying.platform.notifications.models import Notice
from huying.platform.policy.table import Confidential
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick
from tests.apps.cases.pages import signed_in, text_of
from tests.apps.whole import walking
from tests.apps.whole.driving import Driver, matters
from tests.apps.whole.planted import NAME, PHONE, Planted, everything_in, of_code, of_name, of_phone
from tests.apps.whole.test_bad_input import NAMES
from tests.apps.whole.walking import Stop, answer, every_filter, handling, stops, without_echo
from tests.builders import Town, row

#: Enough for every act of the file, each end of a case being a case of its own.
CASES = 18
#: Acts nobody is driven to by what is offered alone, each with the reason.
NOT_REACHED = {
    "split": "has a service of its own, which makes the parts",
    "check_off": "needs codes of the item's own checklist, and carries no text",
    "correct_and_redispatch": "needs a correction that gives another answer",
    "answer_and_close": "needs a question of somebody who left no number",
    "restore_unfiled": "needs a repeat that was merged before it was filed",
    **dict.fromkeys(
        (
            "joined_limit_reached", "joined_visit_try", "joined_visit_done", "joined_unreached",
            "send_back_for_joined", "visit_unreached",
        ),
        "needs a repeat that stays merged until the visits",
    ),
}  # fmt: skip


def driven(town: Town, monkeypatch: pytest.MonkeyPatch, cases: int) -> Driver:
    driver = Driver(town)
    driver.drive(cases)
    # The clock tells people what is late, and the relay hands it to them.
    driver.at += timedelta(days=30)
    while tick(driver.at):
        pass
    while relay(driver.at):
        pass
    monkeypatch.setattr(clock, "now", lambda: driver.at)
    return driver


@pytest.fixture
def _once() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("what pages tell does not hang on the database; SQLite walks them all")


@pytest.fixture
def story(town: Town, monkeypatch: pytest.MonkeyPatch) -> Driver:
    return driven(town, monkeypatch, CASES)


@pytest.fixture
def short_story(town: Town, monkeypatch: pytest.MonkeyPatch) -> Driver:
    return driven(town, monkeypatch, 6)


# ---- every route --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_once")
@pytest.mark.req("S1-48")
def test_no_route_file_message_row_or_log_tells_who_reported(
    story: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    never = sorted(story.never_done() - set(NOT_REACHED))
    assert not never, f"never done: {never}; teach driving.py or name the reason; {story.refused}"
    assert not list(leaks(story, handling(story)))
    assert not list(rows_that_tell(story))
    logged = "\n".join(f"{r.getMessage()} {r.exc_text or ''}" for r in caplog.records)
    assert not {t for one in story.planted.values() for t in one.traces(logged)}


def leaks(story: Driver, clients: dict[str, Client]) -> Iterator[tuple[Any, ...]]:
    """(who, address, what) of everything that was told."""
    rows = telling(story)
    known = {matter.number: story.planted[matter.id] for matter in rows}
    # The forms of acts differ by state, not by case: one case in each is enough for them.
    pressed_on = {matter.state: matter.number for matter in rows if not matter.ended_at}.values()
    whole, shown = _whole(story), set[tuple[str, str]]()
    for stop in stops(story):
        if (stop.number and stop.number not in known) or (stop.is_act and "/api/" in stop.address):
            continue
        for name, client in clients.items():
            if stop.is_act and (stop.number not in pressed_on or (name, stop.number) not in shown):
                continue
            for response in asked(client, stop):
                shown |= {(name, stop.number)} if response.status_code == 200 else set()
                if found := known.get(stop.number, whole).traces(everything_in(response)):
                    yield name, stop.address, response.status_code, sorted(found)


def telling(story: Driver) -> list[Matter]:
    """As few cases as hold every act that was done, those with most acts first."""
    acts = {m: set(m.events.values_list("act", flat=True)) for m in matters(story)}
    left, found = set().union(*acts.values()), list[Matter]()
    while left:
        found.append(max(acts, key=lambda m: len(acts[m] & left)))
        left -= acts[found[-1]]
    return found


def asked(client: Client, stop: Stop) -> Iterator[HttpResponse]:
    response = answer(client, stop.address)
    yield response
    is_form = stop.is_act and response.status_code == 200
    if is_form or stop.address.endswith("/reveal/"):
        yield pressed(client, stop.address)
    if stop.address.endswith(("/cases/", "/export/")):
        for kind in walking.FORMATS:
            yield answer(client, stop.address, {"view": "all", "format": kind, "size": "50"})


def pressed(client: Client, address: str) -> HttpResponse:
    """The answer to an empty form; what it did is taken back."""
    with transaction.atomic():
        response = client.post(address, {"key": "0" * 32, "reason": "想看看是谁"})
        transaction.set_rollback(True)
    assert response.status_code < 500, address
    return response


def _whole(story: Driver) -> Planted:
    """What no page about many cases may hold: the person of all of them, each code apart."""
    return _All([one.code for one in story.planted.values()])


class _All(Planted):
    def __init__(self, codes: list[str]) -> None:
        super().__init__()
        self.codes = codes

    def traces(self, text: str) -> set[str]:
        return super().traces(text) | {c for code in self.codes for c in Planted(code).traces(text)}


def test_a_route_that_nobody_can_fill_is_a_fault(
    short_story: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(list(walking.addresses())) > 40
    monkeypatch.setattr(walking, "addresses", lambda: [("/new/<slug:thing>/", ("thing",))])
    with pytest.raises(AssertionError, match=r"name rows for \['thing'\]"):
        stops(short_story)


# ---- rows at rest -------------------------------------------------------------------------------


def rows_that_tell(story: Driver) -> Iterator[tuple[str, Any, list[str]]]:
    """Plain values of any table about these cases; texts stand beside their events and are read
    through the policy alone, the address of a case is their copy (docs/explanation/privacy.md)."""
    apart = {(EventText, "value"), (apps.get_model("cases", "Case"), "address")}
    whole = _whole(story)
    for model in apps.get_models():
        if not model.__module__.startswith("huying.") or model._meta.label_lower == "cases.draft":
            continue
        names = [f.attname for f in model._meta.concrete_fields if (model, f.attname) not in apart]
        for values in model._default_manager.values_list(*names):
            if found := whole.traces("\n".join(v for v in values if isinstance(v, str))):
                yield model._meta.label, values[0], sorted(found)


@pytest.mark.req("S1-48")
def test_what_is_personal_is_encrypted_and_people_are_told_without_it(short_story: Driver) -> None:
    personal = EventText.objects.filter(field__in=("requester_name", "requester_phone"))
    kept = list(personal.values_list("value", flat=True))
    assert kept
    assert not {t for value in kept for t in Planted().traces(value)}
    assert Notice.objects.exists()
    assert Event.objects.filter(act="mark_late").exists()


# ---- searching ----------------------------------------------------------------------------------

#: One for each way to stand to a case.
SEARCHERS = ("clerk of lead", "clerk of helper", "grid_worker of S01-C01", "supervisor of GOF")
#: Of the same shape, and nobody's.
OTHER_NAME, OTHER_PHONE, OTHER_CODE = "瞿雪汐", "18876543219", "Z2Z3Z4"


@pytest.mark.req("S1-48")
@pytest.mark.usefixtures("_once")
def test_a_search_for_the_reporter_answers_as_for_anybody(short_story: Driver) -> None:
    everybody = handling(short_story)
    clients = {name: everybody[name] for name in SEARCHERS}
    code = short_story.planted[short_story.cases[-1]].code
    mine = (*of_name(NAME), *of_phone(PHONE), *of_code(code), PHONE[:7], PHONE[-5:])
    others = (*of_name(OTHER_NAME), *of_phone(OTHER_PHONE), *of_code(OTHER_CODE))
    others = (*others, OTHER_PHONE[:7], OTHER_PHONE[-5:])
    plain = [stop.address for stop in stops(short_story) if not stop.number]
    number = row(short_story.cases[-1]).number
    searching = [one for one in plain if is_searching(clients["supervisor of GOF"], one, number)]
    assert {"/cases/", "/cases/export/", "/api/v1/cases"} <= set(searching)
    told = []
    for name, client in clients.items():
        for address in searching:
            for typed, other in zip(mine, others, strict=True):
                if not is_same(client, address, typed, other):
                    told.append((name, address, typed))
        for address in plain:
            if not is_same(client, address, PHONE, OTHER_PHONE, NAMES):
                told.append((name, address, "every filter"))
        found = client.get("/api/v1/cases", {"q": PHONE})
        assert found.status_code != 200 or found.json()["rows"] == [], name
    assert not told
    desk = signed_in(short_story.town.desk).get("/api/v1/cases", {"q": PHONE})
    assert desk.json()["rows"], "the desk finds a caller's cases"


def is_same(
    client: Client, address: str, one: str, other: str, names: Iterable[str] = ("q",)
) -> bool:
    """Are two questions answered alike, but for what was typed?"""
    names = tuple(names)
    told = set()
    for q in (one, other):
        # Wrong codes are counted; the second question starts as far from the lock as the first.
        cache.clear()
        told.add(without_echo(answer(client, address, every_filter(q, names)), q))
    return len(told) == 1


def is_searching(client: Client, address: str, number: str) -> bool:
    """Does the address read `q`? Seen by whether a case's number finds more than nonsense."""
    return not is_same(client, address, number, "zqzq")


# ---- the test sees what it is there to see ------------------------------------------------------


def _as_typed(text: str, _secrets: Any = ()) -> str:
    return text


PLANTED_FAULTS = {
    "texts are no longer cleaned": ("huying.apps.cases.detail.cleaned", _as_typed),
    "addresses are no longer cleaned": ("huying.apps.cases.address.cleaned", _as_typed),
    "a tip-off is no other case": (Confidential, "leaves", lambda _self, _name: True),
}


@pytest.mark.parametrize("fault", PLANTED_FAULTS)
def test_a_planted_leak_is_seen(
    short_story: Driver, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    lead = {"lead": handling(short_story)["clerk of lead"]}
    monkeypatch.setattr(*PLANTED_FAULTS[fault])
    assert next(leaks(short_story, lead), None), fault


def test_a_planted_oracle_is_seen(short_story: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "hidden", lambda _path: Q(pk__in=()))
    monkeypatch.setattr(search, "cleaned", _as_typed)
    lead = handling(short_story)["clerk of lead"]
    found = {
        q: without_echo(answer(lead, "/api/v1/cases", {"q": q}), q) for q in (NAME, OTHER_NAME)
    }
    assert found[NAME] != found[OTHER_NAME]


# ---- who does see -------------------------------------------------------------------------------


@pytest.mark.req("S1-48")
def test_desk_and_visitor_reveal_with_a_reason_that_is_logged(short_story: Driver) -> None:
    town = short_story.town
    matter = next(m for m in short_story.cases if row(m).obligations.filter(kind="visit").exists())
    # A visitor reveals while the visit is owed.
    row(matter).obligations.filter(kind="visit").update(outcome="", ended_at=None)
    number = row(matter).number
    whole = f"{NAME} {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"
    for person in (town.desk, town.visitor):
        client = signed_in(person)
        assert whole not in text_of(client.post(f"/cases/{number}/reveal/", {"reason": " "}))
        assert whole in text_of(client.post(f"/cases/{number}/reveal/", {"reason": "回访核实"}))
    log = entries(town.id).filter(action="case.reveal", object=f"matter:{matter}")
    assert {one.person_id for one in log} == {town.desk.person, town.visitor.person}
    assert {one.reason for one in log} == {"回访核实"}
