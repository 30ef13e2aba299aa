"""Ends of a time as people say them: a day that ends at midnight is that day, not the next."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from huying.platform.pages.dates import local, long_day, sentence_moment
from huying.platform.pages.words import is_chinese


def until_words(moment: datetime, *, now: datetime) -> str:
    """11 月 26 日（周四）10:40; midnight between two days: 11 月 25 日（周三）24:00."""
    here = local(moment)
    if here.time() != time():
        return sentence_moment(moment, now=now)
    day = long_day(here.date() - timedelta(days=1), today=local(now).date())
    return f"{day}24:00" if is_chinese() else f"{day}, 24:00"
