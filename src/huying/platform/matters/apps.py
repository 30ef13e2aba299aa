from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "huying.platform.matters"
    label = "matters"
