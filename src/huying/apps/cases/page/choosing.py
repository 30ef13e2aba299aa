"""Where is it? Names found in the words, the map of streets, then a community, then its grids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.lists.ground import Ground
from huying.apps.grids import queries as grids
from huying.domain.cases.places import NamedPlace, named_places
from huying.domain.kernel.bodies import Body, BodyKind
from huying.platform.pages.words import name_of, sentence, zh

_STREET_DIGITS = 9
_READ = 2_000


@dataclass(frozen=True, slots=True)
class Spot:
    """One link of the way to a grid; `why` says which word spoke for it."""

    name: SafeString
    url: str
    why: str = ""
    word: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class StreetShape:
    """A street on the district map: its outline is the link."""

    spot: Spot
    path: str
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """选位置: candidates by name, the map, the communities of the chosen street."""

    area: str
    candidates: tuple[Spot, ...]
    view_box: str
    streets: tuple[StreetShape, ...]
    street: SafeString | None
    communities: tuple[Spot, ...]
    community: SafeString | None


def choosing(ground: Ground, detail: Detail, sent: Mapping[str, str]) -> Choosing:
    """What the right side shows for a case and the area chosen so far."""
    chart = ground.known.chart
    found = named_places(chart, f"{detail.address} {detail.text[:_READ]}")
    area = _area(sent.get("area", ""), ground)
    if not area and found:
        # The likeliest is laid out at once; only a person's press makes it the place.
        area = found[0].body.area_code
    street, community = chart.street_of(area), chart.community_of(area)
    drawn = grids.district_map(ground.district_id)
    return Choosing(
        area=area,
        candidates=tuple(_candidate(one, detail, area) for one in found),
        view_box=drawn.view_box if drawn else "0 0 1 1",
        streets=tuple(_streets(ground, detail, area)),
        street=name_of(street) if street else None,
        communities=tuple(_communities(ground, detail, area, street)),
        community=name_of(community) if community else None,
    )


def _area(text: str, ground: Ground) -> str:
    known = text.isascii() and ground.known.chart.street_of(text) is not None
    return text if known else ""


def _url(detail: Detail, area: str) -> str:
    return f"?{urlencode({'case': detail.row.number, 'area': area})}#choose"


def _candidate(found: NamedPlace, detail: Detail, area: str) -> Spot:
    text = gettext("文中有“%(word)s”") if found.is_whole else gettext("文中有“%(word)s”，可能是它")
    return Spot(
        name_of(found.body),
        _url(detail, found.body.area_code),
        sentence(text, word=zh(found.word)),
        found.word,
        area == found.body.area_code,
    )


def _streets(ground: Ground, detail: Detail, area: str) -> list[StreetShape]:
    drawn = grids.district_map(ground.district_id)
    shapes = []
    for shape in drawn.streets if drawn else ():
        body = ground.known.chart.by_code(shape.label.code)
        if body is None:
            continue
        current = area.startswith(body.area_code)
        spot = Spot(name_of(body), _url(detail, body.area_code), is_current=current)
        label = shape.label
        shapes.append(StreetShape(spot, shape.path, label.x, label.y, label.text))
    return shapes


def _communities(ground: Ground, detail: Detail, area: str, street: Body | None) -> list[Spot]:
    if street is None:
        return []
    inner = [c for c in ground.known.chart.of_kind(BodyKind.COMMUNITY) if c.parent == street.id]
    return [
        Spot(
            name_of(c),
            _url(detail, c.area_code),
            is_current=len(area) > _STREET_DIGITS and area.startswith(c.area_code),
        )
        for c in sorted(inner, key=lambda c: c.area_code)
    ]
