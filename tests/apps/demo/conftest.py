"""A small demo, loaded once for the tests of a file and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.apps.cases.district import district_at
from huying.apps.duties import queries as duties
from huying.cli import demo_loading
from huying.domain.worktime import SHANGHAI
from huying.platform import ids
from huying.platform.crypto.start import prepare_keys
from tests import builders

RULES = Path(__file__).parents[3] / "data"
NOW = datetime(2026, 11, 20, 18, 30, tzinfo=SHANGHAI)
WANTED = demo_loading.Wanted(RULES, NOW, cases=240, days=6)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[demo_loading.Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        builders.wipe()
        ids.reset()
        prepare_keys(at=NOW)
        yield demo_loading.load_demo(WANTED, lambda *_: None)
        transaction.set_rollback(True)
    ids.reset()
    duties.forget()
    district_at.cache_clear()
