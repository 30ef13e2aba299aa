"""Addresses of the pages that belong to no single app: home, messages, procedures, styles."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.web.home.urls")),
    path("", include("huying.web.messages.urls")),
    path("", include("huying.web.procedures.urls")),
    path("", include("huying.platform.pages.urls")),
    path("", include("huying.web.style.urls")),
]
