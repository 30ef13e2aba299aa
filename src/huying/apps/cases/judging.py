"""The faults of an act's fields, asked for without doing the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huying.apps.cases.acts import Opened
from huying.apps.cases.context import CASES, PROCEDURE
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Act, blank
from huying.platform.matters.contexts import Moment
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp


def faults_of_report(by: Actor, fields: Mapping[str, Any], at: datetime) -> tuple[Fault, ...]:
    """Everything wrong with the fields of a new demand."""
    mark = stamp(by.district)
    run = newest(by.district, PROCEDURE, mark)
    facts = CASES.facts_for(Moment(by.district, mark, run, CASES.blank(), at))
    nothing = blank(0, procedure=run.code, version=run.version, begin=run.begin, at=at)
    return facts.faults(run.acts["report"], nothing, Act("report", by, at, fields))


def faults_of_act(
    case: Opened, by: Actor, act: str, fields: Mapping[str, Any], at: datetime
) -> tuple[Fault, ...]:
    """Everything wrong with the fields of an act on a case; () for an unknown act."""
    rule = case.facts.procedure.acts.get(act)
    if rule is None:
        return ()
    return case.facts.faults(rule, case.matter, Act(act, by, at, fields))
