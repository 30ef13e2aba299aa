"""May this act happen, and what happens when it does: `refusal_for` and `decide`.

Both are total and pure. `refusal_for` ignores the act's fields (may the button be pressed?);
`decide` checks them all and names every missing or wrong one at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.effects import event_of
from huying.domain.procedure.facts import Facts
from huying.domain.procedure.guards import Situation, refusal_of_guards
from huying.domain.procedure.matter import Act, Event, Matter, Obligation
from huying.domain.procedure.model import ActRule
from huying.domain.procedure.rights import entitled_post


def refusal_for(matter: Matter, act: Act, facts: Facts) -> Refusal | None:
    """Why the act cannot be done now; None when its button may be pressed."""
    found = situation_of(matter, act, facts)
    return found if isinstance(found, Refusal) else None


def decide(matter: Matter, act: Act, facts: Facts, ids: Iterator[int]) -> Event | Refusal:
    """The one event of this act, with due times computed, or the refusal.

    `ids` yields an id for each obligation that is opened. Rule 3: an end state that would leave
    a promise open is refused.
    """
    found = situation_of(matter, act, facts)
    if isinstance(found, Refusal):
        return found
    faults = facts.faults(found.rule, matter, act)
    if faults:
        return Refusal("wrong_fields", act.kind, {"count": len(faults)}, faults)
    event = event_of(found, ids)
    if event.is_end:
        ended = {change.id for change in event.changed}
        left = [o for o in matter.open() if o.id not in ended] + list(event.opened)
        if left:
            return _left_open(left)
    return event


def _left_open(left: list[Obligation]) -> Refusal:
    first = left[0]
    params: dict[str, str | int] = {"kind": first.kind, "body": first.debtor, "due": ""}
    return Refusal("still_owed", "no_end_with_open_promise", {**params, "count": len(left)})


def situation_of(matter: Matter, act: Act, facts: Facts) -> Situation | Refusal:
    """Everything the act rests on when it may happen; otherwise the refusal."""
    rule = facts.procedure.acts.get(act.kind)
    if rule is None:
        return Refusal("unknown_act", params={"act": act.kind})
    wrong = _wrong_moment(rule, matter, act, facts)
    if wrong:
        return wrong
    answered = matter.obligation(act.answers) if rule.on else None
    post = entitled_post(rule, matter, act, facts, answered)
    if post is None:
        return Refusal("not_yours", rule.name, {"act": rule.name})
    stands = _stands_still(rule, answered, act)
    if stands:
        return stands
    at = Situation(rule, matter, act, facts, answered, post)
    return refusal_of_guards(at) or at


def _wrong_moment(rule: ActRule, matter: Matter, act: Act, facts: Facts) -> Refusal | None:
    if rule.makes_matter != (matter.version == 0):
        return Refusal("wrong_state", rule.name, {"act": rule.name, "state": matter.state})
    if facts.procedure.states[matter.state].is_end and matter.state not in rule.from_:
        return Refusal("ended", rule.name, {"act": rule.name, "state": matter.state})
    if rule.from_ and matter.state not in rule.from_:
        return Refusal("wrong_state", rule.name, {"act": rule.name, "state": matter.state})
    if rule.on:
        return _not_owed(rule, matter.obligation(act.answers))
    return None


def _not_owed(rule: ActRule, answered: Obligation | None) -> Refusal | None:
    if answered is None or answered.kind not in rule.on:
        return Refusal("nothing_owed", rule.name, {"act": rule.name, "kind": rule.on[0]})
    if not answered.is_open:
        return Refusal("already_ended", rule.name, {"act": rule.name, "kind": answered.kind})
    return None


def _stands_still(rule: ActRule, answered: Obligation | None, act: Act) -> Refusal | None:
    """Told only to whose act it is: nobody else is shown a grey button."""
    if answered is None:
        return None
    if answered.is_paused:
        return Refusal("paused", rule.name, {"act": rule.name, "kind": answered.kind})
    if rule.at_due and (answered.due_at is None or act.at <= answered.due_at):
        return Refusal("not_due_yet", rule.name, {"act": rule.name, "kind": answered.kind})
    return None
