"""Addresses of the interface; whatever else is asked for under it is told as JSON."""

from django.urls import path

from huying.api.answers import nowhere
from huying.api.assembly import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/<path:_rest>", nowhere),
]
