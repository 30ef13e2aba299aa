"""What a reader asks of the rates, read from the address, and the answer in counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.http import QueryDict

from huying.apps.appraisal import league, names, periods
from huying.apps.appraisal.evidence import Subject
from huying.apps.appraisal.forms import RatesFilter
from huying.apps.appraisal.names import Called, Namer
from huying.apps.appraisal.queries import Line, Part, lines_by
from huying.apps.appraisal.rules import rate_rules
from huying.apps.appraisal.standing import COMMUNITY, GRID, STREET
from huying.apps.cases.queries import district_of
from huying.domain.appraisal.rates import Period, RateRules, Rates, Tally
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day

BODY, AREA, CHANNEL, ITEM, MATRIX = "body", "area", "channel", "item", "matrix"
PAIRS: Final = "pairs"
SPLITS: Final = (BODY, AREA, CHANNEL, ITEM, MATRIX, PAIRS)
#: Tables of their own, that show all bodies at once.
UNRANKED: Final = frozenset({MATRIX, PAIRS})
#: What an area is divided into.
_PARTS: Final = {
    0: ("street", STREET),
    STREET: ("community", COMMUNITY),
    COMMUNITY: ("grid", GRID),
    GRID: ("grid", GRID),
}


class NotThere(LookupError):
    """The address names a body or area this district does not have."""


@dataclass(frozen=True, slots=True)
class Question:
    """问题: one address of the page; `body`, `area`, `item` are what the reader looks into."""

    known: District
    at: datetime
    period: Period
    split: str
    kind: str
    channel: str
    area: str
    body: int | None
    item: str = ""

    @property
    def district(self) -> int:
        return self.known.id

    @property
    def rules(self) -> RateRules:
        return rate_rules(self.known, local_day(self.period.end))

    @property
    def part(self) -> tuple[str, int]:
        """The split below the area and the digits of its codes."""
        return _PARTS[len(self.area)]

    @property
    def split_below(self) -> str:
        """The split of `queries.rates_by`."""
        by = {AREA: self.part[0], MATRIX: "all", PAIRS: "all"}
        return by.get(self.split, self.split)

    @property
    def namer(self) -> Namer:
        on = local_day(self.period.end)
        return names.namer(self.district, self.split_below, self.known.chart, on)

    @property
    def subject_name(self) -> Called | None:
        """What the panel is about: the body, the item, else the area."""
        chart = self.known.chart
        if self.body is not None:
            return names.body_name(chart, self.body)
        if self.item:
            return self.namer(self.item)
        return names.area_name(self.district, chart, self.area) if self.area else None

    @property
    def subject(self) -> Subject:
        """What lists and counts behind the rates are narrowed to."""
        return Subject(self.district, self.body, self.area, self.channel, self.item)

    def lines(self, period: Period) -> list[Line]:
        bodies = names.bodies_of(self.known.chart, self.kind) if self.kind else None
        part = Part(
            area=self.area,
            bodies=None if bodies is None else [body.id for body in bodies],
            channel=self.channel,
        )
        return lines_by(self.known, period, self.split_below, part)

    def group_of(self, key: int | str) -> str:
        """Only bodies form classes; places, channels and items are not ranked."""
        return names.class_of(self.known.chart, int(key)) if self.split == BODY else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """答案: the rows asked for and all of them together."""

    rows: list[league.Place]
    tally: Tally
    rates: Rates


def question_of(query: QueryDict, form: RatesFilter, district_id: int, at: datetime) -> Question:
    """The question of an address; NotThere for a body or area the district does not have."""
    known = district_of(district_id, at)
    split = query.get("split", BODY)
    split = split if split in SPLITS else BODY
    return Question(
        known=known,
        at=at,
        period=form.asked,
        split=split,
        # A matrix shows every line against every block; a place is everybody's.
        kind="" if split in UNRANKED else form.kind_asked,
        channel=form.channel_asked,
        area=_area(query, known) if split == AREA else "",
        body=_body(query, known) if split == BODY else None,
        item=_item(query, known, local_day(at)) if split == ITEM else "",
    )


def answer(question: Question) -> Answer:
    """Four statements: two for the period, two for the one before."""
    now = question.lines(question.period)
    # Only classes of bodies are compared with the period before.
    is_league = question.split == BODY
    earlier = question.lines(periods.before(question.period)) if is_league else []
    tally, rates = league.total(now, question.rules)
    return Answer(league.places(now, earlier, question.group_of), tally, rates)


def _body(query: QueryDict, known: District) -> int | None:
    text = query.get("body", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) not in known.chart:
        raise NotThere(text)
    return int(text)


def _area(query: QueryDict, known: District) -> str:
    code = query.get("area", "")
    if code and not names.is_area(known.id, known.chart, code):
        raise NotThere(code)
    return code


def _item(query: QueryDict, known: District, on: date) -> str:
    code, duties = query.get("item", ""), known.duties(on)
    if code and not (duties.item(code) or code in duties.types):
        raise NotThere(code)
    return code
