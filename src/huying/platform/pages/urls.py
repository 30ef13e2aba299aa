"""Address of the large-type switch."""

from django.urls import path

from huying.platform.pages.views import large_type

urlpatterns = [path("large-type/", large_type, name="large-type")]
