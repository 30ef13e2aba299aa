"""Addresses of the pages of no single app: home, messages, procedures, supervision and so on."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.web.home.urls")),
    path("", include("huying.web.messages.urls")),
    path("", include("huying.web.procedures.urls")),
    path("", include("huying.web.programme.urls")),
    path("", include("huying.platform.pages.urls")),
    path("", include("huying.web.style.urls")),
    path("", include("huying.web.supervision.urls")),
]
