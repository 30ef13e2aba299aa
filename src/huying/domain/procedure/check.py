"""Does every name in a procedure resolve? What exploring cannot see because it would not start."""

from __future__ import annotations

from collections.abc import Iterator

from huying.domain.procedure.guards import BUILT_IN
from huying.domain.procedure.model import ActRule, Outcome, Procedure

RELATIONS = frozenset({"", "debtor", "creditor", "maker", "place", "district"})

Found = tuple[str, str]


def faults_of(procedure: Procedure) -> list[Found]:
    """(key, message) for every name that resolves to nothing."""
    found: list[Found] = []
    if procedure.begin not in procedure.states:
        found.append(("procedure.begin", f"{procedure.begin!r} is no state"))
    if not any(act.makes_matter for act in procedure.acts.values()):
        found.append(("acts", "no act makes the matter (one without 'on' and 'from')"))
    for act in procedure.acts.values():
        found.extend((f"acts.{act.name}", message) for message in _faults_of_act(act, procedure))
    return found


def _faults_of_act(act: ActRule, procedure: Procedure) -> Iterator[str]:
    yield from _faults_of_rights(act)
    for state in (*act.from_, *((act.to,) if act.to else ())):
        if state not in procedure.states:
            yield f"{state!r} is no state"
    yield from _faults_of_ends(act, procedure)
    for kind in act.on:
        if kind not in procedure.obligations:
            yield f"'on' names {kind!r}, which is no obligation"
    for name in ("opens", "keeps", "excuses", "pauses", "resumes", "extends"):
        yield from _faults_of_targets(name, act, procedure)
    yield from _faults_of_guards(act, procedure)


def _faults_of_ends(act: ActRule, procedure: Procedure) -> Iterator[str]:
    ends = {name for name, state in procedure.states.items() if state.is_end}
    if not ends.intersection(act.from_):
        return
    if act.to in ends:
        yield "leads from one end to another; a matter that ended ends no second time"
    if not act.to and (act.opens or act.on):
        yield "would open a promise in an end state; an act there reopens ('to') or only records"


def _faults_of_rights(act: ActRule) -> Iterator[str]:
    if not act.by:
        yield "'by' is empty: nobody could do it"
    for entitled in act.by:
        if entitled.relation not in RELATIONS:
            yield f"{entitled.relation!r} is no relation; known are {', '.join(sorted(RELATIONS))}"
        if entitled.relation in ("debtor", "creditor") and not act.on:
            yield f"'@{entitled.relation}' needs an 'on': whose obligation would it be?"
    if act.at_due and not (act.on and all(e.role == "clock" for e in act.by)):
        yield "'at' is only for acts of the clock that answer an obligation"
    if (act.outcome is Outcome.PAUSED or act.pauses) and not act.opens:
        yield "'paused' must open the obligation that caps the pause"


def _faults_of_targets(name: str, act: ActRule, procedure: Procedure) -> Iterator[str]:
    for target in getattr(act, name):
        if target.kind == "*" and name == "excuses":
            continue
        if target.kind not in procedure.obligations:
            yield f"'{name}' names {target.kind!r}, which is no obligation"
        if name == "opens" and not target.who:
            yield f"'opens' must say whose: {target.kind}@…"
        rule = procedure.obligations.get(target.kind)
        if name == "opens" and rule and rule.limit_field and rule.limit_field not in act.needs:
            yield f"opens {target.kind!r}: must need {rule.limit_field!r}, the field of its limit"
    if act.extends and "extra" not in act.needs:
        yield "'extends' needs the field 'extra': by how much?"


def _faults_of_guards(act: ActRule, procedure: Procedure) -> Iterator[str]:
    for guard in act.guards:
        if not guard.is_built_in:
            continue
        if guard.name not in BUILT_IN:
            yield f"{guard.name!r} is no built-in guard; a named one is written context.name"
        names = procedure.obligations if guard.name == "none_open" else procedure.acts
        for argument in guard.arguments:
            if argument not in names:
                yield f"guard {guard.name!r} names {argument!r}, which does not exist"
