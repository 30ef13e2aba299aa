"""Each relation twice: as a condition on rows, and for one matter at hand. They must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from huying.domain.kernel.actor import REQUESTER, Actor
from huying.platform.policy.actors import areas_of, is_watching, watched
from huying.platform.policy.table import ANYONE, STAFF, Relation, Row

GRID_DIGITS = 15
#: Promises that are gathered within a few milliseconds.
_FEW = 2_000


class Share(Protocol):
    """What is read of an obligation, as a row or as a value of the rules."""

    @property
    def kind(self) -> str: ...
    @property
    def outcome(self) -> str: ...


def holds_role(row: Row, actor: Actor) -> bool:
    """Does the actor hold one of the row's roles? Staff is everybody with an account."""
    if ANYONE in row.roles or (STAFF in row.roles and actor.person is not None):
        return True
    return bool(row.roles & actor.roles)


def _narrowed(row: Row, actor: Actor) -> Actor:
    """The actor with only the posts that count for this row: a clerk there is no clerk here."""
    if STAFF in row.roles:
        return actor
    # Built, not replaced: a request hands its actor in wrapped, to be found when first asked.
    posts = tuple(post for post in actor.posts if post.role in row.roles)
    return Actor(actor.person, posts, actor.district)


def _bodies(actor: Actor) -> list[int]:
    # Party 0 is the resident: whoever held it would be everybody who ever called.
    return sorted(actor.bodies - {REQUESTER})


# ---- as a condition on rows ---------------------------------------------------------------------


def condition(row: Row, actor: Actor, path: str = "") -> Q:
    """The rows of Matter (reached by `path`) on which this table row holds for the actor."""
    held = Q(**{f"{path}district_id": actor.district})
    if row.states:
        held &= Q(**{f"{path}state__in": sorted(row.states)})
    return held & _CONDITIONS[row.relation](row, _narrowed(row, actor), path)


def _everything(_row: Row, _actor: Actor, _path: str) -> Q:
    return Q()


def _owing(side: str) -> Callable[[Row, Actor, str], Q]:
    def made(row: Row, actor: Actor, path: str) -> Q:
        bodies = _bodies(actor)
        owed = _promises(actor.district, side, bodies)
        is_few = _are_few(actor.district, side, tuple(bodies))
        if row.kinds:
            owed = owed.filter(kind__in=sorted(row.kinds))
        if row.is_open_only:
            owed = owed.filter(outcome="")
        if is_few:
            return Q(**{f"{path}id__in": owed.values("matter_id")})
        return Q(Exists(owed.filter(matter_id=OuterRef(f"{path}id"))))

    return made


def _promises(district: int, side: str, bodies: Iterable[int]) -> QuerySet[Any]:
    model = apps.get_model("matters", "Obligation")
    return model._default_manager.filter(district_id=district, **{f"{side}__in": list(bodies)})


@lru_cache(maxsize=4_096)
def _are_few(district: int, side: str, bodies: tuple[int, ...]) -> bool:
    """Had these bodies few promises when this process first asked?

    Only which way a database looks depends on it, never what it finds: the few are gathered and
    looked up; of the many one is soon met, whichever rows are walked.
    """
    return not _promises(district, side, bodies)[_FEW : _FEW + 1].exists()


def _column(name: str) -> Callable[[Row, Actor, str], Q]:
    def made(_row: Row, actor: Actor, path: str) -> Q:
        return Q(**{f"{path}{name}__in": _bodies(actor)})

    return made


def _place(_row: Row, actor: Actor, path: str) -> Q:
    found = Q(pk__in=[])
    for code in areas_of(actor):
        # Both ends are digits of the same length, so every collation orders them alike.
        ends = {
            f"{path}area_code__gte": code,
            f"{path}area_code__lte": code.ljust(GRID_DIGITS, "9"),
        }
        found |= Q(**ends)
    return found


def _watching(_row: Row, actor: Actor, path: str) -> Q:
    return watched(path, actor.district, _bodies(actor))


_CONDITIONS: dict[Relation, Callable[[Row, Actor, str], Q]] = {
    Relation.DEBTOR: _owing("debtor_id"),
    Relation.CREDITOR: _owing("creditor_id"),
    Relation.MAKER: _column("maker_id"),
    Relation.PLACE: _place,
    Relation.LINE: _column("line_id"),
    Relation.WATCHING: _watching,
    Relation.DISTRICT: _everything,
    Relation.PUBLIC: _everything,
}


# ---- for one matter at hand ---------------------------------------------------------------------


@dataclass
class Subject:
    """A matter row with its obligations, read at most once and only when a row asks."""

    matter: Any
    obligations: Iterable[Share] | None = None

    @cached_property
    def shares(self) -> list[tuple[int, int, str, bool]]:
        """(debtor, creditor, kind, is open) of every obligation."""
        found = self.obligations
        if found is None:
            model = apps.get_model("matters", "Obligation")
            # By the matter alone: with the district beside it SQLite took the district's index.
            found = model.objects.filter(matter_id=self.matter.id).only(
                "debtor_id", "creditor_id", "kind", "outcome"
            )
        return [(_party(o, "debtor"), _party(o, "creditor"), o.kind, not o.outcome) for o in found]


def holds(row: Row, actor: Actor, subject: Subject) -> bool:
    """Does this table row hold for the actor on this matter?"""
    matter = subject.matter
    if matter.district_id != actor.district or (row.states and matter.state not in row.states):
        return False
    mine = _narrowed(row, actor)
    bodies = _bodies(mine)
    if row.relation in (Relation.DEBTOR, Relation.CREDITOR):
        return _owes(row, bodies, subject)
    if row.relation is Relation.PLACE:
        code = matter.area_code
        return any(code.startswith(area) for area in areas_of(mine))
    if row.relation is Relation.WATCHING:
        return is_watching(matter, bodies)
    if row.relation is Relation.MAKER:
        return matter.maker_id in bodies
    return row.relation is not Relation.LINE or matter.line_id in bodies


def _owes(row: Row, bodies: list[int], subject: Subject) -> bool:
    side = 0 if row.relation is Relation.DEBTOR else 1
    return any(
        share[side] in bodies
        and (not row.kinds or share[2] in row.kinds)
        and (share[3] or not row.is_open_only)
        for share in subject.shares
    )


def _party(obligation: Any, side: str) -> int:
    # Rows say debtor_id, the values of the rules say debtor.
    row_id: int | None = getattr(obligation, f"{side}_id", None)
    return int(getattr(obligation, side)) if row_id is None else row_id
