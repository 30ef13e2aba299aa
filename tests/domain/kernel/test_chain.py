"""The chain: one text for one value, and nothing changed goes unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.domain.kernel.chain import GENESIS, canonical, link, text_digest

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"b": 1, "a": [True, None]}) == '{"a":[true,null],"b":1}'
    assert canonical({"a": [True, None], "b": 1}) == '{"a":[true,null],"b":1}'


@pytest.mark.parametrize("value", [1.5, {"a": 0.1}, [[float("nan")]]])
def test_a_float_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(value)


@given(st.dictionaries(st.text(), values, min_size=1), st.text(min_size=1))
def test_any_change_of_a_record_changes_its_link(record: dict[str, object], extra: str) -> None:
    first = link(GENESIS, record)
    assert link(GENESIS, record) == first
    assert link(first, record) != first
    assert link(GENESIS, {**record, extra + "!": "more"}) != first


def test_the_salt_hides_short_values() -> None:
    assert text_digest("00" * 16, "是") != text_digest("01" * 16, "是")
