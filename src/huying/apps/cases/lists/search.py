"""Finding cases by what somebody types: number, place, words, or a caller's phone."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.db.models import Q

from huying.apps.cases.cleaned import cleaned
from huying.apps.cases.context import hidden
from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.ids import parse_number
from huying.platform.crypto import blind_index
from huying.platform.matters.models import Matter
from huying.platform.policy import may, scope
from huying.platform.policy.sight import in_sight

#: As many digits as a land line has at least.
_PHONE: Final = re.compile(r"(?:\+?86)?\d{7,12}")
_LONGEST: Final = 80


def found_by(text: str, ground: Ground) -> Q:
    """Cases whose number, place or title holds the text, or whose caller has this number.

    A whole case number and, for those who may find callers, a whole phone number are looked up;
    other words are looked for in every case there is, newest first.
    Typed text is searched only where the reader sees it clearly, and callers only by roles that
    may find them: else the answer itself would tell who reported.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())[:_LONGEST].replace("\0", "")
    if not plain:
        return Q()
    if exact := _number(plain) or _of_caller(plain, ground):
        return exact
    is_read = in_sight(ground.reader, "case.list", "text")
    title = Q(case__title__icontains=plain) & is_read
    return Q(number__icontains=plain) | title | _of_place(plain, ground, is_read)


def _of_place(plain: str, ground: Ground, is_read: Q) -> Q:
    """By address where it is seen; where it is shown cleaned, what was cut out finds nothing."""
    place = Q(case__address__icontains=plain)
    seen = in_sight(ground.reader, "case.list", "address")
    if cleaned(plain) != plain:
        return place & seen & is_read
    return place & seen & (is_read | ~hidden(""))


def _number(plain: str) -> Q:
    try:
        return Q(number=parse_number(plain))
    except ValueError:
        return Q()


def _of_caller(plain: str, ground: Ground) -> Q:
    digits = re.sub(r"[\s\-]", "", plain)
    if not _PHONE.fullmatch(digits) or may(ground.reader, "case.find_contact") is None:
        return Q()
    phone = blind_index(digits, district=ground.district_id)
    mine = Matter.objects.filter(district_id=ground.district_id, case__phone_index=phone)
    return Q(id__in=scope(mine, ground.reader, "case.find_contact").values("id"))
