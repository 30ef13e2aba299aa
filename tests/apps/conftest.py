"""The demo district, loaded once for all tests of a run; what a test adds is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from huying.apps.organisations import queries as organisations
from huying.platform.crypto import ensure_keys
from huying.platform.policy import relations
from tests import builders


@pytest.fixture(scope="session", autouse=True)
def _keys(_settings_of_tests: None) -> None:
    ensure_keys(Path(settings.HUYING_KEYS), at=builders.MORNING)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """Every test begins in Chinese, whatever a request before it has switched on."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _bodies_have_few_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process finds out once how many promises a body has: no test counts that statement."""
    monkeypatch.setattr(relations, "_are_few", lambda *_: True)


@pytest.fixture(autouse=True)
def _no_posts_of_another_test() -> None:
    """A test that is rolled back takes its stamp back too, and the next one has it again."""
    organisations.forget()


@pytest.fixture(scope="session")
def loaded_district(django_db_setup: None, django_db_blocker) -> builders.DemoDistrict:
    with django_db_blocker.unblock():
        return builders.load_demo_district()


@pytest.fixture
def _empty(request: pytest.FixtureRequest) -> None:
    """For tests that make their own district: another file may have loaded the demo's."""
    marker = request.node.get_closest_marker("django_db")
    if not marker and "db" not in request.fixturenames:
        return
    request.getfixturevalue("transactional_db" if _is_real(marker) else "db")
    with transaction.atomic():
        builders.wipe()


def _is_real(marker: pytest.Mark | None) -> bool:
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def town(loaded_district: builders.DemoDistrict, db: None) -> Iterator[builders.Town]:
    builders.forget_caches()
    chart = organisations.chart(loaded_district.code)
    if not len(chart):
        # A test with real transactions flushed the tables before this one.
        builders.load_demo_district()
        chart = organisations.chart(loaded_district.code)
    yield builders.Town(loaded_district, loaded_district.code, chart)
    builders.forget_caches()
