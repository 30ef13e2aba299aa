"""Addresses of leave and stand-ins."""

from django.urls import path

from huying.apps.organisations import leave_views

urlpatterns = [
    path("leave/", leave_views.leave, name="leave"),
    path("leave/<int:leave_id>/cancel/", leave_views.cancel, name="leave-cancel"),
]
