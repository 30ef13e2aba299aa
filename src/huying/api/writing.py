"""The way of every write: body and key judged first, then the act, then its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from huying.api.answers import answer, plain, refused, sentence_of, told, wrong
from huying.api.bodies import BadBody, Given, body_of, given, key_of, shown, whole_number
from huying.apps.cases.acts import Opened, opened
from huying.apps.cases.judging import faults_of_act, faults_of_report
from huying.apps.cases.models import Case
from huying.apps.cases.reasons import act_words, body_words, reason
from huying.apps.cases.services import act_on_case, open_case
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Fault, Refused
from huying.domain.procedure.model import ActRule
from huying.platform import clock
from huying.platform.matters.models import Event, Matter
from huying.platform.matters.perform import Conflict, KeyReused, NoSuchMatter
from huying.platform.matters.procedures import procedure
from huying.platform.matters.record import event_from

#: Answers every write can give, for the document.
WRITTEN: Final = {
    400: "no JSON",
    409: "refused, with code, rule and words; or somebody was faster, with what changed",
    422: "wrong fields, all at once; or the key stands for another body",
}
_RESERVED: Final = "~"
_CHANGES_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class BodyOf:
    """A request that writes: which fields it may carry, and what we add to them."""

    request: HttpRequest
    accepted: Sequence[str]
    added: Mapping[str, Any] = field(default_factory=dict)


def open_from(sent: BodyOf, by: Actor, door: str) -> HttpResponse:
    """Takes in the demand of a body; `door` keeps the keys of the doors apart."""
    try:
        read = given(body_of(sent.request), sent.accepted)
    except BadBody as bad:
        return told(bad.status, bad.code, bad.params)
    at, key = clock.now(), key_of(sent.request)
    fields = {**read.fields, **sent.added}
    faults = (*_of(key), *read.faults, *_faults_of_source(fields))
    if faults:
        judged = Given(fields, faults).all_faults(faults_of_report(by, fields, at))
        return wrong(judged)
    try:
        done = open_case(by, fields, at=at, key=f"{door}:{by.person or ''}:{key}")
    except Refused as no:
        return refused(no.refusal)
    except KeyReused:
        return told(422, "key_reused")
    except IntegrityError:
        return _taken(by, fields)
    body = {"number": done.number, "access_code": done.access_code, "is_repeat": done.is_repeat}
    return answer(body, 200 if done.is_repeat else 201)


class Ask:
    """One act that was asked for: by whom, on which case, with which body and key.

    The case itself is read only when the answer needs it; an act that succeeds and names its
    promise costs no statement more than the act.
    """

    def __init__(self, row: Matter, act: str, raw: Mapping[str, Any], key: str | Fault) -> None:
        self.row, self.act, self.raw, self.key = row, act, raw, key
        self.at = clock.now()

    @cached_property
    def case(self) -> Opened:
        return opened(self.row, self.at)

    @cached_property
    def rule(self) -> ActRule | None:
        row = self.row
        return procedure(row.district_id, row.procedure, row.procedure_version).acts.get(self.act)

    @cached_property
    def fields(self) -> Given:
        fields = self.raw.get("fields") or {}
        if not isinstance(fields, dict):
            return Given({}, (Fault("fields", shown(fields), "body_no_object"),))
        # An act nobody knows is refused as such, not for the fields that came with it.
        rule = self.rule
        return given(fields, (*rule.needs, *rule.takes) if rule else tuple(fields))


def act_from(ask: Ask, by: Actor) -> HttpResponse:
    """Does one act on a case; 409 tells what changed or why it cannot be."""
    read = ask.fields
    answers, expected = (whole_number(ask.raw, name) for name in ("answers", "expected"))
    faults = (*_of(ask.key), *_of(answers), *_of(expected), *_strangers(ask.raw), *read.faults)
    if faults:
        others = faults_of_act(ask.case, by, ask.act, read.fields, ask.at)
        return wrong(Given(read.fields, faults).all_faults(others))
    key = f"api:{by.person}:{ask.key}"
    known = _plain(answers) if answers is not None else _meant(ask, by, key)
    try:
        done = act_on_case(
            by,
            ask.row.id,
            ask.act,
            read.fields,
            at=ask.at,
            key=key,
            answers=known,
            expected=_plain(expected),
        )
    except Refused as no:
        return refused(no.refusal, plain(reason(no.refusal, ask.case, ask.at)))
    except Conflict as clash:
        return _conflict(ask.case, clash, known)
    except KeyReused:
        return told(422, "key_reused")
    except NoSuchMatter:
        return told(404, "not_found")
    return answer(
        {
            "number": ask.row.number,
            "event": done.event_id,
            "version": done.version,
            "is_repeat": done.is_repeat,
        }
    )


def _meant(ask: Ask, by: Actor, key: str) -> int | None:
    """The promise an act answers where the body names none: the one it answered under this key
    before, else the only one that is open."""
    if ask.rule is None or not ask.rule.on:
        return None
    before = Event.objects.filter(district_id=ask.row.district_id, key=key).first()
    if before is not None:
        return event_from(before.body).answers
    found = ask.case.matter.open(*ask.rule.on)
    own = [o for o in found if o.debtor in by.bodies] or list(found)
    return own[0].id if len(own) == 1 else None


def _conflict(case: Opened, clash: Conflict, answers: int | None) -> HttpResponse:
    """Who did what since the version that was expected."""
    events = (event_from(e.body) for e in case.row.events.order_by("-seq")[:50])
    about = [
        e
        for e in events
        if answers is None or e.answers == answers or answers in {c.id for c in e.changed}
    ]
    missed = about[: max(1, min(clash.present - clash.expected, _CHANGES_TOLD))]
    chart = case.facts.district.chart
    changes = [
        {
            "act": e.act,
            "words": act_words(case, e.act),
            "at": e.at,
            "body": plain(body_words(chart, e.body)),
        }
        for e in missed
    ]
    message = sentence_of("conflict")
    more = {"expected": clash.expected, "present": clash.present, "changes": changes}
    return answer({"code": "conflict", "message": message, **more}, 409)


def _of(value: Any) -> tuple[Fault, ...]:
    return (value,) if isinstance(value, Fault) else ()


def _plain(value: int | Fault | None) -> int | None:
    return value if isinstance(value, int) else None


def _strangers(raw: Mapping[str, Any]) -> tuple[Fault, ...]:
    known = ("fields", "answers", "expected")
    return tuple(
        Fault(name[:80], shown(value), "unknown_field")
        for name, value in raw.items()
        if name not in known
    )


def _faults_of_source(fields: Mapping[str, Any]) -> tuple[Fault, ...]:
    """A source and its number name one case together, or neither is given."""
    source, number = fields.get("source"), fields.get("source_number")
    if number and str(number).startswith(_RESERVED):
        return (Fault("source_number", str(number)[:80], "import_number_reserved"),)
    if bool(source) == bool(number):
        return ()
    return (Fault("source_number" if source else "source", "", "missing"),)


def _taken(by: Actor, fields: Mapping[str, Any]) -> HttpResponse:
    """The source's number stands for a case already; whoever may not see it learns no more."""
    taken = Case.objects.filter(
        district_id=by.district,
        source=fields.get("source", ""),
        source_number=fields.get("source_number", ""),
    )
    if not fields.get("source") or not taken.exists():
        return told(409, "try_again")
    return told(409, "source_number_taken", {"value": str(fields["source_number"])[:80]})
