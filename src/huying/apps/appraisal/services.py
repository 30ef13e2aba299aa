"""Makes score and visit records from events, and keeps the marks bodies gave each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from django.db.models import Exists, OuterRef

from huying.apps.appraisal.given import SCORING, given_in
from huying.apps.appraisal.models import GivenScore, ScoreRecord, VisitRecord
from huying.apps.appraisal.rules import rate_rules
from huying.apps.cases.queries import CaseFile, case_files, district_of
from huying.domain.appraisal.orders import Satisfaction, Solved, VisitFacts
from huying.domain.appraisal.score import CaseFacts, CaseScore, judged, owed_of, scores
from huying.domain.cases.codes import EXEMPTION_OF_ACT
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.kernel.bodies import NEVER_LEAD, Chart
from huying.domain.procedure.matter import Event as EventValue
from huying.domain.worktime import WorkCalendar
from huying.platform import ids
from huying.platform.database import write_transaction
from huying.platform.matters.models import Event, Matter

#: Events in which a resident was asked, or could not be reached at last; those of a merged case
#: each have a visit of their own.
UNREACHED = frozenset({"visit_unreached", "joined_unreached"})
VISITS = UNREACHED | {"visit_early", "visit_closes", "visit_returns", "joined_visit_done"}
#: Events that open a closed case again.
REOPENS = frozenset({"reopen", "reopen_at_desk"})
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
    scored = ScoreRecord.objects.filter(district_id=district_id, matter_id=OuterRef("id"))
    visits = Event.objects.filter(district_id=district_id, act__in=VISITS).exclude(id__in=seen)
    marked = GivenScore.objects.filter(district_id=district_id).values("event_id")
    # Only events that gave a mark name the body it was given to.
    marks = Event.objects.filter(
        district_id=district_id, act__in=SCORING, body__contains='"scored":'
    ).exclude(id__in=marked)
    closed = Matter.objects.filter(district_id=district_id, procedure="case", state="closed")
    closed = closed.exclude(Exists(scored.filter(closed_at=OuterRef("ended_at"))))
    found = set(visits.values_list("matter_id", flat=True))
    found |= set(marks.values_list("matter_id", flat=True))
    chosen = sorted(found | set(closed.values_list("id", flat=True)))
    for start in range(0, len(chosen), _BATCH):
        files = case_files(chosen[start : start + _BATCH])
        missing = set(visits.filter(matter_id__in=files).values_list("id", flat=True))
        missing |= set(marks.filter(matter_id__in=files).values_list("id", flat=True))
        missing |= _unscored(files)
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
        closings = _closings(file)
        for event_id in told.keys() & file.events.keys():
            event = file.events[event_id]
            known = district_of(told[event_id], event.at)
            if event.act in VISITS:
                visits.append(_visit(event_id, event, file, known))
            if "scored" in event.fields:
                given += _given(told[event_id], event_id, event)
            if event_id in closings:
                records += _scores(event_id, event, file, known)
    rows: tuple[VisitRecord | ScoreRecord | GivenScore, ...] = (*visits, *records, *given)
    for row in rows:
        row.id = ids.new_id(at)
    VisitRecord.objects.bulk_create(visits)
    ScoreRecord.objects.bulk_create(records)
    GivenScore.objects.bulk_create(given)


def _closings(file: CaseFile) -> set[int]:
    """The events that closed the case, one more after each reopening; other ends score nobody."""
    return {i for i, e in file.events.items() if e.is_end and e.to == "closed"}


def _unscored(files: Mapping[int, CaseFile]) -> set[int]:
    known = ScoreRecord.objects.filter(matter_id__in=files).values_list("event_id", flat=True)
    return {event for file in files.values() for event in _closings(file)} - set(known)


def facts_of(file: CaseFile, until: datetime, chart: Chart) -> CaseFacts:
    """What the score reads of a case, as it stood at a moment."""
    events = [event for event in file.events.values() if event.at <= until]
    returned = {event.body for event in events if event.act == "return_order"}
    # A body that returned the order and leads it after all is responsible again.
    returned -= set(file.matter.parties.get("lead", ()))
    owed = [o for o in file.matter.obligations if o.opened_at <= until]
    return CaseFacts(
        owed=tuple(owed_of(o) for o in owed),
        visits=tuple(_asked(event, file) for event in events if event.act in VISITS),
        returned=frozenset(returned),
        exemption=_exemption(events),
        blameless=frozenset(o.debtor for o in owed if _is_blameless(chart, o.debtor)),
    )


def _is_blameless(chart: Chart, body: int) -> bool:
    return body in chart and chart.body(body).kind in NEVER_LEAD


def _exemption(events: Sequence[EventValue]) -> str:
    """The code by which the last end came without a return visit, "" after a visit."""
    # A correction after the end has an end state too, but does not lead there.
    end = next((event for event in reversed(events) if event.is_end and event.to), None)
    if end is None:
        return ""
    return str(EXEMPTION_OF_ACT.get(end.act) or end.fields.get("exemption_code") or "")


def _joined(event: EventValue, file: CaseFile) -> str:
    """The number of the merged case whose resident was asked; "" for the case's own."""
    owed = file.matter.obligation(event.answers)
    return owed.part if owed is not None and event.act.startswith("joined") else ""


def _asked(event: EventValue, file: CaseFile) -> VisitFacts:
    resident = _joined(event, file)
    if event.act in UNREACHED:
        return VisitFacts(event.at, is_unreached=True, resident=resident)
    told = event.fields
    solved, satisfaction = Solved(told["solved"]), Satisfaction(told["satisfaction"])
    return VisitFacts(event.at, solved, satisfaction, resident=resident)


def _visit(event_id: int, event: EventValue, file: CaseFile, known: District) -> VisitRecord:
    codes = event.fields.get("dissatisfaction") or ()
    return VisitRecord(
        district_id=known.id,
        matter_id=event.matter,
        event_id=event_id,
        body_id=judged(facts_of(file, event.at, known.chart)) or 0,
        at=event.at,
        solved=event.fields.get("solved", ""),
        satisfaction=event.fields.get("satisfaction", ""),
        is_unreached=event.act in UNREACHED,
        channel=file.case.channel,
        item_code=file.case.case_type,
        area_code=file.case.grid,
        joined=_joined(event, file),
        dissatisfaction=f",{','.join(codes)}," if codes else "",
        reopened=_reopened(event, file),
    )


def _reopened(event: EventValue, file: CaseFile) -> int:
    """How often the case had been reopened before this event."""
    return sum(e.act in REOPENS and e.seq < event.seq for e in file.events.values())


def _given(district_id: int, event_id: int, event: EventValue) -> list[GivenScore]:
    found = given_in(dict(event.fields))
    if found is None:
        return []
    direction, score = found
    row = GivenScore(
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
    event_id: int, event: EventValue, file: CaseFile, known: District
) -> Iterator[ScoreRecord]:
    on = local_day(event.at)

    def calendar_of(body: int) -> WorkCalendar:
        return known.calendar_of(body, on)

    facts = facts_of(file, event.at, known.chart)
    for one in scores(facts, calendar_of, rate_rules(known, on)):
        row = _score(one, event, _reopened(event, file))
        row.district_id, row.event_id = known.id, event_id
        yield row


def _score(one: CaseScore, event: EventValue, reopened: int) -> ScoreRecord:
    return ScoreRecord(
        matter_id=event.matter,
        body_id=one.body,
        is_lead=one.is_lead,
        response=_thousandths(one.response),
        resolution=_thousandths(one.resolution),
        satisfaction=_thousandths(one.satisfaction),
        delay_minutes=one.delay_minutes,
        whose=json.dumps({str(body): minutes for body, minutes in one.whose.items()}),
        exemption=one.exemption,
        closed_at=event.at,
        reopened=reopened,
    )


def _thousandths(part: Fraction | int | None) -> int | None:
    # The mean of three residents need not be exact in thousandths: half up.
    return None if part is None else int(part * 1000 + Fraction(1, 2))
