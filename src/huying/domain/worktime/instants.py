"""Instants: whole microseconds of Shanghai time, so that counting is plain integer arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
#: Later than every instant: the end of a pause that has none.
FOREVER = 1 << 62


def instant(moment: datetime) -> int:
    """Microseconds since the day before 0001-01-01, local time; ValueError for a naive time."""
    if moment.tzinfo is not SHANGHAI:
        if moment.tzinfo is None:
            # astimezone() would silently take the zone of the machine.
            raise ValueError(f"{moment.isoformat()}: a moment needs its zone")
        moment = moment.astimezone(SHANGHAI)
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return moment.toordinal() * DAY + seconds * SECOND + moment.microsecond


def moment_at(at: int) -> datetime:
    """The aware datetime (+08:00) of an instant; OverflowError or ValueError after year 9999."""
    day, rest = divmod(at, DAY)
    return datetime.fromordinal(day).replace(tzinfo=SHANGHAI) + timedelta(microseconds=rest)
