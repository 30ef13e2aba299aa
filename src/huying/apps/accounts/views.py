"""Pages of the door: login, logout, new password, language."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huying.apps.accounts import queries, services, session_rules
from huying.apps.accounts.access_log import log_access
from huying.apps.accounts.forms import LoginForm, PasswordForm
from huying.apps.accounts.lockout import lock_minutes, tries_left
from huying.apps.accounts.models import User
from huying.domain.kernel.refusal import Refused
from huying.platform import clock, ids
from huying.platform.database import write_transaction
from huying.platform.policy import guarded, public

YEAR = 365 * 24 * 3600


@public("whoever is to come in is not in yet", action="login")
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Account and password; says what failed and how many tries remain."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    form = LoginForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        user = _authenticated(request, form)
        if user:
            return _entered(request, user)
        status = _say_why_not(request, form)
    context = {"form": form, "next": request.GET.get("next", request.POST.get("next", ""))}
    context["demo_logins"] = queries.demo_logins()
    return render(request, "accounts/login.html", context, status=status)


@public("leaving is always allowed", action="login")
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session on the server, then to the login."""
    if request.user.is_authenticated:
        _log(request, request.user, "logout")
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.delete_cookie(session_rules.COOKIE)
    return response


@guarded("account.self")
@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; all other sessions end."""
    user = cast(User, request.user)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _changed(request, user, form):
        messages.success(request, gettext("密码已换，其他设备上的登录已退出"))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/password.html", {"form": form, "person": user})


@guarded("account.self")
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own account, this one too."""
    user = cast(User, request.user)
    services.end_sessions(user, by=user.pk, at=clock.now(), address=_address(request))
    logout(request)
    messages.success(request, gettext("所有设备上的登录都已退出"))
    return redirect(settings.LOGIN_URL)


@public("residents choose their language too")
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for a year, on the account too, and go back to the page."""
    response = HttpResponseRedirect(_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _remember_language(response, language)
        if request.user.is_authenticated:
            services.set_language(request.user, language)
    return response


def _authenticated(request: HttpRequest, form: LoginForm) -> User | None:
    account = services.normal_login(form.cleaned_data["account"])
    found = authenticate(request, login=account, password=form.cleaned_data["password"])
    # django-axes would put a page of its own in place of ours, without the form.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return found


def _entered(request: HttpRequest, user: User) -> HttpResponse:
    at = clock.now()
    ids.reserve(at, 1)
    with write_transaction():
        login(request, user)
        session_rules.begin(request, at)
        _log(request, user, "login")
    response = HttpResponseRedirect(_next(request))
    if user.language:
        _remember_language(response, user.language)
    return response


def _say_why_not(request: HttpRequest, form: LoginForm) -> int:
    """Puts the reason on the form; the status of the answer."""
    account = services.normal_login(form.cleaned_data["account"])
    known = User.objects.filter(login=account).first()
    # What was typed is logged only for a known account: people type passwords there.
    _log(request, known, "login.refused")
    left = tries_left(request, account)
    if left == 0:
        words = gettext("连续输错次数太多，账号已锁定 %(n)s 分钟。急用请联系本单位的系统管理员")
        form.add_error(None, words % {"n": lock_minutes()})
        return 429
    words = ngettext(
        "账号或密码不对，还可以试 %(n)s 次，之后锁定 %(minutes)s 分钟",
        "账号或密码不对，还可以试 %(n)s 次，之后锁定 %(minutes)s 分钟",
        left,
    )
    form.add_error(None, words % {"n": left, "minutes": lock_minutes()})
    return 200


def _changed(request: HttpRequest, user: User, form: PasswordForm) -> bool:
    """Whether the password was changed; else the reasons stand on the form."""
    # Asked through the same door, so that guessing is counted and locked here too.
    is_known = authenticate(request, login=user.login, password=form.cleaned_data["old"])
    request.axes_locked_out = False  # type: ignore[attr-defined]
    if is_known is None:
        left = tries_left(request, user.login)
        words = gettext("现在的密码不对，还可以试 %(n)s 次")
        form.add_error("old", words % {"n": left})
        return False
    at, address = clock.now(), _address(request)
    try:
        services.set_password(user, form.cleaned_data["new"], by=user.pk, at=at, address=address)
    except Refused as refused:
        for fault in refused.refusal.faults:
            form.add_error("new", str(fault.params["why"]))
        return False
    update_session_auth_hash(request, user)
    return True


def _log(request: HttpRequest, user: User | None, action: str) -> None:
    log_access(
        at=clock.now(),
        district=user.district_id if user else 0,
        person=user.pk if user else None,
        action=action,
        object=f"user:{user.pk}" if user else "",
        address=_address(request),
    )


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _next(request: HttpRequest) -> str:
    """Where to go on; for a plain redirect, since the shortcut looks bare words up as names."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
