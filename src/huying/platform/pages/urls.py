"""Address of the switch to large type; the language switch is an account's."""

from django.urls import path

from huying.platform.pages.views import large_type

urlpatterns = [
    path("large-type/", large_type, name="large-type"),
]
