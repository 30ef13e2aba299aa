"""Addresses of the two switches: language and large type."""

from django.urls import path

from huying.platform.pages.views import large_type, set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("large-type/", large_type, name="large-type"),
]
