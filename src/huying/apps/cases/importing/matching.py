"""The source's words for types and bodies, matched exactly or left as they are.

Nothing is guessed: a word that is not to the letter the name of exactly one type or body stays a
source value, and a person at the desk decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from huying.domain.cases.district import District
from huying.domain.cases.intake import Intake, Mark
from huying.domain.kernel.bodies import Body, BodyKind, Chart

#: What was matched stands among the source values under these names, as codes of bodies.
MATCHED: Final = {"street": "huying.street", "community": "huying.community", "unit": "huying.unit"}
#: A closed row's outcome when the source says when it was closed, but not whether in time.
CLOSED: Final = "closed"
_COMPOSED_ADDRESS: Final = 200


@dataclass(frozen=True, slots=True)
class Names:
    """名称对照: what the district calls its types and bodies on one day."""

    types: Mapping[str, str]
    streets: Mapping[str, Body]
    communities: Mapping[str, tuple[Body, ...]]
    bodies: Mapping[str, Body]
    chart: Chart

    @classmethod
    def of(cls, district: District, day: date) -> Names:
        lists, chart = district.duties(day), district.chart
        known = {code: kind.name_zh for code, kind in lists.types.items()}
        known |= {code: item.name_zh for code, item in lists.items.items()}
        types = _once((name, code) for code, name in known.items())
        bodies = [body for kind in BodyKind for body in chart.of_kind(kind)]
        communities = chart.of_kind(BodyKind.COMMUNITY)
        return cls(
            types={**types, **{code: code for code in known}},
            streets=_once((body.name_zh, body) for body in chart.of_kind(BodyKind.STREET)),
            communities=_all((body.name_zh, body) for body in communities),
            bodies=_once((body.name_zh, body) for body in bodies),
            chart=chart,
        )

    def case_type(self, word: str) -> str:
        """Code of the type with this code or name; "" when there is none, or more than one."""
        return self.types.get(word, "")

    def matched(self, row: Intake) -> dict[str, str]:
        """Codes of the bodies the row names, under the names of `MATCHED`."""
        street = self.streets.get(row.street)
        found = {
            "street": street,
            "community": self._community(row.community, street),
            "unit": self.bodies.get(row.unit),
        }
        return {MATCHED[name]: body.code for name, body in found.items() if body}

    def _community(self, word: str, street: Body | None) -> Body | None:
        # Communities of two streets may share a name: the street decides, or nobody does.
        named = self.communities.get(word, ())
        if street:
            named = tuple(body for body in named if self.chart.is_under(body.id, street.id))
        return named[0] if len(named) == 1 else None


def is_closed(row: Intake) -> bool:
    """Does the source say that this demand was closed?"""
    return row.outcome in ("in_time", "late") or (not row.outcome and row.closed_at is not None)


def act_of(row: Intake, *, as_history: bool) -> str:
    """A closed row of a history is filed away; every other row is a demand like any other."""
    return "archive" if as_history and is_closed(row) else "report"


def fields_of(row: Intake, names: Names, act: str) -> dict[str, Any]:
    """The fields of the act a row becomes."""
    fields = row.fields()
    fields["source_values"] = {**row.source_values, **names.matched(row)}
    case_type = names.case_type(row.case_type)
    if case_type:
        fields["case_type"] = case_type
    if not row.address:
        fields |= _address_of_places(row)
    if Mark.TIME_MISSING in row.marks:
        # The event's own time says it; named here, the same row would be another one tomorrow.
        fields.pop("reported_at")
    if row.lon is not None:
        fields |= {"lon": f"{row.lon:.6f}", "lat": f"{row.lat:.6f}"}
    if act == "archive":
        fields["source_outcome"] = row.outcome or CLOSED
    return fields


def not_after(fields: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The fields without a time in the future: two systems' clocks may differ a little."""
    reported = fields.get("reported_at")
    if reported is None or reported <= at:
        return fields
    told = {**fields["source_values"], "huying.reported_at": reported.isoformat()}
    return {**fields, "reported_at": at, "source_values": told}


def _address_of_places(row: Intake) -> dict[str, str]:
    # Whoever places the demand reads where the source says it lies.
    places = dict.fromkeys(word for word in (row.street, row.community) if word)
    return {"address": " ".join(places)[:_COMPOSED_ADDRESS]} if places else {}


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Names that stand for exactly one thing."""
    return {name: things[0] for name, things in _all(pairs).items() if len(things) == 1}


def _all(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for name, thing in pairs:
        found[name] = (*found.get(name, ()), thing)
    return found
