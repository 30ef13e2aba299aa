"""The event an allowed act becomes: what it opens, ends, pauses, resumes and moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.guards import Situation
from huying.domain.procedure.marks import LATE
from huying.domain.procedure.matter import Act, Change, Event, Obligation
from huying.domain.procedure.model import ENDINGS, Outcome, Target
from huying.domain.procedure.targets import bodies_of, pointed_at
from huying.domain.worktime import Pause

#: A device's own time counts for lateness only this long after the fact (DESIGN §5 "Time").
DONE_AT_COUNTS: Final = timedelta(hours=12)


def event_of(at: Situation, ids: Iterator[int]) -> Event:
    """The event of an act that nothing refuses; due times are computed here, once."""
    act, rule, matter = at.act, at.rule, at.matter
    parties = _new_parties(at)
    opened = tuple(_opened(target, at, ids) for target in rule.opens)
    to = rule.to or (at.facts.procedure.begin if rule.makes_matter else "")
    event = Event(
        matter=matter.id,
        seq=matter.version + 1,
        act=rule.name,
        at=act.at,
        role=at.post.role,
        body=at.post.body,
        person=act.by.person,
        answers=at.answered.id if at.answered else None,
        done_at=act.done_at,
        to=to,
        opened=tuple(o for group in opened for o in group),
        changed=_changes(at),
        parties=parties,
        fields=_plain_fields(at),
        texts=_texts(at),
        is_end=at.facts.procedure.states[to or matter.state].is_end,
    )
    return _with_looks(event, at)


def _new_parties(at: Situation) -> dict[str, tuple[int, ...]]:
    return {who: b for who, b in at.resolved.items() if at.matter.parties.get(who) != b}


def _opened(target: Target, at: Situation, ids: Iterator[int]) -> tuple[Obligation, ...]:
    rule = at.facts.procedure.obligations[target.kind]
    return tuple(
        open_obligation(rule.name, debtor, at, next(ids)) for debtor in bodies_of(target.who, at)
    )


def open_obligation(kind: str, debtor: int, at: Situation, new_id: int) -> Obligation:
    """A promise of `debtor` that begins now, with its due time on that body's calendar."""
    rule, act, facts = at.facts.procedure.obligations[kind], at.act, at.facts
    limit = facts.limit(rule.limit, at.matter, act, debtor)
    due = facts.due(act.at, limit, debtor, ()) if limit else None
    creditors = bodies_of(rule.creditor, at)
    return Obligation(
        id=new_id,
        kind=kind,
        debtor=debtor,
        creditor=creditors[0] if creditors else debtor,
        opened_at=act.at,
        limit=limit,
        due_at=due.at if due else None,
        cause=at.answered.id if at.answered else None,
        is_provisional=bool(due and due.warnings),
    )


def _changes(at: Situation) -> tuple[Change, ...]:
    rule = at.rule
    changes: dict[int, Change] = {}
    if at.answered is not None:
        changes[at.answered.id] = _answer(at.answered, at)
    for targets, outcome in ((rule.keeps, Outcome.KEPT), (rule.excuses, Outcome.EXCUSED)):
        for o in pointed_at(targets, at):
            changes.setdefault(o.id, _ending(o, outcome, at.act))
    for o in pointed_at(rule.resumes, at):
        if o.is_paused:
            changes[o.id] = _resumed(o, at)
    for o in pointed_at(rule.moves, at):
        changes[o.id] = Change(o.id, "moved", due_at=at.act.fields.get("new_due"))
    return tuple(changes.values())


def _answer(answered: Obligation, at: Situation) -> Change:
    outcome = at.rule.outcome
    if outcome in ENDINGS:
        return _ending(answered, outcome, at.act)
    if at.rule.at_due:
        # The clock came and the promise is still owed: this act is its late mark as well.
        return Change(answered.id, "marked", is_late=True, marks=LATE)
    return Change(answered.id, str(outcome), is_late=_is_late(answered, at.act))


def _ending(obligation: Obligation, outcome: Outcome, act: Act) -> Change:
    return Change(obligation.id, str(outcome), is_late=_is_late(obligation, act))


def _is_late(obligation: Obligation, act: Act) -> bool:
    return obligation.due_at is not None and counted_at(act, obligation) > obligation.due_at


def counted_at(act: Act, obligation: Obligation) -> datetime:
    """What counts for lateness: the device's time within its bounds, else the server's."""
    done = act.done_at
    if done and obligation.opened_at <= done <= act.at and act.at - done <= DONE_AT_COUNTS:
        return done
    return act.at


def _resumed(obligation: Obligation, at: Situation) -> Change:
    last = obligation.pauses[-1]
    pauses = (*obligation.pauses[:-1], Pause(last.start, at.act.at))
    limit = obligation.limit
    due = at.facts.due(obligation.opened_at, limit, obligation.debtor, pauses) if limit else None
    return Change(
        obligation.id,
        "resumed",
        due_at=due.at if due else None,
        is_provisional=bool(due and due.warnings),
    )


def _with_looks(event: Event, at: Situation) -> Event:
    """Fills in when the clock looks again; asked of the obligations as they will be."""
    after = {o.id: o for o in evolve(at.matter, event).obligations}
    opened = tuple(replace(o, next_at=at.facts.next_look(after[o.id])) for o in event.opened)
    changed = tuple(
        change
        if change.did in ENDINGS
        else replace(change, next_at=at.facts.next_look(after[change.id]))
        for change in event.changed
    )
    return replace(event, opened=opened, changed=changed)


def _plain_fields(at: Situation) -> dict[str, Any]:
    given = {k: v for k, v in at.act.fields.items() if not at.facts.is_text(k) and v is not None}
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in given.items()}
    return {**plain, **at.facts.computed(at.rule, at.matter, at.act)}


def _texts(at: Situation) -> dict[str, str]:
    return {k: str(v) for k, v in at.act.fields.items() if at.facts.is_text(k) and v}
