from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "huying.apps.duties"
    label = "duties"

    def ready(self) -> None:
        from huying.apps.duties.queries import stale_rule
        from huying.apps.grids.ledger import register_rule_source

        register_rule_source(stale_rule)
