"""One case as JSON, cut to what its reader may see."""

from __future__ import annotations

from typing import Any

from huying.api.answers import plain
from huying.apps.cases.acts import Choice, choices
from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.page.links import counts_joined
from huying.apps.cases.reasons import act_words, body_words, reason
from huying.domain.kernel.actor import REQUESTER
from huying.domain.procedure.matter import Obligation


def case_read(detail: Detail) -> dict[str, Any]:
    """Everything one may know of a case."""
    row, case = detail.row, detail.case.facts.case
    return {
        "number": row.number,
        "state": row.state,
        "version": detail.case.matter.version,
        "title": detail.title,
        "text": detail.text,
        "demand_kind": case.demand_kind,
        "channel": case.channel,
        "case_type": case.case_type,
        "is_confidential": case.is_hidden,
        "reported_at": case.reported_at,
        "opened_at": row.opened_at,
        "ended_at": row.ended_at,
        "due_at": row.due_at,
        "is_late": row.is_late,
        "place": _place(detail),
        "requester": {"name": detail.requester.name, "phone": detail.requester.phone},
        "list": {"version": case.list_version, "line": case.list_line},
        "checked": list(case.checked),
        "joined_count": len(case.joined),
        "outcome": {
            "solved": case.solved,
            "satisfaction": case.satisfaction,
            "exemption": case.exemption,
        },
        "obligations": [_obligation(detail, o) for o in detail.case.matter.obligations],
        "acts": [_act(detail, c) for c in choices(detail.case, detail.reader, detail.at)],
        "history": [_event(detail, happened) for happened in detail.history],
    }


def _place(detail: Detail) -> dict[str, Any]:
    case, chart = detail.case.facts.case, detail.chart
    street, community = chart.street_of(case.grid), chart.community_of(case.grid)
    return {
        "address": detail.address,
        "lon": case.lon if detail.sees_point else "",
        "lat": case.lat if detail.sees_point else "",
        "grid": case.grid,
        "street": street.code if street else "",
        "community": community.code if community else "",
    }


def _obligation(detail: Detail, owed: Obligation) -> dict[str, Any]:
    return {
        "id": owed.id,
        "kind": owed.kind,
        "part": _part(detail, owed),
        "debtor": _party(detail, owed.debtor),
        "creditor": _party(detail, owed.creditor),
        "opened_at": owed.opened_at,
        "due_at": owed.due_at,
        "ended_at": owed.ended_at,
        "outcome": owed.outcome,
        "late_at": owed.late_at,
        "is_paused": owed.is_paused,
        "version": owed.version,
    }


def _part(detail: Detail, owed: Obligation) -> str:
    """The stage, or the joined case for who may count them: others only read that one waits."""
    is_joined = owed.kind in ("joined_promise", "joined_visit")
    return owed.part if not is_joined or counts_joined(detail) else ""


def _party(detail: Detail, body: int) -> str:
    """A body's code; the resident is `requester`."""
    if body == REQUESTER:
        return "requester"
    return detail.chart.body(body).code if body in detail.chart else ""


def _act(detail: Detail, choice: Choice) -> dict[str, Any]:
    no = choice.refusal
    return {
        "act": choice.rule.name,
        "words": act_words(detail.case, choice.rule.name),
        "answers": choice.answers.id if choice.answers else None,
        "expected": choice.expected,
        "needs": choice.rule.needs,
        "takes": choice.rule.takes,
        "refusal": no
        and {
            "code": no.code,
            "rule": no.rule,
            "message": plain(reason(no, detail.case, detail.at)),
        },
    }


def _event(detail: Detail, happened: Happened) -> dict[str, Any]:
    event = happened.event
    return {
        "seq": event.seq,
        "act": event.act,
        "words": act_words(detail.case, event.act),
        "at": event.at,
        "body": plain(body_words(detail.chart, event.body)),
        "texts": {said.field: said.text for said in happened.texts},
    }
