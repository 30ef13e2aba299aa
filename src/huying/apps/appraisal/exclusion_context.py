"""How requests for exclusion join the spine: rows to values and back, and their facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from django.db.models import Exists

from huying.apps.appraisal.models import Exclusion, ScoreRecord
from huying.apps.cases.district import district_at
from huying.domain.appraisal.exclusion import Request, Standing, evolve_request
from huying.domain.appraisal.exclusion_facts import GUARDS, ExclusionFacts
from huying.domain.cases.facts import local_day
from huying.domain.procedure import matter as value
from huying.platform.matters.contexts import Context, Moment
from huying.platform.matters.models import Matter

PROCEDURE = "exclusion"


def to_domain(row: Exclusion) -> Request:
    """The request as a value."""
    return Request(row.case_id, row.body_id, row.code, row.asked_by, row.decided_by, row.granted_at)


def take(row: Exclusion, request: Request) -> None:
    """Writes the value's columns to a row (not saved)."""
    row.case_id, row.body_id, row.code = request.case, request.body, request.code
    row.asked_by, row.decided_by = request.asked_by, request.decided_by
    row.granted_at = request.granted_at


def project(row: Exclusion, _event: value.Event, district_id: int) -> bool:
    row.district_id = district_id
    return False


def columns(_matter: value.Matter, _request: Request) -> Mapping[str, Any]:
    """A request lies on no ground and in no line: it is reached through its case."""
    return {}


def facts_for(moment: Moment) -> ExclusionFacts:
    """The facts of one request, as of the district's stamp."""
    district = moment.district_id
    known = district_at(district, moment.stamp, local_day(moment.at))
    # Every guard asks how the case stands; within one decision it is read once.
    standing = lru_cache(maxsize=4)(partial(standing_of, district))
    return ExclusionFacts(known, moment.procedure, moment.detail, standing)


def standing_of(district_id: int, case_id: int) -> Standing | None:
    """How a case stands to a request, by its latest closing; None while it is not closed.

    A case that was reopened and is open again has no closing to ask about.
    """
    rows = _scores(district_id, case_id)
    if not rows:
        return None
    asked = Exclusion.objects.filter(district_id=district_id, case_id=case_id)
    made = dict(asked.values_list("body_id", "granted_at"))
    return Standing(
        closed_at=rows[0].closed_at,
        leads=frozenset(row.body_id for row in rows if row.is_lead),
        asked=frozenset(made),
        is_excluded=any(made.values()),
    )


def _scores(district_id: int, case_id: int) -> list[ScoreRecord]:
    """The score rows of the latest closing; none while the case is open."""
    closed = Matter.objects.filter(id=case_id, procedure="case", state="closed")
    found = ScoreRecord.objects.filter(Exists(closed), district_id=district_id, matter_id=case_id)
    rows = list(found.order_by("-reopened", "id"))
    return [row for row in rows if row.reopened == rows[0].reopened]


EXCLUSIONS = Context(
    procedures=frozenset({PROCEDURE}),
    guards=frozenset(GUARDS),
    detail_model=Exclusion,
    accessor="exclusion",
    blank=Request,
    to_domain=to_domain,
    evolve=evolve_request,
    take=take,
    project=project,
    columns=columns,
    facts_for=facts_for,
    personal=frozenset(),
)
