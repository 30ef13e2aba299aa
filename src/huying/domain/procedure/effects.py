"""The event an allowed act becomes: what it opens, ends, pauses, resumes and extends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.guards import Situation
from huying.domain.procedure.marks import LATE
from huying.domain.procedure.matter import Act, Change, Event, Obligation
from huying.domain.procedure.model import ENDINGS, ObligationRule, Outcome, Target
from huying.domain.procedure.targets import bodies_of, pointed_at
from huying.domain.worktime import Due, Limit, Pause

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
    parts = at.facts.parts(rule.name, at.matter, at.act) if rule.each else ("",)
    return tuple(
        _promise(rule, debtor, part, at, next(ids))
        for debtor in bodies_of(target.who, at)
        for part in parts
    )


def _promise(
    rule: ObligationRule, debtor: int, part: str, at: Situation, new_id: int
) -> Obligation:
    """A promise of `debtor` that begins now, with its due time on that body's calendar."""
    act, facts = at.act, at.facts
    started = facts.start(rule.name, at.matter, act)
    limit = None
    due = Due(act.fields.get(rule.limit_field)) if rule.limit_field else None
    if due is None:
        limit = facts.limit(rule.limit, at.matter, act, debtor, part)
        due = facts.due(started, limit, debtor, ()) if limit else Due(None)
    creditors = bodies_of(rule.creditor, at)
    return Obligation(
        id=new_id,
        kind=rule.name,
        debtor=debtor,
        creditor=creditors[0] if creditors else debtor,
        opened_at=started,
        limit=limit,
        due_at=due.at,
        cause=at.answered.id if at.answered else None,
        is_provisional=bool(due.warnings),
        part=part,
    )


def _changes(at: Situation) -> tuple[Change, ...]:
    rule = at.rule
    changes: dict[int, Change] = {}
    if at.answered is not None:
        changes[at.answered.id] = _answer(at.answered, at)
    for targets, change in (
        (rule.keeps, _kept),
        (rule.excuses, _excused),
        (rule.pauses, _paused),
        (rule.resumes, _resumed),
        (rule.extends, _extended),
    ):
        for o in pointed_at(targets, at):
            changed = change(o, at)
            if changed:
                changes.setdefault(o.id, changed)
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


def _kept(obligation: Obligation, at: Situation) -> Change:
    return _ending(obligation, Outcome.KEPT, at.act)


def _excused(obligation: Obligation, at: Situation) -> Change:
    return _ending(obligation, Outcome.EXCUSED, at.act)


def _paused(obligation: Obligation, at: Situation) -> Change | None:
    if obligation.is_paused:
        return None
    return Change(obligation.id, "paused", is_late=_is_late(obligation, at.act))


def _resumed(obligation: Obligation, at: Situation) -> Change | None:
    if not obligation.is_paused:
        return None
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


def _extended(o: Obligation, at: Situation) -> Change:
    """The limit grows in its own unit, so that start and pauses still count as they did (W7)."""
    if o.limit is None:
        return Change(o.id, "extended", due_at=o.due_at)
    limit = Limit(o.limit.value + int(at.act.fields.get("extra") or 0), o.limit.unit)
    due = at.facts.due(o.opened_at, limit, o.debtor, o.pauses)
    return Change(o.id, "extended", due_at=due.at, is_provisional=bool(due.warnings), limit=limit)


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
