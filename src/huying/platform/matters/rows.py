"""Values to rows and back: the one mapping that `perform` and the bulk writer share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.chain import ALGORITHM, link
from huying.domain.kernel.ids import case_number
from huying.domain.procedure import matter as value
from huying.domain.worktime import Pause
from huying.platform.crypto import encrypt
from huying.platform.matters.models import Event, EventText, Matter, Obligation
from huying.platform.matters.record import body_of, limit_from


@dataclass(frozen=True, slots=True)
class Written:
    """What an event's rows need beyond the event: ids, the key, the chain before it."""

    event_id: int
    text_ids: tuple[int, ...]
    salts: Mapping[str, str]
    key: str
    request_digest: str
    previous: str


def event_row(district_id: int, event: value.Event, written: Written) -> Event:
    """The event's row, linked to the one before it."""
    body = body_of(event, written.salts)
    return Event(
        id=written.event_id,
        district_id=district_id,
        matter_id=event.matter,
        seq=event.seq,
        act=event.act,
        at=event.at,
        person_id=event.person,
        body_id=event.body,
        role=event.role,
        key=written.key,
        request_digest=written.request_digest,
        body=body,
        algorithm=ALGORITHM,
        digest=link(written.previous, linked(written.event_id, written.key, body)),
    )


def linked(event_id: int, key: str, body: str) -> dict[str, Any]:
    """What the chain covers of an event's row."""
    return {"id": event_id, "key": key, "body": body}


def text_rows(
    district_id: int, event: value.Event, written: Written, personal: frozenset[str]
) -> list[EventText]:
    """One row for each text; personal ones encrypted under the row's own address."""
    rows = []
    for row_id, (name, text) in zip(written.text_ids, event.texts.items(), strict=True):
        is_personal = name in personal
        kept = encrypt_text(text, district_id, row_id) if is_personal else text
        rows.append(
            EventText(
                id=row_id,
                district_id=district_id,
                event_id=written.event_id,
                field=name,
                salt=written.salts[name],
                value=kept,
                is_personal=is_personal,
            )
        )
    return rows


def encrypt_text(text: str, district_id: int, row_id: int) -> str:
    return encrypt(
        text, table="matters_eventtext", column="value", district=district_id, row=row_id
    )


def matter_columns(matter: value.Matter, own: Mapping[str, Any], head: str) -> dict[str, Any]:
    """The columns of a matter's row that change with its events."""
    owed = [o for o in matter.open() if o.debtor != REQUESTER]
    dues = [o.due_at for o in owed if o.due_at]
    leads = matter.parties.get("lead", ())
    makers = matter.parties.get("maker", ())
    return {
        "state": matter.state,
        "version": matter.version,
        "ended_at": matter.ended_at,
        "lead_id": leads[0] if leads else None,
        "maker_id": makers[0] if makers else None,
        "due_at": min(dues) if dues else None,
        "is_late": any(o.late_at for o in owed),
        "parties": json.dumps({who: list(matter.parties[who]) for who in sorted(matter.parties)}),
        "trail": json.dumps([[d.act, d.body, d.person] for d in matter.trail]),
        "head": head,
        **own,
    }


def matter_row(district_id: int, matter: value.Matter, own: Mapping[str, Any], head: str) -> Matter:
    return Matter(
        id=matter.id,
        district_id=district_id,
        procedure=matter.procedure,
        procedure_version=matter.procedure_version,
        number=case_number(matter.id),
        opened_at=matter.opened_at,
        **matter_columns(matter, own, head),
    )


def obligation_columns(o: value.Obligation) -> dict[str, Any]:
    """The columns of an obligation's row that change with events."""
    return {
        "limit_value": o.limit.value if o.limit else None,
        "due_at": o.due_at,
        "next_at": o.next_at,
        "pauses": json.dumps([[_text(p.start), _text(p.end)] for p in o.pauses]),
        "outcome": o.outcome,
        "ended_at": o.ended_at,
        "late_at": o.late_at,
        "marks": o.marks,
        "version": o.version,
        "is_provisional": o.is_provisional,
    }


def obligation_row(district_id: int, matter_id: int, o: value.Obligation) -> Obligation:
    return Obligation(
        id=o.id,
        district_id=district_id,
        matter_id=matter_id,
        kind=o.kind,
        debtor_id=o.debtor,
        creditor_id=o.creditor,
        opened_at=o.opened_at,
        part=o.part,
        limit_unit=str(o.limit.unit) if o.limit else "",
        cause_id=o.cause,
        **obligation_columns(o),
    )


def obligation_value(row: Obligation) -> value.Obligation:
    return value.Obligation(
        id=row.id,
        kind=row.kind,
        debtor=row.debtor_id,
        creditor=row.creditor_id,
        opened_at=row.opened_at,
        limit=None if row.limit_value is None else limit_from(row.limit_value, row.limit_unit),
        due_at=row.due_at,
        next_at=row.next_at,
        pauses=_pauses(row.pauses),
        outcome=row.outcome,
        ended_at=row.ended_at,
        late_at=row.late_at,
        marks=row.marks,
        cause=row.cause_id,
        version=row.version,
        is_provisional=row.is_provisional,
        part=row.part,
    )


def matter_value(row: Matter, obligations: list[Obligation]) -> value.Matter:
    """The matter as a value; obligations in the order they were opened."""
    return value.Matter(
        id=row.id,
        procedure=row.procedure,
        procedure_version=row.procedure_version,
        state=row.state,
        opened_at=row.opened_at,
        version=row.version,
        parties={who: tuple(bodies) for who, bodies in json.loads(row.parties).items()},
        obligations=tuple(obligation_value(o) for o in obligations),
        trail=tuple(value.Done(*line) for line in json.loads(row.trail)),
        ended_at=row.ended_at,
    )


def _pauses(text: str) -> tuple[Pause, ...]:
    read = datetime.fromisoformat
    return tuple(Pause(read(a), read(b) if b else None) for a, b in json.loads(text))


def _text(moment: datetime | None) -> str | None:
    # One moment has one spelling, whatever zone it came in: a replay gives the same text.
    return moment.astimezone(UTC).isoformat() if moment else None
