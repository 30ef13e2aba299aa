"""The right side of a home page: rates of the month, word that reached me, and what to mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext

from huying.apps.appraisal.queries import district_rates
from huying.apps.cases.lists.ground import Ground
from huying.domain.appraisal.rates import Period, Rates
from huying.domain.worktime import SHANGHAI
from huying.platform.notifications.notices import notices_of
from huying.platform.pages.dates import short_day
from huying.platform.pages.menu import address
from huying.platform.policy import may
from huying.web.messages.rows import MessageRow, message_rows

#: A promise of seven working days made now ends within this time; longer ones are warned of too.
_AHEAD: Final = timedelta(days=60)
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Notices:
    """要留意: years whose holidays are unknown, and the newest messages."""

    unknown_years: tuple[int, ...]
    messages: list[MessageRow]


@dataclass(frozen=True, slots=True)
class MonthRates:
    """本月三率: rates with their counts, the days they are of, and the page of rates."""

    rates: Rates
    first: str
    last: str
    url: str

    @property
    def rows(self) -> list[tuple[str, float, int]]:
        return rate_rows(self.rates)


def notices(ground: Ground) -> Notices:
    calendar = ground.known.calendar(ground.day)
    years = sorted({ground.day.year, (ground.day + _AHEAD).year})
    person = ground.reader.person or 0
    found = list(notices_of(ground.district_id, person)[:_SHOWN])
    unknown = tuple(year for year in years if not calendar.knows(year))
    return Notices(unknown, message_rows(found, ground))


def rates(ground: Ground) -> MonthRates | None:
    """The three rates of the district from the first of the month until now."""
    if may(ground.reader, "rates.view") is None:
        return None
    here = ground.at.astimezone(SHANGHAI)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = district_rates(ground.district_id, Period(first, ground.at)).rates
    first_day, last_day = (short_day(d, today=ground.day) for d in (first.date(), ground.day))
    return MonthRates(found, first_day, last_day, address("rates"))


def rate_rows(found: Rates) -> list[tuple[str, float, int]]:
    """(name, numerator, denominator) of the three."""
    named = (
        (gettext("响应率"), found.response),
        (gettext("解决率"), found.resolution),
        (gettext("满意率"), found.satisfaction),
    )
    return [(label, _plain(share.numerator), share.denominator) for label, share in named]


def _plain(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    return int(number) if number.is_integer() else round(number, 1)
