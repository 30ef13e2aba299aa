"""Values of the rates page: tiles, tabs, rows and the way down, ready for the template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from huying.apps.appraisal import names, question, wording
from huying.apps.appraisal.league import Place
from huying.apps.appraisal.names import Called
from huying.apps.appraisal.question import AREA, BODY, CHANNEL, ITEM, MATRIX, PAIRS, Question
from huying.apps.appraisal.standing import Standing, open_by_area
from huying.domain.appraisal.rates import Rates
from huying.domain.appraisal.share import Share
from huying.platform.pages.parts import Tab

#: Rows of one page; a file holds all of them.
MOST = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate for a cell: percent and counts."""

    percent: str
    counts: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; bounds and middle of the interval in per cent."""

    name: Called
    url: str
    place: Place
    response: Rate
    resolution: Rate
    satisfaction: Rate
    low: float | None
    high: float | None
    middle: float | None
    rank: str
    change: wording.Change | None
    standing: Standing
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A class with its rows; the label is "" where there are no classes."""

    label: str
    count: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    figure: str
    unit: str
    note: str


def address(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with other values; None leaves a value out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def tiles(rates: Rates, asked: Question) -> list[Tile]:
    """Response, resolution, satisfaction with their counts; unreached; left out; composite."""
    weights = asked.rules.weights
    percents = " / ".join(wording.plain(weight * 100) for weight in weights)
    visited = rates.resolution.denominator + rates.unreached
    return [
        _tile(gettext("响应率"), rates.response),
        _tile(gettext("解决率"), rates.resolution),
        _tile(gettext("满意率"), rates.satisfaction),
        Tile(
            gettext("未联系上"),
            f"{rates.unreached:,}",
            "",
            gettext("应回访 %(n)s 件") % {"n": f"{visited:,}"},
        ),
        _tile(gettext("剔除率"), rates.exclusion),
        Tile(
            gettext("综合"),
            wording.percent(rates.composite),
            "",
            gettext("按 %(weights)s 加权") % {"weights": percents},
        ),
    ]


def _tile(label: str, share: Share) -> Tile:
    return Tile(label, wording.percent(share), "", wording.counts(share))


def tabs(request: HttpRequest, asked: Question) -> list[Tab]:
    labels = {
        BODY: gettext("单位"),
        AREA: gettext("街镇"),
        CHANNEL: gettext("渠道"),
        ITEM: gettext("事项"),
        MATRIX: gettext("条 × 块"),
        PAIRS: gettext("双向"),
    }
    left_out = {"body": None, "area": None, "item": None, "list": None, "all": None, "sort": None}
    return [
        Tab(
            labels[split],
            address(request, split=split, **left_out),
            is_current=split == asked.split,
        )
        for split in question.SPLITS
    ]


def class_labels() -> dict[str, str]:
    return {
        "streets": gettext("街道和镇"),
        "departments": gettext("部门"),
        "utilities": gettext("公用事业单位"),
        "others": gettext("其他单位（不排）"),
    }


def groups(request: HttpRequest, asked: Question, places: Iterable[Place]) -> list[Group]:
    """Rows by class, in the order given; one group without a label where there are no classes."""
    known = list(places)[:MOST]
    standing = _standing(asked)
    name = asked.namer
    found = []
    for code, label in {**class_labels(), "": ""}.items():
        mine = [place for place in known if place.group == code]
        if mine:
            count = ngettext("%(n)s 家", "%(n)s 家", len(mine)) % {"n": len(mine)}
            rows = [_row(request, asked, place, name(place.key), standing) for place in mine]
            found.append(Group(label, count, rows))
    return found


def _standing(asked: Question) -> dict[str, Standing]:
    if asked.split != AREA:
        return {}
    return open_by_area(asked.district, asked.part[1], area=asked.area, channel=asked.channel)


def _row(
    request: HttpRequest,
    asked: Question,
    place: Place,
    name: Called,
    standing: dict[str, Standing],
) -> Row:
    rates, interval = place.rates, place.interval
    value = rates.resolution.value
    return Row(
        name=name,
        url=_url(request, asked, place),
        place=place,
        response=_rate(rates.response),
        resolution=_rate(rates.resolution),
        satisfaction=_rate(rates.satisfaction),
        low=interval.low * 100 if interval else None,
        high=interval.high * 100 if interval else None,
        middle=None if value is None else float(value) * 100,
        rank=wording.rank(place),
        change=wording.change(place.change),
        standing=standing.get(str(place.key), Standing()),
        is_current=place.key in (asked.body, asked.item or None),
    )


def _rate(share: Share) -> Rate:
    return Rate(wording.percent(share), wording.counts(share))


def _url(request: HttpRequest, asked: Question, place: Place) -> str:
    if asked.split == BODY:
        return address(request, body=str(place.key), list=None, all=None) + "#panel"
    code = str(place.key)
    if asked.split == ITEM and code:
        return address(request, item=code, list=None, all=None) + "#panel"
    if asked.split != AREA or code == asked.area:
        return ""
    is_there = names.is_area(asked.district, asked.known.chart, code)
    return address(request, area=code, list=None, all=None) if is_there else ""


def crumbs(request: HttpRequest, asked: Question) -> list[tuple[Called, str]]:
    """District › street › community › grid of the area asked about; the last has no address."""
    if asked.split != AREA:
        return []
    codes = [asked.area[:digits] for digits in (9, 12, 15) if len(asked.area) >= digits]
    chart = asked.known.chart
    steps: list[tuple[Called, str | None]] = [(names.district_name(asked.district), None)]
    steps += [(names.area_name(asked.district, chart, code), code) for code in codes]
    left_out = {"list": None, "all": None}
    return [
        (name, "" if (code or "") == asked.area else address(request, area=code, **left_out))
        for name, code in steps
    ]


def outcome_tabs(request: HttpRequest, outcomes: Iterable[Any], current: str) -> list[Tab]:
    return [
        Tab(label, address(request, list=code, all=None) + "#panel", count, code == current)
        for code, label, count in outcomes
    ]
