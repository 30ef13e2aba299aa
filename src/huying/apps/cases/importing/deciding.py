"""One row decided by the case procedure itself, in memory: a history to write, or its faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from huying.apps.cases.context import facts_for
from huying.apps.cases.importing.matching import Names, act_of, fields_of, not_after
from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.facts import CaseFacts, local_day
from huying.domain.cases.intake import Intake, Profile, RowFaults
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.engine import decide
from huying.domain.procedure.evolve import evolve
from huying.domain.procedure.matter import Act, blank
from huying.platform.matters.bulk import History
from huying.platform.matters.contexts import Moment
from huying.platform.matters.perform import Command
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp

_PROCEDURE = "case"
_NEW = Case()


@dataclass(frozen=True, slots=True)
class Desk:
    """收件时刻: everything rows of one batch are decided on; read once, shared by all of them."""

    district_id: int
    at: datetime
    facts: CaseFacts
    names: Names
    by: Actor
    as_history: bool

    def decided(self, row: Intake, profile: Profile, ids: Iterator[int]) -> History | RowFaults:
        """What becomes of a row; `ids` yields an id for the matter and each promise."""
        act = act_of(row, as_history=self.as_history)
        fields = not_after(fields_of(row, self.names, act), self.at)
        run = self.facts.procedure
        matter = blank(
            next(ids), procedure=run.code, version=run.version, begin=run.begin, at=self.at
        )
        event = decide(matter, Act(act, self.by, self.at, fields), self.facts, ids)
        if isinstance(event, Refusal):
            return RowFaults(row.row, _by_column(event, profile))
        command = Command(
            self.district_id, act, self.by, self.at, row.key, fields, procedure=run.code
        )
        return History(
            matter=evolve(matter, event),
            detail=evolve_case(_NEW, event),
            events=(event,),
            keys=(row.key,),
            digests=(command.digest(),),
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


def _by_column(refusal: Refusal, profile: Profile) -> tuple[Fault, ...]:
    """The engine's faults under the names of the file's columns."""
    faults = refusal.faults or (Fault("", "", refusal.code, refusal.params),)
    return tuple(Fault(_column(f.field, profile), f.value, f.code, f.params) for f in faults)


def _column(field: str, profile: Profile) -> str:
    return profile.columns.get(field, (field,))[0]
