"""The address of a matter as one reader may see it: one rule for page, list, export and API."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from huying.apps.cases.cleaned import cleaned
from huying.platform.policy import Sight
from huying.platform.policy.table import MASKS


def address_shown(
    address: str, sees: Callable[[str], Sight | int], secrets: Iterable[str] = ()
) -> str:
    """The address itself, its mask or "", as `sees("address")` says.

    It is typed text: whoever does not read the demand in the resident's own words gets it without
    the person in it (`secrets`: name, phone, access code).
    """
    sight = sees("address")
    if sight == Sight.HIDDEN or not address:
        return ""
    plain = address if sees("text") == Sight.CLEAR else cleaned(address, secrets)
    return plain if sight == Sight.CLEAR else MASKS["address"](plain)
