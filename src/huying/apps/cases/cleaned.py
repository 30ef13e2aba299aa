"""Texts without the person behind them: what bodies read that must not know who reported.

What can be recognised goes: the requester's name, number and access code wherever they stand,
and whatever looks like a phone or identity number. A story can still betray its teller; that is
for the desk to see before dispatch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

#: Stands where something was taken out; the same in every language, for it is part of the text.
GONE: Final = "［已隐去］"

_JOINT: Final = r"[\s\-－—·.]?"
_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:"
    rf"1[3-9](?:{_JOINT}\d){{9}}"  # mobile
    r"|\d{17}[\dXx]"  # identity card
    r"|0\d{2,3}[\s\-－—]?\d{7,8}"  # land line with its area code
    r"|[2-8]\d{6,7}"  # land line
    r")(?!\d)"
)
_WIDE: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_SHORTEST: Final = 2


def cleaned(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with the secrets (name, phone, code) and all numbers of people taken out."""
    plain = text.translate(_WIDE)
    for secret in sorted(_parts(secrets), key=len, reverse=True):
        plain = re.sub(_spread(secret), GONE, plain, flags=re.IGNORECASE)
    return _NUMBERS.sub(GONE, plain)


def _parts(secrets: Iterable[str]) -> set[str]:
    whole = {s.strip().translate(_WIDE) for s in secrets}
    pieces = {piece for s in whole for piece in s.split()}
    return {piece for piece in whole | pieces if len(piece) >= _SHORTEST}


def _spread(secret: str) -> str:
    """Also when blanks or dashes were typed between its characters."""
    return _JOINT.join(re.escape(c) for c in secret if not c.isspace())
