"""The named guards of the case procedure: each a rule of the house in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from huying.domain.cases.case import rounds_of, tries_of
from huying.domain.cases.codes import ANSWERED_AT_DESK
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Act, Matter

if TYPE_CHECKING:
    from huying.domain.cases.facts import CaseFacts

Guard = Callable[["CaseFacts", Matter, Act], Refusal | None]


def _is_placed(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if facts.case.grid else Refusal("not_placed", "S2-46")


def _may_be_answered_at_once(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if facts.case.demand_kind in ANSWERED_AT_DESK:
        return None
    return Refusal("needs_handling", "S1-41", {"demand_kind": facts.case.demand_kind})


def _may_be_resolved_on_the_spot(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    """Each level closes within its power (S2-39): a grid worker what the list gives the street."""
    case_type = str(act.fields.get("case_type") or facts.case.case_type)
    if not case_type:
        return None
    answer = facts.duty_answer(case_type, act.at)
    if answer.lead is not None and answer.lead == answer.street:
        return None
    return Refusal("not_the_streets", "S2-39", {"case_type": case_type})


def _list_names_a_lead(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    answer = facts.duty_answer()
    if answer.lead is not None:
        return None
    return Refusal("no_lead", "S1-30", {"why": answer.reason, "case_type": facts.case.case_type})


def _somebody(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if facts.case.is_reachable else Refusal("nobody_to_reach", "S1-41")


def _nobody(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return Refusal("visit_is_owed", "S1-41") if facts.case.is_reachable else None


def _return_window_open(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    owed = matter.obligation(act.answers)
    if owed is None:
        return Refusal("nothing_owed", "HY_RETURN", {"act": act.kind, "kind": "resolve"})
    limit = facts.policy_limit("case.return_window", act.at)
    closes = facts.due(owed.opened_at, limit, owed.debtor, ()).at
    if closes is None or act.at <= closes:
        return None
    return Refusal("return_window_over", "HY_RETURN", {"closed": closes.isoformat()})


def _tries_left(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if tries_of(matter) + 1 < facts.number("case.visit_tries", act.at):
        return None
    return Refusal("last_try_now", "S2-45", {"tries": tries_of(matter)})


def _last_try(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    needed = int(facts.number("case.visit_tries", act.at))
    if tries_of(matter) + 1 >= needed:
        return None
    return Refusal("tries_missing", "S2-45", {"tries": tries_of(matter), "needed": needed})


def _rounds_left(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    most = int(facts.number("case.rounds", act.at))
    if rounds_of(matter) < most:
        return None
    return Refusal("no_rounds_left", "S2-45", {"rounds": rounds_of(matter), "most": most})


def _is_dissatisfied(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    # Without fields the question is only whether the form may be opened.
    if not act.fields or _dissatisfied(act):
        return None
    return Refusal("resident_is_content", "S2-45")


def _may_close(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if not act.fields or not _dissatisfied(act):
        return None
    if _rounds_left(facts, matter, act):
        return None
    return Refusal("goes_back", "S2-45")


def _dissatisfied(act: Act) -> bool:
    return act.fields.get("solved") == "unsolved" or act.fields.get("satisfaction") == "unsatisfied"


GUARDS: Final[dict[str, Guard]] = {
    "case.is_placed": _is_placed,
    "case.may_be_answered_at_once": _may_be_answered_at_once,
    "case.may_be_resolved_on_the_spot": _may_be_resolved_on_the_spot,
    "case.list_names_a_lead": _list_names_a_lead,
    "case.has_requester": _somebody,
    "case.somebody_to_visit": _somebody,
    "case.nobody_to_visit": _nobody,
    "case.return_window_open": _return_window_open,
    "case.tries_left": _tries_left,
    "case.last_try": _last_try,
    "case.rounds_left": _rounds_left,
    "case.is_dissatisfied": _is_dissatisfied,
    "case.may_close": _may_close,
}
