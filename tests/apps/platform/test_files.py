"""Files are there in full or not at all; a file made once is made by one."""

import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from huying.platform.files import make_once, write_whole


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_with_its_folder_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.json"
    write_whole(path, b"one", mode=0o600)
    write_whole(path, b"two", mode=0o640)
    assert path.read_bytes() == b"two"
    assert mode_of(path) == 0o640
    assert [entry.name for entry in path.parent.iterdir()] == ["a.json"]


def test_a_file_made_once_keeps_its_first_content(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert make_once(path, lambda: b"first") == b"first"
    assert make_once(path, lambda: b"second") == b"first"
    assert mode_of(path) == 0o600


def test_many_at_once_agree_on_one_content(tmp_path: Path) -> None:
    path, numbers = tmp_path / "secret", count()
    with ThreadPoolExecutor(8) as pool:
        found = set(
            pool.map(lambda _: make_once(path, lambda: str(next(numbers)).encode()), range(32))
        )
    assert len(found) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]


def test_an_unfinished_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    write_whole(path, b"old")

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
