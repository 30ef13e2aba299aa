"""`huying keys` in words."""

import pytest

from huying.cli.main import main
from huying.platform.crypto.start import start_fault

pytestmark = pytest.mark.django_db


def test_status_and_rotate_say_what_they_did(key_file, capsys):
    assert start_fault() == ""
    assert main(["keys", "rotate"]) == 0
    assert "New active key k2" in capsys.readouterr().out
    assert main(["keys", "status"]) == 0
    told = capsys.readouterr().out
    assert "在用 active" in told
    assert "crypto_keycheck.token: k2 1" in told


@pytest.mark.parametrize("action", ["status", "rotate"])
def test_a_file_open_to_others_is_told_in_words(key_file, capsys, action):
    key_file.chmod(0o644)
    assert main(["keys", action]) == 1
    assert "run chmod 600" in capsys.readouterr().err
