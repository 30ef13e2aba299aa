"""What the bulk writer keeps of made-up cases is what `perform` would have kept, row by row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from huying.apps.cases.models import Case, CaseLink, Participant
from huying.cli import demo_loading
from huying.cli.demo_loading import commands_of, world_of, write_pasts
from huying.domain.kernel.ids import case_number
from huying.domain.procedure.marks import decide_mark
from huying.platform.database import write_transaction
from huying.platform.matters.models import Event, EventText, Mark, Matter, Obligation
from huying.platform.matters.perform import Command, Performed, perform, perform_decided
from huying.platform.matters.verify import plain_text, verify
from huying.sim.history import live
from huying.sim.world import Done, Past
from tests.apps.demo.conftest import NOW, RULES, WANTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

#: More of what is rare, so that two hundred cases show it.
OFTEN = {
    "repeated": 0.08, "unmerged": 0.4, "splits": 0.06, "related": 0.04, "unrelated": 0.5,
    "mistyped": 0.06, "pauses": 0.1, "extends": 0.2, "consulted": 0.4, "on_the_spot": 0.6,
    "reopened": 0.2,
}  # fmt: skip
#: Fields of events that name another case.
_NAMING = ("parent", "main", "joined", "other")
_TABLES = (
    "cases_caselink", "cases_participant", "matters_mark", "matters_outbox", "matters_eventtext",
    "matters_event", "matters_obligation", "matters_matter", "cases_case",
)  # fmt: skip


def test_cases_performed_give_the_same_rows(loaded: demo_loading.Loaded) -> None:
    families = _various(_lived_again(loaded))
    pasts = sorted((p for own in families for p in own), key=lambda past: past.matter.opened_at)
    acts = {done.event.act for past in pasts for done in past.done}
    assert len(pasts) >= 30
    assert {"merge", "absorb", "split", "release", "relate", "reopen", "allow_pause"} <= acts
    assert {"grant", "correct", "assign_task", "stage_done", "joined_visit_done"} <= acts
    _empty()
    write_pasts(loaded.district.code, pasts)
    written = [_rows_of([past.matter.id for past in own]) for own in families]
    repeated = [_perform(command) for past in pasts[:6] for command in commands_of(_code(), past)]
    assert all(done.is_repeat for done in repeated)
    assert not verify().broken
    _empty()
    for own, rows in zip(families, written, strict=True):
        assert _rows_of(_performed(own)) == rows
    assert not verify().broken


def _code() -> int:
    return demo_loading.demo_code(RULES)


def _lived_again(loaded: demo_loading.Loaded) -> list[Past]:
    texts = demo_loading.texts_of(RULES)
    plan, history = demo_loading.plans_of(texts, WANTED)
    often = replace(history, chances={**history.chances, **OFTEN})
    return list(live(world_of(loaded.district, plan, often, NOW)))


def _various(pasts: list[Past]) -> list[list[Past]]:
    """Thirty cases or more with as many different acts as there are, rare acts first, each with
    those that it names or that name it."""
    missing = {done.event.act for past in pasts for done in past.done}
    chosen: list[list[Past]] = []
    families = _families(pasts)
    while missing or sum(map(len, chosen)) < 30:
        best = max(families, key=lambda own: (len(_acts(own) & missing), -len(own)))
        families.remove(best)
        chosen.append(best)
        missing -= _acts(best)
    return chosen


def _acts(pasts: Iterable[Past]) -> set[str]:
    return {done.event.act for past in pasts for done in past.done}


def _families(pasts: list[Past]) -> list[list[Past]]:
    """The cases by whom they name."""
    head = {past.matter.id: past.matter.id for past in pasts}

    def first(matter: int) -> int:
        while head[matter] != matter:
            matter = head[matter]
        return matter

    for past in pasts:
        for done in past.done:
            for name in _NAMING:
                if other := done.event.fields.get(name):
                    head[first(past.matter.id)] = first(other)
    found: dict[int, list[Past]] = {}
    for past in pasts:
        found.setdefault(first(past.matter.id), []).append(past)
    return list(found.values())


def _empty() -> None:
    with write_transaction(), connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def _performed(pasts: list[Past]) -> list[int]:
    """Does the acts of some cases again, one by one in their order; the new matters' ids."""
    new: dict[int, int] = {}
    for past, command, done in _in_order(pasts):
        fields = {k: new[v] if k in _NAMING else v for k, v in command.fields.items()}
        again = replace(
            command,
            fields=fields,
            matter_id=new.get(past.matter.id),
            answers=new[command.answers] if command.answers else None,
            key=f"{past.matter.id}:{done.event.seq}",
        )
        matter = new[past.matter.id] = _perform(again).matter_id
        opened = Obligation.objects.filter(matter_id=matter).order_by("id")
        old = [o.id for o in past.matter.obligations]
        new.update(zip(old, opened.values_list("id", flat=True), strict=False))
    return [new[past.matter.id] for past in pasts]


def _in_order(pasts: list[Past]) -> list[tuple[Past, Command, Done]]:
    every = [
        (past, command, done)
        for past in pasts
        for command, done in zip(commands_of(_code(), past), past.done, strict=True)
    ]
    return sorted(every, key=lambda one: (one[2].event.at, one[0].matter.id, one[2].event.seq))


def _perform(command: Command) -> Performed:
    if command.act != "mark":
        return perform(command)
    owed = command.answers or 0
    return perform_decided(
        command, lambda loaded: decide_mark(loaded.matter, owed, command.at, loaded.facts)
    )


# -- rows, with the ids and numbers of these cases replaced by their places ------------------------


class Places:
    """What ids and numbers of some cases stand for."""

    def __init__(self, matters: list[int]) -> None:
        self.of: dict[str, str] = {}
        for n, matter in enumerate(matters):
            self.of |= {str(matter): f"m{n}", case_number(matter): f"number{n}"}
            owed = Obligation.objects.filter(matter_id=matter).order_by("id")
            self.of |= {str(o.id): f"m{n}.o{place}" for place, o in enumerate(owed)}
        self._all = re.compile("|".join(map(re.escape, self.of)))

    def read(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.read(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.read(inner) for inner in value]
        if isinstance(value, str):
            return self._all.sub(lambda found: self.of[found.group()], value)
        return self.of.get(str(value), value) if type(value) is int else value


def _rows_of(matters: list[int]) -> Any:
    places = Places(matters)
    return [_rows(matter, places) for matter in matters]


def _rows(matter_id: int, places: Places) -> Any:
    """All rows of a matter that anybody reads."""
    owed = list(Obligation.objects.filter(matter_id=matter_id).order_by("id"))
    events = list(Event.objects.filter(matter_id=matter_id).order_by("seq"))
    steps = {event.id: event.seq for event in events}
    marks = Mark.objects.filter(event_id__in=steps)
    links = CaseLink.objects.filter(case_id=matter_id).order_by("at", "id")
    watching = Participant.objects.filter(matter_id=matter_id).order_by("at", "id")
    return {
        "matter": _plain(Matter.objects.get(id=matter_id), places, "number", "head"),
        "case": _plain(Case.objects.get(matter_id=matter_id), places),
        "owed": [_plain(o, places) for o in owed],
        "events": [_event(event, places) for event in events],
        "marks": sorted((steps[m.event_id], m.step, m.people, m.is_unheard) for m in marks),
        "links": [_plain(link, places, "id") for link in links],
        "watching": [_plain(one, places, "id") for one in watching],
    }


def _event(event: Event, places: Places) -> Any:
    body = json.loads(event.body)
    texts = {t.field: plain_text(t) for t in EventText.objects.filter(event_id=event.id)}
    assert texts.keys() == body["texts"].keys()
    # A joined resident's promise counts from an earlier day than the one it was opened on, so the
    # two do not list what an event changed in the same order.
    body["changed"].sort(key=lambda change: change["id"])
    row = _plain(event, places, "id", "key", "request_digest", "body", "previous", "digest")
    return row, places.read({**body, "texts": texts})


def _plain(row: Any, places: Places, *without: str) -> dict[str, Any]:
    return dict(_columns(row, places, without))


def _columns(row: Any, places: Places, without: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        if field.attname not in without:
            yield field.attname, places.read(getattr(row, field.attname))
