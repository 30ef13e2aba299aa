"""Walks every reachable situation of a procedure with the real engine, in a small made-up world.

It proves: no dead end, no moment in which nobody owes anything, no end with an open promise,
no situation that only wiping everything can end, no act that can never happen. Limits and due
times are not explored; the clock may act whenever a promise could be due.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count, product
from typing import Any

from huying.domain.kernel.actor import REQUESTER, Actor, Post
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.facts import Told
from huying.domain.procedure.matter import Act, Matter, Obligation, blank
from huying.domain.procedure.model import ActRule, Procedure
from huying.domain.worktime import Due, Limit, Pause

_START = datetime(2026, 3, 9, 2, tzinfo=UTC)
_PERSONS = (1, 2)


@dataclass(frozen=True)
class World:
    """A small world: which bodies each party is, and guards whose answer it fixes.

    `parts` names the parts of the kinds that are owed once for each; acts in `without` are left
    out, so that what has nothing to do with each other is explored apart. Guards it does not fix
    answer both ways, each on its own; of a pair in `opposites` exactly one holds.
    """

    parties: Mapping[str, tuple[int, ...]]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    fixed: Mapping[str, bool] = field(default_factory=dict)
    opposites: tuple[tuple[str, str], ...] = ()

    def assignments(self, names: frozenset[str]) -> Iterator[frozenset[str]]:
        """Every way the named guards may answer, as the set of those that hold."""
        seconds = {second: first for first, second in self.opposites}
        names |= {first for second, first in seconds.items() if second in names}
        free = sorted(names - set(self.fixed) - set(seconds))
        sure = {name for name, holds in self.fixed.items() if holds}
        for answers in product((True, False), repeat=len(free)):
            holding = sure | {n for n, yes in zip(free, answers, strict=True) if yes}
            holding |= {s for s, f in seconds.items() if s in names and f not in holding}
            yield frozenset(holding)


@dataclass(frozen=True)
class Exploration:
    """What was seen: how many situations, which acts, which (state, act, state) moves, and the
    faults in words."""

    situations: int
    acts: frozenset[str]
    moves: frozenset[tuple[str, str, str]]
    faults: tuple[str, ...]


class _WorldFacts:
    """Facts of the made-up world: every limit a minute, every field filled."""

    def __init__(self, procedure: Procedure, world: World) -> None:
        self.procedure, self.world = procedure, world

    def parties(self, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
        return {"maker": (REQUESTER,), **self.world.parties}

    def parts(self, kind: str, matter: Matter, act: Act) -> tuple[str, ...]:
        answered = matter.obligation(act.answers)
        about = answered.part if answered else ""
        return (about,) if about else self.world.parts.get(kind, ())

    def start(self, kind: str, matter: Matter, act: Act) -> datetime:
        return act.at

    def limit(self, name: str, matter: Matter, act: Act, debtor: int, part: str) -> Limit | None:
        return None

    def due(self, start: datetime, limit: Limit, debtor: int, pauses: tuple[Pause, ...]) -> Due:
        raise NotImplementedError

    def next_look(self, obligation: Obligation) -> datetime | None:
        return None

    def told(self, matter: Matter, obligation: Obligation, step: int) -> Told:
        return Told(())

    def is_under(self, body: int, other: int) -> bool:
        return body == other

    def covers(self, body: int, matter: Matter, act: Act) -> bool:
        return True

    def guard(self, name: str, matter: Matter, act: Act) -> Refusal | None:
        return Refusal("fixed", name) if self.world.fixed.get(name) is False else None

    def faults(self, rule: ActRule, matter: Matter, act: Act) -> tuple[Fault, ...]:
        return ()

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        return {}

    def is_text(self, name: str) -> bool:
        return False


@dataclass
class _Node:
    matter: Matter
    enabled: list[frozenset[str]] = field(default_factory=list)
    next: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)


def explore(procedure: Procedure, world: World) -> Exploration:
    """Every situation reachable in `world`, and what is wrong with any of them."""
    facts = _WorldFacts(procedure, world)
    watched = _watched(procedure)
    start = blank(1, procedure=procedure.code, version=1, begin=procedure.begin, at=_START)
    nodes: dict[tuple[object, ...], _Node] = {}
    queue = deque([start])
    seen_acts: set[str] = set()
    moves: set[tuple[str, str, str]] = set()
    while queue:
        matter = queue.popleft()
        key = _key(matter, watched)
        if key in nodes:
            continue
        node = nodes[key] = _Node(matter)
        for rule, after in _steps(procedure, matter, facts):
            seen_acts.add(rule.name)
            moves.add((matter.state if matter.version else "", rule.name, after.state))
            node.enabled.append(frozenset(g.name for g in rule.guards if not g.is_built_in))
            node.next.append((rule.name, _key(after, watched)))
            queue.append(after)
    faults = tuple(_faults(procedure, world, nodes))
    return Exploration(len(nodes), frozenset(seen_acts), frozenset(moves), faults)


def unused_acts(procedure: Procedure, explorations: list[Exploration]) -> frozenset[str]:
    """Acts that happen in none of the worlds."""
    return frozenset(procedure.acts) - frozenset().union(*(e.acts for e in explorations))


def _steps(
    procedure: Procedure, matter: Matter, facts: _WorldFacts
) -> Iterator[tuple[ActRule, Matter]]:
    for rule in procedure.acts.values():
        if rule.name in facts.world.without:
            continue
        answers = [o.id for o in matter.open(*rule.on)] if rule.on else [None]
        for answer, actor in (
            (a, actor) for a in answers for actor in _actors(rule, matter, facts, a)
        ):
            owed = matter.obligation(answer)
            act = Act(rule.name, actor, _START, {}, answer)
            ready = _made_due(matter, owed) if rule.at_due and owed else matter
            event = decide(ready, act, facts, _ids(matter))
            if isinstance(event, Refusal):
                continue
            after = evolve(matter, event)
            if not _is_twice(after):
                yield rule, after


def _is_twice(matter: Matter) -> bool:
    """A second promise of one kind by one body behaves as the first: one of each is enough."""
    owed = [(o.kind, o.debtor, o.part) for o in matter.open()]
    return len(owed) != len(set(owed))


def _actors(
    rule: ActRule, matter: Matter, facts: _WorldFacts, answer: int | None
) -> Iterator[Actor]:
    for entitled in rule.by:
        if entitled.role in ("clock", "requester"):
            yield Actor(None, (Post(entitled.role, REQUESTER),), 1)
            continue
        # Two people a body are enough to tell "another person" from "the same".
        for body, person in product(_bodies(entitled.relation, matter, facts, answer), _PERSONS):
            yield Actor(body * 10 + person, (Post(entitled.role, body),), 1)


def _bodies(
    relation: str, matter: Matter, facts: _WorldFacts, answer: int | None
) -> tuple[int, ...]:
    """The bodies that stand in this relation; where any body would do, one stands for all."""
    owed = matter.obligation(answer)
    if relation == "debtor":
        return (owed.debtor,) if owed else ()
    if relation == "creditor":
        return (owed.creditor,) if owed else ()
    if relation == "maker":
        return matter.parties.get("maker", (REQUESTER,))
    return (min(b for group in facts.world.parties.values() for b in group if b != REQUESTER),)


def _made_due(matter: Matter, owed: Obligation) -> Matter:
    due = replace(owed, due_at=_START - timedelta(minutes=1))
    return replace(matter, obligations=tuple(due if o is owed else o for o in matter.obligations))


def _ids(matter: Matter) -> Iterator[int]:
    return count(max((o.id for o in matter.obligations), default=0) + 1)


def _watched(procedure: Procedure) -> frozenset[str]:
    # Only acts that a built-in guard asks about tell two situations apart.
    guards = (g for act in procedure.acts.values() for g in act.guards)
    return frozenset(
        a for g in guards if g.name in ("never", "not_by", "other_body") for a in g.arguments
    )


def _key(matter: Matter, watched: frozenset[str]) -> tuple[object, ...]:
    kinds = {o.id: o.kind for o in matter.obligations}
    owed = sorted(
        (o.kind, o.debtor, o.part, o.is_paused, kinds.get(o.cause or -1, "")) for o in matter.open()
    )
    trail = frozenset((d.act, d.body, d.person) for d in matter.trail if d.act in watched)
    return (matter.state, matter.version > 0, tuple(owed), trail)


def _faults(
    procedure: Procedure, world: World, nodes: Mapping[tuple[object, ...], _Node]
) -> Iterator[str]:
    can_end = _can_end(procedure, nodes)
    for key, node in nodes.items():
        matter = node.matter
        where = _words(matter)
        if procedure.states[matter.state].is_end:
            if matter.open():
                yield f"ends with an open promise: {where}"
            continue
        if matter.version and not matter.open():
            yield f"nobody owes anything: {where}"
        stuck = _stuck(world, node)
        if stuck is not None:
            yield f"dead end: {where} when only {sorted(stuck)} hold"
        if key not in can_end:
            yield f"only wiping everything can end it: {where}"


def _stuck(world: World, node: _Node) -> frozenset[str] | None:
    """An answer of the guards under which nothing can happen here; None when there is none.

    Only guards of acts that could happen here matter: however the others answer changes nothing.
    """
    if frozenset() in node.enabled:
        return None
    asked = frozenset().union(*node.enabled)
    for holding in world.assignments(asked):
        if not any(needed <= holding for needed in node.enabled):
            return holding
    return None


def _can_end(
    procedure: Procedure, nodes: Mapping[tuple[object, ...], _Node]
) -> set[tuple[object, ...]]:
    before: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    for key, node in nodes.items():
        for act, after in node.next:
            if not procedure.acts[act].wipes:
                before.setdefault(after, []).append(key)
    found = {k for k, n in nodes.items() if procedure.states[n.matter.state].is_end}
    queue = deque(found)
    while queue:
        for key in before.get(queue.popleft(), ()):
            if key not in found:
                found.add(key)
                queue.append(key)
    return found


def _words(matter: Matter) -> str:
    owed = ", ".join(f"{o.kind}@{o.debtor}{' paused' * o.is_paused}" for o in matter.open())
    last = matter.trail[-1].act if matter.trail else "nothing"
    return f"{matter.state} [{owed or 'no promise'}] after {last}"
