from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "huying.apps.cases"
    label = "cases"

    def ready(self) -> None:
        from huying.apps.cases.context import CASES, hidden, is_hidden
        from huying.apps.cases.watching import is_watching, watched
        from huying.platform.matters.contexts import register
        from huying.platform.policy import register_confidential, register_watching

        register(CASES)
        register_confidential(is_hidden, hidden)
        register_watching(is_watching, watched)
