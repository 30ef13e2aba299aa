"""The three rates of a period by body, place, channel or item: counted in the database.

Two statements whatever the number of cases: orders and visits.
Cases left out by a granted request are counted as such and nowhere else; of a case that was
reopened its latest closing in or before the period counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from huying.apps.appraisal.excluded import is_excluded, is_replaced
from huying.apps.appraisal.models import ScoreRecord, VisitRecord
from huying.apps.appraisal.rules import rate_rules
from huying.apps.cases.queries import district_of
from huying.domain.appraisal.rates import Period, Rates, Tally, rates_of
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.platform.matters.models import Event, Obligation

#: How rates may be split, and the columns to split by: of an order, of a visit record.
SPLITS: Final[dict[str, tuple[Any, Any]]] = {
    "body": (F("debtor_id"), F("body_id")),
    "channel": (F("matter__case__channel"), F("channel")),
    "item": (F("matter__item_code"), F("item_code")),
    "street": (Substr("matter__area_code", 1, 9), Substr("area_code", 1, 9)),
    "community": (Substr("matter__area_code", 1, 12), Substr("area_code", 1, 12)),
    "grid": (F("matter__area_code"), F("area_code")),
    "all": (Value(""), Value("")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """一行: one part of a split, with its counts and rates; `key` is a body id, code or ''."""

    key: int | str
    tally: Tally
    rates: Rates


def district_rates(district_id: int, period: Period) -> Line:
    """The rates of the whole district."""
    found = rates_by(district_id, period, "all")
    empty = Tally()
    rules = rate_rules(district_of(district_id, period.end), local_day(period.end))
    return found[0] if found else Line("", empty, rates_of(empty, rules))


@dataclass(frozen=True, slots=True)
class Part:
    """范围: which orders are counted; "" and None leave nothing out."""

    area: str = ""
    bodies: Collection[int] | None = None
    channel: str = ""


def rates_by(
    district_id: int,
    period: Period,
    split: str,
    *,
    area: str = "",
    body: int | None = None,
    bodies: Collection[int] | None = None,
    channel: str = "",
) -> list[Line]:
    """Rates split by one of SPLITS, by key; within an area (code prefix), of one body or of
    several, of one channel."""
    part = Part(area, bodies if body is None else (body,), channel)
    return lines_by(district_of(district_id, period.end), period, split, part)


def lines_by(known: District, period: Period, split: str, part: Part) -> list[Line]:
    """As `rates_by` for whoever has the district at hand: two statements."""
    rules = rate_rules(known, local_day(period.end))
    counts: dict[int | str, Tally] = {}
    for key, tally in _counted(known.id, period, split, part):
        counts[key] = counts.get(key, Tally()) + tally
    return [Line(key, counts[key], rates_of(counts[key], rules)) for key in sorted(counts, key=str)]


def scores_of(district_id: int, matter_id: int) -> list[ScoreRecord]:
    """The score records of one case: the latest closing first, in it the lead."""
    found = ScoreRecord.objects.filter(district_id=district_id, matter_id=matter_id)
    return list(found.order_by("-reopened", "-is_lead", "body_id", "id"))


def _counted(
    district_id: int, period: Period, split: str, part: Part
) -> Iterable[tuple[int | str, Tally]]:
    by_order, by_visit = SPLITS[split]
    orders = Obligation.objects.filter(
        district_id=district_id, due_at__gte=period.start, due_at__lt=period.end
    )
    visits = VisitRecord.objects.filter(
        district_id=district_id, at__gte=period.start, at__lt=period.end
    )
    if part.area:
        orders = orders.filter(matter__area_code__startswith=part.area)
        visits = visits.filter(area_code__startswith=part.area)
    if part.bodies is not None:
        orders = orders.filter(debtor_id__in=part.bodies)
        visits = visits.filter(body_id__in=part.bodies)
    if part.channel:
        orders = orders.filter(matter__case__channel=part.channel)
        visits = visits.filter(channel=part.channel)
    orders = orders.exclude(_ordered_again(period))
    yield from _due(_first_limits(orders).annotate(key=by_order))
    counted = visits.exclude(is_excluded()).exclude(is_replaced(period.end))
    yield from _asked(counted.annotate(key=by_visit))


def _sibling(kind: str) -> QuerySet[Obligation]:
    """The promise of that kind the same dispatch opened for the same body."""
    return Obligation.objects.filter(
        matter_id=OuterRef("matter_id"),
        debtor_id=OuterRef("debtor_id"),
        opened_at=OuterRef("opened_at"),
        kind=kind,
    )


def _ordered_again(period: Period) -> Exists:
    """Did the same body get the order anew? Then it is counted by its newest limits."""
    again = Obligation.objects.filter(
        matter_id=OuterRef("matter_id"),
        debtor_id=OuterRef("debtor_id"),
        kind=OuterRef("kind"),
        opened_at__gt=OuterRef("opened_at"),
        due_at__lt=period.end,
    )
    return Exists(again)


def _was_returned() -> Exists:
    """Was the order returned by this body, and not ended by a merge or a withdrawal?"""
    returns = Event.objects.filter(
        district_id=OuterRef("district_id"),
        matter_id=OuterRef("matter_id"),
        body_id=OuterRef("debtor_id"),
        act="return_order",
    )
    return Exists(returns)


def _first_limits(orders: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """One row an order: its first contact, or its signing where it has no contact of its own."""
    signed = Exists(_sibling("sign").filter(outcome="kept", late_at__isnull=True))
    # Nobody can be contacted, or another body signs (for a hidden reporter the desk makes the
    # contact): the order stands and falls with the one limit there is.
    alone = Q(kind="sign") | ~Exists(_sibling("sign"))
    chosen = orders.filter(
        Q(kind="contact") | ~Exists(_sibling("contact")), kind__in=("sign", "contact")
    )
    return chosen.annotate(
        other=Case(When(alone | signed, then=Value(True)), default=Value(False)),
        out=is_excluded(),
        sent_back=_was_returned(),
    )


def _due(orders: Any) -> Iterable[tuple[int | str, Tally]]:
    kept = Q(outcome="kept", late_at__isnull=True, other=True)
    excused = Q(outcome="excused")
    counted = orders.values("key").annotate(
        due=Count("id", filter=~excused & Q(out=False)),
        in_time=Count("id", filter=kept & Q(out=False)),
        returned=Count("id", filter=excused & Q(sent_back=True)),
        excluded=Count("id", filter=~excused & Q(out=True)),
    )
    names = ("due", "in_time", "returned", "excluded")
    for row in counted.order_by("key"):
        yield row["key"], Tally(**{name: row[name] for name in names})


def _asked(visits: Any) -> Iterable[tuple[int | str, Tally]]:
    def count(**values: str) -> Count:
        return Count("id", filter=Q(**values))

    counted = visits.values("key").annotate(
        solved_n=count(solved="solved"),
        partly_n=count(solved="partly"),
        unsolved_n=count(solved="unsolved"),
        satisfied_n=count(satisfaction="satisfied"),
        basically_n=count(satisfaction="basically"),
        unsatisfied_n=count(satisfaction="unsatisfied"),
        unreached_n=Count("id", filter=Q(is_unreached=True)),
    )
    for row in counted.order_by("key"):
        yield (
            row["key"],
            Tally(
                solved=row["solved_n"],
                partly=row["partly_n"],
                unsolved=row["unsolved_n"],
                satisfied=row["satisfied_n"],
                basically=row["basically_n"],
                unsatisfied=row["unsatisfied_n"],
                unreached=row["unreached_n"],
            ),
        )
