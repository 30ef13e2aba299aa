"""The Django app that holds the check value of the keys."""

from django.apps import AppConfig

from huying.platform.crypto.columns import register_encrypted


class CryptoConfig(AppConfig):
    name = "huying.platform.crypto"
    label = "crypto"

    def ready(self) -> None:
        # The check value moves to a new key like every other value.
        register_encrypted("crypto_keycheck", "token")
