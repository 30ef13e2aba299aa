"""What copies are made of: cases of the district that were decided by the rules, as stencils."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet

from huying.platform.matters.models import Event, Matter
from huying.platform.matters.stencil import Stencil

#: Tables with rows of one case, what is pointed to before what points there.
TABLES: Final = (
    "matters.Matter",
    "cases.Case",
    "matters.Obligation",
    "matters.Event",
    "matters.EventText",
    "matters.Mark",
    "cases.Participant",
    "appraisal.VisitRecord",
    "appraisal.ScoreRecord",
    "appraisal.GivenScore",
)
#: Tables that name cases and are not copied: what belongs to the moment (what is still to be
#: relayed, messages), what ties two cases, and requests about a case, which are matters themselves.
LEFT_OUT: Final = (
    "matters.Outbox",
    "notifications.Notice",
    "cases.CaseLink",
    "appraisal.Exclusion",
)
#: A closed pattern has at least been filed, dispatched, answered and asked about…
_STEPS: Final = (("file",), ("dispatch",), ("feed_back",), ("visit_closes", "visit_unreached"))
#: …and is one of the shorter ones, so that a million need no more room than they must.
_MOST_EVENTS: Final = 10
_MOST_PATTERNS: Final = 2_000
#: Acts that tie a case to another one: a copy would be tied to the wrong one.
_TIES: Final = frozenset(
    ("merge", "absorb", "restore", "restore_unfiled", "release", "split", "relate", "unrelate")
)
KEY: Final = "load:"


def open_patterns(district_id: int) -> list[Stencil]:
    """Open cases with everything that happened to them."""
    return _stencils(_decided(district_id).filter(ended_at__isnull=True))


def closed_patterns(district_id: int) -> list[Stencil]:
    """Closed cases that went the whole way."""
    found = _decided(district_id).filter(state="closed", version__lte=_MOST_EVENTS)
    for acts in _STEPS:
        found = found.filter(Exists(Event.objects.filter(matter_id=OuterRef("pk"), act__in=acts)))
    return _stencils(found)


def _decided(district_id: int) -> QuerySet[Matter]:
    """Cases that no load has copied: copies of copies would name their source's number twice."""
    first = Event.objects.filter(matter_id=OuterRef("pk"), seq=1)
    made = Matter.objects.filter(district_id=district_id, procedure="case")
    return made.filter(Exists(first.exclude(key__startswith=KEY))).order_by("-opened_at", "-id")


def _stencils(cases: QuerySet[Matter]) -> list[Stencil]:
    matters = list(cases.values_list("id", flat=True)[:_MOST_PATTERNS])
    return [
        Stencil(rows, _names_of(rows))
        for rows in _bundles(matters).values()
        if _may_be_copied(rows)
    ]


def _bundles(matters: list[int]) -> dict[int, list[Model]]:
    """All rows of each matter, table by table."""
    found: dict[int, list[Model]] = {matter: [] for matter in matters}
    for label in TABLES:
        for row, matter in _rows(apps.get_model(label), matters):
            found[matter].append(row)
    return found


def _rows(model: type[Model], matters: list[int]) -> Iterator[tuple[Any, int]]:
    names = {field.attname for field in model._meta.concrete_fields}
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    if model is Matter:
        return ((row, row.pk) for row in rows.filter(id__in=matters))
    if "matter_id" in names:
        return ((row, row.matter_id) for row in rows.filter(matter_id__in=matters))
    told = rows.filter(event__matter_id__in=matters).select_related("event")
    return ((row, row.event.matter_id) for row in told)


def _names_of(rows: Iterable[Any]) -> list[str]:
    """The numbers that other systems gave: one names one case."""
    return [row.source_number for row in rows if getattr(row, "source_number", "")]


def _may_be_copied(rows: Iterable[Model]) -> bool:
    return not any(getattr(row, "erased_at", None) or _is_tie(row) for row in rows)


def _is_tie(row: Model) -> bool:
    return isinstance(row, Event) and row.act in _TIES
