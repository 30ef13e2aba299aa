"""The Django app that carries shells, components, tags and assets."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "huying.platform.pages"
    label = "pages"
