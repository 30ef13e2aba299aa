"""Why residents were dissatisfied, and which cases ended without a visit: counts by code.

The next body reads the reasons before it begins (S2-45: they feed the next handling).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from huying.apps.appraisal.evidence import Subject, matters_of, visits_in
from huying.apps.cases.texts import code_words
from huying.domain.appraisal.rates import Period
from huying.domain.cases.codes import Dissatisfaction, Exemption


@dataclass(frozen=True, slots=True)
class Counted:
    """一个原因: its words and how often it was given."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """不满意的原因 and 没有回访的了结: most first; `of` visits named at least one reason."""

    given: tuple[Counted, ...]
    of: int
    ends: tuple[Counted, ...]


def reasons_of(subject: Subject, period: Period) -> Reasons:
    """Reasons of the visits in the period, and the ends in it that scored nobody: two
    statements. A visit may name several reasons and counts once in each."""
    names = {code: Count("id", filter=Q(dissatisfaction__contains=f",{code},"))
             for code in Dissatisfaction}  # fmt: skip
    asked = visits_in(subject, period).exclude(dissatisfaction="")
    found = asked.aggregate(of=Count("id"), **{f"n_{code}": n for code, n in names.items()})
    given = {str(code): found[f"n_{code}"] for code in Dissatisfaction}
    return Reasons(_shown("dissatisfaction", given), found["of"], _ends(subject, period))


def _ends(subject: Subject, period: Period) -> tuple[Counted, ...]:
    """Ends without a visit by code; who could not be reached is counted beside the rates."""
    ended: dict[str, Any] = {"ended_at__gte": period.start, "ended_at__lt": period.end}
    found = matters_of(subject).filter(**ended).exclude(case__exemption__in=("", _UNREACHED))
    counted = found.values(code=F("case__exemption")).annotate(n=Count("id")).order_by("code")
    return _shown("exemption_code", {row["code"]: row["n"] for row in counted})


_UNREACHED = str(Exemption.UNREACHED)


def _shown(field: str, counted: dict[str, int]) -> tuple[Counted, ...]:
    most_first = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Counted(code, code_words(field, code), n) for code, n in most_first if n)
