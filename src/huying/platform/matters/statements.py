"""The dozen statements of an act, written once: the ORM built them anew for every act, which
took two thirds of its time. Portable, and made from the models, so that no column is named twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, Field, IntegerField, Model, TextField

from huying.platform.matters.models import Matter, Obligation, Stamp

#: Fields whose values the drivers take and give as they are.
_AS_THEY_ARE = (CharField, IntegerField, TextField)
_Converter = Callable[[Any, Any, Any], Any]


class Table:
    """One model's columns with what turns values into the driver's and back."""

    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.name = _quoted(model._meta.db_table)
        self.key = _quoted(_pk(model).column)
        self.attnames = [field.attname for field in fields]
        self.columns = [_quoted(field.column) for field in fields]
        self._column_of = dict(zip(self.attnames, self.columns, strict=True))
        self._fields = {field.attname: field for field in fields if not _is_plain(field)}
        self._readers = [
            (place, reader, field.cached_col)
            for place, field in enumerate(fields)
            for reader in _readers(field)
        ]
        self._insert = f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES "  # noqa: S608
        self._row = f"({', '.join(['%s'] * len(self.columns))})"

    def written(self, attname: str, value: Any) -> Any:
        """A value as the driver takes it."""
        field = self._fields.get(attname)
        return value if field is None else field.get_db_prep_save(value, connection)

    def values(self, row: Model) -> list[Any]:
        return [self.written(name, getattr(row, name)) for name in self.attnames]

    def read(self, values: Sequence[Any]) -> Any:
        """A row of the model from the columns of a statement."""
        found = list(values)
        for place, reader, column in self._readers:
            found[place] = reader(found[place], column, connection)
        return self.model.from_db(connection.alias, self.attnames, found)

    def insertion(self, count: int) -> str:
        return self._insert + ", ".join([self._row] * count)

    def assignments(self, attnames: Sequence[str], value: str = "%s") -> str:
        columns = [self._column_of[name] for name in attnames]
        return ", ".join(f"{column} = {value.format(column=column)}" for column in columns)

    def selected(self, alias: str) -> str:
        return ", ".join(f"{alias}.{column}" for column in self.columns)


def insert(rows: Sequence[Model]) -> None:
    """New rows of one model, in one statement."""
    table = _table(type(rows[0]))
    _execute(table.insertion(len(rows)), [v for row in rows for v in table.values(row)])


def update(model: type[Model], key: int, columns: Mapping[str, Any]) -> None:
    """These columns of one row."""
    table = _table(model)
    sql = f"UPDATE {table.name} SET {table.assignments(tuple(columns))} WHERE {table.key} = %s"  # noqa: S608
    _execute(sql, [*(table.written(name, value) for name, value in columns.items()), key])


def upsert(rows: Sequence[Model], changing: Sequence[str]) -> None:
    """New rows and changed ones of one model in one statement; of these only `changing`."""
    table = _table(type(rows[0]))
    told = table.assignments(changing, "excluded.{column}")
    sql = f"{table.insertion(len(rows))} ON CONFLICT ({table.key}) DO UPDATE SET {told}"
    _execute(sql, [value for row in rows for value in table.values(row)])


def stamp_of(district_id: int) -> int:
    """The district's stamp; 0 when it has none yet."""
    stamps = _table(Stamp)
    sql = f"SELECT {_quoted('value')} FROM {stamps.name} WHERE {stamps.key} = %s"  # noqa: S608
    found = _rows(sql, [district_id])
    return found[0][0] if found else 0


def locked(district_id: int, matter_id: int, detail: type[Model]) -> tuple[Matter, Any, int] | None:
    """A matter with its detail row and the district's stamp, locked till the transaction ends.

    Both rows are locked: whoever waited here for another act would else go on with the detail as
    it was before that act.
    """
    found = _rows(_locking(detail, connection.vendor), [matter_id, district_id])
    if not found:
        return None
    own, other = _table(Matter), _table(detail)
    middle = len(own.columns)
    return own.read(found[0][:middle]), other.read(found[0][middle:-1]), found[0][-1] or 0


def obligations_of(matter_id: int) -> list[Obligation]:
    """All promises of a matter in the order they were opened."""
    table = _table(Obligation)
    sql = (
        f"SELECT {table.selected(table.name)} FROM {table.name} "  # noqa: S608
        "WHERE matter_id = %s ORDER BY opened_at, id"
    )
    return [table.read(values) for values in _rows(sql, [matter_id])]


@lru_cache(maxsize=16)
def _locking(detail: type[Model], vendor: str) -> str:
    own, other, stamps = _table(Matter), _table(detail), _table(Stamp)
    lock = "" if vendor == "sqlite" else " FOR UPDATE OF m, d"
    return (
        f"SELECT {own.selected('m')}, {other.selected('d')}, "  # noqa: S608
        f"(SELECT s.value FROM {stamps.name} s WHERE s.district_id = m.district_id) "
        f"FROM {own.name} m JOIN {other.name} d ON d.{other.key} = m.{own.key} "
        f"WHERE m.{own.key} = %s AND m.district_id = %s{lock}"
    )


def _table(model: type[Model]) -> Table:
    return _tables(model, connection.vendor)


@lru_cache(maxsize=32)
def _tables(model: type[Model], _vendor: str) -> Table:
    return Table(model)


def _execute(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _pk(model: type[Model]) -> Field[Any, Any]:
    key = model._meta.pk
    assert key is not None  # noqa: S101 every model has one
    return key


def _is_plain(field: Field[Any, Any]) -> bool:
    # References are the whole numbers of the rows they point to.
    return isinstance(field, (*_AS_THEY_ARE, BooleanField)) or field.is_relation


def _readers(field: Field[Any, Any]) -> list[_Converter]:
    column = field.cached_col
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
