"""Address of the programme."""

from django.urls import path

from huying.web.programme.views import programme

urlpatterns = [path("programme/", programme, name="programme")]
