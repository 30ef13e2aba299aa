"""Who may do an act: role and relation, as the procedure's `by` says."""

from __future__ import annotations

from huying.domain.kernel.actor import Post
from huying.domain.procedure.facts import Facts
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule


def entitled_post(
    rule: ActRule, matter: Matter, act: Act, facts: Facts, answered: Obligation | None
) -> Post | None:
    """The post in which the actor may do this act; None when no post entitles to it."""
    for entitled in rule.by:
        for post in act.by.posts:
            if post.role == entitled.role and _relates(
                entitled.relation, post.body, matter, act, facts, answered
            ):
                return post
    return None


def _relates(
    relation: str, body: int, matter: Matter, act: Act, facts: Facts, answered: Obligation | None
) -> bool:
    if relation == "debtor":
        return answered is not None and answered.debtor == body
    if relation == "creditor":
        return answered is not None and answered.creditor == body
    if relation == "maker":
        return body in matter.parties.get("maker", ())
    if relation == "place":
        return facts.covers(body, matter, act)
    return relation in ("", "district")
