"""A copy of a decided case stands as if it had been decided itself: chain, texts, rows."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.apps import apps

from huying.cli import load_patterns
from huying.platform import ids
from huying.platform.matters.bulk import insert_values
from huying.platform.matters.models import Event, EventText, Matter, Obligation
from huying.platform.matters.stencil import Mould, Stencil, merged
from huying.platform.matters.verify import plain_text, verify
from tests.builders import MORNING, Town, dispatched, row

BACK = timedelta(weeks=3)
TOLD = {
    "requester_name": "周小明",
    "requester_phone": "19900001234",
    "text": '100% 的路灯都不亮 "3200000000000001" 2026-03-02T01:00:00+00:00',
    "source": "12345",
    "source_number": "RX-100%-1",
}


@pytest.fixture
def case(town: Town) -> Matter:
    return row(dispatched(town, **TOLD))


def _stencil(case: Matter) -> Stencil:
    (rows,) = load_patterns._bundles([case.id]).values()
    return Stencil(rows, load_patterns._names_of(rows))


def _copied(case: Matter, count: int = 1) -> list[Matter]:
    stencil = _stencil(case)
    found = []
    for n in range(count):
        own = ids.new_ids(MORNING - BACK, stencil.id_count)
        mould = Mould(own, BACK, f"load:1:{n:09d}", f"1.{n}", lambda n: secrets.token_hex(n // 2))
        found.append(stencil.copy(mould))
    for model, values in merged(found).items():
        insert_values(model, values)
    keys = [f"load:1:{n:09d}:1" for n in range(count)]
    return [event.matter for event in Event.objects.filter(key__in=keys).order_by("key")]


def test_the_chains_of_copies_hold_and_their_events_add_up_to_their_rows(case: Matter) -> None:
    copies = _copied(case, 3)
    report = verify(case.district_id, [copy.id for copy in copies])
    assert (report.matters, report.broken) == (3, [])
    assert len({copy.head for copy in [case, *copies]}) == 4


def test_a_copy_has_the_same_history_some_weeks_before(case: Matter) -> None:
    (copy,) = _copied(case)
    assert (copy.state, copy.version, copy.lead_id) == (case.state, case.version, case.lead_id)
    assert case.opened_at - copy.opened_at == BACK
    assert copy.number != case.number
    assert copy.number.startswith(f"{copy.opened_at:%y%m}-")
    own = [(e.act, e.at + BACK, e.person_id) for e in copy.events.order_by("seq")]
    assert own == [(e.act, e.at, e.person_id) for e in case.events.order_by("seq")]
    owed = zip(_owed(copy), _owed(case), strict=True)
    for one, other in owed:
        assert one.kind == other.kind
        assert (one.due_at is None) == (other.due_at is None)
        assert one.due_at is None or one.due_at + BACK == other.due_at


def _owed(matter: Matter) -> list[Obligation]:
    return list(matter.obligations.order_by("id"))


def test_texts_are_the_same_words_under_salts_of_their_own(case: Matter) -> None:
    (copy,) = _copied(case)
    own, other = _texts(copy), _texts(case)
    assert {t.field: plain_text(t) for t in own} == {t.field: plain_text(t) for t in other}
    assert {t.salt for t in own}.isdisjoint(t.salt for t in other)
    assert all("199" not in t.value for t in own if t.is_personal)


def _texts(matter: Matter) -> list[EventText]:
    return list(EventText.objects.filter(event__matter=matter).order_by("id"))


def test_what_another_system_calls_a_case_stays_unique(case: Matter) -> None:
    copies = _copied(case, 2)
    told = [json.loads(copy.events.get(seq=1).body)["fields"] for copy in copies]
    assert [fields["source_number"] for fields in told] == ["RX-100%-1-1.0", "RX-100%-1-1.1"]


def test_an_erased_text_cannot_be_copied(case: Matter) -> None:
    EventText.objects.filter(event__matter=case).update(erased_at=MORNING)
    with pytest.raises(ValueError, match="erased"):
        _stencil(case)


def test_every_table_with_rows_of_a_case_is_copied_or_left_out_on_purpose() -> None:
    known = {*load_patterns.TABLES, *load_patterns.LEFT_OUT}
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname in ("matter_id", "event_id") or field.related_model is Matter
    }
    assert named - known == set()
