"""Recomputes the chain of every matter and the rows its events add up to.

What an outsider does with an export, the platform does with its own tables: the first broken
link of a matter is named; a value that was erased is reported as erased, not as broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from huying.domain.kernel.chain import GENESIS, link, text_digest
from huying.domain.procedure.evolve import replay
from huying.domain.procedure.matter import blank
from huying.platform.crypto import Undecipherable, decrypt
from huying.platform.matters import rows
from huying.platform.matters.contexts import context_of
from huying.platform.matters.models import Event, EventText, Matter, Obligation
from huying.platform.matters.procedures import procedure
from huying.platform.matters.record import event_from

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that does not hold: which matter and event, and what differs."""

    number: str
    matter_id: int
    seq: int
    event_id: int
    what: str


@dataclass(slots=True)
class Report:
    """What was checked and found."""

    matters: int = 0
    events: int = 0
    erased: int = 0
    broken: list[Broken] = field(default_factory=list)


def verify(district_id: int | None = None, matter_ids: Iterable[int] | None = None) -> Report:
    """Checks chains, texts and rows; `broken` names the first fault of each matter."""
    report = Report()
    for matter, events, owed, texts in _bundles(district_id, matter_ids):
        report.matters += 1
        report.events += len(events)
        report.erased += sum(1 for text in texts.values() if text.erased_at)
        fault = _fault_of_chain(matter, events, texts) or _fault_of_rows(matter, events, owed)
        if fault:
            report.broken.append(fault)
    return report


Texts = dict[tuple[int, str], EventText]


def _bundles(
    district_id: int | None, matter_ids: Iterable[int] | None
) -> Iterator[tuple[Matter, list[Event], list[Obligation], Texts]]:
    found = Matter.objects.order_by("id")
    if district_id is not None:
        found = found.filter(district_id=district_id)
    if matter_ids is not None:
        found = found.filter(id__in=list(matter_ids))
    last = 0
    while batch := list(found.filter(id__gt=last)[:_BATCH]):
        last = batch[-1].id
        chosen = [m.id for m in batch]
        events = _by_matter(Event.objects.filter(matter_id__in=chosen).order_by("seq"))
        owed = _by_matter(Obligation.objects.filter(matter_id__in=chosen).order_by("id"))
        texts: dict[int, Texts] = {}
        for text in EventText.objects.filter(event__matter_id__in=chosen).select_related("event"):
            texts.setdefault(text.event.matter_id, {})[text.event_id, text.field] = text
        for m in batch:
            yield m, events.get(m.id, []), owed.get(m.id, []), texts.get(m.id, {})


def _by_matter(found: Iterable) -> dict:  # type: ignore[type-arg]
    grouped: dict = {}  # type: ignore[type-arg]
    for row in found:
        grouped.setdefault(row.matter_id, []).append(row)
    return grouped


def _fault_of_chain(matter: Matter, events: list[Event], texts: Texts) -> Broken | None:
    previous = GENESIS
    for place, event in enumerate(events, 1):
        what = _fault_of_link(event, place, previous) or _fault_of_texts(event, texts)
        if what:
            return Broken(matter.number, matter.id, event.seq, event.id, what)
        previous = event.digest
    if previous != matter.head:
        last = events[-1] if events else None
        return Broken(
            matter.number,
            matter.id,
            last.seq if last else 0,
            last.id if last else 0,
            "the matter's head is not the digest of its last event",
        )
    return None


def _fault_of_link(event: Event, place: int, previous: str) -> str | None:
    if event.seq != place:
        return f"event {place} is missing"
    if link(previous, rows.linked(event.id, event.key, event.body)) != event.digest:
        return "the digest does not follow from the event and the one before it"
    told = event_from(event.body)
    row = (event.matter_id, event.seq, event.act, event.person_id, event.body_id)
    hashed = (told.matter, told.seq, told.act, told.person, told.body)
    if row != hashed or (event.at, event.role) != (told.at, told.role):
        return "the row's columns differ from the hashed body"
    return None


def _fault_of_texts(event: Event, texts: Texts) -> str | None:
    for name, digest in json.loads(event.body)["texts"].items():
        text = texts.get((event.id, name))
        if text is None:
            return f"the text {name!r} is missing"
        if text.erased_at is None and not _is_hashed(text, digest):
            return f"the text {name!r} is not the one that was hashed"
    return None


def _is_hashed(text: EventText, digest: str) -> bool:
    """Is it the text of this digest? One that cannot be deciphered was altered or moved, or its
    key is gone: either way it proves nothing."""
    try:
        return text_digest(text.salt, plain_text(text)) == digest
    except Undecipherable:
        return False


def plain_text(text: EventText) -> str:
    """The text itself; '' once erased."""
    if not text.is_personal or text.erased_at:
        return text.value
    return decrypt(
        text.value,
        table="matters_eventtext",
        column="value",
        district=text.district_id,
        row=text.id,
    )


def _fault_of_rows(matter: Matter, events: list[Event], owed: list[Obligation]) -> Broken | None:
    run = procedure(matter.district_id, matter.procedure, matter.procedure_version)
    context = context_of(matter.procedure)
    told = [event_from(event.body) for event in events]
    start = blank(
        matter.id, procedure=run.code, version=run.version, begin=run.begin, at=matter.opened_at
    )
    after = replay(start, told)
    detail = context.blank()
    for event in told:
        detail = context.evolve(detail, event)
    columns = rows.matter_columns(after, context.columns(after, detail), matter.head)
    wrong = [name for name, kept in columns.items() if getattr(matter, name) != kept]
    promised = {
        o.id: rows.obligation_row(matter.district_id, matter.id, o) for o in after.obligations
    }
    for row in owed:
        if row.id not in promised or not _same(row, promised.pop(row.id)):
            wrong.append(f"obligation {row.id}")
    wrong += [f"obligation {missing}" for missing in promised]
    if not wrong:
        return None
    last = events[-1]
    what = f"replaying the events gives another {wrong[0]}"
    return Broken(matter.number, matter.id, last.seq, last.id, what)


def _same(one: Obligation, other: Obligation) -> bool:
    names = [f.attname for f in Obligation._meta.concrete_fields]
    return all(getattr(one, name) == getattr(other, name) for name in names)
