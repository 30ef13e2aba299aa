"""Texts without the person behind them: what bodies read that must not know who reported.

What can be recognised goes: the requester's name, number and access code wherever and however
they are written (spaced, full width, in Chinese numerals, with a country code), and whatever
looks like a phone or identity number. A story can still betray its teller; that is for the desk
to see before dispatch.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

#: Stands where something was taken out; the same in every language, for it is part of the text.
GONE: Final = "［已隐去］"

Span = tuple[int, int]

#: Characters that take no room and may stand anywhere.
_UNSEEN: Final = "\u200b-\u200f\u2060\ufeff\u00ad"
#: What people type between the digits of a number.
_JOINT: Final = rf"[\s\-－—–‐‑·.{_UNSEEN}]{{0,2}}"
#: What somebody may put between the characters of a value that is known exactly.
_WIDE_JOINT: Final = rf"[\s\-－—–‐‑·.。,，、_/()（）~*+|{_UNSEEN}]{{0,3}}"
_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:"
    r"\d{17}[\dXx]"  # identity card
    rf"|(?:\+?(?:00)?86{_JOINT})?1[3-9](?:{_JOINT}\d){{9}}"  # mobile
    r"|1[3-9]\d[、，,/_*]\d{4}[、，,/_*]\d{4}"  # the same in its three parts
    r"|0\d{2,3}[\s\-－—]?\d{7,8}"  # land line with its area code
    r"|[2-8]\d{6,7}"  # land line
    r")(?!\d)"
)
_TAIL: Final = re.compile(rf"(?:尾号|[后末尾][4四]位)[^\d\n]{{0,4}}\d(?:{_JOINT}\d){{2,3}}")
_COUNTRY: Final = rf"(?:\+?(?:00)?86{_WIDE_JOINT})?"
_NUMERALS: Final = str.maketrans(
    "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789"
)
_FORMAL: Final = r"(?:先生|女士|小姐|某某|某)"
#: Surnames of two characters, one after the other.
_COMPOUND: Final = "欧阳司马上官诸葛司徒东方皇甫尉迟公孙慕容令狐夏侯端木百里南宫长孙宇文轩辕"
_SHORTEST: Final = 2
_SHORTEST_PHONE: Final = 5
_SHORTEST_LINE: Final = 7
#: Beyond the first two planes nobody writes digits or letters.
_PLANES: Final = 0x20000


def cleaned(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with the secrets (name, phone, code) and all numbers of people taken out."""
    plain = text.translate(_digits_and_letters())
    counted = plain.translate(_NUMERALS)
    spans = [match.span() for one in (plain, counted) for match in _NUMBERS.finditer(one)]
    spans += [match.span() for match in _TAIL.finditer(counted)]
    for secret in secrets:
        spans += _spans_of(secret.strip().translate(_digits_and_letters()), plain, counted)
    return _without(text, spans)


def _spans_of(secret: str, plain: str, counted: str) -> Iterator[Span]:
    phone = _phone_in(secret)
    if phone:
        yield from (m.span() for wanted in _lines(phone) for m in wanted.finditer(counted))
        return
    for wanted in _patterns(secret):
        yield from (m.span() for m in re.finditer(wanted, plain, flags=re.IGNORECASE))


def _phone_in(secret: str) -> str:
    """The digits of a phone without its country's; '' for what is none."""
    if re.search(r"[^\d\s\-－—–().+]", secret):
        return ""
    digits = re.sub(r"\D", "", secret).removeprefix("00")
    return digits.removeprefix("86") if len(digits) == len("8613812342206") else digits


def _lines(phone: str) -> Iterator[re.Pattern[str]]:
    """The number, and a land line without its area code (of three digits or of four)."""
    if len(phone) < _SHORTEST_PHONE:
        return
    joint = _WIDE_JOINT if len(phone) >= _SHORTEST_LINE else _JOINT
    yield re.compile(_COUNTRY + joint.join(phone))
    if phone.startswith("0"):
        for local in (phone[3:], phone[4:]):
            if len(local) >= _SHORTEST_LINE:
                yield re.compile(_WIDE_JOINT.join(local))


def _patterns(secret: str) -> Iterator[str]:
    """A name or a code as a whole, its words, a given name alone, a surname with a title."""
    words = {secret, *secret.split()}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST:
            yield _spread(word)
    if re.fullmatch("[\u4e00-\u9fff]{2,5}", secret):
        surname = secret[:2] if _is_compound(secret) else secret[0]
        yield re.escape(surname) + _FORMAL
        given = secret.removeprefix(surname)
        if len(given) >= _SHORTEST:
            yield _spread(given)


def _is_compound(name: str) -> bool:
    return len(name) > _SHORTEST and _COMPOUND.find(name[:2]) % 2 == 0


def _spread(secret: str) -> str:
    """Also when blanks or dashes were typed between its characters; Latin words stay words."""
    body = _WIDE_JOINT.join(re.escape(c) for c in secret if not c.isspace())
    is_word = secret.replace(" ", "").isascii() and secret.replace(" ", "").isalpha()
    return rf"(?<![A-Za-z]){body}(?![A-Za-z])" if is_word else body


def _without(text: str, spans: list[Span]) -> str:
    kept, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            kept += [text[end:start], GONE]
        end = max(end, stop)
    return "".join([*kept, text[end:]])


@lru_cache(maxsize=1)
def _digits_and_letters() -> dict[int, str]:
    """Every other writing of a digit or Latin letter (full width, circled, …), as plain ASCII."""
    found = {}
    for code in range(128, _PLANES):
        other = unicodedata.normalize("NFKC", chr(code))
        digit = unicodedata.digit(chr(code), None)
        if digit is not None:
            found[code] = str(digit)
        elif len(other) == 1 and other.isascii() and other.isprintable():
            found[code] = other
    return found
