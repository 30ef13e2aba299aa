from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "huying.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        from huying.platform.notifications.notices import write_notices
        from huying.platform.ticker.relay import register_consumer

        register_consumer("notices", write_notices)
