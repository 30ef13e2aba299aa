"""How sure a rate is, and which places that leaves a body (S2-45): Wilson interval, rank ranges.

A rate of 11 out of 13 says little. Bodies whose intervals overlap are not told apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeVar

from huying.domain.appraisal.share import Share

#: The 97.5 % point of the normal distribution: 95 % lie between it and its negative.
Z_95: Final = 1.959963984540054

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Interval:
    """可信区间: bounds of a rate, 0 <= low <= high <= 1."""

    low: float
    high: float

    def is_above(self, other: Interval) -> bool:
        """Does it lie wholly above the other? Touching bounds overlap."""
        return self.low > other.high


def wilson(share: Share, z: float = Z_95) -> Interval | None:
    """Wilson score interval of a share; None when nothing was counted.

    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n), p the exact share, n its denominator.
    Where an answer counts in part, its spread is at most p(1-p), so the interval is never too
    narrow.
    """
    if share.value is None:
        return None
    n, p = share.denominator, float(share.value)
    shrink = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / shrink
    reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    # At the ends the formula gives exactly 0 and 1; floats would miss them by a hair.
    low = 0.0 if share.value == 0 else middle - reach
    high = 1.0 if share.value == 1 else middle + reach
    return Interval(low, high)


def rank_ranges(intervals: Mapping[K, Interval]) -> dict[K, tuple[int, int]]:
    """Best and worst place (1 is first) each one may hold, given what its interval leaves open.

    Its best place comes after those wholly above it, its worst before those wholly below it.
    """
    return {
        key: (
            1 + sum(other.is_above(own) for other in intervals.values()),
            len(intervals) - sum(own.is_above(other) for other in intervals.values()),
        )
        for key, own in intervals.items()
    }
