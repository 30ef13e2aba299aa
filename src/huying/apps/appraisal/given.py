"""双向评分 counted: who gave whom which marks in a period, one statement each (S2-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from huying.apps.appraisal.evidence import Subject
from huying.apps.appraisal.models import GivenScore
from huying.domain.appraisal.given import Marks
from huying.domain.appraisal.rates import Period

#: Directions as stored; never renamed.
BY_STREET: Final = "street_to_department"
BY_DEPARTMENT: Final = "department_to_street"
_FIELDS: Final = {"score_of_lead": BY_STREET, "score_of_street": BY_DEPARTMENT}
#: Acts that may carry a score.
SCORING: Final = frozenset({"pass", "pass_and_close", "fail", "feed_back"})


@dataclass(frozen=True, slots=True)
class Pair:
    """一对: a street and a department, and what each gave the other."""

    street: int
    department: int
    by_street: Marks
    by_department: Marks

    @property
    def count(self) -> int:
        return self.by_street.count + self.by_department.count


def given_in(fields: dict[str, str]) -> tuple[str, str] | None:
    """(direction, mark) of an event's fields; None when it gives no score."""
    found = ((way, fields[name]) for name, way in _FIELDS.items() if fields.get(name))
    return next(found, None)


def of_case(district_id: int, matter_id: int) -> list[GivenScore]:
    """The scores given on one case, oldest first."""
    found = GivenScore.objects.filter(district_id=district_id, matter_id=matter_id)
    return list(found.order_by("at", "id"))


def pairs(district_id: int, period: Period) -> list[Pair]:
    """Every pair that scored in the period, most scores first."""
    counted = _counted(_within(district_id, period), "by_body_id", "of_body_id")
    found: dict[tuple[int, int], Pair] = {}
    for (way, by, of), marks in counted.items():
        street, department = (by, of) if way == BY_STREET else (of, by)
        old = found.get((street, department), Pair(street, department, Marks(), Marks()))
        ways = {BY_STREET: old.by_street, BY_DEPARTMENT: old.by_department}
        ways[way] += marks
        found[street, department] = Pair(street, department, *ways.values())
    return sorted(found.values(), key=lambda one: (-one.count, one.street, one.department))


def of_body(subject: Subject, period: Period) -> tuple[Marks, Marks]:
    """(marks the body was given, marks it gave) in the period."""
    mine = _within(subject.district, period).filter(
        Q(of_body_id=subject.body) | Q(by_body_id=subject.body)
    )
    counted = _counted(mine, "of_body_id", "by_body_id")
    got = _sum(m for (_, of, _), m in counted.items() if of == subject.body)
    gave = _sum(m for (_, _, by), m in counted.items() if by == subject.body)
    return got, gave


def _within(district_id: int, period: Period) -> QuerySet[GivenScore]:
    return GivenScore.objects.filter(
        district_id=district_id, at__gte=period.start, at__lt=period.end
    )


def _counted(
    found: QuerySet[GivenScore], first: str, second: str
) -> dict[tuple[str, int, int], Marks]:
    marks = {name: Count("id", filter=Q(score=name)) for name in ("good", "fair", "poor")}
    rows = found.values("direction", first, second).annotate(**marks)
    return {
        (row["direction"], row[first], row[second]): Marks(row["good"], row["fair"], row["poor"])
        for row in rows.order_by("direction", first, second)
    }


def _sum(found: Iterable[Marks]) -> Marks:
    return sum(found, Marks())
