"""Every test of the pages begins in Chinese, whatever a request before it has switched on."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _from_nothing(_empty: None) -> None:
    """These tests start from an empty database."""
