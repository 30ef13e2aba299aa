"""Addresses of procedures."""

from django.urls import path

from huying.web.procedures.views import drawing, procedure, procedures

urlpatterns = [
    path("procedures/", procedures, name="procedures"),
    path("procedures/<slug:code>/", procedure, name="procedure"),
    path("procedures/<slug:code>/diagram.svg", drawing, name="procedure-diagram"),
]
