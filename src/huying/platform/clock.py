"""The only reader of the wall clock.

Rules get their moment as a value; whoever stands at the edge of the system (a request, a
command, the ticker) asks here once and hands the moment on.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, timezone-aware, in UTC."""
    return datetime.now(UTC)
