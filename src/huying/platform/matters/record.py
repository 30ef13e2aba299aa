"""An event as the JSON body that is hashed and stored, and back again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from huying.domain.kernel.chain import canonical, text_digest
from huying.domain.procedure.matter import Change, Event, Obligation
from huying.domain.worktime import Limit, Unit


def body_of(event: Event, salts: Mapping[str, str]) -> str:
    """Canonical JSON of everything the event says; of texts only their salted digests."""
    return canonical(
        {
            "matter": event.matter,
            "seq": event.seq,
            "act": event.act,
            "at": _stamp(event.at),
            "role": event.role,
            "body": event.body,
            "person": event.person,
            "answers": event.answers,
            "done_at": _stamp(event.done_at),
            "to": event.to,
            "end": event.is_end,
            "opened": [_opened(o, event.at) for o in event.opened],
            "changed": [_changed(c) for c in event.changed],
            "parties": {who: list(bodies) for who, bodies in event.parties.items()},
            "fields": dict(event.fields),
            "texts": {name: text_digest(salts[name], text) for name, text in event.texts.items()},
        }
    )


def event_from(body: str) -> Event:
    """The event again, without its texts."""
    raw = json.loads(body)
    at = datetime.fromisoformat(raw["at"])
    return Event(
        matter=raw["matter"],
        seq=raw["seq"],
        act=raw["act"],
        at=at,
        role=raw["role"],
        body=raw["body"],
        person=raw["person"],
        answers=raw["answers"],
        done_at=_moment(raw["done_at"]),
        to=raw["to"],
        opened=tuple(_obligation(row, at) for row in raw["opened"]),
        changed=tuple(_change(row) for row in raw["changed"]),
        parties={who: tuple(bodies) for who, bodies in raw["parties"].items()},
        fields=raw["fields"],
        is_end=raw["end"],
    )


def _opened(o: Obligation, at: datetime) -> dict[str, Any]:
    # Most promises begin with their act and are owed as a whole: only what differs is said.
    own = {"part": o.part} if o.part else {}
    since = {"since": _stamp(o.opened_at)} if o.opened_at != at else {}
    return {
        **own,
        **since,
        "id": o.id,
        "kind": o.kind,
        "debtor": o.debtor,
        "creditor": o.creditor,
        "limit": [o.limit.value, str(o.limit.unit)] if o.limit else None,
        "due": _stamp(o.due_at),
        "next": _stamp(o.next_at),
        "cause": o.cause,
        "provisional": o.is_provisional,
    }


def _obligation(row: Mapping[str, Any], at: datetime) -> Obligation:
    return Obligation(
        id=row["id"],
        kind=row["kind"],
        debtor=row["debtor"],
        creditor=row["creditor"],
        opened_at=_moment(row.get("since")) or at,
        limit=limit_from(*row["limit"]) if row["limit"] else None,
        due_at=_moment(row["due"]),
        next_at=_moment(row["next"]),
        cause=row["cause"],
        is_provisional=row["provisional"],
        part=row.get("part", ""),
    )


def _changed(c: Change) -> dict[str, Any]:
    grown = {"limit": [c.limit.value, str(c.limit.unit)]} if c.limit else {}
    return {
        **grown,
        "id": c.id,
        "did": c.did,
        "due": _stamp(c.due_at),
        "next": _stamp(c.next_at),
        "late": c.is_late,
        "provisional": c.is_provisional,
        "marks": c.marks,
    }


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["id"],
        row["did"],
        due_at=_moment(row["due"]),
        next_at=_moment(row["next"]),
        is_late=row["late"],
        is_provisional=row["provisional"],
        marks=row["marks"],
        limit=limit_from(*row["limit"]) if "limit" in row else None,
    )


def limit_from(value: int, unit: str) -> Limit:
    return Limit(value, Unit(unit))


def _stamp(moment: datetime | None) -> str | None:
    # UTC text to the microsecond: one moment has one spelling, whatever zone it came in.
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
