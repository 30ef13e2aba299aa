"""Acts on two cases: both sides or neither, once for a key, and never in each other's way."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connections

from huying.apps.cases.links import linked_to
from huying.apps.cases.services import act_on_case
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event, Matter, Obligation
from huying.platform.matters.perform import Command, Conflict, KeyReused, Performed, perform_all
from huying.platform.matters.verify import verify
from tests.builders import MORNING, Town, dispatched, do, report, row

LATER = MORNING + timedelta(minutes=5)
TOLD = {"demand_kind": "complaint", "channel": "phone", "text": "井盖坏了"}
_keys = count(1)


def both(town: Town, matter: int, act: str, key: str = "", **fields: Any) -> Performed:
    return act_on_case(town.desk, matter, act, fields, at=LATER, key=key or f"pair:{next(_keys)}")


def owed(matter: int) -> list[str]:
    rows = Obligation.objects.filter(matter_id=matter, outcome="").order_by("kind", "id")
    return list(rows.values_list("kind", flat=True))


def snapshot() -> dict[int, tuple[str, int, int]]:
    """State and version of every case with the number of its events."""
    return {
        m.id: (m.state, m.version, Event.objects.filter(matter_id=m.id).count())
        for m in Matter.objects.all()
    }


@pytest.fixture
def pair(town: Town) -> tuple[int, int]:
    """A main case and a repeat of it, both being handled."""
    return dispatched(town), dispatched(town, requester_phone="19900005678")


# -- both sides ------------------------------------------------------------------------------------


@pytest.mark.parametrize("from_main", [False, True], ids=["merge", "absorb"])
def test_both_sides_are_written_whichever_is_asked(
    town: Town, pair: tuple[int, int], from_main: bool
) -> None:
    main, repeat = pair
    promised = Obligation.objects.get(matter_id=repeat, kind="promise").due_at
    if from_main:
        done = both(town, main, "absorb", joined=repeat)
    else:
        done = both(town, repeat, "merge", main=main)
    assert done.matter_id == (main if from_main else repeat)
    assert row(repeat).state == "merged"
    assert row(repeat).case.main_id == main
    assert owed(repeat) == []
    # The promise of whoever asked second is carried on, with the date that was told.
    carried = Obligation.objects.get(matter_id=main, kind="joined_promise", outcome="")
    assert carried.due_at == promised
    assert carried.part == row(repeat).number
    assert [one.matter for one in linked_to(town.id, main)] == [repeat]
    assert verify(town.id, [main, repeat]).broken == []


@pytest.mark.parametrize("from_main", [False, True], ids=["restore", "release"])
def test_both_sides_are_undone(town: Town, pair: tuple[int, int], from_main: bool) -> None:
    main, repeat = pair
    promised = Obligation.objects.get(matter_id=repeat, kind="promise").due_at
    both(town, repeat, "merge", main=main)
    if from_main:
        both(town, main, "release", joined=repeat, reason="两处")
    else:
        both(town, repeat, "restore", reason="两处")
    assert row(repeat).state == "filed"
    assert owed(repeat) == ["dispatch", "promise"]
    again = Obligation.objects.get(matter_id=repeat, kind="promise", outcome="")
    assert again.due_at == promised
    assert "joined_promise" not in owed(main)
    assert linked_to(town.id, main) == ()


def test_a_repeat_that_was_not_filed_goes_back_to_be_filed(town: Town) -> None:
    main, repeat = dispatched(town), report(town)
    both(town, repeat, "merge", main=main)
    both(town, repeat, "restore_unfiled", reason="两处")
    assert row(repeat).state == "reported"
    assert owed(repeat) == ["file"]


# -- once for a key --------------------------------------------------------------------------------

ACTS = ["merge", "absorb", "release", "restore", "split"]


def asked(act: str, main: int, repeat: int) -> tuple[int, dict[str, Any]]:
    """On which case an act is done, with its fields."""
    return {
        "merge": (repeat, {"main": main}),
        "absorb": (main, {"joined": repeat}),
        "release": (main, {"joined": repeat, "reason": "两处"}),
        "restore": (repeat, {"reason": "两处"}),
        "split": (repeat, {"children": ["垃圾", "井盖"]}),
    }[act]


def ready(town: Town, act: str) -> tuple[int, int, int | None]:
    """A main case and a repeat in the situation of an act, with the promise it answers."""
    main = dispatched(town)
    repeat = report(town) if act == "split" else dispatched(town)
    if act in ("release", "restore"):
        both(town, repeat, "merge", main=main)
    file = Obligation.objects.filter(matter_id=repeat, kind="file", outcome="").first()
    return main, repeat, file.id if act == "split" and file else None


@pytest.mark.parametrize("act", ACTS)
def test_the_same_key_is_answered_as_the_first_time(town: Town, act: str) -> None:
    main, repeat, answers = ready(town, act)
    matter, fields = asked(act, main, repeat)
    how = {"at": LATER, "key": f"same:{act}", "answers": answers}
    first = act_on_case(town.desk, matter, act, fields, **how)
    before = snapshot()
    again = act_on_case(town.desk, matter, act, fields, **how)
    assert again.is_repeat
    assert (again.matter_id, again.event_id) == (first.matter_id, first.event_id)
    assert snapshot() == before
    other = {**fields, **({"children": ["一", "二"]} if act == "split" else {"reason": "别的"})}
    with pytest.raises(KeyReused):
        act_on_case(town.desk, matter, act, other, **how)
    assert snapshot() == before


# -- or neither ------------------------------------------------------------------------------------


def test_when_the_second_side_is_refused_nothing_is_left(town: Town) -> None:
    """The lower number is written first: either side may be the one that fails."""
    ended, open_one = dispatched(town), dispatched(town)
    do(town, "withdraw", town.resident, MORNING, matter=ended)
    earlier = dispatched(town)
    later = dispatched(town)
    do(town, "withdraw", town.resident, MORNING, matter=later)
    for matter, other in ((open_one, ended), (earlier, later)):
        before = snapshot()
        for act, asking, named in (("merge", matter, {"main": other}),
                                   ("absorb", matter, {"joined": other})):  # fmt: skip
            with pytest.raises(Refused):
                both(town, asking, act, **named)
        assert snapshot() == before


def test_when_the_last_of_many_is_refused_nothing_is_left(town: Town) -> None:
    matter = report(town)
    before = snapshot()
    parts = [Command(town.id, "report", town.desk, LATER, f"p{n}", TOLD, procedure="case")
             for n in range(3)]  # fmt: skip
    wrong = Command(town.id, "split", town.desk, LATER, "whole", {"children": 3}, matter, "case")
    with pytest.raises(Refused) as refused:
        perform_all([*parts, wrong])
    assert refused.value.refusal.code == "nothing_owed"
    assert snapshot() == before


def test_a_version_that_is_old_leaves_nothing_on_the_other_side(
    town: Town, pair: tuple[int, int]
) -> None:
    main, repeat = pair
    before = snapshot()
    with pytest.raises(Conflict):
        act_on_case(town.desk, repeat, "merge", {"main": main}, at=LATER, key="old", expected=1)
    assert snapshot() == before


@pytest.mark.parametrize("act", ["merge", "absorb", "release", "restore", "restore_unfiled"])
def test_one_side_alone_is_impossible(town: Town, pair: tuple[int, int], act: str) -> None:
    """Without the other case, with one that is none, or with itself: nothing happens."""
    main, repeat = pair
    before = snapshot()
    for named in ({}, {"main": 1, "joined": 1}, {"main": "2", "joined": "2"},
                  {"main": repeat, "joined": repeat}):  # fmt: skip
        with pytest.raises(Refused):
            fields = {k: v for k, v in named.items() if k in FIELD.get(act, ())}
            both(town, repeat, act, **fields, reason="两处")
        assert snapshot() == before
    assert row(main).state == "handling"


FIELD = {"merge": ("main",), "absorb": ("joined",), "release": ("joined",)}


# -- crosswise -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_merge_crosswise_never_wait_for_each_other(town: Town) -> None:
    pairs = [(dispatched(town), dispatched(town)) for _ in range(6)]
    for one, other in pairs:
        answers = at_once(town, [(one, other), (other, one)])
        # One of them is done, the other finds its case merged or its main one ended.
        assert sorted(answers) == ["Performed", "Refused"]
        states = sorted([row(one).state, row(other).state])
        assert states == ["handling", "merged"]
        main = one if row(one).state == "handling" else other
        assert owed(main).count("joined_promise") == 1
    assert verify(town.id).broken == []


@pytest.mark.django_db(transaction=True)
def test_a_ring_of_three_ends_with_everybody_promised_something(town: Town) -> None:
    a, b, c = (dispatched(town) for _ in range(3))
    at_once(town, [(a, b), (b, c), (c, a)])
    for matter in (a, b, c):
        found = row(matter)
        if found.state == "merged":
            main = found.case.main_id
            number = row(matter).number
            assert Obligation.objects.filter(
                matter_id=main, kind="joined_promise", part=number, outcome=""
            ).exists()
        else:
            assert "promise" in owed(matter)


def at_once(town: Town, merges: list[tuple[int, int]]) -> list[str]:
    """Everybody merges at the same moment; the kind of answer each one got."""
    gate, answers = threading.Barrier(len(merges)), dict[int, str]()

    def run(place: int) -> None:
        repeat, main = merges[place]
        try:
            gate.wait(30)
            answers[place] = type(both(town, repeat, "merge", main=main)).__name__
        except (Conflict, Refused, KeyReused) as no:
            answers[place] = type(no).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(merges))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == len(merges), "somebody never came back, or came back with an error"
    return [answers[n] for n in range(len(merges))]
