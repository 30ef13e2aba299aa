"""Lists are kept per process under a stamp; a rolled-back test leaves the same stamp behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huying.apps.duties import queries


@pytest.fixture(autouse=True)
def _forgotten_lists() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


@pytest.fixture(autouse=True)
def _from_nothing(_empty: None) -> None:
    """These tests start from an empty database."""
