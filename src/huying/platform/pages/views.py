"""The choice that belongs to the page itself: large type."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from huying.platform.pages.context import LARGE_TYPE_COOKIE
from huying.platform.policy import public

YEAR = 365 * 24 * 3600


@public("anybody may choose the size of letters; nothing is read or written but a cookie")
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Remember large type (长辈版) for a year and go back to the page."""
    value = "on" if request.POST.get("large_type") == "on" else "off"
    return _back_with(request, LARGE_TYPE_COOKIE, value)


def _back_with(request: HttpRequest, name: str, value: str) -> HttpResponse:
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    # Not the shortcut `redirect`, which looks bare words up as names of pages.
    response = HttpResponseRedirect(target)
    if value:
        response.set_cookie(
            name, value, YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response
