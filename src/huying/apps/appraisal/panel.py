"""The side panel: how the rates of a body or area come about, whose delay, and which cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext

from huying.apps.appraisal import given, names, wording
from huying.apps.appraisal.evidence import (
    FEW,
    MANY,
    OUTCOMES,
    Behind,
    Subject,
    cases_behind,
    delays_of,
)
from huying.apps.appraisal.names import Called
from huying.apps.appraisal.pairs import Way, way_of
from huying.apps.appraisal.question import Question
from huying.domain.appraisal.rates import Rates, Tally
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import Actor
from huying.platform.pages.words import zh

#: Numbers of the policy by which the rates are made, in the order they are told.
FACTORS: Final = (
    "rate.partly_solved",
    "rate.basically_satisfied",
    "rate.weight_response",
    "rate.weight_resolution",
    "rate.weight_satisfaction",
    "rate.minimum_n",
)


@dataclass(frozen=True, slots=True)
class Formula:
    """算式: a rate, what is divided by what in words, and the result."""

    label: str
    words: str
    result: str


@dataclass(frozen=True, slots=True)
class Factor:
    """口径: a number of the policy and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Owner:
    """谁的时间: minutes of the delay that belong to a body."""

    name: Called
    minutes: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of a list: its title, or its item where the text may not be read."""

    number: str
    title: str
    place: Called
    at: object


@dataclass(frozen=True, slots=True)
class Panel:
    """侧栏: everything it shows; `beyond` cases are counted and not listed."""

    name: Called
    rates: Rates
    resolution: str
    formulas: tuple[Formula, ...]
    balance: str
    factors: tuple[Factor, ...]
    version: str
    late_cases: int
    late_minutes: int
    owners: tuple[Owner, ...]
    outcome: str
    outcomes: tuple[tuple[str, str, int], ...]
    cases: tuple[CaseRow, ...]
    total: int
    beyond: int
    has_more: bool
    #: Marks the body was given and gave (双向); () for an area and where nobody gave any.
    two_ways: tuple[tuple[str, Way], ...]


def panel_of(
    question: Question, tally: Tally, rates: Rates, reader: Actor, outcome: str, *, is_all: bool
) -> Panel:
    """The panel of the question's body or area, whose counts are `tally`."""
    subject = question.subject
    outcome = outcome if outcome in OUTCOMES else OUTCOMES[0]
    most = MANY if is_all else FEW
    cases = cases_behind(subject, question.period, outcome, reader, most=most)
    delays = delays_of(subject, question.period)
    chart = question.known.chart
    return Panel(
        name=question.subject_name or names.district_name(question.district),
        rates=rates,
        resolution=wording.percent(rates.resolution),
        formulas=formulas(tally, rates, question),
        balance=_balance(tally),
        factors=factors(question),
        version=question.known.policies.version,
        late_cases=delays.cases,
        late_minutes=delays.minutes,
        owners=tuple(Owner(names.body_name(chart, b), m) for b, m in delays.shares.items()),
        outcome=outcome,
        outcomes=_outcomes(tally),
        cases=_rows(question, cases.rows),
        total=cases.total,
        beyond=cases.beyond,
        has_more=len(cases.rows) < cases.within,
        two_ways=_two_ways(question, subject),
    )


def _two_ways(question: Question, subject: Subject) -> tuple[tuple[str, Way], ...]:
    if question.body is None:
        return ()
    got, gave = given.of_body(subject, question.period)
    if not got.count + gave.count:
        return ()
    return (
        (gettext("别人给的"), way_of(got, question)),
        (gettext("给别人的"), way_of(gave, question)),
    )


def formulas(tally: Tally, rates: Rates, question: Question) -> tuple[Formula, ...]:
    """Each rate with the counts it is made of, and the composite."""
    rules = question.rules
    response = gettext("按时签收并先行联系 %(n)s ÷ 到期 %(of)s")
    resolution = gettext("（已解决 %(a)s + 部分解决 %(b)s × %(f)s）÷ 有效回访 %(of)s")
    satisfaction = gettext("（满意 %(a)s + 基本满意 %(b)s × %(f)s）÷ 有评价的回访 %(of)s")
    return (
        Formula(
            gettext("响应率"),
            response % _n(n=tally.in_time, of=tally.due),
            wording.percent(rates.response),
        ),
        Formula(
            gettext("解决率"),
            resolution % _n(a=tally.solved, b=tally.partly, f=rules.partly, of=tally.valid_visits),
            wording.percent(rates.resolution),
        ),
        Formula(
            gettext("满意率"),
            satisfaction
            % _n(a=tally.satisfied, b=tally.basically, f=rules.basically, of=tally.rated),
            wording.percent(rates.satisfaction),
        ),
        Formula(gettext("综合"), _weights(question), wording.percent(rates.composite)),
    )


def factors(question: Question) -> tuple[Factor, ...]:
    """The numbers of the policy on the last day of the period, with their sources."""
    known, on = question.known.policies, local_day(question.period.end)
    labels = _factor_labels()
    return tuple(
        Factor(labels[name], wording.plain(known.number(name, on)), known.source(name, on))
        for name in FACTORS
    )


def outcome_labels() -> Mapping[str, str]:
    return {
        "unsolved": gettext("未解决"),
        "partly": gettext("部分解决"),
        "solved": gettext("已解决"),
        "unreached": gettext("未联系上"),
    }


def _factor_labels() -> Mapping[str, str]:
    return {
        "rate.partly_solved": gettext("部分解决折算"),
        "rate.basically_satisfied": gettext("基本满意折算"),
        "rate.weight_response": gettext("响应率权重"),
        "rate.weight_resolution": gettext("解决率权重"),
        "rate.weight_satisfaction": gettext("满意率权重"),
        "rate.minimum_n": gettext("排名最少件数"),
    }


def _outcomes(tally: Tally) -> tuple[tuple[str, str, int], ...]:
    found = {
        "unsolved": tally.unsolved,
        "partly": tally.partly,
        "solved": tally.solved,
        "unreached": tally.unreached,
    }
    labels = outcome_labels()
    return tuple((code, labels[code], found[code]) for code in OUTCOMES)


def _balance(tally: Tally) -> str:
    """How the visits add up, and what was left out."""
    asked = tally.valid_visits + tally.unreached
    visits = gettext("应回访 %(asked)s = 有效 %(valid)s + 三次未联系上 %(unreached)s。")
    out = gettext("退回并改派的 %(returned)s 件、剔除的 %(excluded)s 件不计。")
    return (visits + out) % _n(
        asked=asked,
        valid=tally.valid_visits,
        unreached=tally.unreached,
        returned=tally.returned,
        excluded=tally.excluded,
    )


def _weights(question: Question) -> str:
    words = gettext("响应率 × %(response)s + 解决率 × %(resolution)s + 满意率 × %(satisfaction)s")
    response, resolution, satisfaction = question.rules.weights
    return words % _n(response=response, resolution=resolution, satisfaction=satisfaction)


def _n(**numbers: Fraction | int) -> dict[str, str]:
    return {name: wording.plain(number) for name, number in numbers.items()}


def _rows(question: Question, rows: tuple[Behind, ...]) -> tuple[CaseRow, ...]:
    item = names.namer(
        question.district, "item", question.known.chart, local_day(question.period.end)
    )
    chart = question.known.chart
    return tuple(
        CaseRow(
            row.number,
            zh(row.title) if row.title else str(item(row.item_code)),
            names.area_name(question.district, chart, row.area_code[:9]),
            row.at,
        )
        for row in rows
    )
