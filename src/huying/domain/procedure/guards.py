"""The built-in guards: few, and readable from the matter alone, so that all can be explored."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huying.domain.kernel.actor import Post
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.facts import Facts
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule, GuardRule, Target
from huying.domain.procedure.targets import bodies_of, pointed_at


class Situation:
    """One act looked at in one matter: what every guard may read."""

    __slots__ = ("_resolved", "act", "answered", "facts", "matter", "post", "rule")

    def __init__(
        self,
        rule: ActRule,
        matter: Matter,
        act: Act,
        facts: Facts,
        answered: Obligation | None,
        post: Post,
    ) -> None:
        self.rule, self.matter, self.act, self.facts = rule, matter, act, facts
        self.answered, self.post = answered, post
        self._resolved: Mapping[str, tuple[int, ...]] | None = None

    @property
    def resolved(self) -> Mapping[str, tuple[int, ...]]:
        """The parties the facts give for this act; asked once, whoever wants to know."""
        if self._resolved is None:
            self._resolved = self.facts.parties(self.matter, self.act)
        return self._resolved


def refusal_of_guards(at: Situation) -> Refusal | None:
    """The first guard that does not hold, as a refusal; None when all hold."""
    for guard in at.rule.guards:
        if guard.is_built_in:
            refusal = BUILT_IN[guard.name](guard, at)
        else:
            refusal = at.facts.guard(guard.name, at.matter, at.act)
        if refusal:
            return refusal
    return None


def _none_open(guard: GuardRule, at: Situation) -> Refusal | None:
    targets = tuple(Target(kind, guard.who) for kind in guard.arguments)
    missing = pointed_at(targets, at)
    if not missing:
        return None
    first = min(missing, key=lambda o: (o.due_at is None, o.due_at, o.id))
    return Refusal(
        "still_owed",
        f"none_open:{','.join(guard.arguments)}",
        {
            "kind": first.kind,
            "body": first.debtor,
            "due": first.due_at.isoformat() if first.due_at else "",
            "count": len(missing),
        },
    )


def _never(guard: GuardRule, at: Situation) -> Refusal | None:
    (name,) = guard.arguments
    bodies = bodies_of(guard.who, at) if guard.who else None
    for done in at.matter.did(name):
        if bodies is None or done.body in bodies:
            return Refusal("done_before", f"never:{name}", {"act": name, "body": done.body})
    return None


def _not_by(guard: GuardRule, at: Situation) -> Refusal | None:
    (name,) = guard.arguments
    if any(done.person == at.act.by.person for done in at.matter.did(name)):
        return Refusal("same_person", f"not_by:{name}", {"act": name})
    return None


def _other_body(guard: GuardRule, at: Situation) -> Refusal | None:
    (name,) = guard.arguments
    for done in at.matter.did(name):
        if at.facts.is_under(at.post.body, done.body):
            return Refusal("same_body", f"other_body:{name}", {"act": name, "body": done.body})
    return None


def _is_late(guard: GuardRule, at: Situation) -> Refusal | None:
    if at.answered is not None and at.answered.late_at is not None:
        return None
    return Refusal("not_late_yet", "is_late")


def _in_time(_guard: GuardRule, at: Situation) -> Refusal | None:
    owed = at.answered
    if owed is None or owed.due_at is None or at.act.at <= owed.due_at:
        return None
    return Refusal("too_late", "in_time", {"kind": owed.kind, "due": owed.due_at.isoformat()})


BUILT_IN: dict[str, Callable[[GuardRule, Situation], Refusal | None]] = {
    "none_open": _none_open,
    "never": _never,
    "not_by": _not_by,
    "other_body": _other_body,
    "is_late": _is_late,
    "in_time": _in_time,
}
