"""Who the parties of a case are: by the chart, by the lists, or named by an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from huying.domain.cases.codes import MAKERS
from huying.domain.cases.observers import with_observers
from huying.domain.duties import DutyAnswer
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.matter import Act, Matter

if TYPE_CHECKING:
    from huying.domain.cases.facts import CaseFacts

Parties = dict[str, tuple[int, ...]]


def parties_of(facts: CaseFacts, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
    """Desk, visitor and supervisor by the chart; the others by report, dispatch or the act."""
    only = facts.district.only
    found: Parties = {
        "desk": (only(BodyKind.CENTRE),),
        "visitor": (only(BodyKind.CENTRE),),
        "supervisor": (only(BodyKind.INSPECTION),),
    }
    if act.kind in MAKERS:
        found["maker"] = _maker(act)
        if not has_contact(act):
            found["requester"] = (only(BodyKind.DISTRICT),)
    return found | _named(facts, matter, act)


def _named(facts: CaseFacts, matter: Matter, act: Act) -> Parties:
    """The parties an act itself brings in."""
    fields = act.fields
    if act.kind == "dispatch":
        return _handlers(facts, matter, act) | with_observers(matter, fields)
    if act.kind == "answer_at_once":
        return with_observers(matter, fields)
    if act.kind == "resolve_at_once":
        return _on_the_spot(facts)
    if act.kind == "consult":
        return {"consulted": tuple(b for b in fields.get("consulted") or () if is_id(b))}
    if act.kind == "assign_task" and is_id(fields.get("task_body")):
        return {"task_body": (fields["task_body"],)}
    if act.kind == "correct" and matter.state == "handling":
        # Another place may lie in another street, which then verifies.
        lead = matter.parties["lead"][0]
        return {"verifier": (_verifier(facts, matter, lead, facts.corrected(act).duty_answer()),)}
    return {}


def _maker(act: Act) -> tuple[int, ...]:
    workers = [post.body for post in act.by.posts if post.role == "grid_worker"]
    return (workers[0],) if workers else (REQUESTER,)


def _handlers(facts: CaseFacts, matter: Matter, act: Act) -> Parties:
    duty = facts.duty_answer()
    if duty.lead is None:
        return {}
    lead = duty.lead.id
    named = tuple(body.id for body in duty.helpers if body.id != lead)
    wanted = act.fields.get("helpers")
    helpers = named if wanted is None else tuple(b for b in named if b in wanted)
    return {
        "lead": (lead,),
        "contact_lead": _contacts(facts, lead),
        "helpers": helpers,
        "verifier": (_verifier(facts, matter, lead, duty),),
    }


def _on_the_spot(facts: CaseFacts) -> Parties:
    """The street answers for what its grid worker resolved; another body verifies it."""
    street = facts.district.chart.street_of(facts.case.grid)
    lead = (street.id,) if street else ()
    return {"lead": lead, "verifier": (facts.district.only(BodyKind.INSPECTION),)}


def _contacts(facts: CaseFacts, lead: int) -> tuple[int, ...]:
    """Who makes the first contact: nobody where nobody can be reached, the desk where the lead
    must not know who reported, else the lead."""
    if not facts.case.is_reachable:
        return ()
    return (facts.district.only(BodyKind.CENTRE),) if facts.case.is_hidden else (lead,)


def _verifier(facts: CaseFacts, matter: Matter, lead: int, duty: DutyAnswer) -> int:
    """The street of the place, unless it would verify itself: then the inspection office.

    Whoever fed back before, under another type or place, must not verify now either.
    """
    street = duty.street
    handled = (lead, *(done.body for done in matter.did("feed_back")))
    if street is None or any(
        facts.is_under(street.id, body) or facts.is_under(body, street.id) for body in handled
    ):
        return facts.district.only(BodyKind.INSPECTION)
    return street.id


def is_id(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def has_contact(act: Act) -> bool:
    return bool(act.fields.get("requester_phone"))
