"""The three levels of the ground and the way between them: district, street, community, grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString

from huying.apps.grids import queries
from huying.apps.grids.figures import (
    COMMUNITY_DIGITS,
    GRID_DIGITS,
    STREET_DIGITS,
    Asker,
    Figures,
)
from huying.apps.grids.ledger import Freshness, freshness
from huying.apps.grids.maps import DistrictMap
from huying.apps.organisations.queries import chart
from huying.domain.kernel.bodies import Body, Chart
from huying.platform.pages.words import name_of, zh

#: Of a code of so many digits: how many have those right below it.
BELOW: Final = {6: STREET_DIGITS, STREET_DIGITS: COMMUNITY_DIGITS, COMMUNITY_DIGITS: GRID_DIGITS}


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the district to here."""

    name: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One street, community or grid in the table of the level above it."""

    code: str
    name: SafeString
    url: str
    figures: Figures
    state: Freshness


@dataclass(frozen=True, slots=True)
class Spot:
    """One shape of the map: what it is called, what it leads to, where its name stands."""

    path: str
    text: str
    title: str
    url: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The map of an area as the page draws it."""

    view_box: str
    spots: tuple[Spot, ...]


def body_at(known: Chart, area_code: str) -> Body | None:
    """The street or community whose ground has exactly this code."""
    if len(area_code) == STREET_DIGITS:
        return known.street_of(area_code)
    return known.community_of(area_code) if len(area_code) == COMMUNITY_DIGITS else None


def crumbs_to(asker: Asker, area_code: str) -> tuple[Crumb, ...]:
    """The street and community over an area, without the area itself."""
    known = chart(asker.district, under=asker.stamp)
    over = [area_code[:n] for n in (STREET_DIGITS, COMMUNITY_DIGITS) if n < len(area_code)]
    bodies = [(code, body_at(known, code)) for code in over]
    return tuple(Crumb(name_of(body), url_of(code)) for code, body in bodies if body)


def area_rows(asker: Asker, figures: dict[str, Figures]) -> list[AreaRow]:
    """Figures with names and addresses, by area code."""
    return [
        AreaRow(
            code,
            area_name(asker, code),
            url_of(code),
            one,
            freshness(one.checked_at, asker.on, asker.rule),
        )
        for code, one in figures.items()
    ]


def area_name(asker: Asker, code: str) -> SafeString:
    """Name of a street, community or grid in the page's language; its code when it is gone."""
    if len(code) == GRID_DIGITS:
        hit = queries.by_code(asker.district, code, under=asker.stamp)
        return zh(hit.name if hit else code)
    body = body_at(chart(asker.district, under=asker.stamp), code)
    return name_of(body) if body else zh(code)


def sketch_of(asker: Asker, area_code: str) -> Sketch | None:
    """The map of the district (code of 6 digits), a street or a community."""
    if len(area_code) == 6:
        return _sketch(asker, queries.district_map(asker.district, under=asker.stamp))
    return _sketch(asker, queries.area_map(asker.district, area_code, under=asker.stamp))


def url_of(code: str) -> str:
    """The page of a street, community or grid."""
    return reverse("grid-area", args=[code])


def _sketch(asker: Asker, drawn: DistrictMap | None) -> Sketch | None:
    if drawn is None:
        return None
    known = chart(asker.district, under=asker.stamp)
    spots = []
    for shape in drawn.streets:
        body = known.by_code(shape.label.code)
        code = body.area_code if body else shape.label.code
        hit = queries.by_code(asker.district, code, under=asker.stamp)
        title = hit.name if hit else shape.label.text
        label = shape.label
        spots.append(Spot(shape.path, label.text, title, url_of(code), label.x, label.y))
    return Sketch(drawn.view_box, tuple(spots))
