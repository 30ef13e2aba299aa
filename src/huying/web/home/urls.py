"""Address of the home page."""

from django.urls import path

from huying.web.home.views import home

urlpatterns = [path("", home, name="home")]
