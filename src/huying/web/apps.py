from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "huying.web"
    label = "web"

    def ready(self) -> None:
        from huying.platform.ticker.daily import register_daily
        from huying.web.supervision.digest import DIGEST, NAME

        register_daily(NAME, DIGEST)
