"""Who is who in a district: the chart, its staff, and the posts people hold at a moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from huying.apps.organisations.models import Body, Coverage, District, Leave, Post
from huying.domain.duties import Staff
from huying.domain.kernel import actor as kernel
from huying.domain.kernel import bodies
from huying.domain.kernel.leave import Held, in_place, stand_in_of
from huying.platform.matters.stamps import stamp

_charts: dict[int, tuple[int, bodies.Chart]] = {}


@dataclass(frozen=True, slots=True)
class Holder:
    """任职人员: a person as the holder of a role at a body."""

    person: int
    name: str
    role: str
    body: int
    is_head: bool


@dataclass(frozen=True, slots=True)
class DistrictNames:
    """区县名称; `en` may be ''."""

    id: int
    zh: str
    en: str


def districts() -> tuple[DistrictNames, ...]:
    """All districts of this database, by code."""
    rows = District.objects.order_by("id").values_list("id", "name_zh", "name_en")
    return tuple(DistrictNames(*row) for row in rows)


def chart(district_id: int, *, under: int | None = None) -> bodies.Chart:
    """The bodies of a district, past ones included so that old matters can still be read.

    Kept per process under the district's stamp; whoever has read the stamp in its own
    transaction hands it in as `under` and saves the statement.
    """
    now = stamp(district_id) if under is None else under
    kept = _charts.get(district_id)
    if kept is None or kept[0] != now:
        kept = (now, bodies.Chart(_bodies(district_id)))
        _charts[district_id] = kept
    return kept[1]


def forget() -> None:
    """Forget what is kept under a stamp; for tests, which roll stamps back."""
    _charts.clear()
    _posts_of.cache_clear()
    _away_kept.cache_clear()


def staff(district_id: int, on: date) -> dict[int, Staff]:
    """People and certified officers with a post at each body itself on a day, in one statement.

    Bodies without anybody are missing; who counts for whom besides is the duty list's matter.
    """
    counted = (
        _held_on(on)
        .filter(district=district_id)
        .values("body")
        .annotate(
            people=Count("user", distinct=True),
            certified=Count("user", distinct=True, filter=~Q(certificate_no="")),
        )
    )
    rows = counted.values_list("body", "people", "certified")
    return {body: Staff(people, certified) for body, people, certified in rows}


def on_post(
    district_id: int, on: date, *, under: int | None = None
) -> dict[tuple[str, int], tuple[int, ...]]:
    """Ids of the people who hold each role at each body itself on a day, leaders first; stand-ins
    in the places of those on leave, and nobody where nobody stands in. Two statements."""
    rows = _held_on(on).filter(district=district_id).order_by("-is_head", "id")
    held = [Held(*row) for row in rows.values_list("user", "role", "body")]
    if away := away_on(district_id, on):
        held = in_place(held, away, chart(district_id, under=under))
    found: dict[tuple[str, int], dict[int, None]] = {}
    for one in held:
        found.setdefault((one.role, one.body), {})[one.person] = None
    return {place: tuple(people) for place, people in found.items()}


def away_on(district_id: int, on: date) -> dict[int, int | None]:
    """Who is on leave on a day → the stand-in they named, None for nobody."""
    standing = Leave.objects.filter(
        district=district_id, until_on__gt=on, from_on__lte=on, cancelled_at__isnull=True
    )
    return dict(standing.values_list("user", "stand_in"))


@lru_cache(maxsize=64)
def _away_kept(district_id: int, _under: int, on: date) -> dict[int, int | None]:
    return away_on(district_id, on)


def actor_of(user: Any, at: datetime) -> kernel.Actor:
    """The actor a user is at this moment: a post at an office or unit of a street acts for the
    street too. Leading an office is not leading the street: there its head is a clerk.

    A stand-in has the posts of whoever is on leave besides, behind the own ones; events name the
    person who acts. Whoever is on leave may still act.
    """
    now = stamp(user.district_id)
    on = timezone.localtime(at).date()
    return kernel.Actor(user.pk, _posts_of(user.pk, user.district_id, now, on), user.district_id)


@lru_cache(maxsize=4096)
def _posts_of(user_id: int, district_id: int, under: int, on: date) -> tuple[kernel.Post, ...]:
    """Posts of one person on a day, kept under the stamp that every change of posts and leaves
    raises; who is away is read once for everybody."""
    known = chart(district_id, under=under)
    away = _away_kept(district_id, under, on)
    stood_for = [one for one in away if stand_in_of(one, away) == user_id]
    rows = _held_on(on).filter(user__in=[user_id, *stood_for]).order_by("id")
    held = [Held(*row) for row in rows.values_list("user", "role", "body")]
    own = [one for one in held if one.person == user_id]
    stood = [one for one in held if one.person != user_id]
    posts: dict[kernel.Post, None] = {}
    for one in in_place([*own, *stood], away, known) if stood else own:
        posts[kernel.Post(one.role, one.body)] = None
        for other in known.acts_for(one.body)[1:]:
            posts[kernel.Post("clerk" if one.role == "head" else one.role, other)] = None
    return tuple(posts)


def areas_of(actor: kernel.Actor) -> tuple[str, ...]:
    """Area codes (9 or 12 digits) of the ground an actor's posts lie on.

    None for departments, nor for units stationed in a street: those serve their own line there
    and do not see what the street sees.
    """
    known = chart(actor.district)
    found: dict[str, None] = {}
    for body in {post.body: None for post in actor.posts}:
        if body in known and known.body(body).kind is not bodies.BodyKind.STATIONED:
            found[_ground_of(known, body)] = None
    return tuple(code for code in found if code)


def heads_of(body_id: int, at: datetime) -> tuple[int, ...]:
    """Ids of the people who lead a body at this moment: its head, then others with that role,
    each with the stand-in in place; () when nobody does, and there is nobody to escalate to."""
    found = Body.objects.filter(pk=body_id).values_list("district", flat=True).first()
    on = timezone.localtime(at).date()
    return on_post(found, on).get(("head", body_id), ()) if found else ()


def people_of(body_id: int, roles: Collection[str], at: datetime) -> tuple[Holder, ...]:
    """Those who hold one of the roles at exactly this body at this moment, by post, whether they
    are there or on leave."""
    held = _held_at(at).filter(body=body_id, role__in=list(roles)).order_by("id")
    rows = held.values_list("user", "user__name", "role", "body", "is_head")
    return tuple(Holder(*row) for row in rows)


def on_call_units(street_id: int) -> tuple[int, ...]:
    """Ids of the on-call units (the N of "1+5+N") that answer in a street."""
    rows = Coverage.objects.filter(street=street_id).order_by("body")
    return tuple(rows.values_list("body", flat=True))


def _held_at(at: datetime) -> QuerySet[Post]:
    return _held_on(timezone.localtime(at).date())


def _held_on(on: date) -> QuerySet[Post]:
    until = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return Post.objects.filter(until, valid_from__lte=on, user__is_active=True)


def _ground_of(known: bodies.Chart, body: int) -> str:
    codes = (known.body(other).area_code for other in (body, *known.above(body)))
    return next((code for code in codes if code), "")


def _bodies(district_id: int) -> list[bodies.Body]:
    rows = Body.objects.filter(district=district_id).order_by("id")
    return [
        bodies.Body(
            id=row.pk,
            code=row.code,
            kind=bodies.BodyKind(row.kind),
            name_zh=row.name_zh,
            name_en=row.name_en,
            parent=row.parent_id,
            area_code=row.area_code,
            line=row.line_id,
            hours=row.hours,
        )
        for row in rows
    ]
