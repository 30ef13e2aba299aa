"""Acts that concern two cases or more: both sides in one transaction, or neither.

A merged case and its main one each have an own history. Nobody may write one side alone: the
resident would lose the promise, or hold it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from huying.apps.cases.context import PROCEDURE, other_case
from huying.apps.cases.queries import district_of, latest_texts
from huying.domain.cases.case import KEPT_BY_PARTS, told_of_part
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Fault, Refusal, Refused
from huying.platform.matters.models import Event
from huying.platform.matters.perform import Command, Performed, perform_all
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp

#: act -> (the field that names the other case, the other side's act, its field for this one)
BOTH_SIDES: Final[Mapping[str, tuple[str, str, str]]] = {
    "merge": ("main", "absorb", "joined"),
    "absorb": ("joined", "merge", "main"),
    "release": ("joined", "restore", ""),
    "restore": ("", "release", "joined"),
    "restore_unfiled": ("", "release", "joined"),
}
#: Into how many cases one demand is split at least; at most is the district's to say.
FEWEST_PARTS: Final = 2


def perform_both(
    by: Actor,
    matter_id: int,
    act: str,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    key: str,
    expected: int | None = None,
) -> Performed:
    """One side's act with the other side's; what happened on `matter_id`."""
    field, answer, back = BOTH_SIDES[act]
    _check_role(by, act)
    other = fields.get(field) if field else _main_of(by.district, matter_id, key)
    if not isinstance(other, int):
        raise Refused(_missing(act, field or "main"))
    if other_case(by.district, other) is None:
        raise Refused(_wrong(act, Fault(field, str(other), "no_such_case")))
    if answer == "restore":
        answer = _restoring(by.district, other)
    told = {**({back: matter_id} if back else {}), "reason": fields.get("reason")}
    sides = [
        Command(by.district, act, by, at, key, fields, matter_id, PROCEDURE, None, expected),
        Command(by.district, answer, by, at, f"{key}:2", told, other, PROCEDURE),
    ]
    # One fixed order, so that two people who merge crosswise never wait for each other.
    sides.sort(key=lambda command: command.matter_id or 0)
    try:
        done = perform_all(sides)
    except Refused as no:
        raise Refused(_at_own_field(no.refusal, back, field)) from no
    return done[sides.index(next(c for c in sides if c.matter_id == matter_id))]


def split(
    by: Actor,
    matter_id: int,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    key: str,
    answers: int | None = None,
) -> Performed:
    """Files each of `children` (texts) as a case of its own and says so on this one.

    Each part keeps who asked, when and where; its promise is its own.
    """
    texts = fields.get("children")
    if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
        raise Refused(_missing("split", "children"))
    most = int(district_of(by.district, at).policies.number("case.splits_most", local_day(at)))
    if not FEWEST_PARTS <= len(texts) <= most:
        bounds = {"least": FEWEST_PARTS, "most": most}
        raise Refused(_wrong("split", Fault("children", str(len(texts)), "parts_range", bounds)))
    whole = other_case(by.district, matter_id)
    if whole is None:
        raise Refused(_missing("split", "children"))
    said = latest_texts(matter_id, KEPT_BY_PARTS)
    told = told_of_part(whole.case, matter_id, said)
    parts = [
        Command(
            by.district, "report", by, at, f"{key}:{nth}", {**told, "text": text},
            procedure=PROCEDURE,
        )
        for nth, text in enumerate(texts, 2)
    ]  # fmt: skip
    splitting = Command(
        by.district, "split", by, at, key, {"children": len(texts)}, matter_id, PROCEDURE, answers
    )
    return perform_all([*parts, splitting])[-1]


def _at_own_field(refusal: Refusal, theirs: str, own: str) -> Refusal:
    """What is wrong on the other side stands at the one field the person filled in."""
    faults = tuple(
        replace(fault, field=own) if own and fault.field == theirs else fault
        for fault in refusal.faults
    )
    return replace(refusal, faults=faults)


def _check_role(by: Actor, act: str) -> None:
    """Who may never do this learns nothing of the other case, not even whether it exists."""
    run = newest(by.district, PROCEDURE, stamp(by.district))
    if not any(entitled.role in by.roles for entitled in run.acts[act].by):
        raise Refused(Refusal("not_yours", act, {"act": act}))


def _main_of(district_id: int, matter_id: int, key: str) -> int | None:
    other = other_case(district_id, matter_id)
    if other and other.case.main:
        return other.case.main
    # A repeat finds the case restored already; its main one was written under the same key.
    before = Event.objects.filter(district_id=district_id, key=f"{key}:2", act="release")
    return before.values_list("matter_id", flat=True).first()


def _restoring(district_id: int, matter_id: int) -> str:
    other = other_case(district_id, matter_id)
    return "restore" if other and other.case.filed_at else "restore_unfiled"


def _missing(act: str, field: str) -> Refusal:
    return _wrong(act, Fault(field, "", "missing"))


def _wrong(act: str, fault: Fault) -> Refusal:
    return Refusal("wrong_fields", act, {"count": 1}, (fault,))
