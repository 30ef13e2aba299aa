"""Set-up runs again when contents change, never because of times; the remedies are in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAMP = ROOT / "scripts" / "stamp.py"


def stamp(
    place: Path, *inputs: str, code: str = "print('ran')"
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, STAMP, "out/.stamp", *inputs, "--", sys.executable, "-c", code]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    assert stamp(tmp_path, "in").stdout == "ran\n"
    return tmp_path


def test_nothing_runs_twice(place: Path) -> None:
    assert stamp(place, "in").stdout == ""


def test_a_new_time_is_no_change(place: Path) -> None:
    os.utime(place / "in" / "a.txt", (1, 1))
    assert stamp(place, "in").stdout == ""


@pytest.mark.parametrize("change", ["content", "new file", "new name", "no stamp"])
def test_a_change_runs_the_step(place: Path, change: str) -> None:
    {
        "content": lambda: (place / "in" / "a.txt").write_text("b"),
        "new file": lambda: (place / "in" / "b.txt").write_text("a"),
        "new name": lambda: (place / "in" / "a.txt").rename(place / "in" / "b.txt"),
        "no stamp": lambda: (place / "out" / ".stamp").unlink(),
    }[change]()
    assert stamp(place, "in").stdout == "ran\n"


def test_another_command_runs(place: Path) -> None:
    assert stamp(place, "in", code="print('other')").stdout == "other\n"


def test_a_failure_is_passed_on_and_tried_again(place: Path) -> None:
    (place / "in" / "a.txt").write_text("b")
    assert stamp(place, "in", code="raise SystemExit(3)").returncode == 3
    assert stamp(place, "in").stdout == "ran\n"


def test_a_missing_input_is_named(place: Path) -> None:
    done = stamp(place, "gone.txt")
    assert done.returncode == 1
    assert "Set-up needs gone.txt" in done.stderr


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_an_old_python_is_told_in_words(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    done = make("python", f"PYTHON={old}")
    assert done.returncode != 0
    assert f"Python 3.11 or newer is needed; {old} is Python 3.9.2" in done.stderr


def test_a_missing_venv_module_is_told_with_the_remedy(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n')
    bare.chmod(0o755)
    done = make("python", f"PYTHON={bare}")
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2  # the sentence, and make's own line
