"""Addresses of rates and scores."""

from django.urls import path

from huying.apps.appraisal import exclusion_views, views

urlpatterns = [
    path("rates/", views.rates, name="rates"),
    path("rates/export.<slug:kind>", views.export, name="rates-export"),
    path("cases/<str:number>/scores/", views.case_scores, name="case-scores"),
    path("cases/<str:number>/exclusion/", exclusion_views.exclusion, name="case-exclusion"),
    path(
        "cases/<str:number>/exclusion/<slug:act>/",
        exclusion_views.exclusion_act,
        name="case-exclusion-act",
    ),
    path("exclusions/", exclusion_views.exclusions_list, name="exclusions"),
]
