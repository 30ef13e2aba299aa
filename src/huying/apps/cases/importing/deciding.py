"""One row decided by the case procedure itself, in memory: its faults, or a history to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from huying.apps.cases.context import facts_for
from huying.apps.cases.importing.matching import Names, act_of, fields_of, not_after
from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.facts import CaseFacts, local_day
from huying.domain.cases.intake import Intake, Profile
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.domain.procedure.engine import decide, refusal_for
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.matter import Act, Matter, blank
from huying.platform.matters.bulk import History
from huying.platform.matters.contexts import Moment
from huying.platform.matters.perform import Command
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp

_PROCEDURE = "case"
_NEW = Case()
#: Stands in for the id of a matter that is only looked at.
_LOOKED_AT = 1


@dataclass(frozen=True, slots=True)
class Desk:
    """收件时刻: everything rows of one batch are decided on; read once, shared by all of them."""

    district_id: int
    at: datetime
    facts: CaseFacts
    names: Names
    by: Actor
    as_history: bool

    def faults(self, row: Intake, profile: Profile) -> tuple[Fault, ...]:
        """Why the procedure would not take the row; () when it will. The cheap half of deciding."""
        act = self._act(row)
        refusal = refusal_for(self._new(_LOOKED_AT), act, self.facts)
        if refusal is not None:
            return (Fault("", "", refusal.code, refusal.params),)
        rule = self.facts.procedure.acts[act.kind]
        found = self.facts.faults(rule, self._new(_LOOKED_AT), act)
        return tuple(Fault(_column(f.field, profile), f.value, f.code, f.params) for f in found)

    def decided(self, row: Intake, ids: Iterator[int]) -> History:
        """What becomes of a row; `ids` yields an id for the matter and each promise.

        Refused when the procedure does not take it.
        """
        act, matter, key = self._act(row), self._new(next(ids)), row.key
        event = decide(matter, act, self.facts, ids)
        if isinstance(event, Refusal):
            raise Refused(event)
        command = Command(
            self.district_id,
            act.kind,
            self.by,
            self.at,
            key,
            act.fields,
            procedure=self.facts.procedure.code,
        )
        return History(
            matter=evolve(matter, event),
            detail=evolve_case(_NEW, event),
            events=(event,),
            keys=(key,),
            digests=(command.digest(),),
        )

    def _act(self, row: Intake) -> Act:
        kind = act_of(row, as_history=self.as_history)
        fields = not_after(fields_of(row, self.names, kind), self.at)
        return Act(kind, self.by, self.at, fields)

    def _new(self, matter_id: int) -> Matter:
        run = self.facts.procedure
        return blank(
            matter_id, procedure=run.code, version=run.version, begin=run.begin, at=self.at
        )


def desk_at(
    district_id: int, at: datetime, *, as_history: bool, before: Desk | None = None
) -> Desk:
    """The desk at a moment; names are taken over from `before` while nothing has changed."""
    known = stamp(district_id)
    run = newest(district_id, _PROCEDURE, known)
    facts = facts_for(Moment(district_id, known, run, _NEW, at))
    is_same = before is not None and before.facts.district is facts.district
    names = before.names if before and is_same else Names.of(facts.district, local_day(at))
    by = Actor(None, (Post("hotline", facts.district.only(BodyKind.CENTRE)),), district_id)
    return Desk(district_id, at, facts, names, by, as_history)


def _column(field: str, profile: Profile) -> str:
    return profile.columns.get(field, (field,))[0]
