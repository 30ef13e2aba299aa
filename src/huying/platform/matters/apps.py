from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "huying.platform.matters"
    label = "matters"

    def ready(self) -> None:
        from huying.platform.crypto import register_encrypted

        register_encrypted("matters_eventtext", "value", only_if="is_personal")
