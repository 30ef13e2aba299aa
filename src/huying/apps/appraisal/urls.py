"""Addresses of rates and scores."""

from django.urls import path

from huying.apps.appraisal import views

urlpatterns = [
    path("rates/", views.rates, name="rates"),
    path("rates/export.<slug:kind>", views.export, name="rates-export"),
    path("cases/<str:number>/scores/", views.case_scores, name="case-scores"),
]
