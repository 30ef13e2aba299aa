"""Addresses of the door."""

from django.urls import path

from huying.apps.accounts import views

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("account/password/", views.change_password, name="password-change"),
    path("account/sessions/end/", views.end_sessions, name="end-sessions"),
    path("language/", views.switch_language, name="set_language"),
]
