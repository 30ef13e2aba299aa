"""One person, the door, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.test import Client

from huying.apps.accounts import services
from huying.apps.accounts.models import User
from huying.platform import clock, ids

AT = datetime(2026, 11, 20, 2, 26, tzinfo=UTC)
DISTRICT = 371502
PASSWORD = "a-quiet-river-3"


@pytest.fixture(autouse=True)
def door(settings, monkeypatch):
    """The settings this app needs (they stand in the settings file of the product as well)."""
    settings.ROOT_URLCONF = "tests.apps.accounts.urls"
    settings.SESSION_ENGINE = "huying.apps.accounts.sessions"
    settings.AXES_HANDLER = "huying.apps.accounts.lockout.LockoutHandler"
    settings.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
    needed = [
        "huying.apps.accounts.session_rules.SessionRulesMiddleware",
        "huying.platform.policy.middleware.ActorMiddleware",
    ]
    at = settings.MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware") + 1
    missing = [name for name in needed if name not in settings.MIDDLEWARE]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], *missing, *settings.MIDDLEWARE[at:]]
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)
    ids.reset()
    yield
    ids.reset()


@pytest.fixture
def wait(monkeypatch) -> Callable[[timedelta], None]:
    """Moves the clock forward from AT."""
    state = {"at": AT}
    monkeypatch.setattr(clock, "now", lambda: state["at"])

    def forward(by: timedelta) -> None:
        state["at"] += by

    return forward


@pytest.fixture
def person(db) -> User:
    return services.create_user(
        district=DISTRICT,
        username="LiGang",
        name="李刚",
        password=PASSWORD,
        at=AT,
        must_change_password=False,
    )


def log_in(client: Client, account: str = "ligang", password: str = PASSWORD, **extra):
    return client.post("/login/", {"account": account, "password": password, **extra})
