"""An event as one resident may hear of it, and the promised date as it stood then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.public.moments import until_words
from huying.apps.cases.public.viewing import View
from huying.apps.cases.reasons import body_words
from huying.domain.procedure.matter import Change, Event, Obligation
from huying.platform.pages.words import sentence

#: Texts of an event by (matter, its number there); only those a resident may read.
Texts = Mapping[tuple[int, int], Mapping[str, str]]
_NOTHING: Final[Mapping[str, str]] = {}
_ENDED: Final = frozenset({"kept", "excused", "failed"})


@dataclass(frozen=True, slots=True)
class Happened:
    """发生的一步: the nth of all events a resident's case is made of, oldest first."""

    view: View
    events: tuple[Event, ...]
    nth: int
    said: Texts

    @property
    def event(self) -> Event:
        return self.events[self.nth]

    @property
    def past(self) -> tuple[Event, ...]:
        """What happened before, to the same matter."""
        return tuple(e for e in self.events[: self.nth] if e.matter == self.event.matter)

    @property
    def texts(self) -> Mapping[str, str]:
        return self.texts_of(self.event)

    def texts_of(self, event: Event) -> Mapping[str, str]:
        return self.said.get((event.matter, event.seq), _NOTHING)

    @property
    def body(self) -> SafeString:
        return self.name_of(self.event.body)

    def name_of(self, body: int) -> SafeString:
        return body_words(self.view.worked.facts.district.chart, body)

    def moment(self, at: datetime) -> str:
        return until_words(at, now=self.view.at)

    def change(self, kind: str) -> Change | None:
        """What the event did to the first obligation of this kind."""
        owed = {o.id for o in self.view.worked.matter.obligations if o.kind == kind}
        return next((c for c in self.event.changed if c.id in owed), None)


@dataclass(frozen=True, slots=True)
class Line:
    """一步: what happened, what was written for the resident, and what has to be known with it."""

    what: SafeString
    said: str = ""
    notes: tuple[SafeString, ...] = ()


Telling = Callable[[Happened], Line | None]


def plain(words: Callable[[], str], text: str = "") -> Telling:
    return lambda h: Line(SafeString(words()), h.texts.get(text, ""))


def by_body(words: Callable[[], str], text: str = "") -> Telling:
    return lambda h: Line(sentence(words(), body=h.body), h.texts.get(text, ""))


def promised(h: Happened) -> datetime | None:
    """The date promised to this resident as of the event; None where none was, or no more."""
    mine, due = 0, None
    for event in h.events:
        if event.at > h.event.at:
            break
        for owed in event.opened:
            if _is_mine(h.view, event, owed):
                mine, due = owed.id, owed.due_at
        for change in event.changed:
            if change.id == mine:
                due = None if change.did in _ENDED else change.due_at or due
    return due


def _is_mine(view: View, event: Event, owed: Obligation) -> bool:
    if event.matter == view.own.row.id:
        return owed.kind == "promise"
    return owed.kind == "joined_promise" and owed.part == view.number


def date_kept(h: Happened) -> tuple[SafeString, ...]:
    """The date that was promised stands, whoever works on it now."""
    due = promised(h)
    if due is None:
        return ()
    return (sentence(gettext("对您承诺的日期不变：%(due)s"), due=h.moment(due)),)


def clock_of_promise(h: Happened) -> tuple[SafeString, ...]:
    """What the event does to the promised date: it stands still, or runs again to a new one."""
    matter = h.view.worked.matter
    mine = (c for c in h.event.changed if h.view.is_to_me(matter.obligation(c.id)))
    change = next(mine, None)
    if change is None:
        return ()
    if change.did == "paused":
        return (SafeString(gettext("这期间，对您承诺的时间停着")),)
    if change.did == "resumed" and change.due_at:
        text = gettext("对您承诺的时间接着算，最迟 %(due)s")
        return (sentence(text, due=h.moment(change.due_at)),)
    return ()
