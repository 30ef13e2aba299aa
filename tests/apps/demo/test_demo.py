"""The demo in the database: whole, provable, made once, the same as if it had been performed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from huying.apps.cases.models import Case
from huying.cli import demo_loading
from huying.cli.demo_loading import commands_of, world_of, write_pasts
from huying.cli.demo_reset import remove_everything
from huying.cli.main import main
from huying.domain.procedure.marks import decide_mark
from huying.platform.database import write_transaction
from huying.platform.matters.erase import erase_text
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.perform import Command, Performed, perform, perform_decided
from huying.platform.matters.verify import plain_text, verify
from huying.sim.history import live
from huying.sim.world import Past
from tests.apps.demo.conftest import NOW, RULES, WANTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_the_demo_is_all_there(loaded: demo_loading.Loaded) -> None:
    assert loaded.cases == Matter.objects.count() == Case.objects.count() == 240
    assert not Outbox.objects.exists()
    assert {row["role"] for row in demo_loading.logins_of(loaded.district)} >= {"派单员", "督查员"}


@pytest.mark.req("S2-01")
def test_every_chain_and_every_row_holds(loaded: demo_loading.Loaded) -> None:
    report = verify(loaded.district.code)
    assert not report.broken
    assert (report.matters, report.erased) == (240, 0)
    assert report.events == Event.objects.count()


def test_the_command_counts_and_erased_values_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = EventText.objects.filter(is_personal=True).first()
    assert text is not None
    assert erase_text(district_id=text.district_id, text_id=text.id, at=NOW)
    assert main(["audit", "verify", "--district", str(text.district_id)]) == 0
    assert "erased values 1  断链 broken 0" in capsys.readouterr().out


def test_a_changed_event_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    event = Event.objects.filter(act="dispatch").select_related("matter").first()
    assert event is not None
    Event.objects.filter(id=event.id).update(body=event.body.replace('"seq":', '"seq": '))
    assert main(["audit", "verify"]) == 1
    told = capsys.readouterr()
    assert f"{event.matter.number}  第 {event.seq} 步 event {event.seq}" in told.err
    assert "broken 1" in told.out


def test_an_unknown_district_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--district", "999999"]) == 2
    assert "380102" in capsys.readouterr().err


def test_a_second_load_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = (Matter.objects.count(), Event.objects.count())
    assert main(["demo", "--data", str(RULES)]) == 0
    assert "未作改动" in capsys.readouterr().out
    assert (Matter.objects.count(), Event.objects.count()) == before


@override_settings(HUYING_DEMO=False)
def test_no_demo_and_no_reset_in_production(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--reset"]) == 1
    assert Matter.objects.count() == 240
    assert "HUYING_DEMO" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--cases", "0"], ["--days", "-1"], ["--data", "/nowhere"]])
def test_a_wrong_option_is_named(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", *wrong]) == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_reset_leaves_no_row_and_an_interrupted_one_leaves_the_old_demo() -> None:
    def interrupted(stage: str, *_: int) -> None:
        assert Matter.objects.exists() == (stage == "reset")
        if stage == "lists":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo_loading.load_demo(WANTED, interrupted, remove_everything)
    assert Matter.objects.count() == 240


def test_thirty_cases_performed_give_the_same_rows(loaded: demo_loading.Loaded) -> None:
    pasts = _various(_lived_again(loaded))
    assert len(pasts) == 30
    _empty()
    write_pasts(loaded.district.code, pasts)
    written = [_rows_of(past.matter.id) for past in pasts]
    repeated = [_perform(command) for past in pasts[:6] for command in commands_of(_code(), past)]
    assert all(done.is_repeat for done in repeated)
    _empty()
    for past, rows in zip(pasts, written, strict=True):
        assert _rows_of(_performed(past)) == rows
    assert not verify().broken


def _code() -> int:
    return demo_loading.demo_code(RULES)


def _lived_again(loaded: demo_loading.Loaded) -> list[Past]:
    texts = demo_loading.texts_of(RULES)
    plan, history = demo_loading.plans_of(texts, WANTED)
    return list(live(world_of(loaded.district, plan, history, NOW)))


def _various(pasts: list[Past]) -> list[Past]:
    """Thirty cases with as many different acts as there are: rare acts first."""
    counts: dict[str, int] = {}
    for past in pasts:
        for act in {done.event.act for done in past.done}:
            counts[act] = counts.get(act, 0) + 1
    rarest = sorted(pasts, key=lambda past: min(counts[done.event.act] for done in past.done))
    return rarest[:30]


def _empty() -> None:
    tables = ("outbox", "eventtext", "event", "obligation", "matter")
    with write_transaction(), connection.cursor() as cursor:
        for table in (*(f"matters_{name}" for name in tables), "cases_case"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def _performed(past: Past) -> int:
    """Does the acts of a case again, one by one; the new matter's id."""
    new: dict[int | None, int | None] = {None: None}
    matter = 0
    for command, done in zip(commands_of(_code(), past), past.done, strict=True):
        again = replace(
            command,
            matter_id=matter or None,
            answers=new[command.answers],
            key=f"{past.matter.id}:{done.event.seq}",
        )
        matter = _perform(again).matter_id
        opened = Obligation.objects.filter(matter_id=matter).order_by("id")
        old = [o.id for o in past.matter.obligations]
        new.update(zip(old, opened.values_list("id", flat=True), strict=False))
    return matter


def _perform(command: Command) -> Performed:
    if command.act != "mark":
        return perform(command)
    owed = command.answers or 0
    return perform_decided(
        command, lambda loaded: decide_mark(loaded.matter, owed, command.at, loaded.facts)
    )


def _rows_of(matter_id: int) -> Any:
    """All rows of a matter with its own ids replaced by their places."""
    matter = Matter.objects.get(id=matter_id)
    owed = list(Obligation.objects.filter(matter_id=matter_id).order_by("id"))
    events = list(Event.objects.filter(matter_id=matter_id).order_by("seq"))
    places = {matter_id: "matter"} | {o.id: f"o{n}" for n, o in enumerate(owed)}
    return {
        "matter": _plain(matter, places, "number", "head"),
        "case": _plain(Case.objects.get(matter_id=matter_id), places),
        "owed": [_plain(o, places) for o in owed],
        "events": [_event(event, places) for event in events],
    }


def _event(event: Event, places: dict[int, str]) -> Any:
    body = json.loads(event.body)
    texts = {t.field: plain_text(t) for t in EventText.objects.filter(event_id=event.id)}
    assert texts.keys() == body["texts"].keys()
    row = _plain(event, places, "id", "key", "request_digest", "body", "previous", "digest")
    return row, _placed({**body, "texts": texts}, places)


def _plain(row: Any, places: dict[int, str], *without: str) -> dict[str, Any]:
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in without]
    return {name: _placed(getattr(row, name), places) for name in names}


def _placed(value: Any, places: dict[int, str]) -> Any:
    if isinstance(value, dict):
        return {key: _placed(inner, places) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, places) for inner in value]
    return places.get(value, value) if isinstance(value, int) else value
