"""Addresses of the grids."""

from django.urls import path

from huying.apps.grids import views

urlpatterns = [
    path("grids/", views.district, name="grids"),
    path("grids/list/", views.grid_list, name="grid-list"),
    path("grids/<str:area_code>/", views.area, name="grid-area"),
    path("grids/<str:area_code>/check/", views.check, name="grid-check"),
]
