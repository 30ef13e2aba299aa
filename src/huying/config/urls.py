"""Addresses: pages and the API."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
# TEMPORARY while packages arrive
if find_spec("huying.web") and find_spec("huying.web.urls"):
    urlpatterns.append(path("", include("huying.web.urls")))
if find_spec("huying.api") and find_spec("huying.api.urls"):
    urlpatterns.append(path("api/", include("huying.api.urls")))
