"""The one write path: lock, decide, event, rows, outbox, in one transaction.

One act is one event. `(district, key)` makes it idempotent: the same command again answers with
what it did the first time; another command under the same key is refused (KeyReused). The
expected version is that of the obligation the act answers, else of the matter, so two bodies
that answer different promises never disturb each other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError

from huying.domain.kernel.actor import Actor
from huying.domain.kernel.chain import GENESIS, request_digest
from huying.domain.kernel.refusal import Refusal, Refused
from huying.domain.procedure import matter as value
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.facts import Facts
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters import rows, statements
from huying.platform.matters.contexts import Context, Moment, context_of
from huying.platform.matters.marking import mark_rows
from huying.platform.matters.models import Event, Matter, Obligation, Outbox
from huying.platform.matters.procedures import newest, procedure

#: What an idempotency key may be.
_KEY: Final = re.compile(r"[!-~]{1,80}")
#: Enough ids for the event, its texts and promises, so that no block is taken inside.
_IDS_AN_ACT = 48


class Conflict(Exception):
    """Somebody was faster (409): the version that was answered is not the present one."""

    def __init__(self, matter_id: int, expected: int, present: int) -> None:
        super().__init__(f"matter {matter_id}: expected version {expected}, is {present}")
        self.matter_id, self.expected, self.present = matter_id, expected, present


class KeyReused(Exception):
    """The key stands for another command (422)."""


class NoSuchMatter(Exception):
    """No matter with this id in this district (404)."""


@dataclass(frozen=True, slots=True)
class Command:
    """命令: one act to perform. Without `matter_id` the act makes a new matter of `procedure`."""

    district_id: int
    act: str
    by: Actor
    at: datetime
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    matter_id: int | None = None
    procedure: str = ""
    answers: int | None = None
    expected: int | None = None
    done_at: datetime | None = None

    def digest(self) -> str:
        """Tells a repeat from another command; the moment and the version may differ."""
        given = {k: _plain(v) for k, v in self.fields.items()}
        # A new matter has no id yet when its command is repeated.
        about = {"matter": self.matter_id, "procedure": self.procedure, "answers": self.answers}
        return request_digest({"act": self.act, "person": self.by.person, "fields": given, **about})


@dataclass(frozen=True, slots=True)
class Performed:
    """What happened: the event, the matter's version after it, and whether it was a repeat."""

    matter_id: int
    event_id: int
    version: int
    is_repeat: bool = False


@dataclass(slots=True)
class Loaded:
    """A matter locked for one act, with everything its decision rests on."""

    context: Context
    row: Matter | None
    detail_row: Any
    matter: value.Matter
    detail: Any
    facts: Facts
    head: str


Decider = Callable[[Loaded], value.Event | Refusal]


def perform(command: Command) -> Performed:
    """Does one act. Refused, Conflict, KeyReused or NoSuchMatter when it does not happen."""
    return perform_decided(command, _decider(command))


def _decider(command: Command) -> Decider:
    def chosen(loaded: Loaded) -> value.Event | Refusal:
        _check_version(command, loaded)
        act = value.Act(
            command.act, command.by, command.at, command.fields, command.answers, command.done_at
        )
        return decide(loaded.matter, act, loaded.facts, iter(lambda: ids.new_id(command.at), 0))

    return chosen


def perform_decided(command: Command, decider: Decider) -> Performed:
    """As `perform`, with the decision handed in; the clock's own marks come this way."""
    return _performed(((command, decider),))[0]


def perform_all(commands: Sequence[Command]) -> list[Performed]:
    """Several acts that only make sense together: all of them in one transaction, or none.

    Whoever names matters in one fixed order never waits for another in a ring.
    """
    return _performed([(command, _decider(command)) for command in commands])


def _performed(decided: Sequence[tuple[Command, Decider]]) -> list[Performed]:
    for command, _ in decided:
        if not _KEY.fullmatch(command.key):
            # A form's hidden key that was tampered with; no database keeps a NUL.
            raise Refused(Refusal("damaged_key", "idempotency"))
    ids.reserve(decided[0][0].at, _IDS_AN_ACT * len(decided))
    try:
        with write_transaction():
            return [_happened(command, decider) for command, decider in decided]
    except (IntegrityError, Refused, Conflict):
        # A repeat finds its promise ended or its key taken: answer as the first time.
        repeats = [_performed_before(command) for command, _ in decided]
        if None in repeats:
            raise
        return [repeat for repeat in repeats if repeat]


def _happened(command: Command, decider: Decider) -> Performed:
    loaded = _load(command)
    event = decider(loaded)
    if isinstance(event, Refusal):
        raise Refused(event)
    return _write(command, loaded, event)


def _check_version(command: Command, loaded: Loaded) -> None:
    if command.expected is None:
        return
    answered = loaded.matter.obligation(command.answers)
    present = answered.version if answered else loaded.matter.version
    if present != command.expected:
        raise Conflict(loaded.matter.id, command.expected, present)


def _load(command: Command) -> Loaded:
    if command.matter_id is None:
        return _load_new(command)
    context = context_of(command.procedure)
    found = statements.locked(command.district_id, command.matter_id, context.detail_model)
    if found is None:
        raise NoSuchMatter(command.matter_id)
    row, detail_row, stamp = found
    owed = statements.obligations_of(row.id)
    detail = context.to_domain(detail_row)
    run = procedure(row.district_id, row.procedure, row.procedure_version)
    facts = context.facts_for(Moment(row.district_id, stamp, run, detail, command.at))
    matter = rows.matter_value(row, owed)
    return Loaded(context, row, detail_row, matter, detail, facts, row.head)


def _load_new(command: Command) -> Loaded:
    context = context_of(command.procedure)
    stamp = statements.stamp_of(command.district_id)
    run = newest(command.district_id, command.procedure, stamp)
    detail = context.blank()
    facts = context.facts_for(Moment(command.district_id, stamp, run, detail, command.at))
    matter = value.blank(
        ids.new_id(command.at),
        procedure=run.code,
        version=run.version,
        begin=run.begin,
        at=command.at,
    )
    return Loaded(context, None, context.detail_model(), matter, detail, facts, GENESIS)


def _write(command: Command, loaded: Loaded, event: value.Event) -> Performed:
    context, district = loaded.context, command.district_id
    after = evolve(loaded.matter, event)
    detail = context.evolve(loaded.detail, event)
    written = rows.Written(
        event_id=ids.new_id(command.at),
        text_ids=tuple(ids.new_id(command.at) for _ in event.texts),
        salts={name: secrets.token_hex(16) for name in event.texts},
        key=command.key,
        request_digest=command.digest(),
        previous=loaded.head,
    )
    event_row = rows.event_row(district, event, written)
    own = context.columns(after, detail)
    if loaded.row is None:
        statements.insert([rows.matter_row(district, after, own, event_row.digest)])
    else:
        columns = rows.matter_columns(after, own, event_row.digest)
        statements.update(Matter, after.id, columns)
    _write_detail(district, loaded, detail, event)
    _write_obligations(district, after, event)
    statements.insert([event_row])
    texts = rows.text_rows(district, event, written, context.encrypted(event, detail))
    if texts:
        statements.insert(texts)
    brought = list(context.after(event, district, lambda: ids.new_id(command.at)))
    brought += mark_rows(district, event, event_row.id)
    for model in dict.fromkeys(type(row) for row in brought):
        statements.insert([row for row in brought if type(row) is model])
    statements.insert([Outbox(event_id=event_row.id, district_id=district)])
    return Performed(after.id, event_row.id, after.version)


def _write_detail(district: int, loaded: Loaded, detail: Any, event: value.Event) -> None:
    row, context = loaded.detail_row, loaded.context
    shown = context.project(row, event, district)
    if loaded.row is None:
        context.take(row, detail)
        row.matter_id = event.matter
        statements.insert([row])
    elif shown or detail != loaded.detail:
        context.take(row, detail)
        row.save(force_update=True)


def _write_obligations(district: int, after: value.Matter, event: value.Event) -> None:
    ids_changed = {change.id for change in event.changed}
    changed = [o for o in after.obligations if o.id in ids_changed]
    if len(changed) == 1 and not event.opened:
        statements.update(Obligation, changed[0].id, rows.obligation_columns(changed[0]))
    elif touched := [*changed, *event.opened]:
        found = [rows.obligation_row(district, after.id, o) for o in touched]
        statements.upsert(found, tuple(rows.obligation_columns(touched[0])))


def _performed_before(command: Command) -> Performed | None:
    found = Event.objects.filter(district_id=command.district_id, key=command.key).first()
    if found is None:
        return None
    if found.request_digest != command.digest():
        raise KeyReused(command.key)
    return Performed(found.matter_id, found.id, found.seq, is_repeat=True)


def _plain(given: Any) -> Any:
    if isinstance(given, datetime):
        return given.isoformat()
    if isinstance(given, float):
        return repr(given)
    return given
