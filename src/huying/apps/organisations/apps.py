"""The Django app of districts, bodies and posts; tells the policy who an actor is and where."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "huying.apps.organisations"
    label = "organisations"

    def ready(self) -> None:
        from huying.apps.organisations.queries import actor_of, areas_of
        from huying.platform.policy import register_actor_source, register_area_source

        register_actor_source(actor_of)
        register_area_source(areas_of)
