"""`request.actor`: who acts, found when first asked for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from huying.platform import clock
from huying.platform.policy.actors import actor_of


def ActorMiddleware(  # noqa: N802 named like the class it takes the place of
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware after the one of authentication; a page that asks nothing costs nothing."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        asked: Any = request
        asked.actor = SimpleLazyObject(lambda: actor_of(request.user, clock.now()))
        return get_response(request)

    return answer
