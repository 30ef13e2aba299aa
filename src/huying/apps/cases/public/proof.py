"""Who proved to hold number and code of a case: kept in the session, never in an address.

Wrong codes are counted per number and address of the network for a quarter of an hour, in the
memory of each process: six characters out of thirty cannot be guessed in so few tries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest

from huying.apps.cases.acts import Opened, opened
from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.services import is_access_code
from huying.apps.organisations import queries as organisations
from huying.platform.matters.models import Matter

TRIES: Final = 10
WINDOW_MINUTES: Final = 15
#: Many residents share one address (an office, a phone company); one of them may err often.
_TRIES_OF_ADDRESS: Final = 100
_PROVEN, _RECEIPT = "proven_numbers", "receipt"
_MOST_PROVEN: Final = 20


def district_of_public() -> int:
    """The district whose residents this installation serves; 0 while none is loaded."""
    found = organisations.districts()
    return found[0].id if found else 0


def tries_left(request: HttpRequest, number: str) -> int:
    """How many wrong codes this number still takes from this address."""
    of_pair, of_address = (int(cache.get(key, 0)) for key in _keys(request, number))
    return max(0, min(TRIES - of_pair, _TRIES_OF_ADDRESS - of_address))


def is_proven_by(request: HttpRequest, number: str, code: str) -> bool:
    """Does the code open a case of this number? A wrong one is counted."""
    district = district_of_public()
    # Asked first for every number, so that the time taken says nothing about which exist.
    is_right = is_access_code(district, number, code)
    if is_right and _rows(number).exists():
        return True
    for key in _keys(request, number):
        cache.add(key, 0, WINDOW_MINUTES * 60)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, WINDOW_MINUTES * 60)
    return False


def remember(request: HttpRequest, number: str, *, code: str = "") -> None:
    """This session may see the case; the last one remembered is the one shown."""
    numbers = [n for n in _proven(request) if n != number]
    request.session[_PROVEN] = [*numbers[-_MOST_PROVEN + 1 :], number]
    if code:
        request.session[_RECEIPT] = [number, code]


def receipt(request: HttpRequest) -> tuple[str, str] | None:
    """Number and code of this session's last report."""
    kept = request.session.get(_RECEIPT)
    return (str(kept[0]), str(kept[1])) if kept else None


def forget(request: HttpRequest) -> None:
    """Nobody after this one sees the cases on this device."""
    for name in (_PROVEN, _RECEIPT):
        request.session.pop(name, None)


def shown_number(request: HttpRequest) -> str:
    """The number of the case this session looks at; '' for none."""
    numbers = _proven(request)
    return numbers[-1] if numbers else ""


def case_of(request: HttpRequest, number: str, at: datetime) -> Opened | None:
    """The case of a number this session has proven; None for any other."""
    return case_by_number(number, at) if number in _proven(request) else None


def case_by_number(number: str, at: datetime) -> Opened | None:
    """The case of a number; only for whoever has proven to hold its code."""
    row = _rows(number).select_related("case").first()
    return opened(row, at) if row else None


def _rows(number: str) -> QuerySet[Matter]:
    return Matter.objects.filter(
        district_id=district_of_public(), number=number, procedure=PROCEDURE
    )


def _proven(request: HttpRequest) -> list[str]:
    kept = request.session.get(_PROVEN, [])
    return [str(number) for number in kept] if isinstance(kept, list) else []


def _keys(request: HttpRequest, number: str) -> tuple[str, str]:
    address = str(request.META.get("REMOTE_ADDR", ""))[:45].replace(" ", "")
    return f"track:{address}:{number}", f"track:{address}"
