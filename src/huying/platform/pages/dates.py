"""Dates as people write them, Chinese and English. All moments are shown in district time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from huying.platform.pages.words import is_chinese

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(moment: datetime) -> datetime:
    """The same moment in district time."""
    return timezone.localtime(moment)


def weekday(day: date) -> str:
    """周四 / Thu."""
    number = day.weekday()
    return f"周{WEEKDAYS_ZH[number]}" if is_chinese() else WEEKDAYS_EN[number]


def short_day(day: date, *, today: date) -> str:
    """Day of a list: 11-26 / 26 Nov; the year only if it is another one."""
    other_year = day.year != today.year
    if is_chinese():
        return f"{day:%Y-%m-%d}" if other_year else f"{day:%m-%d}"
    text = f"{day.day} {MONTHS_EN[day.month - 1]}"
    return f"{text} {day.year}" if other_year else text


def list_moment(moment: datetime, *, now: datetime) -> str:
    """Moment of a list: 11-26 10:40 / 26 Nov 10:40."""
    here = local(moment)
    return f"{short_day(here.date(), today=local(now).date())} {here:%H:%M}"


def near_moment(moment: datetime, *, now: datetime) -> str:
    """Moment under a clock: today only the time, 14:00; else as in a list."""
    here = local(moment)
    if here.date() == local(now).date():
        return f"{here:%H:%M}"
    return list_moment(moment, now=now)


def long_day(day: date, *, today: date) -> str:
    """Day of a sentence: 11 月 26 日（周四） / Thu 26 Nov."""
    other_year = day.year != today.year
    if is_chinese():
        year = f"{day.year} 年 " if other_year else ""
        return f"{year}{day.month} 月 {day.day} 日（{weekday(day)}）"
    year = f" {day.year}" if other_year else ""
    return f"{weekday(day)} {day.day} {MONTHS_EN[day.month - 1]}{year}"


def sentence_moment(moment: datetime, *, now: datetime) -> str:
    """Moment of a sentence: 11 月 26 日（周四）10:40 / Thu 26 Nov, 10:40."""
    here = local(moment)
    text = long_day(here.date(), today=local(now).date())
    return f"{text}{here:%H:%M}" if is_chinese() else f"{text}, {here:%H:%M}"


def head_moment(now: datetime) -> str:
    """Date of the page head: 11 月 20 日 周五 10:26 / Fri 20 Nov 10:26."""
    here = local(now)
    if is_chinese():
        return f"{here.month} 月 {here.day} 日 {weekday(here)} {here:%H:%M}"
    return f"{weekday(here)} {here.day} {MONTHS_EN[here.month - 1]} {here:%H:%M}"


def day_kind(is_workday: bool | None) -> str:
    """工作日 or 休息日; unknown calendar: nothing."""
    if is_workday is None:
        return ""
    return gettext("工作日") if is_workday else gettext("休息日")
