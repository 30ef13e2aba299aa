"""These tests start from an empty database."""

import pytest


@pytest.fixture(autouse=True)
def _from_nothing(_empty: None) -> None: ...
