"""Lock-out after failed logins: django-axes counts, we write behind the shared lock and say so."""

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest

from huying.apps.accounts.models import User
from huying.platform.database import write_transaction


class LockoutHandler(AxesDatabaseHandler):
    """登录锁定: as axes does it, each write in a turn of its own."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        with write_transaction():
            super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        with write_transaction():
            super().user_logged_in(sender, request, user, **kwargs)


def tries_left(request: HttpRequest, login: str) -> int:
    """How many more wrong passwords this account takes from this address; 0: it is locked.

    The same for accounts that do not exist: the answer must not tell which names do.
    """
    failed = AxesProxyHandler.get_failures(request, {User.USERNAME_FIELD: login})
    return max(settings.AXES_FAILURE_LIMIT - failed, 0)


def lock_minutes() -> int:
    """How long a lock lasts."""
    cooling: timedelta = settings.AXES_COOLOFF_TIME
    return int(cooling.total_seconds() // 60)
