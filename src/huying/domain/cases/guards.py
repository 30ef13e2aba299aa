"""The named guards of the case procedure: each a rule of the house in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from huying.domain.cases import joined
from huying.domain.cases.case import rounds_of, tries_of
from huying.domain.cases.codes import ANSWERED_AT_DESK, QUESTIONS
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Act, Matter, Obligation

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
    closes = facts.due(_ordered_at(matter, owed), limit, owed.debtor, ()).at
    if closes is None or act.at <= closes:
        return None
    return Refusal("return_window_over", "HY_RETURN", {"closed": closes.isoformat()})


def _ordered_at(matter: Matter, owed: Obligation) -> datetime:
    """When the order came: doing it once more after a check or a visit is no new order."""
    dispatches = {o.id for o in matter.obligations if o.kind == "dispatch"}
    orders = [
        o.opened_at
        for o in matter.obligations
        if o.kind == owed.kind and o.debtor == owed.debtor and o.cause in dispatches
    ]
    return orders[-1] if orders else owed.opened_at


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
    if not act.fields or _dissatisfied(act) or _discontent(facts):
        return None
    return Refusal("resident_is_content", "S2-45")


def _may_close(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if not _discontent(facts) and (not act.fields or not _dissatisfied(act)):
        return None
    if _rounds_left(facts, matter, act):
        return None
    return Refusal("goes_back", "S2-45")


def _dissatisfied(act: Act) -> bool:
    return act.fields.get("solved") == "unsolved" or act.fields.get("satisfaction") == "unsatisfied"


def _discontent(facts: CaseFacts) -> bool:
    """Is a resident whose repeat was merged into this case not content?"""
    return any(one.is_dissatisfied for one in facts.case.joined)


def _joined_let_it_end(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if not _discontent(facts) or _rounds_left(facts, matter, act):
        return None
    return Refusal("joined_dissatisfied", "S2-45")


def _joined_send_it_back(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if not _discontent(facts):
        return Refusal("joined_are_content", "S2-45")
    return _rounds_left(facts, matter, act)


def _nobody_joined(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    count = len(facts.case.joined)
    return Refusal("others_joined", "HY_MERGE", {"count": count}) if count else None


def _somebody_joined(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if facts.case.joined else Refusal("nobody_joined", "HY_MERGE")


def _joined_is_reachable(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    one = joined.of(facts.case.joined, joined.part_of(matter, act))
    return None if one and one.is_reachable else Refusal("nobody_to_reach", "S1-41")


def _joined_tries_left(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    tries = _tries_of_joined(facts, matter, act)
    if tries + 1 < facts.number("case.visit_tries", act.at):
        return None
    return Refusal("last_try_now", "S2-45", {"tries": tries})


def _joined_last_try(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    tries, needed = _tries_of_joined(facts, matter, act), facts.number("case.visit_tries", act.at)
    if tries + 1 >= needed:
        return None
    return Refusal("tries_missing", "S2-45", {"tries": tries, "needed": int(needed)})


def _tries_of_joined(facts: CaseFacts, matter: Matter, act: Act) -> int:
    one = joined.of(facts.case.joined, joined.part_of(matter, act))
    return one.tries if one else 0


def _lead_is_no_committee(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    """Committees and stations never lead (S4-24, S4-25); a station may have done the work."""
    lead = facts.duty_answer().lead
    if lead is None or lead.kind not in _NEVER_LEAD:
        return None
    return Refusal("committee_never_leads", "S4-25", {"body": lead.id})


def _is_question(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    kind = facts.case.demand_kind
    if kind in QUESTIONS:
        return None
    return Refusal("needs_verification", "S1-41", {"demand_kind": kind})


def _keeps_its_answer(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if matter.state == "filed" or not act.fields or not facts.changes_answer(matter, act):
        return None
    return Refusal("answer_changes", "S2-29")


def _changes_its_answer(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if not act.fields or facts.changes_answer(matter, act):
        return None
    return Refusal("answer_stays", "S2-29")


def _has_own_record(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    if any(done.body in act.by.bodies for done in matter.trail):
        return None
    return Refusal("not_yours", "amend", {"act": "amend"})


def _was_filed(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if facts.case.filed_at else Refusal("not_filed_yet", "S1-41")


def _was_not_filed(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return Refusal("was_filed", "S1-41") if facts.case.filed_at else None


def _has_lead(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if matter.parties.get("lead") else Refusal("has_no_lead", "S1-41")


def _has_no_lead(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    return Refusal("has_a_lead", "S1-41") if matter.parties.get("lead") else None


def _may_reopen(facts: CaseFacts, matter: Matter, act: Act) -> Refusal | None:
    most = int(facts.number("case.reopens", act.at))
    done = len(matter.did("reopen")) + len(matter.did("reopen_at_desk"))
    if done >= most:
        return Refusal("reopened_before", "HY_REOPEN", {"most": most})
    if matter.ended_at is None:
        return None
    limit = facts.policy_limit("case.reopen_window", act.at)
    closes = facts.due(matter.ended_at, limit, facts.district.only(BodyKind.CENTRE), ()).at
    if closes is None or act.at <= closes:
        return None
    return Refusal("reopen_window_over", "HY_REOPEN", {"closed": closes.isoformat()})


_NEVER_LEAD: Final = frozenset({BodyKind.COMMUNITY, BodyKind.RESIDENTS_COMMITTEE, BodyKind.STATION})

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
    "case.joined_let_it_end": _joined_let_it_end,
    "case.joined_send_it_back": _joined_send_it_back,
    "case.nobody_joined": _nobody_joined,
    "case.somebody_joined": _somebody_joined,
    "case.joined_is_reachable": _joined_is_reachable,
    "case.joined_tries_left": _joined_tries_left,
    "case.joined_last_try": _joined_last_try,
    "case.lead_is_no_committee": _lead_is_no_committee,
    "case.is_question": _is_question,
    "case.keeps_its_answer": _keeps_its_answer,
    "case.changes_its_answer": _changes_its_answer,
    "case.has_own_record": _has_own_record,
    "case.was_filed": _was_filed,
    "case.was_not_filed": _was_not_filed,
    "case.has_lead": _has_lead,
    "case.has_no_lead": _has_no_lead,
    "case.may_reopen": _may_reopen,
}
