"""Addresses of the list browser."""

from django.urls import path

from huying.apps.duties import views

urlpatterns = [
    path("lists/", views.families, name="duty-lists"),
    path("lists/items/<str:case_type>/", views.item, name="duty-item"),
    path("lists/<slug:family>/", views.lines, name="duty-lines"),
    path("lists/<slug:family>/export.<slug:kind>", views.export, name="duty-export"),
]
