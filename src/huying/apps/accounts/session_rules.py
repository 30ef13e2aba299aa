"""When a session ends: 12 hours after login, or after 30 minutes in which nobody did anything.

The moment last seen travels in a signed cookie of its own, bound to the session and renewed at
most once a minute, so that reading a page never writes to the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from huying.platform import clock

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
RENEW: Final = timedelta(minutes=1)
COOKIE: Final = "huying_seen"
STARTED: Final = "started_at"
#: A page that looks again by itself sends this header: it does not keep a session alive.
BACKGROUND: Final = "X-Background"
#: Pages a person with a password to be changed can still open.
_OPEN_PAGES = frozenset({"password-change", "logout", "set_language", "login"})

Answer = Callable[[HttpRequest], HttpResponseBase]


def begin(request: HttpRequest, at: datetime) -> None:
    """Note the moment of the login in the session; to be called with the login."""
    request.session[STARTED] = at.isoformat()


def SessionRulesMiddleware(get_response: Answer) -> Answer:  # noqa: N802 stands for a class
    """Middleware after authentication and messages."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        at = clock.now()
        if why := _end_of(request, at):
            _end(request, why)
            return get_response(request)
        response = _password_first(request) or get_response(request)
        return _seen(request, response, at)

    return answer


def _end_of(request: HttpRequest, at: datetime) -> str:
    """Why this session is over; '' while it goes on."""
    started = _moment(request.session.get(STARTED, ""))
    if started is None or at - started > ABSOLUTE:
        return gettext("登录已满 12 小时，请重新登录")
    if at - max(started, _last_seen(request) or started) > IDLE:
        return gettext("超过 30 分钟没有操作，已退出登录。您填的草稿还在")
    return ""


def _end(request: HttpRequest, why: str) -> None:
    logout(request)
    if not _is_api(request):
        messages.info(request, why)


def _seen(request: HttpRequest, response: HttpResponseBase, at: datetime) -> HttpResponseBase:
    if not request.user.is_authenticated or BACKGROUND in request.headers:
        return response
    last = _last_seen(request)
    if last is None or at - last >= RENEW:
        response.set_cookie(
            COOKIE,
            _signer(request).sign(str(int(at.timestamp()))),
            max_age=int(ABSOLUTE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _last_seen(request: HttpRequest) -> datetime | None:
    try:
        plain = _signer(request).unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return None
    return datetime.fromtimestamp(int(plain), UTC)


def _signer(request: HttpRequest) -> Signer:
    # The cookie of one session says nothing about another one.
    return Signer(salt=f"huying.seen.{request.session.session_key}")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _password_first(request: HttpRequest) -> HttpResponseBase | None:
    """A password somebody else has set is changed before anything else is done."""
    if not getattr(request.user, "must_change_password", False):
        return None
    if _is_api(request):
        words = gettext("请先在网页上换掉初始密码")
        return JsonResponse({"code": "password_to_change", "message": words}, status=403)
    return None if _name_of(request) in _OPEN_PAGES else redirect("password-change")


def _name_of(request: HttpRequest) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
