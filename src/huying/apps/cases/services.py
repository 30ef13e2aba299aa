"""Writing cases: every channel and every page comes through here to `perform`."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huying.apps.cases import pairs
from huying.apps.cases.context import PROCEDURE
from huying.domain.kernel.actor import Actor, resident
from huying.domain.kernel.ids import case_number
from huying.platform.crypto import blind_index
from huying.platform.matters.perform import Command, Performed, perform

_CODE_LENGTH = 6
#: Read out on the phone without doubt: no 0/O, 1/I/L.
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Opened:
    """A demand that was taken in: its public number and the code that opens its tracking page."""

    matter_id: int
    number: str
    access_code: str
    is_repeat: bool


def open_case(
    by: Actor, fields: Mapping[str, Any], *, at: datetime, key: str, act: str = "report"
) -> Opened:
    """Takes in one demand; Refused with every wrong field when it cannot be."""
    done = perform(Command(by.district, act, by, at, key, fields, procedure=PROCEDURE))
    number = case_number(done.matter_id)
    return Opened(done.matter_id, number, access_code(by.district, number), done.is_repeat)


def act_on_case(
    by: Actor,
    matter_id: int,
    act: str,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    key: str,
    answers: int | None = None,
    expected: int | None = None,
    done_at: datetime | None = None,
) -> Performed:
    """Does one act on a case; Refused, Conflict, KeyReused or NoSuchMatter when it does not.

    Acts that concern two cases bring the other one's act along in the same transaction.
    """
    if act in pairs.BOTH_SIDES:
        return pairs.perform_both(by, matter_id, act, fields, at=at, key=key, expected=expected)
    if act == "split":
        return pairs.split(by, matter_id, fields, at=at, key=key, answers=answers)
    return perform(
        Command(
            by.district,
            act,
            by,
            at,
            key,
            fields,
            matter_id=matter_id,
            procedure=PROCEDURE,
            answers=answers,
            expected=expected,
            done_at=done_at,
        )
    )


def act_as_resident(
    district_id: int, matter_id: int, act: str, fields: Mapping[str, Any], **how: Any
) -> Performed:
    """An act of the resident who proved to hold number and code."""
    return act_on_case(resident(district_id), matter_id, act, fields, **how)


def access_code(district_id: int, number: str) -> str:
    """The six-character code of a case's number: derived from the index key, stored nowhere."""
    digest = int(blind_index(number, district=district_id, kind="access"), 16)
    code = ""
    for _ in range(_CODE_LENGTH):
        digest, place = divmod(digest, len(_CODE_ALPHABET))
        code += _CODE_ALPHABET[place]
    return code


def is_access_code(district_id: int, number: str, given: str) -> bool:
    """Does the code open this number? Compared in constant time."""
    return hmac.compare_digest(access_code(district_id, number), given.strip().upper())
