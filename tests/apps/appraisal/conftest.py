"""The town with the procedure for exclusions, whoever loaded its district."""

from __future__ import annotations

import pytest

from huying.platform.matters.procedures import publish
from tests.builders import DATA, MORNING, Town, forget_caches


@pytest.fixture
def town(town: Town) -> Town:
    publish(town.id, DATA / "procedures/exclusion.toml", at=MORNING)
    forget_caches()
    return town
