"""Addresses: pages and the API."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.web.urls")),
]
