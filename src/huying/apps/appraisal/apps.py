from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "huying.apps.appraisal"
    label = "appraisal"

    def ready(self) -> None:
        from huying.apps.appraisal.services import take_events
        from huying.platform.ticker.relay import register_consumer

        register_consumer("appraisal", take_events)
