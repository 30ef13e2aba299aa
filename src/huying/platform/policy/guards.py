"""Doors: every view carries the action it stands for, and nobody enters without it.

`@guarded` and `@guarded_api` answer "may this person do it at all?"; a view that takes an id
finds its object through `scope`, so what lies outside is not there (404), not forbidden.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django_htmx.http import HttpResponseClientRedirect
from ninja.utils import check_csrf

from huying.platform.policy import evaluate
from huying.platform.policy.table import Action

View = TypeVar("View", bound=Callable[..., Any])
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOGIN_REQUIRED = "login_required"
NOT_ENTITLED = "not_entitled"
STALE_PAGE = "page_stale"


def guarded(action: str) -> Callable[[View], View]:
    """A page for people whose roles allow `action`: else the login, or a page that says no."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return login_first(request)
            if evaluate.may(_actor(request), action) is None:
                return _refused_page(request, action)
            return view(request, *args, **kwargs)

        return _signed(door, action)

    return decorate


def guarded_api(action: str) -> Callable[[View], View]:
    """An operation of the API for people whose roles allow `action`: else 401 or 403 as JSON.

    The session travels in a cookie, so a writing request also needs the CSRF token.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _api_refusal(request, action) or view(request, *args, **kwargs)

        return _signed(door, action)

    return decorate


def public(why: str, *, action: str = "public") -> Callable[[View], View]:
    """A page or operation without login; `why` is read by whoever reviews the routes."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return view(request, *args, **kwargs)

        door.policy_reason = why  # type: ignore[attr-defined]
        return _signed(door, action)

    return decorate


def login_first(request: HttpRequest) -> HttpResponse:
    """To the login, and from there back to this page; a fragment sends its whole page there."""
    asked = getattr(request, "htmx", None)
    here = (asked and asked.current_url_abs_path) or request.get_full_path()
    door = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}"
    return HttpResponseClientRedirect(door) if asked else redirect(door)


def _refused_page(request: HttpRequest, action: str) -> HttpResponse:
    """403 in words: what was wanted, and who can give it."""
    words = gettext(
        "您的岗位不能使用“%(name)s”。工作需要时，请本单位负责人向安全管理员申请相应岗位。"
    )
    reason = words % {"name": name_of(evaluate.access().actions[action])}
    return render(request, "403.html", {"reason": reason}, status=403)


def name_of(action: Action) -> str:
    """The action in the language of the page."""
    return action.en if (get_language() or "").startswith("en") else action.zh


def _api_refusal(request: HttpRequest, action: str) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _answer(401, LOGIN_REQUIRED, gettext("请先登录"))
    if evaluate.may(_actor(request), action) is None:
        name = name_of(evaluate.access().actions[action])
        return _answer(
            403, NOT_ENTITLED, gettext("您的岗位没有这项权限：%(name)s") % {"name": name}
        )
    if request.method not in _SAFE and check_csrf(request):
        return _answer(403, STALE_PAGE, gettext("页面已过期，请刷新后再试"))
    return None


def _answer(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def _actor(request: HttpRequest) -> Any:
    return cast(Any, request).actor


def _signed(door: Callable[..., Any], action: str) -> Any:
    door.policy_action = action  # type: ignore[attr-defined]
    return door
