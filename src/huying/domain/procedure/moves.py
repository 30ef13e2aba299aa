"""(state, act, state) for all that can happen: what diagrams and manuals show of a procedure.

Exploring every situation with the engine takes seconds and grows with what may be owed at the
same time. Here each state only knows which kinds may be owed in it, so a page has the answer at
once; a test holds it against the exploration. Named guards only forbid and are taken to hold.
"""

from __future__ import annotations

from huying.domain.procedure.model import ENDINGS, ActRule, Outcome, Procedure, Target

Move = tuple[str, str, str]
_NOTHING: frozenset[str] = frozenset()


def moves_of(procedure: Procedure) -> frozenset[Move]:
    """Every move of a procedure; "" stands for the state of a matter that is not made yet."""
    owed: dict[str, frozenset[str]] = {}
    moves: set[Move] = set()
    for rule in (r for r in procedure.acts.values() if r.makes_matter):
        to = rule.to or procedure.begin
        moves.add(("", rule.name, to))
        owed[to] = owed.get(to, _NOTHING) | _after(procedure, rule, to, _NOTHING)
    while True:
        before = dict(owed)
        for state, kinds in before.items():
            for rule, to, after in _steps(procedure, state, kinds):
                moves.add((state, rule.name, to))
                owed[to] = owed.get(to, _NOTHING) | after
        if owed == before:
            return frozenset(moves)


def _steps(
    procedure: Procedure, state: str, kinds: frozenset[str]
) -> list[tuple[ActRule, str, frozenset[str]]]:
    """The acts that may happen in a state, where each leads and what may be owed there."""
    found = []
    for rule in procedure.acts.values():
        if rule.makes_matter or not _is_of(rule, procedure, state):
            continue
        left = kinds - _closed(rule) - _caps(procedure, rule.on)
        if not rule.on or left.intersection(rule.on):
            to = rule.to or state
            found.append((rule, to, _after(procedure, rule, to, left)))
    return found


def _is_of(rule: ActRule, procedure: Procedure, state: str) -> bool:
    if rule.from_:
        return state in rule.from_
    return not procedure.states[state].is_end


def _closed(rule: ActRule) -> frozenset[str]:
    """Kinds the act asks not to be owed any more."""
    guards = (g for g in rule.guards if g.name == "none_open" and not g.who)
    return frozenset(kind for guard in guards for kind in guard.arguments)


def _caps(procedure: Procedure, kinds: tuple[str, ...]) -> frozenset[str]:
    """Kinds that are owed only while one of these stands still: nobody can answer it then."""
    return frozenset(
        target.kind
        for rule in procedure.acts.values()
        if _pauses(rule).intersection(kinds)
        for target in rule.opens
    )


def _pauses(rule: ActRule) -> frozenset[str]:
    own = rule.on if rule.outcome is Outcome.PAUSED else ()
    return frozenset((*own, *(target.kind for target in rule.pauses)))


def _after(procedure: Procedure, rule: ActRule, to: str, kinds: frozenset[str]) -> frozenset[str]:
    if procedure.states[to].is_end:
        return _NOTHING
    return (kinds - _ended(procedure, rule, kinds)) | {target.kind for target in rule.opens}


def _ended(procedure: Procedure, rule: ActRule, kinds: frozenset[str]) -> frozenset[str]:
    """Kinds of which nothing is left. An act that leaves the state answers the last one of its
    kind; another may leave those of other parts and bodies."""
    ended = set(rule.on) if rule.to and rule.outcome in ENDINGS else set()
    for target in (*rule.keeps, *rule.excuses):
        if target.kind == "*":
            return kinds
        if not target.who or _is_whole(procedure, rule, target):
            ended.add(target.kind)
    return frozenset(ended)


def _is_whole(procedure: Procedure, rule: ActRule, target: Target) -> bool:
    """Does `@same` mean all of the kind, because one party owes it and what is answered?"""
    owing = {
        opened.who
        for one in procedure.acts.values()
        for opened in one.opens
        if opened.kind in (*rule.on, target.kind)
    }
    return target.who == "same" and len(owing) == 1
