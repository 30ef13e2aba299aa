"""What a row of a file becomes: a demand taken in, a duplicate, or the list of its faults."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from huying.domain.kernel.chain import canonical
from huying.domain.kernel.refusal import Fault


class Mark(StrEnum):
    """标记: what the reader of an imported demand must know about how it was read."""

    TIME_MISSING = "time_missing"  # the moment of the import stands in
    TIME_IS_DAY = "time_is_day"  # the source gave a day only
    TEXT_COMPOSED = "text_composed"  # made from type names
    TITLE_COMPOSED = "title_composed"
    TITLE_CUT = "title_cut"  # whole title stands before the text
    KIND_ASSUMED = "kind_assumed"  # profile's default; the source says none or one we do not know
    CHANNEL_ASSUMED = "channel_assumed"
    PHONE_ODD = "phone_odd"  # no number to call; kept beside the name
    CONTROLS_REMOVED = "controls_removed"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """源行: one row as the file has it: its number (the header is row 1) and cells by column.

    `extra` holds cells beyond the header, `missing` counts columns the row does not reach.
    """

    number: int
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """进件: one demand as the file tells it; "" where it says nothing.

    `source` and `number` are its identity (a row without a number gets `~digest.n`, the n-th row
    of that content; `is_numbered` tells). Type, places and unit are the source's own words, to be
    matched exactly or kept. `outcome`: in_time, late, open (not closed), or "" for unknown.
    `source_values` holds every other known cell by column name; no personal value is in it.
    """

    row: int
    source: str
    number: str
    is_numbered: bool
    content: str
    reported_at: datetime
    title: str
    text: str
    demand_kind: str
    channel: str
    case_type: str = ""
    district: str = ""
    street: str = ""
    community: str = ""
    address: str = ""
    unit: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    outcome: str = ""
    closed_at: datetime | None = None
    external_due_at: datetime | None = None
    requester_name: str = ""
    requester_phone: str = ""
    source_values: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    @property
    def key(self) -> str:
        """Idempotency key of the row (71 characters): the same row again changes nothing."""
        identity = canonical([self.source, self.number])
        return "import:" + hashlib.sha256(identity.encode()).hexdigest()

    def fields(self) -> dict[str, Any]:
        """What the acts `report` and `archive` take of this row, without what it does not say.

        The source's words for type, places and unit are not among them: matching them is for
        who knows the lists, and unmatched they still stand in `source_values`.
        """
        said: dict[str, Any] = {
            "demand_kind": self.demand_kind,
            "channel": self.channel,
            "title": self.title,
            "text": self.text,
            "address": self.address,
            "lon": str(self.lon) if self.lon is not None else "",
            "lat": str(self.lat) if self.lat is not None else "",
            "requester_name": self.requester_name,
            "requester_phone": self.requester_phone,
            "reported_at": self.reported_at,
            "external_due_at": self.external_due_at,
            "source": self.source,
            "source_number": self.number,
            "source_values": dict(self.source_values),
            "marks": [str(mark) for mark in self.marks],
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """重复: an earlier row of this file has the same identity; `is_same`: the same content too."""

    row: int
    source: str
    number: str
    first_row: int
    is_same: bool


@dataclass(frozen=True, slots=True)
class RowFaults:
    """错误行: every wrong field of one row at once; `field` of a fault is the column's name."""

    row: int
    faults: tuple[Fault, ...]
