"""Working time: when a promise is due, and how late an answer came. Nine rules, W1 to W9.

W1  Times are Shanghai time (UTC+8, no summer time). Nothing is rounded.
W2  A day is worked if its year's file says so, off if the file says so, else Monday to Friday.
    A year without a file, or with an empty one, has only weekends; an answer that leans on such
    a year carries the warning `year_unknown` and is provisional until the file is there.
W3  Office hours are dated data: 09:00-12:00 and 13:00-17:00 until a district says otherwise.
W4  `minute`, `hour`: elapsed time, day and night. `work_hour`: office hours only. Due is the
    first instant at which the counted time reaches the limit: 17:00, not 09:00 of the next day.
W5  `day`: the start day is not counted; due at 24:00 of the n-th day after it, which is
    written 00:00 of the day that follows (Civil Code art. 201, 203).
W6  `work_day`: the start day is not counted, whatever the hour; due at close of business of
    the n-th working day after it (the same articles).
W7  A pause is [from, to); pauses that overlap are joined; the clock stands in them. Of `day` and
    `work_day` a day is lost when a pause is in force just before its close: from < close <= to.
    A pause without end stops the clock: there is no due time, unless the limit was reached before.
W8  A limit of 0 is due at the start itself.
W9  In time means done <= due. Delay is what the limit's own clock counts from due to done: office
    time for `work_hour` and `work_day`, elapsed time for the others, pauses left out.

A body that works day and night keeps every day and every hour (`WorkCalendar.kept_by("always")`):
its `work_hour` is an hour, its `work_day` closes at 24:00, and no unknown year can touch it.
"""

from huying.domain.worktime.calendar import SHANGHAI, WorkCalendar, read_calendar
from huying.domain.worktime.counted import counted_minutes, delay_minutes, due_soon_at, remaining
from huying.domain.worktime.due import YEAR_UNKNOWN, Due, due, leans_on_unknown
from huying.domain.worktime.hours import (
    ALWAYS,
    DatedHours,
    OfficeHours,
    hours_on,
    read_office_hours,
)
from huying.domain.worktime.limits import Limit, Pause, Unit
from huying.domain.worktime.text import (
    Question,
    read_moment,
    read_pauses,
    read_question,
    write_moment,
    write_pauses,
)

__all__ = [
    "ALWAYS",
    "SHANGHAI",
    "YEAR_UNKNOWN",
    "DatedHours",
    "Due",
    "Limit",
    "OfficeHours",
    "Pause",
    "Question",
    "Unit",
    "WorkCalendar",
    "counted_minutes",
    "delay_minutes",
    "due",
    "due_soon_at",
    "hours_on",
    "leans_on_unknown",
    "read_calendar",
    "read_moment",
    "read_office_hours",
    "read_pauses",
    "read_question",
    "remaining",
    "write_moment",
    "write_pauses",
]
