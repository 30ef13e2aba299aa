"""One case read for a page: its value, obligations, history with texts, and names of people.

Six statements whatever the case holds: matter and case, stamp, obligations, events, texts, names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huying.apps.accounts.queries import names_of
from huying.apps.cases.acts import Opened, opened
from huying.apps.cases.address import address_shown
from huying.apps.cases.behind import REQUESTER, secrets_of_case
from huying.apps.cases.cleaned import cleaned
from huying.domain.cases.codes import MAKERS
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import Chart
from huying.domain.kernel.ids import parse_number
from huying.domain.procedure.matter import Event
from huying.platform.matters.models import Event as EventRow
from huying.platform.matters.models import EventText
from huying.platform.matters.models import Matter as MatterRow
from huying.platform.matters.record import event_from
from huying.platform.matters.verify import plain_text
from huying.platform.policy import Grant, Sight, may

_NEW_CONTACT = "correct_contact"


@dataclass(frozen=True, slots=True)
class Said:
    """One text of an event, as far as this reader may see it."""

    field: str
    text: str
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """经过的一条: an event with its texts; personal values are never among them."""

    event: Event
    texts: tuple[Said, ...] = ()

    def said(self, field: str) -> Said | None:
        return next((said for said in self.texts if said.field == field), None)

    def text(self, field: str) -> str:
        said = self.said(field)
        return said.text if said else ""


@dataclass(frozen=True, slots=True)
class Requester:
    """诉求人: name and number as this reader may see them ('' hidden); erased values are gone."""

    is_known: bool = False
    is_erased: bool = False
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """案件详情: everything a page shows of one case, already cut to what the reader may see."""

    case: Opened
    at: datetime
    reader: Actor
    grant: Grant
    title: str
    address: str
    history: tuple[Happened, ...]
    requester: Requester
    people: Mapping[int, str]

    @property
    def chart(self) -> Chart:
        return self.case.facts.district.chart

    @property
    def row(self) -> MatterRow:
        return self.case.row

    @property
    def text(self) -> str:
        """The demand in the resident's words, as corrected last."""
        said = self.history[0].text("text") if self.history else ""
        for happened in self.history:
            told = happened.event.fields
            if happened.event.act == "amend" and (told["corrects"], told["field"]) == (1, "text"):
                said = happened.text("corrected")
        return said

    @property
    def sees_point(self) -> bool:
        """May the reader know the very spot? Its degrees name a door as well as an address."""
        return self.grant.sees("address") is Sight.CLEAR

    def last(self, act: str) -> Happened | None:
        """The latest event of this act."""
        return next((h for h in reversed(self.history) if h.event.act == act), None)

    def may(self, action: str) -> Grant | None:
        """The reader's grant for another action on this case."""
        return _granted(self.reader, action, self.case)


def detail_for(reader: Actor, number: str, at: datetime) -> Detail | None:
    """The case of a public number as this reader may see it; None when it is not there for him."""
    rows = _rows(reader.district, number)
    row = rows.first() if rows is not None else None
    if row is None:
        return None
    case = opened(row, at)
    grant = _granted(reader, "case.view", case)
    return _read(case, reader, grant, at) if grant else None


def find(reader: Actor, number: str, action: str = "case.view") -> MatterRow | None:
    """The row of a public number within the reader's scope for an action; None outside it.

    One row is judged by itself: as a condition the scope would gather all promises of a body.
    """
    rows = _rows(reader.district, number)
    row = rows.first() if rows is not None else None
    return row if row is not None and may(reader, action, row) else None


def read(row: MatterRow, reader: Actor, at: datetime) -> Detail:
    """The detail of a row that `find` gave."""
    case = opened(row, at)
    grant = _granted(reader, "case.view", case)
    return _read(case, reader, grant or Grant("case.view"), at)


def _rows(district_id: int, number: str) -> QuerySet[MatterRow] | None:
    try:
        stored = parse_number(number)
    except ValueError:
        return None
    rows = MatterRow.objects.select_related("case").filter(procedure="case")
    return rows.filter(district_id=district_id, number=stored)


def _read(case: Opened, reader: Actor, grant: Grant, at: datetime) -> Detail:
    row = case.row
    rows = list(row.events.order_by("seq"))
    texts = _texts_of(rows)
    behind = _behind(rows, texts)
    events = [(e.id, event_from(e.body)) for e in rows]
    secrets = secrets_of_case(row, (event for _, event in events), texts)
    # Who finds every caller of the district knows the other one too.
    knows_all = not secrets.of_hidden or _granted(reader, "case.find_contact", case) is not None
    reading = _Reading(grant, secrets.all, () if knows_all else secrets.of_hidden)
    history = tuple(_happened(event, texts.get(i, ()), reading) for i, event in events)
    return Detail(
        case=case,
        at=at,
        reader=reader,
        grant=grant,
        title=reading.shown(row.case.title),
        address=reading.place(row.case.address),
        history=history,
        requester=_requester(grant, behind),
        people=names_of(_people_in(history)),
    )


def _happened(event: Event, texts: Iterable[EventText], reading: _Reading) -> Happened:
    is_place = event.act == "amend" and event.fields.get("field") == "address"
    return Happened(event, reading.said(texts, is_place=is_place))


def revealed(detail: Detail, grant: Grant) -> Requester:
    """The requester as a reveal shows it; whoever calls this writes the log first."""
    rows = list(detail.row.events.filter(act__in=(*MAKERS, _NEW_CONTACT)).order_by("seq"))
    return _requester(grant, _behind(rows, _texts_of(rows)))


def _granted(reader: Actor, action: str, case: Opened) -> Grant | None:
    owed: Iterable[Any] = case.matter.obligations  # at hand, so that no statement is needed
    return may(reader, action, case.row, obligations=owed)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How typed text is read: as it is, masked, or without the person behind it."""

    grant: Grant
    secrets: tuple[str, ...]
    of_others: tuple[str, ...]

    def said(self, texts: Iterable[EventText], *, is_place: bool = False) -> tuple[Said, ...]:
        """Texts of one event; `is_place`: what it says anew is an address, and read like one."""
        return tuple(
            Said(t.field, self._read(t, is_place=is_place), t.erased_at is not None)
            for t in texts
            if t.field not in REQUESTER
        )

    def _read(self, text: EventText, *, is_place: bool) -> str:
        plain = plain_text(text)
        is_place = text.field == "address" or (is_place and text.field == "corrected")
        return self.place(plain) if is_place else self.shown(plain)

    def shown(self, text: str) -> str:
        if self.grant.sees("text") is Sight.HIDDEN:
            return cleaned(text, self.secrets)
        plain = self.grant.show("text", text)
        return cleaned(plain, self.of_others) if self.of_others else plain

    def place(self, address: str) -> str:
        """The address by its own sight; whoever must not know who reported reads it cleaned."""
        return address_shown(address, self.grant.sees, self.secrets)


def _texts_of(rows: list[EventRow]) -> dict[int, list[EventText]]:
    found: dict[int, list[EventText]] = {}
    for text in EventText.objects.filter(event_id__in=[e.id for e in rows]).order_by("id"):
        found.setdefault(text.event_id, []).append(text)
    return found


def _behind(rows: list[EventRow], texts: Mapping[int, Iterable[EventText]]) -> dict[str, EventText]:
    """The requester as told last: a corrected number counts before the first one."""
    told = (e for e in rows if e.act in MAKERS or e.act == _NEW_CONTACT)
    return {t.field: t for e in told for t in texts.get(e.id, ()) if t.field in REQUESTER}


def _requester(grant: Grant, behind: Mapping[str, EventText]) -> Requester:
    plain = {field: plain_text(text) for field, text in behind.items()}
    return Requester(
        is_known=any(plain.values()),
        is_erased=any(text.erased_at for text in behind.values()),
        name=grant.show("name", plain.get("requester_name", "")),
        phone=grant.show("phone", plain.get("requester_phone", "")),
    )


def _people_in(history: Iterable[Happened]) -> set[int]:
    found: set[int] = set()
    for happened in history:
        found |= {happened.event.person} if happened.event.person else set()
        found |= set(happened.event.fields.get("told", ()))
        assignee = happened.event.fields.get("assignee")
        found |= {assignee} if assignee else set()
    return found
