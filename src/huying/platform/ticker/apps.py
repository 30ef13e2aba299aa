from django.apps import AppConfig


class TickerConfig(AppConfig):
    name = "huying.platform.ticker"
    label = "ticker"
