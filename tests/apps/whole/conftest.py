"""The whole product at one moment of a Tuesday morning."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from huying.platform import clock
from tests.apps.whole.cast import NOW, Cast, cast_of
from tests.builders import Town


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def cast(town: Town) -> Cast:
    return cast_of(town)
