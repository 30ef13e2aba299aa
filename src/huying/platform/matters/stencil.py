"""Copies of a matter that was decided: the same rows with other ids, moments, salts and digests.

Deciding and mapping a case takes milliseconds; a copy takes a fraction of one, because what
changes from copy to copy is found once. Nothing here knows a column: rows come as the models
give them, and a column that is new comes along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, Final

from django.db import connection
from django.db.models import Model, TextField

from huying.domain.kernel.chain import GENESIS, link, text_digest
from huying.domain.kernel.ids import case_number
from huying.platform.matters.models import Event, EventText, Matter
from huying.platform.matters.rows import encrypt_text, linked
from huying.platform.matters.verify import plain_text

_ID: Final = r"(?<![\w.])\d{15,16}(?![\w.])"
_MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d"
_DIGEST: Final = r"\b[0-9a-f]{64}\b"
_SALT_DIGITS: Final = 32

#: Rows of one copy by model, each row in the order of the model's columns.
Rows = dict[type[Model], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Mould:
    """What one copy is made with: its ids (as many as the stencil asks for, rising), by how much
    it lies back in time, the front of its events' keys, what makes its names its own, and salts.
    """

    ids: Sequence[int]
    back: timedelta
    key: str
    mark: str
    salts: Callable[[int], str]


class _Words:
    """A text with holes, and which values fill them."""

    def __init__(self, text: str, places: Sequence[int]) -> None:
        self._text = text
        # Twice the last one: with a single place the getter would give no tuple.
        self._pick = itemgetter(*places, *places[-1:])

    def filled(self, values: Sequence[Any]) -> str:
        return self._text % self._pick(values)[:-1]


class Stencil:
    """模板: one matter's rows, ready to be copied.

    `names` are values that no two matters may share; a copy's have its mark behind them.
    ValueError when a text was erased: its digest could not be made anew.
    """

    def __init__(self, rows: Iterable[Model], names: Iterable[str] = ()) -> None:
        found = list(rows)
        self.matter = next(row for row in found if isinstance(row, Matter))
        self._events = sorted((r for r in found if isinstance(r, Event)), key=lambda e: e.seq)
        self._texts = [row for row in found if isinstance(row, EventText)]
        if any(text.erased_at for text in self._texts):
            raise ValueError(f"{self.matter.number}: an erased text cannot be copied")
        self._plain = [plain_text(text) for text in self._texts]
        self._own = sorted({int(row.pk) for row in found})
        self._names = sorted(filter(None, set(names)))
        self._moments = _moments_in(found)
        self._changing = _changing((self.matter.number, *self._names))
        self._place: dict[Any, int] = {}
        self._holed_texts: list[_Words] = []
        self._constants: list[Any] = []
        self._number_all()
        self._bodies = [self._holed(event.body) for event in self._events]
        self.tables = {model: self._rows_of(found, model) for model in _models_of(found)}
        self._fixed = self._constants[::-1]

    @property
    def id_count(self) -> int:
        return len(self._own)

    @property
    def opened_at(self) -> datetime:
        return self.matter.opened_at

    def copy(self, mould: Mould) -> Rows:
        """The rows of one copy."""
        values = [*mould.ids, case_number(mould.ids[self._matter_place])]
        values += [f"{name}-{mould.mark}" for name in self._names]
        values += [(m - mould.back).isoformat(mark) for m, mark in self._moments.values()]
        self._add_texts(values, mould)
        self._add_events(values, mould)
        values += [words.filled(values) for words in self._holed_texts]
        values += self._fixed
        return {model: [pick(values) for pick in picks] for model, picks in self.tables.items()}

    # -- what changes ----------------------------------------------------------------------------

    def _number_all(self) -> None:
        """Gives every changing value its place, in the order `copy` makes them."""
        self._matter_place = self._own.index(self.matter.id)
        changing: list[Any] = [*self._own, self.matter.number, *self._names, *self._moments]
        for text in self._texts:
            changing += [("salt", text.id), ("value", text.id), ("digest", text.id)]
        for event in self._events:
            changing += [event.key, event.body, event.digest]
        self._place = {value: place for place, value in enumerate(changing)}
        self._digests = {
            text_digest(text.salt, plain): ("digest", text.id)
            for text, plain in zip(self._texts, self._plain, strict=True)
        }
        self._first_words = len(changing)

    def _add_texts(self, values: list[Any], mould: Mould) -> None:
        salts = mould.salts(len(self._texts) * _SALT_DIGITS)
        for n, (text, plain) in enumerate(zip(self._texts, self._plain, strict=True)):
            salt = salts[n * _SALT_DIGITS : (n + 1) * _SALT_DIGITS]
            row = values[self._place[text.id]]
            kept = encrypt_text(plain, text.district_id, row) if text.is_personal else plain
            values += (salt, kept, text_digest(salt, plain))

    def _add_events(self, values: list[Any], mould: Mould) -> None:
        head = GENESIS
        for event, words in zip(self._events, self._bodies, strict=True):
            key, body = f"{mould.key}:{event.seq}", words.filled(values)
            head = link(head, linked(values[self._place[event.id]], key, body))
            values += (key, body, head)

    # -- rows ------------------------------------------------------------------------------------

    def _rows_of(self, rows: Iterable[Model], model: type[Model]) -> list[itemgetter[Any]]:
        own = sorted((row for row in rows if type(row) is model), key=lambda row: row.pk)
        return [itemgetter(*(self._column(row, f) for f in _fields(model))) for row in own]

    def _column(self, row: Model, field: Any) -> int:
        """Where a copy's value of this column stands."""
        value = getattr(row, field.attname)
        if isinstance(row, EventText) and field.attname in ("salt", "value"):
            return self._place[field.attname, row.pk]
        if isinstance(value, datetime):
            return self._place[value]
        if type(value) in (int, str) and value in self._place:
            return self._place[value]
        if type(field) is TextField and (words := self._words(value)):
            self._holed_texts.append(words)
            return self._first_words + len(self._holed_texts) - 1
        return self._constant(field, value)

    def _constant(self, field: Any, value: Any) -> int:
        # Counted from the end, where they stand: how many come before is not yet known.
        self._constants.append(field.get_db_prep_save(value, connection))
        return -len(self._constants)

    def _words(self, text: str) -> _Words | None:
        """A JSON text with holes for ids, moments, names and digests of this matter; None when
        nothing of it changes."""
        places: list[int] = []

        def hole(found: re.Match[str]) -> str:
            word = found.group().replace("%%", "%")
            named = int(word) if word.isdecimal() else self._digests.get(word, word)
            place = self._place.get(named)
            if place is None:
                return found.group()
            places.append(place)
            return "%s"

        holed = self._changing.sub(hole, text.replace("%", "%%"))
        return _Words(holed, places) if places else None

    def _holed(self, text: str) -> _Words:
        words = self._words(text)
        assert words is not None  # noqa: S101  an event names its matter
        return words


def _models_of(rows: Iterable[Model]) -> list[type[Model]]:
    """The models in the order of the rows: references point to what came before."""
    return list(dict.fromkeys(type(row) for row in rows))


def _fields(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields


def _changing(names: Iterable[str]) -> re.Pattern[str]:
    quoted = (f'(?<="){re.escape(name.replace("%", "%%"))}(?=")' for name in names)
    return re.compile("|".join((_ID, _MOMENT, _DIGEST, *quoted)))


def _moments_in(rows: Iterable[Model]) -> dict[Any, tuple[datetime, str]]:
    """Every moment of the rows as it stands there, with the mark between its day and its hour:
    `T` in JSON texts, as they were written; a blank in columns, as databases read it."""
    found: dict[Any, tuple[datetime, str]] = {}
    for row in rows:
        for field in _fields(type(row)):
            value = getattr(row, field.attname)
            if isinstance(value, datetime):
                found[value] = (_stored(value), " ")
            elif type(field) is TextField:
                found |= {w: (datetime.fromisoformat(w), "T") for w in re.findall(_MOMENT, value)}
    return found


def _stored(moment: datetime) -> datetime:
    plain = moment.astimezone(UTC)
    return plain.replace(tzinfo=None) if connection.vendor == "sqlite" else plain


def merged(copies: Iterable[Mapping[type[Model], list[tuple[Any, ...]]]]) -> Rows:
    """Rows of many copies by model."""
    found: Rows = {}
    for copy in copies:
        for model, rows in copy.items():
            found.setdefault(model, []).extend(rows)
    return found
