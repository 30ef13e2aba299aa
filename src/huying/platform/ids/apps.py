"""The Django app that holds the table of id blocks."""

from django.apps import AppConfig


class IdsConfig(AppConfig):
    name = "huying.platform.ids"
    label = "ids"
