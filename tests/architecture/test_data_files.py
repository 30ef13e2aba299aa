"""Every reviewed file can be read: a key written twice would be a 500 on the page that needs it."""

import json
import tomllib
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    "path", sorted(DATA.rglob("*.toml")), ids=lambda p: p.relative_to(DATA).as_posix()
)
def test_every_toml_file_can_be_read(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.json")), ids=lambda p: p.name)
def test_every_calendar_can_be_read(path: Path) -> None:
    assert json.loads(path.read_text("utf-8"))["year"] > 2000
