"""Tokens open where they belong and nowhere else."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.platform.crypto import Undecipherable, decrypt, encrypt, key_id_of
from huying.platform.crypto.keyring import KeyRing

AT = datetime(2026, 11, 20, tzinfo=UTC)

PLACE = {"table": "cases_case", "column": "phone", "district": 371502, "row": 42}

pytestmark = pytest.mark.usefixtures("key_file")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_what_goes_in_comes_out(plain: str):
    assert decrypt(encrypt(plain, **PLACE), **PLACE) == plain


def test_a_token_names_version_and_key_and_never_repeats():
    first, second = (encrypt("13812342206", **PLACE) for _ in range(2))
    assert re.fullmatch(r"v1\.k1\.[A-Za-z0-9_-]{52}", first)
    assert first != second
    assert key_id_of(first) == "k1"
    assert "13812342206" not in first


@pytest.mark.parametrize(
    ("key", "value"),
    [("table", "cases_other"), ("column", "name"), ("district", 371503), ("row", 43)],
)
def test_a_value_copied_to_another_place_does_not_open(key, value):
    token = encrypt("13812342206", **PLACE)
    with pytest.raises(Undecipherable, match="altered or moved"):
        decrypt(token, **{**PLACE, key: value})


@pytest.mark.parametrize("wrong", ["v1.k1.", "v1.k1.AAAA", "v1.k1.*", "v1.k9.AAAA", "13812342206"])
def test_what_is_no_token_of_ours_does_not_open(wrong):
    with pytest.raises(Undecipherable) as told:
        decrypt(wrong, **PLACE)
    assert wrong not in str(told.value)  # the value itself never gets into a log


def test_an_altered_token_does_not_open():
    token = encrypt("13812342206", **PLACE)
    other = "A" if token[-9] != "A" else "B"
    with pytest.raises(Undecipherable):
        decrypt(token[:-9] + other + token[-8:], **PLACE)


def test_another_ring_does_not_open_it():
    token = encrypt("13812342206", **PLACE)
    stranger = KeyRing.fresh(AT)
    with pytest.raises(Undecipherable):
        decrypt(token, **PLACE, ring=stranger)


def test_nothing_stays_nothing():
    assert encrypt("", **PLACE) == "" == decrypt("", **PLACE)
