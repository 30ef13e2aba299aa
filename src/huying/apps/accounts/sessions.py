"""The session engine: rows as Django keeps them, written behind the lock all writers share."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as RowStore

from huying.platform.database import write_transaction


class SessionStore(RowStore):
    """会话: a row written at login, logout and password change, never by reading a page."""

    def save(self, must_create: bool = False) -> None:
        with write_transaction():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        with write_transaction():
            super().delete(session_key)

    @classmethod
    def get_model_class(cls) -> Any:
        return RowStore.get_model_class()
