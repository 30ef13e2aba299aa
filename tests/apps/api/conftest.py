"""A desk at the interface, and no wrong tries left over from another test."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.apps.cases.test_desk import at_work
from tests.builders import Town


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


@pytest.fixture
def desk(town: Town, client: Client) -> Client:
    return at_work(client, town.desk.person)
