from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "huying.apps.cases"
    label = "cases"

    def ready(self) -> None:
        from huying.apps.cases.context import CASES
        from huying.platform.matters.contexts import register

        register(CASES)
