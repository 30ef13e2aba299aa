"""A start with the wrong keys is refused in words."""

from datetime import UTC, datetime

import pytest

from huying.platform.crypto import KeyRing
from huying.platform.crypto.models import KeyCheck
from huying.platform.crypto.rotation import rotate
from huying.platform.crypto.start import prepare_keys, start_fault

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_the_file_and_says_so_once(settings, tmp_path):
    settings.HUYING_KEYS = tmp_path / "keys.json"
    settings.HUYING_PRODUCTION = False
    assert str(settings.HUYING_KEYS) in prepare_keys(at=AT)
    assert prepare_keys(at=AT) == ""
    assert start_fault() == ""


def test_production_never_makes_keys_and_refuses_without_them(settings, tmp_path):
    settings.HUYING_KEYS = tmp_path / "keys.json"
    settings.HUYING_PRODUCTION = True
    assert prepare_keys(at=AT) == ""
    assert not settings.HUYING_KEYS.exists()
    assert "is missing" in start_fault()


def test_the_check_value_is_written_once_and_opens_again(key_file):
    assert start_fault() == ""
    token = KeyCheck.objects.get().token
    assert start_fault() == ""
    assert KeyCheck.objects.get().token == token


def test_keys_of_another_database_are_refused(key_file):
    assert start_fault() == ""
    KeyRing.fresh(AT).save(key_file)
    assert "does not belong to this database" in start_fault()


def test_a_file_open_to_others_is_refused(key_file):
    key_file.chmod(0o644)
    assert "chmod 600" in start_fault()


def test_the_check_value_moves_with_a_rotation(key_file):
    assert start_fault() == ""
    rotate(key_file, at=AT)
    assert KeyCheck.objects.get().token.startswith("v1.k2.")
    assert start_fault() == ""
