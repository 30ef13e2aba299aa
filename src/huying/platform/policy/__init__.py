"""Deny by default: one table says who may do what to which matters and what they see of people."""

from huying.platform.policy.actors import (
    ANONYMOUS,
    actor_of,
    register_actor_source,
    register_area_source,
    register_confidential,
    register_watching,
)
from huying.platform.policy.evaluate import Access, access, may, scope
from huying.platform.policy.guards import guarded, guarded_api, public
from huying.platform.policy.table import Grant, Sight

__all__ = [
    "ANONYMOUS",
    "Access",
    "Grant",
    "Sight",
    "access",
    "actor_of",
    "guarded",
    "guarded_api",
    "may",
    "public",
    "register_actor_source",
    "register_area_source",
    "register_confidential",
    "register_watching",
    "scope",
]
