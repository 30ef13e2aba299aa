"""Wilson interval and rank ranges: known values and what holds for any counts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.appraisal.interval import Interval, rank_ranges, wilson
from huying.domain.appraisal.share import Share

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, 2 * n), st.just(n)))
BOUNDS = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda two: Interval(*sorted(two)))


@pytest.mark.req("S2-45")
@pytest.mark.parametrize(
    ("numerator", "n", "low", "high"),
    [
        ("8", 10, 0.490162, 0.943318),
        ("0", 10, 0.0, 0.277533),
        ("10", 10, 0.722467, 1.0),
        ("1", 2, 0.094531, 0.905469),
        ("226", 276, 0.769126, 0.859801),
        ("29", 36, 0.649720, 0.902469),
    ],
)
def test_known_intervals(numerator: str, n: int, low: float, high: float) -> None:
    found = wilson(Share(Fraction(numerator), n))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-7)


def test_nothing_counted_has_no_interval() -> None:
    assert wilson(Share(Fraction(0), 0)) is None


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    halves, n = counts
    share = Share(Fraction(halves, 2), n)
    found = wilson(share)
    assert found is not None
    assert 0 <= found.low <= float(share.value or 0) <= found.high <= 1


@given(COUNTS)
def test_more_of_the_same_makes_it_narrower(counts: tuple[int, int]) -> None:
    halves, n = counts
    few, many = wilson(Share(Fraction(halves, 2), n)), wilson(Share(Fraction(halves * 2), n * 4))
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


@given(COUNTS)
def test_counting_failures_mirrors_it(counts: tuple[int, int]) -> None:
    halves, n = counts
    one, other = wilson(Share(Fraction(halves, 2), n)), wilson(Share(n - Fraction(halves, 2), n))
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low))


@pytest.mark.req("S2-45")
def test_overlapping_bodies_share_a_range_of_places() -> None:
    found = rank_ranges({"a": Interval(0.8, 0.9), "b": Interval(0.85, 0.95),
                         "c": Interval(0.5, 0.7), "d": Interval(0.65, 0.82)})  # fmt: skip
    assert found == {"a": (1, 3), "b": (1, 2), "c": (3, 4), "d": (2, 4)}


def test_touching_bounds_overlap_and_one_alone_is_first() -> None:
    assert rank_ranges({1: Interval(0.5, 0.7), 2: Interval(0.7, 0.9)}) == {1: (1, 2), 2: (1, 2)}
    assert rank_ranges({1: Interval(0.5, 0.7)}) == {1: (1, 1)}
    assert rank_ranges({}) == {}


@given(st.dictionaries(st.integers(), BOUNDS, min_size=1, max_size=12))
def test_ranges_fit_some_order(intervals: dict[int, Interval]) -> None:
    found = rank_ranges(intervals)
    assert all(1 <= best <= worst <= len(intervals) for best, worst in found.values())
    # Ordered by the middle of the interval, everybody's place lies within the own range.
    order = sorted(intervals, key=lambda k: -(intervals[k].low + intervals[k].high))
    for place, key in enumerate(order, 1):
        best, worst = found[key]
        assert best <= place <= worst
