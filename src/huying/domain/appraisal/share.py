"""A share as exact counts. Percent is made once, for showing, and never computed with."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_HALF: Final = Fraction(1, 2)
_HUNDREDTHS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Share:
    """比率: `numerator` of `denominator` counted things, 0 <= numerator <= denominator.

    The numerator may hold parts of a thing ("partly solved" is half a solved one), so it is a
    fraction; the denominator counts whole things. ValueError for a share outside 0..1.
    """

    numerator: Fraction
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no share of 0..1")

    @property
    def value(self) -> Fraction | None:
        """The exact share; None when nothing was counted, which is neither 0 nor 100 %."""
        return self.numerator / self.denominator if self.denominator else None


def shown(share: Share | Fraction | None) -> str:
    """Percent with two decimals, half up, e.g. "66.67"; "" for an empty denominator (S2-45)."""
    value = share.value if isinstance(share, Share) else share
    if value is None:
        return ""
    # Python's round() and format() round half to even; the rule says half up.
    hundredths = (value * _HUNDREDTHS + _HALF) // 1
    return f"{hundredths // 100}.{hundredths % 100:02d}"
