"""What came in: JSON decoded, keys checked, and every value of the type its field has.

Whatever the type, nothing here ends in an error page: the body is read as plain values, and what
does not fit its field becomes a fault with the value as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException

from huying.domain.kernel.ids import id_of_number
from huying.domain.kernel.refusal import Fault
from huying.domain.worktime import SHANGHAI

KEY_HEADER: Final = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,50}")
_SHOWN: Final = 80
_EARLIEST_YEAR: Final = 1990
#: Ids are exact in JavaScript; whatever is larger is nobody's.
_LARGEST: Final = 2**53


class BadBody(Exception):
    """The body cannot be read at all: status, code and parameters of the sentence."""

    def __init__(self, status: int, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.status, self.code, self.params = status, code, params


@dataclass(frozen=True, slots=True)
class Given:
    """Fields as they are to be judged, and the faults of those whose type is wrong."""

    fields: Mapping[str, Any]
    faults: tuple[Fault, ...]

    def all_faults(self, others: Collection[Fault]) -> tuple[Fault, ...]:
        """Ours and those of the rules, without what is missing only because we took it out."""
        named = {fault.field for fault in self.faults}
        return (*self.faults, *(f for f in others if f.field not in named))


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request; BadBody for anything else."""
    try:
        value = msgspec.json.decode(request.body)
    except RequestDataTooBig:
        raise BadBody(413, "body_too_big") from None
    except RecursionError:
        raise BadBody(400, "body_too_deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RawPostDataException) as fault:
        raise BadBody(400, "body_no_json", why=str(fault)) from None
    if not isinstance(value, dict):
        raise BadBody(422, "body_no_object", value=shown(value))
    return value


def key_of(request: HttpRequest) -> str | Fault:
    """The idempotency key, or what is wrong with it."""
    key = request.headers.get(KEY_HEADER, "")
    if _KEY.fullmatch(key):
        return key
    return Fault(KEY_HEADER, shown(key), "bad_key" if key else "missing_key")


def given(raw: Mapping[str, Any], accepted: Collection[str]) -> Given:
    """The fields of a body; null is the same as not sent."""
    fields, faults = {}, []
    for name, value in raw.items():
        if value is None:
            continue
        if name not in accepted:
            faults.append(Fault(name[:_SHOWN], shown(value), "unknown_field"))
            continue
        read = _READERS.get(name, _text)(value)
        if isinstance(read, _Wrong):
            faults.append(Fault(name, shown(value), read.code, read.params))
        else:
            fields[name] = read
    return Given(fields, tuple(faults))


def whole_number(raw: Mapping[str, Any], name: str) -> int | Fault | None:
    """An id or a version of the body; None when it is not sent."""
    value = raw.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number and 0 <= value < _LARGEST:
        return int(value)
    return Fault(name, shown(value), "not_a_number")


def shown(value: Any) -> str:
    """A value as it was sent, cut short."""
    if isinstance(value, str):
        return value[:_SHOWN]
    return msgspec.json.encode(value).decode()[:_SHOWN]


@dataclass(frozen=True, slots=True)
class _Wrong:
    code: str
    params: Mapping[str, str | int]


def _no(code: str, **params: str | int) -> _Wrong:
    return _Wrong(code, params)


def _text(value: Any) -> str | _Wrong:
    if not isinstance(value, str):
        return _no("not_text")
    return _no("hidden_characters") if "\0" in value else value


def _degrees(value: Any) -> str | _Wrong:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.6f}" if isinstance(value, float) else str(value)[:_SHOWN]
    return _no("not_degrees")


def _flag(value: Any) -> bool | _Wrong:
    return value if isinstance(value, bool) else _no("not_yes_or_no")


def _moment(value: Any) -> datetime | _Wrong:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        return _no("not_a_time")
    if moment.year < _EARLIEST_YEAR:
        return _no("import_time_too_early", year=_EARLIEST_YEAR)
    if moment.year > _LATEST_YEAR:
        return _no("in_the_future")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


_LATEST_YEAR: Final = 9_000


def _ids(value: Any) -> list[int] | _Wrong:
    is_list = isinstance(value, list) and all(
        isinstance(one, int) and not isinstance(one, bool) for one in value
    )
    return list(value) if is_list and len(value) <= _MOST_IDS else _no("not_a_list")


def _texts(value: Any) -> list[str] | _Wrong:
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not is_list or len(value) > _MOST_IDS:
        return _no("not_a_list")
    return _no("hidden_characters") if any("\0" in one for one in value) else list(value)


def _number(value: Any) -> int | _Wrong:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and abs(value) < _LARGEST else _no("not_a_number")


def _case(value: Any) -> int | _Wrong:
    """Another case by its public number, which is all that anybody knows of it."""
    try:
        return id_of_number(value) if isinstance(value, str) else _number(value)
    except ValueError:
        return _no("not_a_case_number")


_MOST_IDS: Final = 100

_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "lon": _degrees,
    "lat": _degrees,
    "is_confidential": _flag,
    "reported_at": _moment,
    **dict.fromkeys(("helpers", "observers", "consulted"), _ids),
    **dict.fromkeys(("checked", "dissatisfaction", "children"), _texts),
    **dict.fromkeys(("until", "task_due", "outside_due"), _moment),
    **dict.fromkeys(("extra", "corrects", "task_body", "assignee", "done_by"), _number),
    **dict.fromkeys(("other", "main", "joined"), _case),
}
