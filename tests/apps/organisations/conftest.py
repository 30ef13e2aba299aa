"""The small district, loaded."""

from __future__ import annotations

import pytest

from huying.apps.organisations.services import load_district
from tests.apps.organisations.small_district import AT, SmallDistrict


@pytest.fixture
def small(db: None) -> SmallDistrict:
    value = SmallDistrict()
    assert load_district(value, AT)
    return value


@pytest.fixture(autouse=True)
def _from_nothing(_empty: None) -> None:
    """These tests start from an empty database."""
