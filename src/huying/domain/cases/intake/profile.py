"""Mapping profiles: which column of a known layout fills which field of a demand.

A profile is a reviewed file (`data/policies/import_profiles/*.toml`), recognised by the header of
the file to be imported.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any, Final

from huying.domain.cases.codes import Channel, DemandKind
from huying.domain.cases.intake.cells import tidy_line
from huying.domain.kernel.refusal import Fault

#: Fields a column may fill.
FIELDS: Final = frozenset(
    {
        *("source", "number", "reported_at", "title", "text", "channel", "demand_kind"),
        *("case_type", "district", "street", "community", "address", "unit", "lon", "lat"),
        *("outcome", "closed_at", "external_due_at", "requester_name", "requester_phone"),
    }
)
OUTCOMES: Final = frozenset({"in_time", "late", "open"})
#: China has one zone and no summer time since 1992.
ZONES: Final = {
    "Asia/Shanghai": timezone(timedelta(hours=8), "Asia/Shanghai"),
    "UTC": timezone(timedelta(0), "UTC"),
}
_KEYS: Final = frozenset({"profile", "columns", "values", "defaults", "flags", "template"})


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """模板列: one column of a layout, explained for the person who fills it."""

    column: str
    zh: str
    en: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """导入方案: `columns` field -> column names (first filled one counts), `values` field -> the
    source's word -> ours, `flags` outcome -> column of 1 and 0, `compose` columns a missing text is
    made from, `unknown` cells that mean nothing known, `required` columns that tell the layout.
    """

    code: str
    title_zh: str
    title_en: str
    source: str
    zone: timezone
    required: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    compose: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset({""})
    template: tuple[TemplateColumn, ...] = ()

    def columns_of(self, *fields: str) -> frozenset[str]:
        return frozenset(column for name in fields for column in self.columns.get(name, ()))


class ProfileFaults(Exception):
    """Every fault of a profile file at once; `field` of a fault is its dotted key."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            f"{name}: " + "; ".join(f"{f.field}: {f.code} ({f.value})" for f in faults)
        )
        self.name = name
        self.faults = faults


def recognise(header: Iterable[str], profiles: Iterable[Profile]) -> Profile | None:
    """The profile whose required columns all stand in the header; the one that asks most wins."""
    columns = {tidy_line(column) for column in header}
    fitting = [profile for profile in profiles if profile.required <= columns]
    return min(fitting, key=lambda p: (-len(p.required), p.code), default=None)


def missing_columns(header: Iterable[str], profile: Profile) -> tuple[str, ...]:
    """Required columns the header lacks; () when the file has this profile's layout."""
    return tuple(sorted(profile.required - {tidy_line(column) for column in header}))


def read_profile(text: str, name: str = "profile") -> Profile:
    """A profile from its TOML text; ProfileFaults names every wrong key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileFaults(name, (Fault("file", str(error), "import_profile_no_toml"),)) from None
    faults = tuple(_faults(data))
    if faults:
        raise ProfileFaults(name, faults)
    head = data["profile"]
    return Profile(
        code=head["code"],
        title_zh=head["title"]["zh"],
        title_en=head["title"]["en"],
        source=head["source"],
        zone=ZONES[head["zone"]],
        required=frozenset(head["required"]),
        columns={name: _names(columns) for name, columns in data["columns"].items()},
        values=data.get("values", {}),
        defaults=data.get("defaults", {}),
        flags=data.get("flags", {}),
        compose=tuple(head.get("compose", ())),
        unknown=frozenset({"", *head.get("unknown", ())}),
        template=tuple(TemplateColumn(**row) for row in data.get("template", ())),
    )


def _names(columns: str | list[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _faults(data: Mapping[str, Any]) -> Iterable[Fault]:
    for key in data.keys() - _KEYS:
        yield Fault(key, "", "import_profile_unknown_key")
    head = data.get("profile", {})
    for key in ("code", "title", "source", "zone", "required"):
        if not head.get(key):
            yield Fault(f"profile.{key}", "", "import_profile_missing_key")
    if head.get("zone") and head["zone"] not in ZONES:
        known = ", ".join(sorted(ZONES))
        yield Fault("profile.zone", str(head["zone"]), "import_profile_zone", {"known": known})
    if not data.get("columns"):
        yield Fault("columns", "", "import_profile_missing_key")
    yield from _unknown_words(data)


def _unknown_words(data: Mapping[str, Any]) -> Iterable[Fault]:
    for table in ("columns", "values", "defaults"):
        for name in data.get(table, {}).keys() - FIELDS:
            yield Fault(f"{table}.{name}", "", "import_profile_unknown_field")
    for name in data.get("flags", {}).keys() - OUTCOMES:
        yield Fault(f"flags.{name}", "", "import_profile_unknown_outcome")
    ours: dict[str, frozenset[str]] = {
        "demand_kind": frozenset(DemandKind),
        "channel": frozenset(Channel),
        "outcome": OUTCOMES,
    }
    for name, known in ours.items():
        given = [data.get("defaults", {}).get(name), *data.get("values", {}).get(name, {}).values()]
        for value in {value for value in given if value} - known:
            yield Fault(f"values.{name}", value, "import_profile_unknown_value")
