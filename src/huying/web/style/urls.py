"""Address of the style page."""

from django.urls import path

from huying.web.style.views import style

urlpatterns = [path("style/", style, name="style")]
