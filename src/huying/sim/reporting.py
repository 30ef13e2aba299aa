"""Who enters a demand, and what stands in the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from huying.domain.cases.case import told_of_part
from huying.domain.kernel.actor import Actor
from huying.domain.worktime import SHANGHAI
from huying.sim.arrivals import Arrival
from huying.sim.crew import Crew
from huying.sim.texts import Teller
from huying.sim.world import Past

#: Ways by which residents enter their demand themselves.
_BY_THEMSELVES: Final = ("web", "app")


def reporter(arrival: Arrival, crew: Crew, desk: Callable[[], Actor]) -> Actor:
    """The grid's worker, the resident, or somebody at the desk."""
    if arrival.channel == "grid":
        return crew.walker_of(arrival.spot.grid.id, arrival.rng)
    return crew.resident if arrival.channel in _BY_THEMSELVES else desk()


def told(arrival: Arrival, teller: Teller) -> dict[str, Any]:
    """The fields of the report; residents know neither case types nor titles."""
    spot = arrival.spot
    fields: dict[str, Any] = {
        "demand_kind": arrival.kind,
        "channel": arrival.channel,
        "text": arrival.text,
    }
    if arrival.is_placed:
        fields |= {"lon": spot.lon, "lat": spot.lat, "address": spot.address}
    if arrival.phone:
        fields |= {"requester_name": arrival.name, "requester_phone": arrival.phone}
    if arrival.is_confidential:
        fields["is_confidential"] = True
    if arrival.channel in _BY_THEMSELVES:
        return fields
    fields |= {"case_type": arrival.case_type, "title": teller.title(arrival.case_type, spot)}
    return fields | _source(arrival)


def part_of(arrival: Arrival, whole: Past) -> dict[str, Any]:
    """A part of a split demand: what it takes over from the whole, and its own words."""
    said = whole.done[0].act.fields
    placed = next((d.act.fields for d in whole.done if d.act.kind == "place"), said)
    texts = {**said, "address": placed.get("address")}
    return {**told_of_part(whole.case, whole.matter.id, texts), "text": arrival.text}


def _source(arrival: Arrival) -> dict[str, Any]:
    # The city's hotline sends its orders over with its own number, minutes later.
    if arrival.channel != "hotline":
        return {}
    day = arrival.at.astimezone(SHANGHAI)
    return {
        "source": "12345",
        "source_number": f"RX{day:%Y%m%d}{arrival.number:05d}",
        "reported_at": arrival.at - timedelta(seconds=arrival.rng.randrange(120, 1500)),
    }
