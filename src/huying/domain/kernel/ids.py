"""How ids and public case numbers are made.

An id is `months since 2000-01 · 10^13 + cell · 10^9 + n`: unique over all databases,
partitionable by range and below 2^53, so JavaScript reads it exactly. Ids are no clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

MONTH_SPAN: Final = 10**13
CELL_SPAN: Final = 10**9
MAX_CELL: Final = 9_999

# Crockford's alphabet: no I, L, O, U, so a number read out on the phone is heard once.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY_LENGTH: Final = 5
_HEARD_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def months_of(at: datetime) -> int:
    """Months from 2000-01 to the month of `at` (its own time zone)."""
    return (at.year - 2000) * 12 + at.month - 1


def make_id(*, months: int, cell: int, n: int) -> int:
    """One id from its three parts; ValueError when a part leaves its range."""
    if not 0 <= months < 900:
        raise ValueError(f"months {months} is outside 0..899")
    if not 0 <= cell <= MAX_CELL:
        raise ValueError(f"cell {cell} is outside 0..{MAX_CELL}")
    if not 0 < n < CELL_SPAN:
        raise ValueError(f"n {n} is outside 1..{CELL_SPAN - 1}")
    return months * MONTH_SPAN + cell * CELL_SPAN + n


def case_number(case_id: int) -> str:
    """Public number of a case, e.g. `2611-0K3F9-7`: year and month, base 32, check character.

    Cell 0 keeps five characters for the first 33 million cases of a month; other cells and
    later cases grow by a character rather than ever meeting another case's number.
    """
    months, rest = divmod(case_id, MONTH_SPAN)
    year, month = divmod(months, 12)
    body = _base32(rest)
    head = f"{year % 100:02d}{month + 1:02d}"
    return f"{head}-{body}-{_check_character(head + body)}"


def parse_number(text: str) -> str:
    """The number as it is stored, from what a person typed; ValueError when it cannot be one."""
    plain = "".join(text.split()).replace("-", "").replace("－", "").upper().translate(_HEARD_AS)
    if len(plain) < 4 + _BODY_LENGTH + 1 or any(c not in ALPHABET for c in plain):
        raise ValueError(f"{text!r} is not a case number")
    head, body, check = plain[:4], plain[4:-1], plain[-1]
    if not head.isdigit() or _check_character(head + body) != check:
        raise ValueError(f"{text!r} has a wrong check character")
    return f"{head}-{body}-{check}"


def id_of_number(text: str) -> int:
    """The id a public number was made from; ValueError when it cannot be one (years 2000-2074)."""
    head, body, _ = parse_number(text).split("-")
    year, month, rest = int(head[:2]), int(head[2:]), 0
    for digit in body:
        rest = rest * len(ALPHABET) + ALPHABET.index(digit)
    if not 1 <= month <= 12 or rest >= MONTH_SPAN:
        raise ValueError(f"{text!r} is not a case number")
    return (year * 12 + month - 1) * MONTH_SPAN + rest


def _base32(value: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, 32)
        digits = ALPHABET[digit] + digits
    return digits.rjust(_BODY_LENGTH, "0")


def _check_character(text: str) -> str:
    # Odd weights have an inverse modulo 32: every single wrong character changes the sum, and
    # of swapped neighbours all but those 16 apart in the alphabet.
    total = sum(3**position * ALPHABET.index(c) for position, c in enumerate(text))
    return ALPHABET[total % 32]
