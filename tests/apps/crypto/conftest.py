"""A key ring of its own for each test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from huying.platform.crypto import KeyRing

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)


@pytest.fixture
def key_file(settings, tmp_path: Path) -> Path:
    settings.HUYING_KEYS = tmp_path / "keys.json"
    KeyRing.fresh(AT).save(settings.HUYING_KEYS)
    return settings.HUYING_KEYS
