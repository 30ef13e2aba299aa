from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "huying.apps.cases"
    label = "cases"

    def ready(self) -> None:
        from huying.apps.cases.context import CASES, hidden, is_hidden
        from huying.platform.matters.contexts import register
        from huying.platform.policy import register_confidential

        register(CASES)
        register_confidential(is_hidden, hidden)
