"""The Django app of the policy: its page of refusal lies in its templates."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "huying.platform.policy"
    label = "policy"
