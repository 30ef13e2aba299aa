"""Rows in which a personal field may be seen: for lists and searches, which grant no single row."""

from __future__ import annotations

from django.db.models import Q

from huying.domain.kernel.actor import Actor
from huying.platform.policy import actors
from huying.platform.policy.evaluate import access
from huying.platform.policy.relations import condition, holds_role
from huying.platform.policy.table import MASKS, Row, Sight


def in_sight(
    actor: Actor, action: str, name: str, *, at_least: Sight = Sight.CLEAR, path: str = ""
) -> Q:
    """The rows in which the actor sees this field at least so clearly; agrees with `Grant.sees`.

    A search may look into a field only within these rows, or its answers would betray it.
    `path` leads from the model to Matter. KeyError for an unknown action or field.
    """
    MASKS[name]
    held = [row for row in access().rows[action] if holds_role(row, actor)]
    found = Q(pk__in=())
    for row in held:
        if row.fields.get(name, Sight.HIDDEN) >= at_least:
            found |= _plainly(row, actor, name, path)
    return found


def _plainly(row: Row, actor: Actor, name: str, path: str) -> Q:
    where = condition(row, actor, path)
    if row.confidential.leaves(name):
        return where
    secret = actors.confidential_q(path)
    return Q(pk__in=()) if secret is None else where & ~secret
