"""Names of what rates are split by: bodies, places, channels, items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from huying.apps.cases.texts import code_words
from huying.apps.duties import queries as duties
from huying.apps.grids import queries as grids
from huying.apps.organisations import queries as organisations
from huying.domain.appraisal.score import OUTSIDE
from huying.domain.kernel.bodies import Body, BodyKind, Chart
from huying.platform.pages.words import name_of, plain_name

Key = int | str

_KINDS = {
    BodyKind.STREET: "streets",
    BodyKind.DEPARTMENT: "departments",
    BodyKind.UTILITY: "utilities",
}
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Called:
    """名称: a name for pages (`str`, safe, with its language) and for files (`plain`)."""

    name_zh: str
    name_en: str = ""

    def __str__(self) -> str:
        return name_of(self)

    def __html__(self) -> str:
        return name_of(self)

    @property
    def plain(self) -> str:
        return plain_name(self)


Namer = Callable[[Key], Called]


def class_of(chart: Chart, body: int) -> str:
    """The class a body is compared within; OTHERS are shown and never ranked."""
    return _KINDS.get(chart.body(body).kind, OTHERS) if body in chart else OTHERS


def bodies_of(chart: Chart, kind: str) -> tuple[Body, ...]:
    """The bodies of a class."""
    return tuple(body for k, name in _KINDS.items() if name == kind for body in chart.of_kind(k))


def namer(district_id: int, split: str, chart: Chart, on: date) -> Namer:
    """How the keys of a split are called; a key without a name is shown as it is."""
    if split == "channel":
        return lambda key: _words(code_words("channel", str(key)))
    if split == "item":
        known = duties.duty_set(district_id, on)
        return lambda key: _called(known.item(str(key)), str(key), gettext("还没定事项"))
    if split == "body":
        return lambda key: body_name(chart, int(key))
    return lambda key: area_name(district_id, chart, str(key))


def body_name(chart: Chart, body: int) -> Called:
    if body == OUTSIDE:
        return _words(gettext("外单位"))
    found = chart.body(body) if body in chart else None
    return _called(found, "", gettext("未登记的单位"))


def area_name(district_id: int, chart: Chart, code: str) -> Called:
    """Name of a street, community or grid by its code of 9, 12 or 15 digits."""
    return _called(_area(district_id, chart, code), code, gettext("还没定位"))


def is_area(district_id: int, chart: Chart, code: str) -> bool:
    return _area(district_id, chart, code) is not None


def district_name(district_id: int) -> Called:
    known = next((d for d in organisations.districts() if d.id == district_id), None)
    return Called(known.zh, known.en) if known else Called(str(district_id))


def _area(district_id: int, chart: Chart, code: str) -> Any:
    if len(code) == 9:
        return chart.street_of(code)
    if len(code) == 12:
        return chart.community_of(code)
    return grids.by_code(district_id, code) if len(code) == 15 else None


def _called(found: Any, code: str, otherwise: str) -> Called:
    if found is not None:
        name = getattr(found, "name_zh", "") or getattr(found, "name", "")
        return Called(name, getattr(found, "name_en", ""))
    return Called(code) if code else _words(otherwise)


def _words(text: str) -> Called:
    return Called(text, text)
