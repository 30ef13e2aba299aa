"""Which acts a person may do on a case now, and why not where a button is grey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from huying.apps.cases.context import facts_for, to_domain
from huying.domain.cases.facts import CaseFacts
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import refusal_for
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule
from huying.platform.matters import rows
from huying.platform.matters.contexts import Moment
from huying.platform.matters.models import Matter as MatterRow
from huying.platform.matters.procedures import procedure
from huying.platform.matters.stamps import stamp

#: Refusals that mean "not your button at all": such acts are absent, not grey.
_ABSENT: Final = frozenset({"not_yours", "wrong_state", "unknown_act", "ended"}) | {
    *("needs_verification", "nobody_joined", "joined_are_content")  # another sort of case
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A case read for a page: its row, its value and its facts now."""

    row: MatterRow
    matter: Matter
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class Choice:
    """可做的操作: one act, the promise it would answer, and the refusal when it is grey."""

    rule: ActRule
    answers: Obligation | None
    refusal: Refusal | None

    @property
    def expected(self) -> int | None:
        """The version a form has to send back."""
        return self.answers.version if self.answers else None


def opened(row: MatterRow, at: datetime) -> Opened:
    """The case of a matter's row (fetched with `select_related("case")`), with its facts."""
    owed = list(row.obligations.order_by("opened_at", "id"))
    run = procedure(row.district_id, row.procedure, row.procedure_version)
    detail = to_domain(row.case)
    facts = facts_for(Moment(row.district_id, stamp(row.district_id), run, detail, at))
    return Opened(row, rows.matter_value(row, owed), facts)


def choices(case: Opened, by: Actor, at: datetime) -> tuple[Choice, ...]:
    """Every act that is this person's on this case, pressable or grey, in the file's order."""
    found = []
    for rule in case.facts.procedure.acts.values():
        if rule.makes_matter or all(e.role == "clock" for e in rule.by):
            continue
        for owed in _answered(rule, case.matter):
            act = Act(rule.name, by, at, {}, owed.id if owed else None)
            refusal = refusal_for(case.matter, act, case.facts)
            if refusal is None or refusal.code not in _ABSENT:
                found.append(Choice(rule, owed, refusal))
    return tuple(found)


def _answered(rule: ActRule, matter: Matter) -> Iterator[Obligation | None]:
    if rule.on:
        yield from matter.open(*rule.on)
    else:
        yield None
