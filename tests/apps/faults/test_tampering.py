"""Whoever changes the record behind the product's back is named; what was erased is no fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F

from huying.cli.main import main
from huying.platform.matters.erase import erase_text
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.verify import verify
from tests.builders import MORNING, Town, dispatched


def events_of(matter: int) -> list[Event]:
    return list(Event.objects.filter(matter_id=matter).order_by("seq"))


def a_changed_byte(matter: int) -> int:
    event = events_of(matter)[1]
    Event.objects.filter(id=event.id).update(body=event.body.replace("01001", "01002"))
    return 2


def a_changed_column(matter: int) -> int:
    event = events_of(matter)[1]
    Event.objects.filter(id=event.id).update(person_id=F("person_id") + 1)
    return 2


def a_changed_role(matter: int) -> int:
    Event.objects.filter(id=events_of(matter)[1].id).update(role="head")
    return 2


def a_body_that_is_no_json(matter: int) -> int:
    Event.objects.filter(id=events_of(matter)[1].id).update(body="{")
    return 2


def an_event_deleted(matter: int) -> int:
    gone = events_of(matter)[1].id
    _delete(gone)
    return 3


def the_last_event_deleted(matter: int) -> int:
    _delete(events_of(matter)[-1].id)
    return 2


def events_in_another_order(matter: int) -> int:
    _, second, third = events_of(matter)
    for event, seq in ((second, 99), (third, 2), (second, 3)):
        Event.objects.filter(id=event.id).update(seq=seq)
    return 2


def a_text_edited(matter: int) -> int:
    EventText.objects.filter(event__matter_id=matter, field="text").update(value="没事")
    return 1


def a_personal_text_edited(matter: int) -> int:
    EventText.objects.filter(event__matter_id=matter, field="requester_name").update(value="没事")
    return 1


def a_personal_text_of_somebody_else(matter: int) -> int:
    texts = EventText.objects.filter(event__matter_id=matter, is_personal=True).order_by("id")
    texts.filter(id=texts[0].id).update(value=texts[1].value)
    return 1


def a_salt_changed(matter: int) -> int:
    EventText.objects.filter(event__matter_id=matter, field="text").update(salt="00")
    return 1


def a_text_deleted(matter: int) -> int:
    EventText.objects.filter(event__matter_id=matter, field="text").delete()
    return 1


def a_later_deadline(matter: int) -> int:
    owed = Obligation.objects.filter(matter_id=matter, kind="resolve")
    owed.update(due_at=F("due_at") + timedelta(days=1))
    return 3


def a_promise_deleted(matter: int) -> int:
    Obligation.objects.filter(matter_id=matter, kind="resolve").delete()
    return 3


def a_state_put_by_hand(matter: int) -> int:
    Matter.objects.filter(id=matter).update(state="closed")
    return 3


def _delete(event: int) -> None:
    EventText.objects.filter(event_id=event).delete()
    Outbox.objects.filter(event_id=event).delete()
    Event.objects.filter(id=event).delete()


TAMPERINGS = (
    a_changed_byte,
    a_changed_column,
    a_changed_role,
    a_body_that_is_no_json,
    an_event_deleted,
    the_last_event_deleted,
    events_in_another_order,
    a_text_edited,
    a_personal_text_edited,
    a_personal_text_of_somebody_else,
    a_salt_changed,
    a_text_deleted,
    a_later_deadline,
    a_promise_deleted,
    a_state_put_by_hand,
)


@pytest.mark.req("S2-01")
@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_the_first_broken_link_is_named(
    town: Town, tamper: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    sound, matter = dispatched(town), dispatched(town)
    seq = tamper(matter)
    report = verify(town.id)
    assert report.matters == 2
    assert [(b.matter_id, b.seq) for b in report.broken] == [(matter, seq)]
    assert sound not in {b.matter_id for b in report.broken}
    assert main(["audit", "verify"]) == 1
    told = capsys.readouterr()
    assert f"{Matter.objects.get(id=matter).number}  第 {seq} 步" in told.err
    assert "broken 1" in told.out


def test_what_was_erased_is_told_as_erased(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    matter = dispatched(town)
    texts = EventText.objects.filter(event__matter_id=matter)
    for text in texts:
        assert erase_text(district_id=town.id, text_id=text.id, at=MORNING)
    assert {(t.value, t.salt) for t in texts.all()} == {("", "")}
    report = verify(town.id)
    assert (report.erased, report.broken) == (texts.count(), [])
    assert main(["audit", "verify", "--district", str(town.id)]) == 0
    assert f"erased values {texts.count()}  断链 broken 0" in capsys.readouterr().out
