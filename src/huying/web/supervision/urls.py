"""Addresses of the supervision list."""

from django.urls import path

from huying.web.supervision.views import supervision_export, supervision_list

urlpatterns = [
    path("supervision/", supervision_list, name="supervision"),
    path("supervision/export/", supervision_export, name="supervision-export"),
]
