"""The key file: made once, closed to others, refused in words."""

import json
import stat
from datetime import UTC, datetime

import pytest

from huying.platform.crypto import KeyFileFault, KeyRing, decrypt, encrypt, ensure_keys
from huying.platform.crypto import keyring as module

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
PLACE = {"table": "t", "column": "c", "district": 371502, "row": 1}


def test_it_is_made_once_with_mode_0600_and_says_so(tmp_path):
    path = tmp_path / "new" / "keys.json"
    assert ensure_keys(path, at=AT) is True
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ensure_keys(path, at=AT) is False
    assert path.read_bytes() == before
    content = json.loads(before)
    assert set(content) == {"active", "keys", "index_key"}
    assert content["keys"]["k1"]["created"] == "2026-11-20T02:26:00+00:00"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o400])
def test_another_mode_is_refused_with_the_remedy(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(KeyFileFault, match=f"mode {mode:04o}: run chmod 600"):
        KeyRing.load(key_file)


def test_a_missing_file_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(KeyFileFault, match=r"is missing.*HUYING_KEYS"):
        KeyRing.load(tmp_path / "none.json")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.pop("index_key"),
        lambda c: c.update(active="k7"),
        lambda c: c["keys"]["k1"].update(key="AAAA"),
        lambda c: c["keys"]["k1"].update(key="%"),
        lambda c: c["keys"].update({"old_one": c["keys"]["k1"]}),
        lambda c: c.update(keys=[]),
    ],
)
def test_a_damaged_file_is_refused_in_words(key_file, change):
    content = json.loads(key_file.read_text())
    change(content)
    key_file.write_text(json.dumps(content))
    with pytest.raises(KeyFileFault, match=r"cannot be read.*backup"):
        KeyRing.load(key_file)


def test_text_that_is_no_json_is_refused_in_words(key_file):
    key_file.write_text("{")
    with pytest.raises(KeyFileFault, match="cannot be read"):
        KeyRing.load(key_file)


def test_a_running_process_sees_a_new_key_without_a_restart(key_file):
    old = encrypt("周小明", **PLACE)
    KeyRing.load(key_file).with_new_key(AT).save(key_file)
    assert encrypt("周小明", **PLACE).startswith("v1.k2.")
    assert decrypt(old, **PLACE) == "周小明"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_the_file_is_read_once_while_it_does_not_change(key_file, monkeypatch):
    ring = module.current()
    monkeypatch.setattr(module.KeyRing, "load", None)
    assert module.current() is ring
