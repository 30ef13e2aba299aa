"""Several at once on one case: one winner for each version, nothing done twice, nothing lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event, Matter, Obligation
from huying.platform.matters.perform import Command, Conflict, KeyReused, Performed, perform
from huying.platform.matters.verify import verify
from tests.builders import MORNING, Town, dispatched, do, report

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
TOLD = {"demand_kind": "complaint", "channel": "phone", "text": "井盖坏了"}
Answer = Performed | Conflict | Refused | KeyReused


def at_once(commands: list[Command]) -> list[Answer]:
    """Everybody performs at the same moment, each on a connection of his own."""
    gate, answers = threading.Barrier(len(commands)), dict[int, Answer]()

    def run(place: int) -> None:
        try:
            gate.wait(30)
            answers[place] = perform(commands[place])
        except (Conflict, Refused, KeyReused) as no:
            answers[place] = no
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == len(commands), "somebody never came back, or came back with an error"
    return [answers[n] for n in range(len(commands))]


def of_kind(answers: list[Answer]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def answering(town: Town, matter: int, act: str, **fields: str) -> Callable[[int, str], Command]:
    """Commands that answer an open promise at its present version."""

    def made(promise: int, key: str) -> Command:
        owed = Obligation.objects.get(id=promise)
        code = town.chart.body(owed.debtor_id).code
        by = town.actor("clerk", code)
        return Command(
            town.id, act, by, MORNING, key, fields, matter, "case", owed.id, owed.version
        )

    return made


def with_helpers(town: Town) -> int:
    """A case that was dispatched to its lead and to everybody the list names beside it."""
    matter = report(town)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="07001")
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch")
    return matter


def owed(matter: int, kind: str) -> list[int]:
    rows = Obligation.objects.filter(matter_id=matter, kind=kind, outcome="")
    return list(rows.order_by("id").values_list("id", flat=True))


@pytest.mark.req("S1-41")
def test_one_key_at_once_is_one_event(town: Town) -> None:
    for turn in range(3):
        before = Matter.objects.count()
        command = Command(town.id, "report", town.desk, MORNING, f"same{turn}", TOLD, None, "case")
        answers = at_once([command] * THREADS)
        assert of_kind(answers) == {"Performed": THREADS}, answers
        assert len({a.event_id for a in answers}) == 1
        assert [a.is_repeat for a in answers].count(False) == 1
        assert Matter.objects.count() == before + 1
    assert not verify(town.id).broken


def test_one_key_at_once_with_other_content_is_told(town: Town) -> None:
    commands = [
        Command(
            town.id, "report", town.desk, MORNING, "one", {**TOLD, "text": f"{n}"}, None, "case"
        )
        for n in range(THREADS)
    ]
    assert of_kind(at_once(commands)) == {"Performed": 1, "KeyReused": THREADS - 1}
    assert Matter.objects.count() == Event.objects.count() == 1


def test_one_version_has_one_winner(town: Town) -> None:
    matter = dispatched(town)
    sign = answering(town, matter, "sign")
    [promise] = owed(matter, "sign")
    answers = at_once([sign(promise, f"s{n}") for n in range(THREADS)])
    assert of_kind(answers) == {"Performed": 1, "Conflict": THREADS - 1}
    assert Event.objects.filter(matter_id=matter, act="sign").count() == 1
    assert not verify(town.id, [matter]).broken


def test_whoever_names_no_version_is_refused_in_words(town: Town) -> None:
    matter = dispatched(town)
    [promise] = owed(matter, "sign")
    by = town.actor("clerk", "SAN")
    commands = [
        Command(town.id, "sign", by, MORNING, f"k{n}", {}, matter, "case", promise)
        for n in range(THREADS)
    ]
    answers = at_once(commands)
    assert of_kind(answers) == {"Performed": 1, "Refused": THREADS - 1}
    assert {a.refusal.code for a in answers if isinstance(a, Refused)} == {"already_ended"}


def test_two_bodies_that_answer_different_promises_never_conflict(town: Town) -> None:
    for _ in range(3):
        matter = with_helpers(town)
        sign = answering(town, matter, "sign")
        contact = answering(town, matter, "contact", contact_how="call", contact_record="问清楚了")
        help_ = answering(town, matter, "give_help", result="查过了")
        commands = [sign(p, f"{matter}s") for p in owed(matter, "sign")]
        commands += [contact(p, f"{matter}c") for p in owed(matter, "contact")]
        commands += [help_(p, f"{matter}h{p}") for p in owed(matter, "help")]
        assert len(commands) >= 3
        assert of_kind(at_once(commands)) == {"Performed": len(commands)}
        seqs = Event.objects.filter(matter_id=matter).order_by("seq").values_list("seq", flat=True)
        assert list(seqs) == list(range(1, 4 + len(commands)))
        assert not verify(town.id, [matter]).broken


def test_ids_are_never_given_twice(town: Town) -> None:
    commands = [
        Command(town.id, "report", town.desk, MORNING, f"r{n}", TOLD, None, "case")
        for n in range(THREADS)
    ]
    answers = at_once(commands)
    assert of_kind(answers) == {"Performed": THREADS}
    assert len({a.matter_id for a in answers}) == THREADS
    assert report(town) not in {a.matter_id for a in answers}
    assert not verify(town.id).broken
