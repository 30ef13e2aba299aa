"""调人: whom a body may name for a task, its own people and those placed in it (S1-12, S2-03)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from huying.apps.organisations.models import Coverage, Leave, Post
from huying.apps.organisations.queries import chart
from huying.domain.kernel.bodies import INNER, Body, BodyKind, Chart, Identity

#: Roles that can take a task: those that may handle. A verifier checks what others have done.
TASK_ROLES: Final = ("head", "clerk", "community_worker")
#: Bodies under a street that take its orders. A residents' committee governs itself and is ordered
#: by nobody; its community's work station is the body that works (S4-22, S4-24, S4-25).
_TAKES_ORDERS: Final = INNER | {BodyKind.STATIONED, BodyKind.STATION}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """可派人员: a person with a post at a body. `employer` is the body that employs them,
    `deployed_by` the street that sends them to work (None: their employer does), `certificate`
    '' for whoever may not carry out enforcement, `back_on` the first day back from leave (None:
    not away)."""

    person: int
    name: str
    role: str
    identity: Identity
    employer: int
    is_head: bool
    certificate: str
    body: int
    deployed_by: int | None = None
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """可派单位: a body with those of its people who may be named, its leaders first."""

    body: Body
    people: tuple[StaffMember, ...]


@dataclass(frozen=True, slots=True)
class CommunityBodies:
    """社区机构: the work station carries out, the committee governs itself; None: there is none."""

    community: Body
    station: Body | None
    committee: Body | None


def staff_of(body_id: int, on: date) -> tuple[StaffMember, ...]:
    """People of exactly this body who can take a task on a day, leaders first, each once.

    Two statements. Whoever is on leave is listed with `back_on`, so that a page can say why not.
    """
    return _members(Post.objects.filter(body=body_id), on)


def deployable(
    district_id: int, lead_body_id: int, on: date, *, under: int | None = None
) -> tuple[Team, ...]:
    """Whom the lead may name for a task, by body: its own people, those of its offices and units,
    of units stationed in it or on call for it, and of its communities' work stations.

    Off-establishment staff are among them (S1-12). Bodies without anybody are left out; () for an
    unknown lead. Three statements under a stamp that is at hand, four without.
    """
    known = chart(district_id, under=under)
    if lead_body_id not in known:
        return ()
    places = deployable_bodies(known, lead_body_id, _on_call(district_id, lead_body_id))
    members = _members(Post.objects.filter(district=district_id, body__in=places), on)
    by_body: dict[int, list[StaffMember]] = {}
    for member in members:
        by_body.setdefault(member.body, []).append(member)
    return tuple(Team(known.body(b), tuple(by_body[b])) for b in places if b in by_body)


def deployable_bodies(known: Chart, lead: int, on_call: Sequence[int] = ()) -> tuple[int, ...]:
    """Ids of the bodies whose people a lead may name: itself first, then by kind and code."""
    kinds = [BodyKind.OFFICE, BodyKind.INSTITUTION_UNIT, BodyKind.STATIONED, BodyKind.STATION]
    below = (body for kind in kinds for body in known.of_kind(kind) if kind in _TAKES_ORDERS)
    found = [b.id for b in below if b.id != lead and known.is_under(b.id, lead)]
    if known.body(lead).kind is BodyKind.DISTRICT:
        return (lead,)  # everything is under the district, which names bodies and not people
    return tuple(dict.fromkeys((lead, *found, *on_call)))


def communities_bodies(
    district_id: int, street_id: int, *, under: int | None = None
) -> tuple[CommunityBodies, ...]:
    """The communities of a street with their work station and residents' committee, by code."""
    known = chart(district_id, under=under)
    stations = _by_parent(known, BodyKind.STATION)
    committees = _by_parent(known, BodyKind.RESIDENTS_COMMITTEE)
    own = [b for b in known.of_kind(BodyKind.COMMUNITY) if b.parent == street_id]
    return tuple(
        CommunityBodies(body, stations.get(body.id), committees.get(body.id))
        for body in sorted(own, key=lambda body: body.code)
    )


def _by_parent(known: Chart, kind: BodyKind) -> dict[int | None, Body]:
    return {body.parent: body for body in known.of_kind(kind)}


def _on_call(district_id: int, street_id: int) -> list[int]:
    rows = Coverage.objects.filter(district=district_id, street=street_id).order_by("body")
    return list(rows.values_list("body", flat=True))


def _members(posts: QuerySet[Post], on: date) -> tuple[StaffMember, ...]:
    until = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    held = posts.filter(until, valid_from__lte=on, user__is_active=True, role__in=TASK_ROLES)
    rows = list(held.select_related("user").order_by("-is_head", "id"))
    back = _back_on({row.user_id for row in rows}, on)
    # Somebody with two roles at a body is one person to be named.
    once = {(row.body_id, row.user_id): row for row in reversed(rows)}
    return tuple(
        _member(row, back.get(row.user_id)) for row in rows if once[row.body_id, row.user_id] is row
    )


def _member(row: Post, back_on: date | None) -> StaffMember:
    return StaffMember(
        person=row.user_id,
        name=row.user.name,
        role=row.role,
        identity=Identity(row.identity),
        employer=row.employer_id or row.body_id,
        is_head=row.is_head,
        certificate=row.certificate_no,
        body=row.body_id,
        deployed_by=row.deployed_by_id,
        back_on=back_on,
    )


def _back_on(people: Collection[int], on: date) -> dict[int, date]:
    away = Leave.objects.filter(
        user__in=people, from_on__lte=on, until_on__gt=on, cancelled_at__isnull=True
    )
    return dict(away.values_list("user", "until_on"))
