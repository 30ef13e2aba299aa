"""Lists: sorting, keyset paging. A page never counts rows and never skips them by number."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet

SIZES = (10, 20, 50)
DEFAULT_SIZE = 20


@dataclass(frozen=True, slots=True)
class Order:
    """排序: a sort key with its columns; is_down reverses all of them. Empty values come last."""

    key: str
    fields: tuple[str, ...]
    is_down: bool = False

    @property
    def flipped(self) -> str:
        return self.key if self.is_down else f"-{self.key}"

    @property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        """(column, descending?) with the id last, so that no two rows are equal."""
        split = [(name.lstrip("-"), name.startswith("-") != self.is_down) for name in self.fields]
        return tuple(split) if any(n == "id" for n, _ in split) else (*split, ("id", self.is_down))


@dataclass(frozen=True, slots=True)
class Page:
    """One page: rows, cursors of its neighbours ('' = none), numbers of its first and last row."""

    rows: Sequence[Any]
    size: int
    before: str = ""
    after: str = ""
    first: int = 1
    total_words: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def next_from(self) -> int:
        return self.last + 1

    @property
    def previous_from(self) -> int:
        return max(1, self.first - self.size)


def order_of(
    query: Mapping[str, str], orders: Mapping[str, tuple[str, ...]], default: str
) -> Order:
    """Order named in the address as `sort=key` or `sort=-key`; an unknown key is the default."""
    wanted = query.get("sort", default)
    key = wanted.lstrip("-")
    if key not in orders:
        wanted, key = default, default.lstrip("-")
    return Order(key, orders[key], wanted.startswith("-"))


def size_of(query: Mapping[str, str]) -> int:
    """Rows a page: one of 10, 20, 50."""
    wanted = query.get("size", "")
    return next((size for size in SIZES if str(size) == wanted), DEFAULT_SIZE)


def page_of(rows: QuerySet[Any], order: Order, query: Mapping[str, str], total: str = "") -> Page:
    """Page of a queryset by `after=`, `before=`, `size=`, `from=` of the address.

    One statement, size + 1 rows. A broken cursor gives the first page. Set the language of
    `total` (words such as 约 6,000 件) before.
    """
    size = size_of(query)
    cursor, is_back = _cursor_of(query, order)
    found, cursor = _past(rows, order, cursor, is_back)
    taken = list(found.order_by(*_ordering(order, is_back, rows.model))[: size + 1])
    has_more, taken = len(taken) > size, taken[:size]
    if is_back:
        taken.reverse()
    has_before = has_more if is_back else bool(cursor)
    has_after = True if is_back else has_more
    return Page(
        rows=taken,
        size=size,
        before=_encode(taken[0], order) if taken and has_before else "",
        after=_encode(taken[-1], order) if taken and has_after else "",
        first=_first(query) if cursor else 1,
        total_words=total,
    )


def _past(
    rows: QuerySet[Any], order: Order, cursor: list[Any], is_back: bool
) -> tuple[QuerySet[Any], list[Any]]:
    """Rows beyond the cursor; a cursor whose values do not fit the columns is as good as none."""
    if not cursor:
        return rows, cursor
    try:
        return rows.filter(_beyond(order, cursor, is_back, rows.model)), cursor
    except (ValidationError, ValueError, TypeError):
        return rows, []


def _first(query: Mapping[str, str]) -> int:
    text = query.get("from", "1")
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return max(1, int(text)) if is_number else 1


def _ordering(order: Order, is_back: bool, model: type[Model]) -> list[Any]:
    """Columns with empty values at the far end, whichever way one reads.

    Only of columns that may be empty: no index of PostgreSQL gives the others in that order.
    """
    found: list[Any] = []
    for name, down in order.columns:
        ends: dict[str, bool] = {}
        if _may_be_empty(model, name):
            ends = {"nulls_first": True} if is_back else {"nulls_last": True}
        column = F(name)
        found.append(column.desc(**ends) if down != is_back else column.asc(**ends))
    return found


def _beyond(order: Order, values: Sequence[Any], is_back: bool, model: type[Model]) -> Q:
    """Rows after (or before) the cursor: (a, b) > (x, y) spelt out, so every index order works."""
    result, equal = Q(pk__in=()), Q()
    for (name, down), value in zip(order.columns, values, strict=True):
        is_less, is_nullable = down != is_back, _may_be_empty(model, name)
        result |= equal & _strictly(name, value, is_less, is_back=is_back, is_nullable=is_nullable)
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return _from(order, values, is_back, model) & result


def _from(order: Order, values: Sequence[Any], is_back: bool, model: type[Model]) -> Q:
    """The first column's own bound, which lets an index begin where the page does."""
    (name, down), value = order.columns[0], values[0]
    if value is None or _may_be_empty(model, name):
        return Q()
    return Q(**{f"{name}__{'lte' if down != is_back else 'gte'}": value})


def _strictly(name: str, value: Any, is_less: bool, *, is_back: bool, is_nullable: bool) -> Q:
    if value is None:  # empty values stand last
        return Q(**{f"{name}__isnull": False}) if is_back else Q(pk__in=())
    past = Q(**{f"{name}__{'lt' if is_less else 'gt'}": value})
    return past | Q(**{f"{name}__isnull": True}) if is_nullable and not is_back else past


def _may_be_empty(model: type[Model], name: str) -> bool:
    """May this column hold nothing? So may whatever is no column of the model itself."""
    try:
        return bool(model._meta.get_field(name).null)
    except FieldDoesNotExist:
        return True


def _encode(row: Any, order: Order) -> str:
    values = [_value(row, name) for name, _ in order.columns]
    text = json.dumps(
        [order.key, [_pack(value) for value in values]], ensure_ascii=False, separators=(",", ":")
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _pack(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        return "t", value.isoformat()
    return ("d", value.isoformat()) if isinstance(value, date) else ("v", value)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, Mapping) else getattr(row, part, None)
    return row


def _cursor_of(query: Mapping[str, str], order: Order) -> tuple[list[Any], bool]:
    is_back = bool(query.get("before"))
    text = query.get("before") or query.get("after") or ""
    try:
        return _decode(text, order), is_back
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError):
        return [], False


def _decode(text: str, order: Order) -> list[Any]:
    if not text:
        return []
    key, packed = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if key != order.key or len(packed) != len(order.columns):
        return []
    return [_unpack(kind, value) for kind, value in packed]


def _unpack(kind: str, value: Any) -> Any:
    if kind == "t":
        return datetime.fromisoformat(value)
    if kind == "d":
        return date.fromisoformat(value)
    if not isinstance(value, str | int | None) or "\0" in str(value):
        raise ValueError(kind)
    return value
