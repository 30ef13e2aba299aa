"""Which columns hold tokens, so that a rotation finds them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from huying.platform.crypto import cipher
from huying.platform.crypto.keyring import KeyRing
from huying.platform.database import write_transaction

BATCH = 500


@dataclass(frozen=True, slots=True)
class EncryptedColumn:
    """加密列: `only_if` names a boolean column that says which rows hold a token."""

    table: str
    column: str
    row_pk: str = "id"
    district_column: str = "district_id"
    only_if: str = ""


_columns: dict[tuple[str, str], EncryptedColumn] = {}


def register_encrypted(
    table: str,
    column: str,
    row_pk: str = "id",
    district_column: str = "district_id",
    only_if: str = "",
) -> None:
    """Tell the rotation of a column; its tokens use table, column, district and row as place.

    Called in `AppConfig.ready()`. Names are identifiers of our own tables, never input.
    """
    for name in (table, column, row_pk, district_column, *filter(None, [only_if])):
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no column or table name")
    _columns[table, column] = EncryptedColumn(table, column, row_pk, district_column, only_if)


def encrypted_columns() -> tuple[EncryptedColumn, ...]:
    return tuple(_columns[key] for key in sorted(_columns))


def counts_by_key(column: EncryptedColumn, ring: KeyRing) -> dict[str, int]:
    """How many tokens of a column stand under each key of the ring; `?` for unknown keys."""
    with connection.cursor() as cursor:
        counts = {key: _count(cursor, column, f"{cipher.VERSION}.{key}.%") for key in ring.keys}
        total = _count(cursor, column, f"{cipher.VERSION}.%")
    counts["?"] = total - sum(counts.values())
    return {key: number for key, number in counts.items() if number}


def is_pending(ring: KeyRing) -> bool:
    """Does any column still hold a token under another key than the active one?"""
    return any(next(_batches(column, ring), None) for column in encrypted_columns())


def reencrypt(column: EncryptedColumn, ring: KeyRing) -> Iterator[int]:
    """Move a column to the active key; yields after each committed batch how many rows moved.

    Undecipherable stops it at the first row that does not open; what was done before stays.
    """
    for batch in _batches(column, ring):
        moved = [(_moved(column, ring, *row), *row) for row in batch]
        with write_transaction(), connection.cursor() as cursor:
            # A row changed since it was read is left alone: the next pass finds it, if needed.
            cursor.executemany(
                f"UPDATE {column.table} SET {column.column} = %s "  # noqa: S608
                f"WHERE {column.row_pk} = %s AND {column.column} = %s",
                [(new, row, old) for new, row, _district, old in moved],
            )
        yield len(moved)


def _moved(column: EncryptedColumn, ring: KeyRing, row: int, district: int, token: str) -> str:
    table, name = column.table, column.column
    plain = cipher.decrypt(token, table=table, column=name, district=district, row=row, ring=ring)
    return cipher.encrypt(plain, table=table, column=name, district=district, row=row, ring=ring)


def _batches(column: EncryptedColumn, ring: KeyRing) -> Iterator[list[tuple[int, int, str]]]:
    """Rows (pk, district, token) under other keys, in order of the key of the table."""
    pk, name = column.row_pk, column.column
    query = (
        f"SELECT {pk}, {column.district_column}, {name} FROM {column.table} "  # noqa: S608
        f"WHERE {pk} > %s AND {_holds(column)} AND {name} NOT LIKE %s ORDER BY {pk} LIMIT {BATCH}"
    )
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                query, [last, f"{cipher.VERSION}.%", f"{cipher.VERSION}.{ring.active}.%"]
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _holds(column: EncryptedColumn) -> str:
    only_if = f" AND {column.only_if}" if column.only_if else ""
    return f"{column.column} LIKE %s{only_if}"


def _count(cursor, column: EncryptedColumn, pattern: str) -> int:  # type: ignore[no-untyped-def]
    cursor.execute(
        f"SELECT COUNT(*) FROM {column.table} WHERE {_holds(column)}",  # noqa: S608
        [pattern],
    )
    return int(cursor.fetchone()[0])
