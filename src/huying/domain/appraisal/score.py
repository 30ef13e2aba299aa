"""The score of one case for each responsible body (一事一考; S2-44, S2-45).

What was owed is read from the obligations, what the resident said from the return visits;
nobody enters a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Final

from huying.domain.appraisal.delay import Clock, Wait, attribute
from huying.domain.appraisal.orders import OrderFacts, Satisfaction, Solved, VisitFacts
from huying.domain.appraisal.rates import RateRules
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import Pause, Unit, WorkCalendar

FIRST_LIMITS: Final = ("sign", "contact")
#: What a body owes in a case by its duty; only these make it responsible and scored.
SCORED: Final = frozenset({"sign", "contact", "resolve", "help"})
#: Obligations of others to the lead, on which the lead waits while its own clock runs: help, a
#: task given on, an extension or a pause to be approved. Waiting for the resident is a pause.
WAITED_FOR: Final = frozenset({"help", "task", "extend", "permit"})
#: The lead's own promise that a body outside the district answers; its lateness is that body's.
TRANSFERRED: Final = "outside"
#: 外单位: a party that is no body of the district.
OUTSIDE: Final = -1


@dataclass(frozen=True, slots=True)
class Owed:
    """责任: one obligation of the case as it ended; `outcome` "kept", "excused" or "failed".

    `ended_at` is the moment that counts for lateness. `due_at` None: no limit was running.
    """

    kind: str
    debtor: int
    creditor: int
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    outcome: str
    unit: Unit = Unit.HOUR
    pauses: tuple[Pause, ...] = ()

    @property
    def is_in_time(self) -> bool:
        done = self.ended_at if self.outcome == "kept" else None
        return done is not None and (self.due_at is None or done <= self.due_at)


def owed_of(obligation: Obligation) -> Owed:
    """The obligation of a matter as the score reads it."""
    return Owed(
        kind=obligation.kind,
        debtor=obligation.debtor,
        creditor=obligation.creditor,
        opened_at=obligation.opened_at,
        due_at=obligation.due_at,
        ended_at=obligation.ended_at,
        outcome=obligation.outcome,
        unit=obligation.limit.unit if obligation.limit else Unit.HOUR,
        pauses=obligation.pauses,
    )


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """诉求: what the score reads of a case. `returned`: bodies ruled not responsible.

    `exemption` is the code by which the return visit was left out, "" when there was one.
    `blameless` are bodies that help and are never blamed, as residents' committees (S4-25): they
    have no score, and what they were late with stays with whoever asked them.
    """

    owed: tuple[Owed, ...]
    visits: tuple[VisitFacts, ...] = ()
    returned: frozenset[int] = frozenset()
    exemption: str = ""
    blameless: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseScore:
    """一事一考: one body's score of one case; None where nothing was owed or nobody answered.

    `response` 1 or 0; `resolution` 1, partly, 0; `satisfaction` 1, basically, 0 (the last two for
    the body whose handling was judged; the mean where several residents were asked).
    `delay_minutes` is the lateness of what the body itself had to deliver, and `whose` says which
    bodies those minutes belong to.
    """

    body: int
    is_lead: bool
    response: int | None
    resolution: Fraction | None
    satisfaction: Fraction | None
    delay_minutes: int
    whose: Mapping[int, int] = field(default_factory=dict)
    exemption: str = ""


CalendarOf = Callable[[int], WorkCalendar]


def scores(case: CaseFacts, calendar_of: CalendarOf, rules: RateRules) -> tuple[CaseScore, ...]:
    """One score for each body that owed something by its duty, ordered by body.

    `calendar_of` gives the working calendar a body is bound to (office hours or day and night).
    """
    handler = judged(case)
    said = last_answers(case.visits)
    return tuple(
        _score(body, case, calendar_of, rules, said if body == handler else ())
        for body in responsible(case)
    )


def responsible(case: CaseFacts) -> tuple[int, ...]:
    """Bodies that answer for a share of the case; one whose return was upheld is out."""
    debtors = {owed.debtor for owed in case.owed if owed.kind in SCORED}
    return tuple(sorted(debtors - case.returned - case.blameless - {REQUESTER}))


def judged(case: CaseFacts) -> int | None:
    """The body whose handling the resident judges: the last one that owed the result."""
    leads = [o for o in case.owed if o.kind == "resolve" and o.debtor not in case.returned]
    return max(leads, key=lambda o: (o.opened_at, o.debtor)).debtor if leads else None


def order_of(case: CaseFacts, body: int) -> OrderFacts | None:
    """The body's share of the case as the rates count it; None for a body that only helped."""
    # A body that got the order twice is counted by its newest limits.
    newest_last = sorted(_of(case, body, *FIRST_LIMITS), key=lambda o: o.opened_at)
    first = {o.kind: o for o in newest_last}
    if not first:
        return None
    sign, contact = first.get("sign"), first.get("contact")
    limit = contact or sign
    return OrderFacts(
        dispatched_at=min(o.opened_at for o in first.values()),
        sign_due=sign.due_at if sign else None,
        # Where the body makes no first contact the order is due with its signing.
        contact_due=limit.due_at if limit else None,
        signed_at=_kept_at(sign),
        contacted_at=_kept_at(contact),
        is_contact_excused=contact is None or contact.outcome == "excused",
        is_sign_excused=sign is None,
        is_returned=body in case.returned,
        visits=case.visits if body == judged(case) else (),
    )


def _score(
    body: int,
    case: CaseFacts,
    calendar_of: CalendarOf,
    rules: RateRules,
    said: tuple[VisitFacts, ...],
) -> CaseScore:
    whose: dict[int, int] = {}
    for owed in _of(case, body, "resolve", "help"):
        for party, minutes in _delay(owed, case, calendar_of).items():
            whose[party] = whose.get(party, 0) + minutes
    return CaseScore(
        body=body,
        is_lead=bool(_of(case, body, "resolve")),
        response=_response(case, body),
        resolution=_mean(_worth_solved(visit, rules) for visit in said),
        satisfaction=_mean(_worth_rating(visit, rules) for visit in said),
        delay_minutes=sum(whose.values()),
        whose=whose,
        exemption=case.exemption,
    )


def _delay(owed: Owed, case: CaseFacts, calendar_of: CalendarOf) -> Mapping[int, int]:
    if owed.outcome == "excused" or owed.ended_at is None:
        return {}
    clock = Clock(owed.unit, calendar_of(owed.debtor), owed.pauses)
    waits = _waits(owed, case) if owed.kind == "resolve" else ()
    return attribute(
        owed.debtor,
        start=owed.opened_at,
        due_at=owed.due_at,
        done_at=owed.ended_at,
        clock=clock,
        waits=waits,
    ).shares


def _waits(lead: Owed, case: CaseFacts) -> tuple[Wait, ...]:
    waits = (_wait(lead, other, case) for other in case.owed)
    return tuple(wait for wait in waits if wait is not None)


def _wait(lead: Owed, other: Owed, case: CaseFacts) -> Wait | None:
    """What the lead waited for in another obligation; None when it was no wait of its own."""
    if other.kind == TRANSFERRED:
        is_own = other.debtor == lead.debtor
        return Wait(OUTSIDE, other.due_at, other.ended_at) if is_own else None
    if other.kind not in WAITED_FOR or other.creditor != lead.debtor:
        return None
    if other.debtor in {lead.debtor, REQUESTER, *case.blameless}:
        return None
    return Wait(other.debtor, other.due_at, other.ended_at)


def _response(case: CaseFacts, body: int) -> int | None:
    # An excused first contact is a coded exemption: the order stands and falls with the signing.
    owed = [o for o in _of(case, body, *FIRST_LIMITS) if o.outcome != "excused"]
    return int(all(o.is_in_time for o in owed)) if owed else None


def last_answers(visits: tuple[VisitFacts, ...]) -> tuple[VisitFacts, ...]:
    """Each resident's last valid visit: after rework one judges the case as it then is, and
    nobody speaks for another."""
    latest = sorted((visit for visit in visits if visit.is_valid), key=lambda visit: visit.at)
    return tuple({visit.resident: visit for visit in latest}.values())


def _mean(parts: Iterable[Fraction | None]) -> Fraction | None:
    given = [part for part in parts if part is not None]
    return sum(given, Fraction(0)) / len(given) if given else None


def _worth_solved(answer: VisitFacts, rules: RateRules) -> Fraction | None:
    worth = {Solved.SOLVED: Fraction(1), Solved.PARTLY: rules.partly, Solved.UNSOLVED: Fraction(0)}
    return worth[answer.solved] if answer.solved else None


def _worth_rating(answer: VisitFacts, rules: RateRules) -> Fraction | None:
    worth = {
        Satisfaction.SATISFIED: Fraction(1),
        Satisfaction.BASICALLY: rules.basically,
        Satisfaction.UNSATISFIED: Fraction(0),
    }
    return worth[answer.satisfaction] if answer.satisfaction else None


def _of(case: CaseFacts, body: int, *kinds: str) -> tuple[Owed, ...]:
    return tuple(o for o in case.owed if o.debtor == body and o.kind in kinds)


def _kept_at(owed: Owed | None) -> datetime | None:
    return owed.ended_at if owed and owed.outcome == "kept" else None
