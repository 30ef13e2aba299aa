"""Writes many decided matters at once, through the same row mapping `perform` uses.

For imports and the demo's history, where the events were decided in memory beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, Field, IntegerField, Model, TextField

from huying.domain.kernel.chain import GENESIS
from huying.domain.procedure import matter as value
from huying.platform.database import write_transaction
from huying.platform.matters import rows
from huying.platform.matters.contexts import Context, context_of
from huying.platform.matters.marking import mark_rows
from huying.platform.matters.models import Outbox
from huying.platform.postgres.copy import copy_rows

#: Fields whose values need no translation; most of a bulk's time went into asking for it.
_AS_THEY_ARE = (BooleanField, CharField, IntegerField, TextField)

#: Matters a transaction: short enough that the desk beside an import hardly waits.
BATCH = 100


@dataclass(frozen=True, slots=True)
class History:
    """A matter as it stands, its detail, its events, and the key of each event."""

    matter: value.Matter
    detail: Any
    events: tuple[value.Event, ...]
    keys: tuple[str, ...]
    digests: tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """Rows of one batch by table, in the order their references need."""

    matters: list[Model] = field(default_factory=list)
    details: list[Model] = field(default_factory=list)
    obligations: list[Model] = field(default_factory=list)
    events: list[Model] = field(default_factory=list)
    texts: list[Model] = field(default_factory=list)
    outbox: list[Model] = field(default_factory=list)
    brought: dict[type[Model], list[Model]] = field(default_factory=dict)

    def tables(self) -> Iterator[list[Model]]:
        yield from (
            self.matters, self.details, self.obligations, self.events, self.texts, self.outbox
        )  # fmt: skip
        yield from self.brought.values()


def write_histories(
    district_id: int,
    histories: Iterable[History],
    *,
    ids: Iterator[int],
    salt: Callable[[], str],
    relays: bool = False,
    after_batch: Callable[[int], None] | None = None,
) -> int:
    """Writes histories in batches of one transaction each; returns how many.

    `ids` yields row ids taken beforehand, `salt` hex salts; `relays` puts each event into the
    outbox too. `after_batch` hears the running count.
    """
    written = 0
    source = iter(histories)
    while batch := list(islice(source, BATCH)):
        found = Rows()
        for history in batch:
            _add(district_id, history, found, ids, salt, relays)
        with write_transaction():
            insert(found)
        written += len(batch)
        if after_batch:
            after_batch(written)
    return written


def insert(found: Rows) -> None:
    """Inserts every table of a batch; call inside a write transaction."""
    for table in found.tables():
        if table:
            insert_rows(table)


def insert_rows(table: Sequence[Model]) -> None:
    """Inserts rows of one model by COPY or one prepared statement."""
    model = type(table[0])
    fields = model._meta.concrete_fields
    insert_values(model, zip(*(_column(f, table) for f in fields), strict=True))


def insert_values(model: type[Model], values: Iterable[Sequence[Any]]) -> None:
    """Inserts rows given as the driver takes them, each in the order of the model's columns."""
    columns = [str(f.column) for f in model._meta.concrete_fields]
    if connection.vendor == "postgresql":
        copy_rows(model, columns, values)
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(values))


def _column(field: Field[Any, Any], table: Sequence[Model]) -> list[Any]:
    """The values of one column as the driver takes them."""
    values = [getattr(row, field.attname) for row in table]
    if isinstance(field, _AS_THEY_ARE):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _add(
    district_id: int,
    history: History,
    found: Rows,
    ids: Iterator[int],
    salt: Callable[[], str],
    relays: bool,
) -> None:
    context = context_of(history.matter.procedure)
    head = GENESIS
    for event, key, digest in zip(history.events, history.keys, history.digests, strict=True):
        written = rows.Written(
            event_id=next(ids),
            text_ids=tuple(next(ids) for _ in event.texts),
            salts={name: salt() for name in event.texts},
            key=key,
            request_digest=digest,
            previous=head,
        )
        row = rows.event_row(district_id, event, written)
        head = row.digest
        found.events.append(row)
        secret = context.encrypted(event, history.detail)
        found.texts.extend(rows.text_rows(district_id, event, written, secret))
        for one in context.after(event, district_id, ids.__next__):
            found.brought.setdefault(type(one), []).append(one)
        for mark in mark_rows(district_id, event, row.id):
            found.brought.setdefault(type(mark), []).append(mark)
        if relays:
            found.outbox.append(Outbox(event_id=row.id, district_id=district_id))
    own = context.columns(history.matter, history.detail)
    found.matters.append(rows.matter_row(district_id, history.matter, own, head))
    found.details.append(_detail_row(district_id, context, history))
    found.obligations.extend(
        rows.obligation_row(district_id, history.matter.id, o) for o in history.matter.obligations
    )


def _detail_row(district_id: int, context: Context, history: History) -> Any:
    row: Any = context.detail_model()
    context.take(row, history.detail)
    row.matter_id = history.matter.id
    for event in history.events:
        context.project(row, event, district_id)
    return row
