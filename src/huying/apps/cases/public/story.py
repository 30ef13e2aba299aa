"""走到哪一步了: the history of a case in words for the resident behind it.

A merged case's history goes on in the main one. The words about each act: `telling`, `joint`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from huying.apps.cases.cleaned import cleaned
from huying.apps.cases.public.happened import Happened, Line
from huying.apps.cases.public.joint import FOR_ALL, JOINT, OWN_WORDS, tells_of
from huying.apps.cases.public.telling import TOLD
from huying.apps.cases.public.viewing import View
from huying.apps.cases.public.working import FOR_RESIDENT
from huying.domain.procedure.matter import Event
from huying.platform.matters.models import Event as EventRow
from huying.platform.matters.models import EventText
from huying.platform.matters.record import event_from
from huying.platform.matters.verify import plain_text

_PERSON = ("requester_name", "requester_phone")


@dataclass(frozen=True, slots=True)
class StoryLine:
    """一步: when, what happened, what was written for the resident, what to know with it."""

    at: datetime
    what: SafeString
    said: str = ""
    notes: tuple[SafeString, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """经过: the lines, newest first, and every event that stands behind them, oldest first."""

    lines: tuple[StoryLine, ...]
    events: tuple[Event, ...]


def story_of(view: View) -> Story:
    """Everything this resident may hear; two statements, one more for a merged case."""
    ids = [view.own.row.id, *([view.main.row.id] if view.main else [])]
    rows = EventRow.objects.filter(matter_id__in=ids).order_by("at", "matter_id", "seq")
    found = [(row.id, event_from(row.body)) for row in rows]
    events = tuple(event for _, event in found)
    said = _texts(view, {row_id: event for row_id, event in found if _wanted(view, event)})
    lines = (_line(Happened(view, events, nth, said)) for nth in range(len(events)))
    return Story(tuple(line for line in lines if line)[::-1], events)


def question_of(story: Story) -> str:
    """What the handling body asked last."""
    asked = {event.at for event in story.events if event.act == "ask"}
    return next((line.said for line in story.lines if line.at in asked and line.said), "")


def _line(h: Happened) -> StoryLine | None:
    event = h.event
    if event.matter == h.view.own.row.id:
        telling = TOLD.get(event.act)
    else:
        telling = JOINT.get(event.act) if tells_of(event, h.view.number) else None
    told: Line | None = telling(h) if telling else None
    return StoryLine(event.at, told.what, told.said, told.notes) if told else None


def _wanted(view: View, event: Event) -> tuple[str, ...]:
    """The texts of an event this resident may read."""
    if event.matter == view.own.row.id:
        return FOR_RESIDENT.get(event.act, ())
    if event.act == OWN_WORDS and tells_of(event, view.number):
        return FOR_RESIDENT[OWN_WORDS]
    return FOR_ALL.get(event.act, ())


def _texts(view: View, events: Mapping[int, Event]) -> dict[tuple[int, int], dict[str, str]]:
    fields = {name for event in events.values() for name in _wanted(view, event)}
    kept = EventText.objects.filter(event_id__in=events, field__in=fields)
    who = tuple(_others(view))
    told: dict[tuple[int, int], dict[str, str]] = {}
    for text in kept:
        event = events[text.event_id]
        if text.field not in _wanted(view, event):
            continue
        plain = plain_text(text)
        if event.matter != view.own.row.id and event.act != OWN_WORDS:
            plain = cleaned(plain, who)
        told.setdefault((event.matter, event.seq), {})[text.field] = plain
    return told


def _others(view: View) -> Iterable[str]:
    """Names and phones of the other residents of a main case, to be taken out of its texts."""
    if view.main is None:
        return
    others = {view.main.row.id, *(one.matter for one in view.main.facts.case.joined)}
    found = EventText.objects.filter(
        event__matter_id__in=others - {view.own.row.id}, field__in=_PERSON, erased_at__isnull=True
    )
    yield from _secrets(found)


def _secrets(found: Iterable[EventText]) -> Iterator[str]:
    for text in found:
        plain = plain_text(text)
        if plain:
            yield plain
