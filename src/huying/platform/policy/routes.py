"""The walk over all addresses: a route without a policy is a fault, told in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from huying.platform.policy.evaluate import Access

#: Hands out files of the product itself, and the API's bare root, which always answers 404.
_OWN = frozenset({"django.views.static.serve", "ninja.openapi.views.default_home"})


@dataclass(frozen=True, slots=True)
class Route:
    """地址: one address (and method, in the API) with the action its view carries, if any."""

    address: str
    view: str
    action: str
    reason: str


def routes(patterns: Iterable[Any] | None = None, before: str = "/") -> Iterator[Route]:
    """Every route under these patterns (default: all); API operations one by one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield from _routes_of(address, pattern.callback)


def faults(found: Iterable[Route], policy: Access) -> Iterator[str]:
    """One sentence for each route without an action, with an unknown one, or public unexplained."""
    # Operations of one address share a view, which the API lists once for each of their names.
    for route in dict.fromkeys(found):
        where = f"{route.address} ({route.view})"
        if not route.action:
            yield f"{where} has no policy: decorate it with @guarded, @guarded_api or @public"
        elif route.action not in policy.actions:
            yield f"{where} names {route.action!r}, which is no action of access.toml"
        elif policy.actions[route.action].kind == "public" and not route.reason:
            yield f"{where} is public without a reason: write @public('why')"


def _routes_of(address: str, view: Any) -> Iterator[Route]:
    operations = list(_operations(view))
    for operation in operations:
        for method in operation.methods:
            yield _route(f"{method} {address}", operation.view_func)
    if not operations and _name_of(view) not in _OWN:
        yield _route(address, view)


def _route(address: str, view: Any) -> Route:
    action, reason = getattr(view, "policy_action", ""), getattr(view, "policy_reason", "")
    return Route(address, _name_of(view), action, reason)


def _name_of(view: Any) -> str:
    plain = getattr(view, "func", view)  # the API's own views are partial functions
    return f"{plain.__module__}.{plain.__qualname__}"


def _operations(view: Any) -> Iterator[Any]:
    """Operations behind an address of django-ninja, which hides them in the view's closure."""
    for cell in getattr(view, "__closure__", None) or ():
        yield from getattr(cell.cell_contents, "operations", ())
