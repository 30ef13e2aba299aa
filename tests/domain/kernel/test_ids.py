"""Ids and public case numbers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.kernel.ids import (
    ALPHABET,
    case_number,
    id_of_number,
    make_id,
    months_of,
    parse_number,
)

NOVEMBER = months_of(datetime(2026, 11, 20, tzinfo=UTC))
ids = st.builds(
    make_id,
    months=st.integers(0, 899),
    cell=st.integers(0, 9_999),
    n=st.integers(1, 10**9 - 1),
)


@pytest.mark.parametrize(
    ("months", "cell", "n", "made"),
    [
        (0, 0, 1, 1),
        (NOVEMBER, 0, 1, 322 * 10**13 + 1),
        (NOVEMBER, 7, 42, 322 * 10**13 + 7 * 10**9 + 42),
    ],
)
def test_an_id_is_month_cell_and_number(months: int, cell: int, n: int, made: int) -> None:
    assert make_id(months=months, cell=cell, n=n) == made


@pytest.mark.parametrize(
    ("months", "cell", "n"), [(-1, 0, 1), (900, 0, 1), (1, 10_000, 1), (1, 0, 0), (1, 0, 10**9)]
)
def test_a_part_out_of_range_is_refused(months: int, cell: int, n: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        make_id(months=months, cell=cell, n=n)


@given(ids)
def test_ids_stay_exact_in_javascript(one: int) -> None:
    assert 0 < one < 2**53


def test_a_number_carries_year_month_and_five_characters() -> None:
    assert case_number(make_id(months=NOVEMBER, cell=0, n=1)).startswith("2611-00001-")


@given(ids)
def test_a_number_is_read_back_however_it_is_written(one: int) -> None:
    number = case_number(one)
    assert parse_number(number) == number
    assert parse_number(number.lower().replace("-", " ")) == number
    assert id_of_number(number) == one


@given(st.sets(st.integers(1, 10**9 - 1), min_size=2, max_size=2))
def test_two_cases_of_a_month_never_share_a_number(two: set[int]) -> None:
    a, b = (case_number(make_id(months=NOVEMBER, cell=0, n=n)) for n in two)
    assert a != b


@given(ids, st.data())
def test_one_wrong_character_is_noticed(one: int, data: st.DataObject) -> None:
    number = case_number(one)
    place = data.draw(st.integers(5, len(number) - 3))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != number[place]]))
    with pytest.raises(ValueError, match="check character"):
        parse_number(number[:place] + wrong + number[place + 1 :])


@given(ids, st.data())
def test_swapped_neighbours_are_noticed_unless_sixteen_apart(one: int, data: st.DataObject) -> None:
    number = case_number(one)
    place = data.draw(st.integers(5, len(number) - 4))
    a, b = number[place], number[place + 1]
    if a == b or abs(ALPHABET.index(a) - ALPHABET.index(b)) == 16:
        return
    with pytest.raises(ValueError, match="check character"):
        parse_number(number[:place] + b + a + number[place + 2 :])


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read = parse_number(text)
    except ValueError as error:
        read = ""
        said = str(error)
    else:
        said = ""
    assert (parse_number(read) == read) if read else ("case number" in said or "check" in said)
