"""`huying load-cases`: what stands stays, a rerun goes on, and nothing is told to anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huying.cli import load, load_patterns, load_volume, main
from huying.cli.load_volume import NothingToCopy, Wish, standing
from huying.platform.matters.models import Event, Matter, Obligation, Outbox
from huying.platform.matters.verify import verify
from tests.builders import MORNING, Town, dispatched

WISH = Wish(total=30, open=6, weeks=4, seed=3)


@pytest.fixture
def patterns(town: Town, monkeypatch: pytest.MonkeyPatch) -> int:
    """Two cases in handling serve as both; how an open one looks matters here to nobody."""
    for minutes in (0, 5):
        dispatched(town, MORNING + timedelta(minutes=minutes))
    found = load_patterns.open_patterns(town.value.code)
    monkeypatch.setattr(load_volume, "closed_patterns", lambda _: found)
    monkeypatch.setattr(load_volume, "_BATCH", 7)
    return len(found)


def _load(wish: Wish) -> list[int]:
    heard: list[int] = []
    load_volume.load(wish, standing(wish), heard.append)
    return heard


def test_as_many_stand_as_were_asked_for_and_every_chain_holds(town: Town, patterns: int) -> None:
    told = Outbox.objects.count()
    assert _load(WISH) == [7, 14, 21, 28, 30]
    assert standing(WISH) == 30
    loaded = Event.objects.filter(key__startswith="load:3:", seq=1).values_list("matter_id")
    report = verify(matter_ids=[matter for (matter,) in loaded])
    assert (report.matters, report.broken) == (30, [])
    assert Outbox.objects.count() == told


def test_what_was_interrupted_goes_on_where_it_stopped(town: Town, patterns: int) -> None:
    whole = Wish(30, 6, 4, 3)
    copies = list(load_volume.Volume(30, 6, 4, (patterns, patterns)).copies())
    load_volume.load(Wish(14, 2, 4, 3), 0, lambda _: None)
    assert standing(whole) == 14
    assert _load(whole)[-1] == 30
    assert standing(whole) == len(copies)
    assert _load(whole) == []


def test_another_seed_adds_and_copies_are_not_copied(town: Town, patterns: int) -> None:
    before = Matter.objects.count()
    _load(WISH)
    assert len(load_patterns.open_patterns(town.value.code)) == patterns
    _load(Wish(5, 1, 4, seed=4))
    assert Matter.objects.count() == before + 35


def test_nothing_to_copy_is_said_in_words(town: Town) -> None:
    with pytest.raises(NothingToCopy, match="huying demo"):
        load_volume.load(WISH, 0, lambda _: None)


def test_ties_and_the_unfinished_are_no_closed_patterns(town: Town) -> None:
    dispatched(town)
    assert load_patterns.closed_patterns(town.value.code) == []
    Event.objects.filter(act="dispatch").update(act="merge")
    assert load_patterns.open_patterns(town.value.code) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["0"], "cases 0"),
        (["10", "--weeks", "0"], "weeks 0"),
        (["10", "--open", "10"], "--open 10"),
        (["10", "--open", "-1"], "--open -1"),
    ],
)
def test_wrong_numbers_name_the_remedy(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["load-cases", *words]) == load.WRONG
    assert said in capsys.readouterr().err


def test_never_in_production(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.HUYING_DEMO = False
    assert main.main(["load-cases"]) == load.REFUSED
    assert "HUYING_DEMO" in capsys.readouterr().err


def test_a_load_that_stands_is_left_alone(
    town: Town, patterns: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["load-cases", "9", "--open", "2", "--weeks", "3", "--seed", "8"]
    assert main.main(words) == 0
    assert "cases 9 (+ 0)" in capsys.readouterr().out
    before = Obligation.objects.count()
    assert main.main(words) == 0
    assert "9 cases of seed 8 stand already" in capsys.readouterr().out
    assert Obligation.objects.count() == before
