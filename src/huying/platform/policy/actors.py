"""Who the actor is: the organisations tell us at start-up, so that the platform knows no app."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from huying.domain.kernel.actor import Actor

#: Somebody without an account.
ANONYMOUS: Final = Actor(None, (), 0)

ActorSource = Callable[[Any, datetime], Actor]
AreaSource = Callable[[Actor], tuple[str, ...]]

_actor_source: ActorSource | None = None
_area_source: AreaSource | None = None
_is_confidential: Callable[[Any], bool] | None = None
_confidential_q: Callable[[str], Q] | None = None
_is_watching: Callable[[Any, Collection[int]], bool] | None = None
_watched: Callable[[str, int, Collection[int]], Q] | None = None


def register_actor_source(source: ActorSource | None) -> ActorSource | None:
    """Set `fn(user, at) -> Actor`, with posts of bodies acted for; gives back the earlier one."""
    global _actor_source
    earlier, _actor_source = _actor_source, source
    return earlier


def register_area_source(source: AreaSource | None) -> AreaSource | None:
    """Set `fn(actor) -> area codes` (9 to 15 digits) of the ground of the actor's posts."""
    global _area_source
    earlier, _area_source = _area_source, source
    return earlier


def register_confidential(
    is_confidential: Callable[[Any], bool] | None, condition: Callable[[str], Q] | None
) -> None:
    """Set how a tip-off is known: `fn(matter) -> bool`, and the same as a condition on rows of
    Matter reached by a path ("" or "matter__"). Until it is set every matter counts as one."""
    global _is_confidential, _confidential_q
    _is_confidential, _confidential_q = is_confidential, condition


def register_watching(
    is_watching: Callable[[Any, Collection[int]], bool] | None,
    condition: Callable[[str, int, Collection[int]], Q] | None,
) -> None:
    """Set who follows a matter without owing anything: `fn(matter, bodies) -> bool`, and the same
    as a condition on rows of Matter: `fn(path, district, bodies)`. Until it is set nobody does."""
    global _is_watching, _watched
    _is_watching, _watched = is_watching, condition


def is_watching(matter: Any, bodies: Collection[int]) -> bool:
    return False if _is_watching is None else _is_watching(matter, bodies)


def watched(path: str, district_id: int, bodies: Collection[int]) -> Q:
    return Q(pk__in=[]) if _watched is None else _watched(path, district_id, bodies)


def actor_of(user: Any, at: datetime) -> Actor:
    """The actor a signed-in user is at this moment; ANONYMOUS for nobody.

    Without a source a user is a person without posts, who may do next to nothing.
    """
    if not getattr(user, "is_authenticated", False):
        return ANONYMOUS
    if _actor_source is None:
        return Actor(user.pk, (), user.district_id)
    return _actor_source(user, at)


def areas_of(actor: Actor) -> tuple[str, ...]:
    """Area codes of the ground of these posts; never '', which would be the whole district."""
    codes = _area_source(actor) if _area_source else ()
    return tuple(code for code in codes if len(code) >= 9 and code.isdecimal())


def is_confidential(matter: Any) -> bool:
    return True if _is_confidential is None else _is_confidential(matter)


def confidential_q(path: str) -> Q | None:
    """The condition for tip-offs; None when nobody has told, and all count as such."""
    return None if _confidential_q is None else _confidential_q(path)
