"""Addresses of the pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.platform.pages.urls")),
    path("", include("huying.web.style.urls")),
]
