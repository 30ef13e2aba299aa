"""双向: streets and departments, and what each gave the other, ready for page and file (S2-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext

from huying.apps.appraisal import given, names, wording
from huying.apps.appraisal.names import Called
from huying.apps.appraisal.question import Question
from huying.apps.appraisal.rules import mark_worth
from huying.domain.appraisal.given import Marks, Worth
from huying.domain.appraisal.share import Share
from huying.domain.cases.facts import local_day

#: Rows of one page; a file holds all of them.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Way:
    """一个方向: the marks of one direction and their mean, with its counts."""

    marks: Marks
    share: Share

    @property
    def percent(self) -> str:
        return wording.percent(self.share)

    @property
    def counts(self) -> str:
        return wording.counts(self.share)


@dataclass(frozen=True, slots=True)
class PairRow:
    """一对: a street and a department, both directions."""

    street: Called
    street_url: str
    department: Called
    department_url: str
    by_street: Way
    by_department: Way


@dataclass(frozen=True, slots=True)
class Pairs:
    """双向表: most scores first."""

    rows: Sequence[PairRow]
    worth_words: str

    @property
    def shown(self) -> Sequence[PairRow]:
        return self.rows[:MOST]

    @property
    def left_off(self) -> int:
        return max(0, len(self.rows) - MOST)


def pairs_of(question: Question) -> Pairs:
    """Every pair that scored in the period: one statement."""
    worth = _worth(question)
    chart = question.known.chart

    def row(pair: given.Pair) -> PairRow:
        return PairRow(
            street=names.body_name(chart, pair.street),
            street_url=_panel_of(pair.street),
            department=names.body_name(chart, pair.department),
            department_url=_panel_of(pair.department),
            by_street=_way(pair.by_street, worth),
            by_department=_way(pair.by_department, worth),
        )

    found = given.pairs(question.district, question.period)
    return Pairs([row(pair) for pair in found], _worth_words(worth))


def way_of(marks: Marks, question: Question) -> Way:
    """One direction of the question's own body."""
    return _way(marks, _worth(question))


def _way(marks: Marks, worth: Worth) -> Way:
    return Way(marks, marks.share(worth))


def _worth(question: Question) -> Worth:
    return mark_worth(question.known, local_day(question.period.end))


def _worth_words(worth: Worth) -> str:
    words = gettext("“好”计 %(good)s，“一般”计 %(fair)s，“差”计 %(poor)s")
    return words % {
        "good": wording.plain(worth.good),
        "fair": wording.plain(worth.fair),
        "poor": wording.plain(worth.poor),
    }


def _panel_of(body: int) -> str:
    return "?" + urlencode({"split": "body", "body": body}) + "#panel"
