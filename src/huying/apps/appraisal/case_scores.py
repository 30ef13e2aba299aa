"""一事一考 of one case as rows to show: what each body answered for, and whose the delay was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from huying.apps.appraisal import given, names, wording
from huying.apps.appraisal.models import Exclusion, GivenScore, ScoreRecord
from huying.apps.appraisal.names import Called
from huying.apps.appraisal.queries import scores_of
from huying.apps.cases.texts import code_words
from huying.apps.organisations import queries as organisations
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import Chart


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """得分: `response` None where nothing was owed; parts in per cent, "" where none was given."""

    body: Called
    is_lead: bool
    response: bool | None
    resolution: str
    satisfaction: str
    minutes: int
    whose: tuple[tuple[Called, int], ...]
    exemption: str
    body_id: int
    closed_at: datetime
    reopened: int


@dataclass(frozen=True, slots=True)
class Closing:
    """一次结案: its rows; `is_latest` is the one the rates count, `nth` 1 for the first."""

    nth: int
    closed_at: datetime
    is_latest: bool
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class ExclusionShown:
    """剔除申请 in the score panel: its state, and the words of its code."""

    state: str
    code: str


@dataclass(frozen=True, slots=True)
class GivenRow:
    """双向评分的一条: who gave whom which mark, and when."""

    by: Called
    of: Called
    mark: str
    at: datetime


def given_rows(district_id: int, matter_id: int) -> list[GivenRow]:
    """The marks street and department gave each other on a case, oldest first."""
    chart = organisations.chart(district_id)
    return [_given(one, chart) for one in given.of_case(district_id, matter_id)]


def _given(one: GivenScore, chart: Chart) -> GivenRow:
    by, of = names.body_name(chart, one.by_body_id), names.body_name(chart, one.of_body_id)
    return GivenRow(by, of, code_words("score_of_lead", one.score), one.at)


def score_rows(district_id: int, matter_id: int) -> list[ScoreRow]:
    """The score records of a case: of the latest closing first, in it the lead first; [] while
    it was never closed with a score."""
    chart = organisations.chart(district_id)
    return [_row(record, chart) for record in scores_of(district_id, matter_id)]


def closings(rows: list[ScoreRow]) -> tuple[Closing, ...]:
    """The closings of a case, the latest first: each keeps the score it was given."""
    found = tuple(
        (nth, tuple(row for row in rows if row.reopened == nth))
        for nth in dict.fromkeys(row.reopened for row in rows)
    )
    return tuple(
        Closing(nth + 1, own[0].closed_at, place == 0, own)
        for place, (nth, own) in enumerate(found)
    )


def exclusion_of(asked: list[Exclusion]) -> ExclusionShown | None:
    """The request that counts most: granted, else waiting, else the last one; None without."""
    order = {"granted": 0, "asked": 1}
    first = sorted(asked, key=lambda one: (order.get(one.matter.state, 2), -one.matter_id))[:1]
    return next(
        (ExclusionShown(o.matter.state, code_words("exclusion_code", o.code)) for o in first), None
    )


def may_ask(reader: Actor, rows: list[ScoreRow], asked: list[Exclusion]) -> bool:
    """Is the reader a clerk of a scored lead that has not asked? The page knows the window."""
    clerk_of = {post.body for post in reader.posts if post.role == "clerk"}
    leads = {row.body_id for row in rows if row.is_lead}
    done = {one.body_id for one in asked}
    is_out = any(one.granted_at for one in asked)
    return not is_out and bool(clerk_of & leads - done)


def _row(record: ScoreRecord, chart: Chart) -> ScoreRow:
    whose = {int(body): minutes for body, minutes in json.loads(record.whose).items()}
    most_first = sorted(whose.items(), key=lambda one: -one[1])
    return ScoreRow(
        body=names.body_name(chart, record.body_id),
        is_lead=record.is_lead,
        response=None if record.response is None else record.response > 0,
        resolution=_part(record.resolution),
        satisfaction=_part(record.satisfaction),
        minutes=record.delay_minutes,
        whose=tuple((names.body_name(chart, body), minutes) for body, minutes in most_first),
        exemption=code_words("exemption_code", record.exemption) if record.exemption else "",
        body_id=record.body_id,
        closed_at=record.closed_at,
        reopened=record.reopened,
    )


def _part(thousandths: int | None) -> str:
    return "" if thousandths is None else wording.plain(Fraction(thousandths, 10)) + "%"
