"""The three rates of a body and a period (S2-45): response, resolution, satisfaction.

No national formula exists; every number here is handed in as `RateRules` and can be dated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from fractions import Fraction

from huying.domain.appraisal.orders import OrderFacts, Satisfaction, Solved, VisitFacts
from huying.domain.appraisal.share import Share


@dataclass(frozen=True, slots=True)
class RateRules:
    """三率口径: what a half answer is worth, the weights (sum 1), the least n to rank.

    ValueError when a part lies outside 0..1 or the weights are not 1 together.
    """

    partly: Fraction = Fraction(1, 2)
    basically: Fraction = Fraction(4, 5)
    weights: tuple[Fraction, Fraction, Fraction] = (
        Fraction(30, 100),
        Fraction(35, 100),
        Fraction(35, 100),
    )
    min_n: int = 30

    def __post_init__(self) -> None:
        if not (0 <= self.partly <= 1 and 0 <= self.basically <= 1):
            raise ValueError("partly solved and basically satisfied are worth 0..1")
        if sum(self.weights) != 1 or min(self.weights) < 0:
            raise ValueError(f"weights {self.weights} are not 1 together")


@dataclass(frozen=True, slots=True)
class Period:
    """考核期: [start, end)."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Tally:
    """计数: what was counted; tallies of parts add up to the tally of the whole."""

    due: int = 0
    in_time: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    satisfied: int = 0
    basically: int = 0
    unsatisfied: int = 0
    unreached: int = 0
    excluded: int = 0
    returned: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def valid_visits(self) -> int:
        return self.solved + self.partly + self.unsolved

    @property
    def rated(self) -> int:
        return self.satisfied + self.basically + self.unsatisfied


@dataclass(frozen=True, slots=True)
class Rates:
    """三率: exact shares with their counts; `composite` is None when any of the three is empty.

    `exclusion` is the published share of orders taken out. `may_rank` is false for small
    numbers: one late order of seven must not sink a body (practice 2.1).
    """

    response: Share
    resolution: Share
    satisfaction: Share
    composite: Fraction | None
    unreached: int
    excluded: int
    returned: int
    exclusion: Share
    may_rank: bool


def tally(orders: Iterable[OrderFacts], period: Period) -> Tally:
    """Count orders whose first-contact limit ended in the period and visits made in it."""
    total = Tally()
    for order in orders:
        total += _of_order(order, period)
    return total


def rates_of(counts: Tally, rules: RateRules) -> Rates:
    """Rates from counts; nothing is rounded."""
    response = Share(Fraction(counts.in_time), counts.due)
    resolution = Share(counts.solved + rules.partly * counts.partly, counts.valid_visits)
    satisfaction = Share(counts.satisfied + rules.basically * counts.basically, counts.rated)
    three = (response, resolution, satisfaction)
    return Rates(
        *three,
        composite=_composite(three, rules),
        unreached=counts.unreached,
        excluded=counts.excluded,
        returned=counts.returned,
        exclusion=Share(Fraction(counts.excluded), counts.excluded + counts.due),
        may_rank=all(share.denominator >= rules.min_n for share in three),
    )


def rates(orders: Iterable[OrderFacts], period: Period, rules: RateRules) -> Rates:
    """The three rates of these orders in this period."""
    return rates_of(tally(orders, period), rules)


def _of_order(order: OrderFacts, period: Period) -> Tally:
    is_due = (order.contact_due or order.dispatched_at) in period
    if order.exclusion:
        return Tally(excluded=int(is_due))
    if order.is_returned:
        return Tally(returned=int(is_due))
    # Without a due time (paused, or none was set) there is nothing to be late for yet.
    counted = is_due and order.contact_due is not None
    counts = Tally(due=int(counted), in_time=int(counted and order.is_in_time))
    for visit in order.visits:
        if visit.at in period:
            counts += _of_visit(visit)
    return counts


def _of_visit(visit: VisitFacts) -> Tally:
    return Tally(
        solved=int(visit.solved is Solved.SOLVED),
        partly=int(visit.solved is Solved.PARTLY),
        unsolved=int(visit.solved is Solved.UNSOLVED),
        satisfied=int(visit.satisfaction is Satisfaction.SATISFIED),
        basically=int(visit.satisfaction is Satisfaction.BASICALLY),
        unsatisfied=int(visit.satisfaction is Satisfaction.UNSATISFIED),
        unreached=int(visit.is_unreached),
    )


def _composite(three: tuple[Share, Share, Share], rules: RateRules) -> Fraction | None:
    total = Fraction(0)
    for weight, share in zip(rules.weights, three, strict=True):
        if share.value is None:
            return None
        total += weight * share.value
    return total
