"""A matter and its obligations as values, and the event that changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huying.domain.kernel.actor import Actor
from huying.domain.worktime import Limit, Pause


@dataclass(frozen=True, slots=True)
class Obligation:
    """责任: one promise with one clock. `outcome` "" while it is owed; late is a fact beside it.

    `marks` counts the clock's steps taken (1 due soon, 2 late, 3.. the ladder) and `next_at` is
    when the clock has to look at it again; both are None or frozen while it is paused or ended.
    `part` says which of several it is where a kind is owed once for each: a stage, a resident.
    """

    id: int
    kind: str
    debtor: int
    creditor: int
    opened_at: datetime
    limit: Limit | None
    due_at: datetime | None
    next_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    outcome: str = ""
    ended_at: datetime | None = None
    late_at: datetime | None = None
    marks: int = 0
    cause: int | None = None
    version: int = 1
    is_provisional: bool = False
    part: str = ""

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_paused(self) -> bool:
        return self.is_open and bool(self.pauses) and self.pauses[-1].end is None


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the trail: which act, by which body and person; guards read it."""

    act: str
    body: int
    person: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """事项: one thing handled end to end; the row is what its events add up to."""

    id: int
    procedure: str
    procedure_version: int
    state: str
    opened_at: datetime
    version: int = 0
    parties: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    obligations: tuple[Obligation, ...] = ()
    trail: tuple[Done, ...] = ()
    ended_at: datetime | None = None

    def open(self, *kinds: str) -> tuple[Obligation, ...]:
        """Open obligations of these kinds (of any kind when none is named)."""
        return tuple(o for o in self.obligations if o.is_open and (not kinds or o.kind in kinds))

    def obligation(self, obligation_id: int | None) -> Obligation | None:
        return next((o for o in self.obligations if o.id == obligation_id), None)

    def did(self, act: str) -> tuple[Done, ...]:
        return tuple(done for done in self.trail if done.act == act)


@dataclass(frozen=True, slots=True)
class Act:
    """操作: what an actor wants to do, now, with these fields, answering that obligation."""

    kind: str
    by: Actor
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    answers: int | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What an event does to one obligation: ends, pauses, resumes, extends, moves or marks it."""

    id: int
    did: str
    due_at: datetime | None = None
    next_at: datetime | None = None
    is_late: bool = False
    is_provisional: bool = False
    marks: int = 0
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """留痕: one act that happened, with everything it computed; never computed again.

    `fields` holds codes, ids, times and numbers, `texts` free text and personal values, which
    are stored beside the event and hashed into it.
    """

    matter: int
    seq: int
    act: str
    at: datetime
    role: str
    body: int
    person: int | None
    answers: int | None = None
    done_at: datetime | None = None
    to: str = ""
    opened: tuple[Obligation, ...] = ()
    changed: tuple[Change, ...] = ()
    parties: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    is_end: bool = False


def blank(matter_id: int, *, procedure: str, version: int, begin: str, at: datetime) -> Matter:
    """The matter before its first act."""
    return Matter(matter_id, procedure, version, begin, at)
