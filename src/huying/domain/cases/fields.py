"""The fields an act may carry, and what makes a value wrong. Every fault is named at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from huying.domain.cases.codes import (
    CONTACT_HOW,
    GIVEN_SCORE,
    SATISFACTION,
    SOLVED,
    Channel,
    Decline,
    DemandKind,
    Dissatisfaction,
    Exemption,
    PauseKind,
    ResultCode,
)
from huying.domain.kernel.refusal import Fault

LONGEST_TEXT: Final = 20_000
_MOST_VALUES: Final = 100
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{5,8}")

#: Judges one value: None, or the fault's code and its parameters.
Judge = Callable[[Any], tuple[str, dict[str, str | int]] | None]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """字段: how a field is judged, and whether it is text kept beside the event."""

    judge: Judge
    is_text: bool = False
    is_personal: bool = False


def _text(longest: int) -> Judge:
    def judge(value: Any) -> tuple[str, dict[str, str | int]] | None:
        if not isinstance(value, str):
            return "not_text", {}
        if not _is_writable(value):
            return "bad_characters", {}
        if len(value) > longest:
            return "too_long", {"longest": longest, "over": len(value) - longest}
        return None

    return judge


def _one_of(codes: frozenset[str]) -> Judge:
    def judge(value: Any) -> tuple[str, dict[str, str | int]] | None:
        if not isinstance(value, str) or value not in codes:
            return "not_a_choice", {"choices": "、".join(sorted(codes))}
        return None

    return judge


def _degrees(least: int, most: int) -> Judge:
    def judge(value: Any) -> tuple[str, dict[str, str | int]] | None:
        try:
            number = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            return "not_degrees", {}
        if not least <= number <= most:
            return "degrees_range", {"least": least, "most": most}
        return None

    return judge


def _phone(value: Any) -> tuple[str, dict[str, str | int]] | None:
    if not isinstance(value, str):
        return "not_text", {}
    digits = re.sub(r"[\s-]", "", value)
    if re.fullmatch(r"1[3-9]\d{4,8}", digits):
        return "phone_short", {"missing": 11 - len(digits)}
    if _PHONE.fullmatch(value.strip()) or _PHONE.fullmatch(digits):
        return None
    return "not_a_phone", {}


def _moment(value: Any) -> tuple[str, dict[str, str | int]] | None:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return None
    return "not_a_time", {}


def _flag(value: Any) -> tuple[str, dict[str, str | int]] | None:
    return None if isinstance(value, bool) else ("not_yes_or_no", {})


def _is_writable(value: str) -> bool:
    """NUL and lone surrogates can be typed into an API, but no database keeps them."""
    return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _named_texts(value: Any) -> tuple[str, dict[str, str | int]] | None:
    """What a source said besides, by its own column names."""
    if not isinstance(value, dict) or len(value) > _MOST_VALUES:
        return "not_named_texts", {"most": _MOST_VALUES}
    pairs = (*value, *value.values())
    is_sound = all(isinstance(v, str) and len(v) <= 2_000 and _is_writable(v) for v in pairs)
    return None if is_sound else ("not_named_texts", {"most": _MOST_VALUES})


def _words(value: Any) -> tuple[str, dict[str, str | int]] | None:
    is_list = isinstance(value, list) and len(value) <= _MOST_VALUES
    if is_list and all(isinstance(v, str) and len(v) <= 60 and _is_writable(v) for v in value):
        return None
    return "not_a_list", {}


def _ids(value: Any) -> tuple[str, dict[str, str | int]] | None:
    if isinstance(value, list) and all(isinstance(v, int) and abs(v) < 2**53 for v in value):
        return None
    return "not_a_list", {}


def _id(value: Any) -> tuple[str, dict[str, str | int]] | None:
    is_id = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53
    return None if is_id else ("not_an_id", {})


def _count(value: Any) -> tuple[str, dict[str, str | int]] | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000
    return None if is_count else ("not_a_count", {})


def _some_of(codes: frozenset[str]) -> Judge:
    def judge(value: Any) -> tuple[str, dict[str, str | int]] | None:
        if isinstance(value, list) and all(isinstance(v, str) and v in codes for v in value):
            return None
        return "not_a_choice", {"choices": "、".join(sorted(codes))}

    return judge


def _said(longest: int = LONGEST_TEXT, *, personal: bool = False) -> FieldRule:
    return FieldRule(_text(longest), is_text=True, is_personal=personal)


FIELDS: Final[Mapping[str, FieldRule]] = {
    "demand_kind": FieldRule(_one_of(frozenset(DemandKind))),
    "channel": FieldRule(_one_of(frozenset(Channel))),
    "title": _said(120),
    "text": _said(),
    "case_type": FieldRule(_text(20)),
    "lon": FieldRule(_degrees(73, 136)),
    "lat": FieldRule(_degrees(3, 54)),
    "address": _said(200),
    "requester_name": _said(60, personal=True),
    "requester_phone": FieldRule(_phone, is_text=True, is_personal=True),
    "reported_at": FieldRule(_moment),
    "external_due_at": FieldRule(_moment),
    "source": FieldRule(_text(60)),
    "source_number": FieldRule(_text(80)),
    "source_values": FieldRule(_named_texts),
    "source_outcome": FieldRule(_text(40)),
    "marks": FieldRule(_words),
    "is_confidential": FieldRule(_flag),
    "decline_code": FieldRule(_one_of(frozenset(Decline))),
    "other_route": _said(500),
    "answer": _said(),
    "note": _said(2_000),
    "helpers": FieldRule(_ids),
    "observers": FieldRule(_ids),
    "contact_how": FieldRule(_one_of(CONTACT_HOW)),
    "contact_record": _said(2_000),
    "question": _said(2_000),
    "result_code": FieldRule(_one_of(frozenset(ResultCode))),
    "result": _said(),
    "reason": _said(2_000),
    "list_line": FieldRule(_text(200)),
    "exemption_code": FieldRule(_one_of(frozenset(Exemption))),
    "tried_how": FieldRule(_one_of(CONTACT_HOW)),
    "solved": FieldRule(_one_of(SOLVED)),
    "satisfaction": FieldRule(_one_of(SATISFACTION)),
    "parent": FieldRule(_id),
    "outside_body": _said(120),
    "outside_reference": _said(80),
    "outside_due": FieldRule(_moment),
    "legal_basis": _said(500),
    "done_by": FieldRule(_id),
    "consulted": FieldRule(_ids),
    "opinion": _said(2_000),
    "checked": FieldRule(_words),
    "task": _said(2_000),
    "task_body": FieldRule(_id),
    "task_due": FieldRule(_moment),
    "assignee": FieldRule(_id),
    "instruction": _said(2_000),
    "instructed_by": _said(60),
    "extra": FieldRule(_count),
    "pause_kind": FieldRule(_one_of(frozenset(PauseKind))),
    "plan": _said(2_000),
    "until": FieldRule(_moment),
    "dissatisfaction": FieldRule(_some_of(frozenset(Dissatisfaction))),
    "corrects": FieldRule(_count),
    "field": FieldRule(_text(30)),
    "corrected": _said(),
    "children": FieldRule(_count),
    "other": FieldRule(_id),
    "main": FieldRule(_id),
    "joined": FieldRule(_id),
    "score_of_lead": FieldRule(_one_of(GIVEN_SCORE)),
    "score_of_street": FieldRule(_one_of(GIVEN_SCORE)),
}

PERSONAL: Final = frozenset(name for name, rule in FIELDS.items() if rule.is_personal)


def faults_of_fields(
    needs: tuple[str, ...], takes: tuple[str, ...], fields: Mapping[str, Any]
) -> tuple[Fault, ...]:
    """Missing, unknown and wrong fields, in the order the act names them."""
    found = [Fault(name, "", "missing") for name in needs if fields.get(name) in (None, "", [])]
    for name, value in fields.items():
        if name not in needs and name not in takes:
            found.append(Fault(name, _shown(value), "unknown_field"))
        elif value not in (None, "", []):
            wrong = FIELDS[name].judge(value)
            if wrong:
                found.append(Fault(name, _shown(value), wrong[0], wrong[1]))
    return tuple(found)


def _shown(value: Any) -> str:
    return str(value)[:80]
