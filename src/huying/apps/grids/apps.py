"""The Django app of grids."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "huying.apps.grids"
    label = "grids"
