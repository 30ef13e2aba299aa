"""每日提要: what each person's posts owe today, in one notice a working day."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Q

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.district import district_at
from huying.apps.cases.lists.todo import answerable
from huying.apps.organisations import queries as organisations
from huying.domain.cases.case import tries_of
from huying.domain.cases.district import District
from huying.domain.kernel.actor import REQUESTER, Actor, Post
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from huying.platform import ids
from huying.platform.matters import rows as values
from huying.platform.matters.models import Obligation
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from huying.platform.notifications.models import Notice
from huying.platform.policy import may
from huying.platform.ticker.daily import Daily
from huying.web.supervision.promises import ACTION, EVERY_BODY, midnight

NAME: Final = "digest"
_HOUR: Final = "digest.hour"
_VISIT: Final = "visit"

#: Whose promise, and of which kind.
Owed = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """提要数: due today and not late, late, and residents not reached so far."""

    today: int = 0
    late: int = 0
    unreached: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.today + other.today, self.late + other.late, self.unreached + other.unreached
        )

    @property
    def is_nothing(self) -> bool:
        return not (self.today or self.late or self.unreached)


def starts_at(district_id: int, day: date) -> datetime | None:
    """When the digest of a working day is written; None on other days, and for a district whose
    policy names no hour."""
    known = _known(district_id, day)
    if not known.calendar(day).is_workday(day):
        return None
    try:
        hour = known.policies.number(_HOUR, day)
    except KeyError:
        return None
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=round(hour * 60))


def digests(district_id: int, day: date, at: datetime) -> list[Notice]:
    """One notice for each person whose posts owe something; three statements and the posts."""
    known = _known(district_id, day)
    procedure = newest(district_id, PROCEDURE, stamp(district_id))
    owed = _owed(district_id, at)
    found = []
    for person, posts in sorted(_posts(known).items()):
        theirs = _theirs(Actor(person, posts, district_id), owed, known, procedure)
        total = sum((owed[one] for one in theirs), Figures())
        if not total.is_nothing:
            found.append(_notice(district_id, person, day, at, theirs, owed, total))
    return found


DIGEST: Final = Daily(
    districts=lambda: [one.id for one in organisations.districts()],
    starts_at=starts_at,
    rows=digests,
)


def _known(district_id: int, day: date) -> District:
    return district_at(district_id, stamp(district_id), day)


def _owed(district_id: int, at: datetime) -> dict[Owed, Figures]:
    """Figures of every body and kind of promise."""
    rows = Obligation.objects.filter(
        district_id=district_id,
        outcome="",
        due_at__lt=midnight(at),
        matter__procedure=PROCEDURE,
    ).exclude(debtor_id=REQUESTER)
    late = Count("pk", filter=Q(due_at__lt=at))
    counted = rows.values("debtor_id", "kind").annotate(late=late, every=Count("pk"))
    found = {
        (row["debtor_id"], row["kind"]): Figures(row["every"] - row["late"], row["late"])
        for row in counted
    }
    for one, n in _unreached(district_id).items():
        found[one] = found.get(one, Figures()) + Figures(unreached=n)
    return found


def _unreached(district_id: int) -> dict[Owed, int]:
    """Return visits that are owed and were tried in vain, by body."""
    visits = Obligation.objects.filter(district_id=district_id, outcome="", kind=_VISIT)
    tried = visits.filter(matter__trail__contains="visit_try", matter__procedure=PROCEDURE)
    found: dict[Owed, int] = {}
    for row in tried.select_related("matter"):
        if tries_of(values.matter_value(row.matter, [])):
            place = (row.debtor_id, _VISIT)
            found[place] = found.get(place, 0) + 1
    return found


def _posts(known: District) -> dict[int, tuple[Post, ...]]:
    """Posts by person, stand-ins in place of those on leave; an office's people act for its
    street too, where its head is a clerk (as `organisations.actor_of` says)."""
    found: dict[int, dict[Post, None]] = {}
    for (role, body), people in known.people.items():
        others = known.chart.acts_for(body)[1:]
        acting = "clerk" if role == "head" else role
        for person in people:
            mine = found.setdefault(person, {})
            mine[Post(role, body)] = None
            mine |= {Post(acting, other): None for other in others}
    return {person: tuple(posts) for person, posts in found.items()}


def _theirs(
    actor: Actor, owed: Collection[Owed], known: District, procedure: Procedure
) -> list[Owed]:
    """The promises a person answers, or answers for: everything for a supervisor, what the body
    and those below it owe for its head, else the kinds the role can answer."""
    if may(actor, EVERY_BODY):
        return list(owed)
    mine: set[Owed] = set()
    for post in actor.posts:
        if may(Actor(actor.person, (post,), actor.district), ACTION):
            mine |= {one for one in owed if known.chart.is_under(one[0], post.body)}
        else:
            kinds = answerable(procedure, post.role)
            mine |= {one for one in owed if one[0] == post.body and one[1] in kinds}
    return sorted(mine)


def _notice(
    district_id: int,
    person: int,
    day: date,
    at: datetime,
    theirs: Iterable[Owed],
    owed: Mapping[Owed, Figures],
    total: Figures,
) -> Notice:
    kinds: dict[str, int] = {}
    for one in theirs:
        n = owed[one].today + owed[one].late
        kinds[one[1]] = kinds.get(one[1], 0) + n
    counts: dict[str, Any] = {
        "today": total.today,
        "late": total.late,
        "unreached": total.unreached,
        "kinds": {kind: n for kind, n in sorted(kinds.items(), key=lambda k: -k[1]) if n},
    }
    return Notice(
        id=ids.new_id(at),
        district_id=district_id,
        person_id=person,
        act=NAME,
        day=day,
        counts=json.dumps(counts),
        at=at,
    )
