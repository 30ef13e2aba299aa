"""A reporter as people write one down, and how to find a trace of one in whatever goes out."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from itertools import cycle
from typing import Final

from django.http import HttpResponse

#: Characters and digits that nothing else in the made-up district holds.
NAME: Final = "覃霁月"
PHONE: Final = "19923456781"
_NUMERALS: Final = "零一二三四五六七八九"
_TO_DIGITS: Final = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def in_chinese(digits: str) -> str:
    return "".join(_NUMERALS[int(d)] for d in digits)


def in_full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def of_name(name: str) -> tuple[str, ...]:
    """Every writing of a name, each as it would stand in a sentence."""
    return name, " ".join(name), name[1:], f"{name[0]}女士"


def of_phone(phone: str) -> tuple[str, ...]:
    first, middle, last = phone[:3], phone[3:7], phone[7:]
    return (
        phone,
        f"{first} {middle} {last}",
        f"{first}-{middle}-{last}",
        f"{first}、{middle}、{last}",
        f"+86{phone}",
        f"+86 {first} {middle} {last}",
        f"0086-{first}-{middle}{last}",
        in_full_width(phone),
        in_chinese(phone),
        in_chinese(phone).replace("一", "幺"),
        f"尾号{last}",
    )


def of_code(code: str) -> tuple[str, ...]:
    return code, code.lower(), " ".join(code), in_full_width(code)


WRITINGS: Final = (*of_name(NAME), *of_phone(PHONE))
#: What masks would leave of them, which a handling body must not see either.
MASKED: Final = ("199****6781", "199 **** 6781", f"{NAME[0]}*")


@dataclass
class Planted:
    """The reporter of one case: `code` opens the tracking page, "" while it is not known; who
    left no phone writes none either, for nothing could tell it from another number."""

    code: str = ""
    has_phone: bool = True

    @cached_property
    def writings(self) -> tuple[str, ...]:
        phone = of_phone(PHONE) if self.has_phone else ()
        return (*of_name(NAME), *phone, *(of_code(self.code) if self.code else ()))

    @cached_property
    def _turn(self) -> Iterator[str]:
        return cycle(self.writings)

    def sentence(self, longest: int) -> str:
        """A text of at most so many characters with as many writings as fit, each in its turn."""
        text = ""
        for _ in self.writings:
            found = next(self._turn)
            if len(text) + len(found) + 1 > longest:
                break
            text += f"{found}；"
        return text

    def traces(self, text: str) -> set[str]:
        """Which writings stand in a text, as typed or however they are broken up."""
        found = set(_traces(text))
        # Six letters may stand in any random token: the code counts as a word of its own.
        return found | ({self.code} & set(_words_in(text)) if self.code else set())


@lru_cache(maxsize=4)
def _traces(text: str) -> frozenset[str]:
    told = unescape(text)
    found = {one for one in (*WRITINGS, *MASKED) if one in told}
    squeezed = re.sub(r"<[^>]*>|[\W_]+", "", unicodedata.normalize("NFKC", told))
    found |= {one for one in (NAME, NAME[1:]) if one in squeezed}
    found |= {PHONE} if PHONE in squeezed.translate(_TO_DIGITS) else set()
    return frozenset(found)


@lru_cache(maxsize=4)
def _words_in(text: str) -> frozenset[str]:
    """Every word of six letters and digits, spelled together or apart, in capitals."""
    normal = unicodedata.normalize("NFKC", unescape(text)).upper()
    spelled = re.findall(r"(?<![0-9A-Z])(?:[0-9A-Z][\s\-]+){5}[0-9A-Z](?![0-9A-Z])", normal)
    together = re.findall(r"(?<![0-9A-Z])[0-9A-Z]{6}(?![0-9A-Z])", normal)
    return frozenset([*together, *(re.sub(r"[\s\-]", "", one) for one in spelled)])


def everything_in(response: HttpResponse) -> str:
    """Head and body of an answer; of a workbook every part."""
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    head += "\n".join(morsel.OutputString() for morsel in response.cookies.values())
    body = b"".join(response) if response.streaming else response.content
    return f"{head}\n{_unpacked(body)}"


def _unpacked(body: bytes) -> str:
    if not body.startswith(b"PK\x03\x04"):
        return body.decode("utf-8-sig", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
