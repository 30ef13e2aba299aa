"""How a great many copies are spread: how many open, how old, in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.sim.volume import WEEK, Volume

SMALL = Volume(total=1_000, open=20, weeks=10, patterns=(7, 30))


def test_as_many_are_open_as_were_asked_for() -> None:
    assert sum(copy.is_open for copy in SMALL.copies()) == 20


def test_closed_ones_come_oldest_first_in_whole_weeks_and_reach_the_present() -> None:
    ages = [copy.back for copy in SMALL.copies() if not copy.is_open]
    assert ages == sorted(ages, reverse=True)
    assert set(ages) == {WEEK * n for n in range(10)}


def test_every_pattern_is_used() -> None:
    copies = list(SMALL.copies())
    assert {copy.pattern for copy in copies if copy.is_open} == set(range(7))
    assert {copy.pattern for copy in copies if not copy.is_open} == set(range(30))


def test_open_copies_of_one_pattern_never_share_a_moment() -> None:
    shared = [(copy.pattern, copy.back) for copy in SMALL.copies() if copy.is_open]
    assert len(shared) == len(set(shared))


def test_a_load_goes_on_as_if_it_had_never_stopped() -> None:
    assert list(SMALL.copies(400)) == list(SMALL.copies())[400:]


@pytest.mark.parametrize("number", [-1, 1_000])
def test_outside_the_volume_there_is_no_copy(number: int) -> None:
    with pytest.raises(IndexError, match=r"outside 0\.\.999"):
        SMALL.copy(number)


@given(st.integers(1, 5_000), st.integers(0, 100), st.integers(1, 200))
def test_open_ones_lie_evenly(total: int, share: int, weeks: int) -> None:
    open_ = total * share // 101
    copies = list(Volume(total, open_, weeks, (3, 5)).copies())
    assert sum(copy.is_open for copy in copies) == open_
    assert abs(2 * sum(copy.is_open for copy in copies[: total // 2]) - open_) <= 2
    assert all(timedelta() <= copy.back < WEEK * max(weeks, 2) for copy in copies)
