from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "huying.apps.appraisal"
    label = "appraisal"

    def ready(self) -> None:
        from huying.apps.appraisal.exclusion_context import EXCLUSIONS
        from huying.apps.appraisal.services import take_events
        from huying.platform.matters.contexts import register
        from huying.platform.ticker.relay import register_consumer

        register(EXCLUSIONS)
        register_consumer("appraisal", take_events)
