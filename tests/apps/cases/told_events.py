"""An event of every act with the fields it carries, as the history of a real case holds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from huying.apps.cases.public.viewing import View
from huying.domain.procedure.matter import Change, Event, Obligation

_FIELDS: Final[dict[str, list[dict[str, Any]]]] = {
    "report": [{}, {"parent": 7}],
    "place": [{"grid": ""}, {"grid": "own"}],
    "file": [{"case_type": "01001"}],
    "decline": [{"decline_code": "petition"}],
    "contact": [{"contact_how": how} for how in ("call", "visit", "message")],
    "visit_try": [{"tried_how": how} for how in ("call", "visit", "message")],
    "joined_visit_try": [{"tried_how": "call", "joined_number": ""}],
    "allow_pause": [{"pause_kind": kind} for kind in ("statutory", "weather", "on_account")],
    "feed_back": [{"result_code": "explained_lawfully"}, {"result_code": "resolved"}],
    "correct": [{"case_type": "01001"}, {"lon": "1", "lat": "1"}],
    "split": [{"children": 1}, {"children": 3}],
    "visit_returns": [
        {"solved": "unsolved", "satisfaction": "unsatisfied", "dissatisfaction": ["slow"]},
        {"solved": "solved", "satisfaction": "satisfied"},
    ],
    "amend": [{"corrects": 1, "field": "text"}],
}
_VISITED: Final = {"solved": "partly", "satisfaction": "basically"}
_TEXTS: Final = {
    **dict.fromkeys(("text", "answer", "question", "reason", "plan", "corrected"), "原话"),
    **dict.fromkeys(("legal_basis", "other_route", "outside_body"), "原话"),
    "outside_reference": "XF-31",
}


def events_of(view: View, act: str):
    """(events, texts) with the act last, once for each kind of fields it may carry."""
    first, lead = view.own.matter.opened_at, view.own.matter.parties["lead"]
    for fields in _FIELDS.get(act, [_VISITED]):
        given = {**fields, **({"grid": view.own.facts.case.grid} if fields.get("grid") else {})}
        told = Event(view.own.matter.id, 1, "report", first, "requester", -1, None)
        asked = Event(view.own.matter.id, 2, "ask_pause", first, "clerk", lead[0], 1)
        event = Event(
            view.own.matter.id,
            3,
            act,
            first + timedelta(hours=1),
            "requester",
            lead[0],
            None,
            parties={"lead": lead},
            fields=given,
            opened=tuple(_owed(view, kind) for kind in ("reply", "resume", "promise")),
            changed=_changes(view, act),
        )
        said = {(event.matter, n): _TEXTS for n in (1, 2, 3)}
        yield (told, asked, event), said


def _owed(view: View, kind: str) -> Obligation:
    due = view.own.matter.opened_at + timedelta(days=3)
    body = view.own.matter.parties["lead"][0]
    return Obligation(1, kind, body, body, due, None, due)


def _changes(view: View, act: str) -> tuple[Change, ...]:
    did = "paused" if act in ("ask", "allow_pause") else "resumed"
    due = None if did == "paused" else view.own.matter.opened_at + timedelta(days=9)
    owed = view.own.matter.open("promise", "resolve")
    return tuple(Change(o.id, "extended" if act == "grant" else did, due_at=due) for o in owed)
