"""A district at one moment, as far as its cases need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from huying.domain.duties import DutySet, Policies, Staff
from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class District:
    """区: chart, lists, policies, calendars and people on post; all values, handed in.

    `duties` gives the lists in force on a day, `calendar` the working calendar with the office
    hours of a day, `people` who holds a role at a body, `locate` the 15-digit grid code of a
    point (decimal degrees as text), "" outside the district.
    """

    id: int
    chart: Chart
    duties: Callable[[date], DutySet]
    policies: Policies
    calendar: Callable[[date], WorkCalendar]
    staff: Mapping[int, Staff]
    people: Mapping[tuple[str, int], tuple[int, ...]]
    locate: Callable[[str, str], str]

    def only(self, kind: BodyKind) -> int:
        """Id of the one body of this kind: the centre, the inspection office, the district."""
        return self.chart.of_kind(kind)[0].id

    def calendar_of(self, body: int, on: date) -> WorkCalendar:
        """The working calendar a body is bound to on a day; the office one for who is no body."""
        calendar = self.calendar(on)
        return calendar.kept_by(self.chart.body(body).hours) if body in self.chart else calendar

    def on_post(self, roles: tuple[str, ...], body: int) -> tuple[int, ...]:
        """People who hold one of the roles at the body, each once, in order."""
        found = (p for role in roles for p in self.people.get((role, body), ()))
        return tuple(dict.fromkeys(found))
