from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "huying.apps.duties"
    label = "duties"
