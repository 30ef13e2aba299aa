"""What is wrong with an act's fields beyond each field's own form: bodies, dates, other cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from huying.domain.cases.codes import PauseKind, ResultCode
from huying.domain.cases.fields import FIELDS, PERSONAL
from huying.domain.cases.joined import Other, with_id
from huying.domain.cases.parties import is_id
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Act, Matter, Obligation

if TYPE_CHECKING:
    from huying.domain.cases.facts import CaseFacts

Check = Callable[["CaseFacts", Matter, Act], Iterator[Fault]]

#: Whom the desk may ask before it dispatches.
_CONSULTED: Final = frozenset(
    {BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET, BodyKind.STATIONED}
)
#: Who may be given a task: never a residents' committee, which is no office (S4-25).
_TASKED: Final = frozenset(
    {BodyKind.OFFICE, BodyKind.INSTITUTION_UNIT, BodyKind.STATIONED}
    | {BodyKind.COMMUNITY, BodyKind.STATION, BodyKind.DEPARTMENT, BodyKind.UTILITY}
)
_MOST_CONSULTED: Final = 10
#: Dates a person writes: they must lie ahead.
_AHEAD: Final = ("until", "task_due", "outside_due")


def wrong_fields(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    """Every such fault at once, in no particular order."""
    yield from _behind(act)
    check = _CHECKS.get(act.kind)
    if check:
        yield from check(facts, matter, act)


def _behind(act: Act) -> Iterator[Fault]:
    for name in _AHEAD:
        moment = act.fields.get(name)
        if isinstance(moment, datetime) and moment.tzinfo and moment <= act.at:
            yield Fault(name, moment.isoformat(), "in_the_past")


def _consult(facts: CaseFacts, _matter: Matter, act: Act) -> Iterator[Fault]:
    named = act.fields.get("consulted")
    bodies = named if isinstance(named, list) else []
    for body in bodies:
        if not _is_kind(facts, body, _CONSULTED):
            yield Fault("consulted", str(body), "not_to_consult")
    if len(bodies) > _MOST_CONSULTED:
        yield Fault("consulted", str(len(bodies)), "too_many_bodies", {"most": _MOST_CONSULTED})


def _assign(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    owed, body, person = (
        matter.obligation(act.answers),
        act.fields.get("task_body"),
        act.fields.get("assignee"),
    )
    if owed is None or not isinstance(body, int):
        return
    # A street may name one of its own clerks (S2-03), so the lead itself is a body to task.
    may = body == owed.debtor or _is_kind(facts, body, _TASKED)
    # Its own bodies, and those stationed in its street, which stand under it in the chart.
    if not may or not facts.is_under(body, owed.debtor):
        yield Fault("task_body", _name(facts, body), "not_to_task")
    elif person and not any(
        person in people for (_, at), people in facts.district.people.items() if at == body
    ):
        yield Fault("assignee", str(person), "not_of_the_body")


def _fed_back(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    fields = act.fields
    lawful = fields.get("result_code") == ResultCode.EXPLAINED_LAWFULLY
    if lawful and not fields.get("legal_basis"):
        yield Fault("legal_basis", "", "missing")
    yield from _unchecked(facts, act)
    yield from _tick(facts, matter, act)
    owed, who = matter.obligation(act.answers), fields.get("done_by")
    chart = facts.district.chart
    if owed and isinstance(who, int) and not (who in chart and chart.is_under(who, owed.debtor)):
        yield Fault("done_by", _name(facts, who), "not_under_lead")


def _unchecked(facts: CaseFacts, act: Act) -> Iterator[Fault]:
    """What the checklist requires and nobody has ticked, before or with the result."""
    now = act.fields.get("checked")
    ticked = {*facts.case.checked, *(now if isinstance(now, list) else ())}
    missing = [item.zh for item in facts.checklist() if item.required and item.code not in ticked]
    if missing:
        params: dict[str, str | int] = {"count": len(missing), "items": "、".join(missing)}
        yield Fault("checked", "", "checklist_open", params)


def _tick(facts: CaseFacts, _matter: Matter, act: Act) -> Iterator[Fault]:
    known = {item.code for item in facts.checklist()}
    ticked = act.fields.get("checked")
    for code in ticked if isinstance(ticked, list) else ():
        if code not in known:
            yield Fault("checked", str(code)[:80], "not_on_the_checklist")


def _extra(_facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    """An extension is never longer than the first limit (HY_HELP: one, not longer than first)."""
    owed = _extended(matter, act)
    extra = act.fields.get("extra")
    if owed and owed.limit and isinstance(extra, int) and extra > owed.limit.value:
        params: dict[str, str | int] = {"most": owed.limit.value, "unit": str(owed.limit.unit)}
        yield Fault("extra", str(extra), "longer_than_first", params)


def _extended(matter: Matter, act: Act) -> Obligation | None:
    owed = matter.obligation(act.answers)
    if owed is not None and owed.kind == "extend":
        return matter.obligation(owed.cause)
    return owed


def _pause(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    kind, until = act.fields.get("pause_kind"), act.fields.get("until")
    if not isinstance(kind, str) or not isinstance(until, datetime) or not until.tzinfo:
        return
    if kind not in set(PauseKind):
        return
    cap = timedelta(days=int(facts.number(f"case.pause_cap_{kind}", act.at)))
    used = paused_so_far(matter, kind)
    if used + (until - act.at) > cap:
        latest = act.at + cap - used
        params: dict[str, str | int] = {"latest": latest.isoformat(), "days": cap.days}
        yield Fault("until", until.isoformat(), "beyond_the_cap", params)


def paused_so_far(matter: Matter, kind: str) -> timedelta:
    """How long the case has stood for reasons of this kind, all pauses together."""
    stood = (
        (o.ended_at or o.opened_at) - o.opened_at
        for o in matter.obligations
        if o.kind == "resume" and o.part == kind
    )
    return sum(stood, timedelta())


def _amend(_facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    seq, field = act.fields.get("corrects"), act.fields.get("field")
    if isinstance(seq, int):
        lines = matter.trail[seq - 1 : seq] if seq > 0 else ()
        if not lines or lines[0].body not in act.by.bodies:
            yield Fault("corrects", str(seq), "not_your_record")
    known = FIELDS.get(field) if isinstance(field, str) else None
    if field and (known is None or not known.is_text or field in PERSONAL):
        yield Fault("field", str(field)[:80], "not_correctable")


def _split(facts: CaseFacts, _matter: Matter, act: Act) -> Iterator[Fault]:
    most, parts = int(facts.number("case.splits_most", act.at)), act.fields.get("children")
    if isinstance(parts, int) and parts > most:
        yield Fault("children", str(parts), "too_many_parts", {"most": most})


def _corrected(_facts: CaseFacts, _matter: Matter, act: Act) -> Iterator[Fault]:
    if not any(act.fields.get(name) for name in ("case_type", "lon", "lat", "address")):
        yield Fault("case_type", "", "nothing_corrected")


def _linked(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    yield from _known(facts, matter, act, "other")


def _merge(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    yield from _known(facts, matter, act, "main")
    main = _named_case(facts, matter, act, "main")
    if main and (main.is_end or main.matter.state not in ("filed", "handling")):
        yield Fault("main", main.number, "cannot_take_in")


def _absorb(facts: CaseFacts, matter: Matter, act: Act) -> Iterator[Fault]:
    yield from _known(facts, matter, act, "joined")
    other = _named_case(facts, matter, act, "joined")
    if other is None:
        return
    if other.is_end and other.case.main != matter.id:
        yield Fault("joined", other.number, "has_ended")
    if other.case.is_reachable and not facts.case.is_reachable:
        # Its own return visit hangs on the main one: the other way round it works.
        yield Fault("joined", other.number, "main_not_reachable")
    if len(facts.case.joined) >= int(facts.number("case.joined_most", act.at)):
        yield Fault("joined", other.number, "too_many_joined", {"most": len(facts.case.joined)})


def _release(facts: CaseFacts, _matter: Matter, act: Act) -> Iterator[Fault]:
    named = act.fields.get("joined")
    if named and with_id(facts.case.joined, named) is None:
        yield Fault("joined", str(named), "not_joined")


def _known(facts: CaseFacts, matter: Matter, act: Act, name: str) -> Iterator[Fault]:
    named = act.fields.get(name)
    if not is_id(named):
        return
    if named == matter.id:
        yield Fault(name, str(named), "same_case")
    elif facts.other(named) is None:
        yield Fault(name, str(named), "no_such_case")


def _named_case(facts: CaseFacts, matter: Matter, act: Act, name: str) -> Other | None:
    """The other case an act names; None where the name itself is wrong."""
    named = act.fields.get(name)
    return facts.other(named) if is_id(named) and named != matter.id else None


def _is_kind(facts: CaseFacts, body: Any, kinds: frozenset[BodyKind]) -> bool:
    chart = facts.district.chart
    return body in chart and chart.body(body).kind in kinds


def _name(facts: CaseFacts, body: int) -> str:
    chart = facts.district.chart
    return chart.body(body).name_zh if body in chart else str(body)


_CHECKS: Final[dict[str, Check]] = {
    "consult": _consult,
    "assign_task": _assign,
    "feed_back": _fed_back,
    "check_off": _tick,
    "ask_extension": _extra,
    "grant": _extra,
    "ask_pause": _pause,
    "allow_pause": _pause,
    "amend": _amend,
    "correct": _corrected,
    "correct_and_redispatch": _corrected,
    "split": _split,
    "relate": _linked,
    "unrelate": _linked,
    "merge": _merge,
    "absorb": _absorb,
    "release": _release,
}
