"""The Django app of districts, bodies and posts."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "huying.apps.organisations"
    label = "organisations"
