"""Makes score and visit records from events, and keeps the marks bodies gave each other."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction

from huying.apps.appraisal.given import SCORING, given_in
from huying.apps.appraisal.models import GivenScore, ScoreRecord, VisitRecord
from huying.apps.appraisal.rules import rate_rules
from huying.apps.cases.queries import CaseFile, case_files, district_of
from huying.domain.appraisal.orders import Satisfaction, Solved, VisitFacts
from huying.domain.appraisal.score import CaseFacts, CaseScore, judged, owed_of, scores
from huying.domain.cases.facts import local_day
from huying.domain.procedure.matter import Event as EventValue
from huying.domain.worktime import WorkCalendar
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.models import Event, Matter

#: Events in which a resident was asked, or could not be reached at last.
VISITS = frozenset({"visit_early", "visit_closes", "visit_returns", "visit_unreached"})
_BATCH = 200
_IDS_A_CASE = 10


def take_events(events: Sequence[Event], at: datetime) -> None:
    """Relay consumer: a visit record for each visit, score records for each closed case, a row
    for each mark a street and a department gave each other."""
    told = {event.id: event.district_id for event in events}
    files = case_files({event.matter_id for event in events if _matters(event)})
    _record(files, told, at)


def score_closed(district_id: int, at: datetime) -> int:
    """Records every visit and closed case of a district that has no record yet; for loaders.

    Returns the number of cases looked at. May be interrupted and run again.
    """
    seen = VisitRecord.objects.filter(district_id=district_id).values("event_id")
    scored = ScoreRecord.objects.filter(district_id=district_id).values("matter_id")
    visits = Event.objects.filter(district_id=district_id, act__in=VISITS).exclude(id__in=seen)
    marked = GivenScore.objects.filter(district_id=district_id).values("event_id")
    # Only events that gave a mark name the body it was given to.
    marks = Event.objects.filter(
        district_id=district_id, act__in=SCORING, body__contains='"scored":'
    ).exclude(id__in=marked)
    closed = Matter.objects.filter(district_id=district_id, state="closed").exclude(id__in=scored)
    found = set(visits.values_list("matter_id", flat=True))
    found |= set(marks.values_list("matter_id", flat=True))
    chosen = sorted(found | set(closed.values_list("id", flat=True)))
    for start in range(0, len(chosen), _BATCH):
        files = case_files(chosen[start : start + _BATCH])
        missing = set(visits.filter(matter_id__in=files).values_list("id", flat=True))
        missing |= set(marks.filter(matter_id__in=files).values_list("id", flat=True))
        missing |= {_closing(file) or 0 for file in files.values()}
        ids.reserve(at, _BATCH * _IDS_A_CASE)
        with write_transaction():
            _record(files, dict.fromkeys(missing, district_id), at)
    return len(chosen)


def _matters(event: Event) -> bool:
    told = json.loads(event.body)
    return event.act in VISITS or bool(told["end"]) or "scored" in told["fields"]


def _record(files: dict[int, CaseFile], told: dict[int, int], at: datetime) -> None:
    """Records what the told events (id → district) brought; `files` hold their cases."""
    visits: list[VisitRecord] = []
    records: list[ScoreRecord] = []
    given: list[GivenScore] = []
    for file in files.values():
        closing = _closing(file)
        for event_id, event in file.events.items():
            if event_id not in told:
                continue
            if event.act in VISITS:
                visits.append(_visit(told[event_id], event_id, event, file, at))
            if "scored" in event.fields:
                given += _given(told[event_id], event_id, event, at)
            if event_id == closing:
                records += _scores(told[event_id], event_id, event, file, at)
    VisitRecord.objects.bulk_create(visits)
    ScoreRecord.objects.bulk_create(records)
    GivenScore.objects.bulk_create(given)


def _closing(file: CaseFile) -> int | None:
    """The event that closed the case; None while it is open, or when it ended otherwise."""
    return next((i for i, e in file.events.items() if e.is_end and e.to == "closed"), None)


def facts_of(file: CaseFile, until: datetime) -> CaseFacts:
    """What the score reads of a case, as it stood at a moment."""
    events = [event for event in file.events.values() if event.at <= until]
    returned = {event.body for event in events if event.act == "return_order"}
    # A body that returned the order and leads it after all is responsible again.
    returned -= set(file.matter.parties.get("lead", ()))
    return CaseFacts(
        owed=tuple(owed_of(o) for o in file.matter.obligations if o.opened_at <= until),
        visits=tuple(_asked(event) for event in events if event.act in VISITS),
        returned=frozenset(returned),
        exemption=file.case.exemption,
    )


def _asked(event: EventValue) -> VisitFacts:
    if event.act == "visit_unreached":
        return VisitFacts(event.at, is_unreached=True)
    told = event.fields
    return VisitFacts(event.at, Solved(told["solved"]), Satisfaction(told["satisfaction"]))


def _visit(
    district_id: int, event_id: int, event: EventValue, file: CaseFile, at: datetime
) -> VisitRecord:
    return VisitRecord(
        id=ids.new_id(at),
        district_id=district_id,
        matter_id=event.matter,
        event_id=event_id,
        body_id=judged(facts_of(file, event.at)) or 0,
        at=event.at,
        solved=event.fields.get("solved", ""),
        satisfaction=event.fields.get("satisfaction", ""),
        is_unreached=event.act == "visit_unreached",
        channel=file.case.channel,
        item_code=file.case.case_type,
        area_code=file.case.grid,
    )


def _given(district_id: int, event_id: int, event: EventValue, at: datetime) -> list[GivenScore]:
    found = given_in(dict(event.fields))
    if found is None:
        return []
    direction, score = found
    row = GivenScore(
        id=ids.new_id(at),
        district_id=district_id,
        matter_id=event.matter,
        event_id=event_id,
        by_body_id=event.body,
        of_body_id=event.fields["scored"],
        score=score,
        direction=direction,
        at=event.at,
    )
    return [row]


def _scores(
    district_id: int, event_id: int, event: EventValue, file: CaseFile, at: datetime
) -> Collection[ScoreRecord]:
    known = district_of(district_id, event.at)

    def calendar_of(body: int) -> WorkCalendar:
        return known.calendar_of(body, local_day(event.at))

    found = scores(facts_of(file, event.at), calendar_of, rate_rules(known, local_day(event.at)))
    return [_score(district_id, event_id, event, one, at) for one in found]


def _score(
    district_id: int, event_id: int, event: EventValue, one: CaseScore, at: datetime
) -> ScoreRecord:
    return ScoreRecord(
        id=ids.new_id(at),
        district_id=district_id,
        matter_id=event.matter,
        event_id=event_id,
        body_id=one.body,
        is_lead=one.is_lead,
        response=_thousandths(one.response),
        resolution=_thousandths(one.resolution),
        satisfaction=_thousandths(one.satisfaction),
        delay_minutes=one.delay_minutes,
        whose=json.dumps({str(body): minutes for body, minutes in one.whose.items()}),
        exemption=one.exemption,
        closed_at=event.at,
    )


def _thousandths(part: Fraction | int | None) -> int | None:
    return None if part is None else int(part * 1000)
