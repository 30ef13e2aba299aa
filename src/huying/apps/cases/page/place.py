"""位置与群众: the grid on a map, its worker, and the requester as far as may be seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail, Requester
from huying.apps.cases.reasons import body_words
from huying.apps.grids import queries as grids
from huying.apps.grids.queries import GridHit, GridMap
from huying.platform.pages.numbers import phone as phone_words
from huying.platform.pages.parts import MapArea, MapPoint, MapView
from huying.platform.pages.words import is_chinese, zh

_REVEALS = ("name", "phone")


@dataclass(frozen=True, slots=True)
class Place:
    """What the card shows; `map` None while the case is not placed."""

    map: MapView | None
    address: str
    grid: str
    community: str
    street: str
    walkers: tuple[str, ...]
    point: str


@dataclass(frozen=True, slots=True)
class Person:
    """The line of the requester: words to show, why not, and whether a reveal is offered."""

    words: str
    why: str
    may_reveal: bool


def place_of(detail: Detail) -> Place:
    case = detail.case.facts.case
    hit = grids.by_code(detail.row.district_id, case.grid) if case.grid else None
    return Place(
        map=_map(detail, hit) if hit else None,
        address=detail.address,
        grid=hit.name if hit else "",
        community=body_words(detail.chart, hit.community_id) if hit else "",
        street=body_words(detail.chart, hit.street_id) if hit else "",
        walkers=_walkers(detail, hit) if hit else (),
        point=f"{case.lon}, {case.lat}" if case.lon and detail.sees_point else "",
    )


def person_of(detail: Detail) -> Person:
    """Masked, hidden with the reason, or nobody; a reveal only where the policy allows one."""
    grant = detail.may("case.reveal")
    may_reveal = grant is not None and any(grant.sees(name) for name in _REVEALS)
    found = detail.requester
    if found.is_erased:
        return Person("", gettext("个人信息已依法删除"), False)
    if not found.is_known:
        return Person("", gettext("没有留姓名和电话"), False)
    words = requester_words(found)
    if words or may_reveal:
        return Person(words, "", may_reveal)
    if detail.case.facts.case.is_hidden:
        return Person("", gettext("举报人信息对办理单位保密"), False)
    return Person("", gettext("群众信息只给派单员、主办单位和回访员看"), False)


def requester_words(found: Requester) -> SafeString:
    """周** 138****2206; whichever of the two may be seen."""
    parts = [found.name, phone_words(found.phone) if found.phone else ""]
    return format_html_join(" ", "{}", ((zh(part),) for part in parts if part))


def map_view(drawn: GridMap, title: str, point: str = "") -> MapView:
    """The small drawing of a grid's surroundings as areas of the map component."""
    areas = (
        MapArea(drawn.neighbours, kind="plain"),
        MapArea(drawn.grid, kind="selected"),
        MapArea(drawn.communities, kind="street"),
        MapArea(drawn.streets, kind="street"),
    )
    points = (MapPoint(*drawn.pin, label=point),) if drawn.pin and point else ()
    return MapView(title, drawn.view_box, tuple(a for a in areas if a.path), points)


def title_of(hit: GridHit) -> str:
    """What the drawing shows. It is spoken, so a name without English gives way to its code."""
    return gettext("%(grid)s的位置") % {"grid": hit.name if is_chinese() else hit.code}


def _map(detail: Detail, hit: GridHit) -> MapView | None:
    case = detail.case.facts.case
    pin = (float(case.lon), float(case.lat)) if case.lon and detail.sees_point else None
    drawn = grids.map_of(detail.row.district_id, hit.code, pin=pin)
    if drawn is None:
        return None
    label = detail.address or hit.name
    return map_view(drawn, title_of(hit), zh(label))


def _walkers(detail: Detail, hit: GridHit) -> tuple[str, ...]:
    found = grids.walkers_of(detail.row.district_id, hit.grid_id, detail.at)
    return tuple(zh(walker.name) for walker in found)
