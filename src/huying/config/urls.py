"""Addresses: pages and the API."""

from django.urls import include, path

urlpatterns = [
    path("", include("huying.web.urls")),
    path("", include("huying.apps.accounts.urls")),
    path("", include("huying.apps.organisations.urls")),
    path("", include("huying.apps.cases.public.urls")),
    path("", include("huying.apps.cases.desk.urls")),
    path("", include("huying.apps.cases.urls")),
    path("", include("huying.apps.grids.urls")),
    path("", include("huying.apps.duties.urls")),
    path("", include("huying.apps.appraisal.urls")),
    path("", include("huying.api.urls")),
]
