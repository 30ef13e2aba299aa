"""The clock of pages, set by a test."""

from datetime import datetime

import pytest

from huying.platform import clock
from tests.apps.web.supervised import At
from tests.builders import MORNING


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock of pages."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(MORNING)
    return at
