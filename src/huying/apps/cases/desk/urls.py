"""Addresses of the desk form."""

from django.urls import path

from huying.apps.cases.desk import views

urlpatterns = [
    path("cases/new/", views.case_new, name="case-new"),
    path("cases/new/types/", views.types, name="case-new-types"),
]
