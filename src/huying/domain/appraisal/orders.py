"""What is counted of one order: its two first limits, its return visits, why it may be out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Solved(StrEnum):
    """解决情况: the resident's answer whether the matter is solved."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"


class Satisfaction(StrEnum):
    """满意度: the resident's rating of the handling."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    UNSATISFIED = "unsatisfied"


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """回访: one return visit. `is_unreached` after the last try in vain; then nothing was said.

    `resident` tells whom: "" who reported the case, else the number of the case joined to it.
    A valid visit has an answer to "solved?"; the rating may be missing (practice 2.1).
    ValueError when an unreached visit carries an answer, or a rating comes without one.
    """

    at: datetime
    solved: Solved | None = None
    satisfaction: Satisfaction | None = None
    is_unreached: bool = False
    resident: str = ""

    def __post_init__(self) -> None:
        if self.is_unreached and (self.solved or self.satisfaction):
            raise ValueError("an unreached resident has answered nothing")
        if self.satisfaction and not self.solved:
            raise ValueError("a rating belongs to a valid visit, which says whether it is solved")

    @property
    def is_valid(self) -> bool:
        return self.solved is not None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """剔除: an order taken out of the statistics, with reason, evidence and a second person.

    ValueError without reason or evidence, or when the requester approves it alone (S2-45).
    """

    reason: str
    evidence: str
    requested_by: int
    approved_by: int

    def __post_init__(self) -> None:
        if not (self.reason and self.evidence):
            raise ValueError("an exclusion names its reason and its evidence")
        if self.requested_by == self.approved_by:
            raise ValueError("an exclusion is approved by a second person")


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """工单: one body's share of a case as the rates see it; due times and acts are moments.

    `is_contact_excused`: nobody could be contacted (coded exemption), or another body made the
    first contact; the order then stands and falls with its signing. `is_sign_excused`: only the
    first contact was this body's (that of a hidden reporter is the desk's).
    `is_returned`: ruled not ours. Orders merged into this one add their residents' visits here
    and are no orders of their own.
    """

    dispatched_at: datetime
    sign_due: datetime | None
    contact_due: datetime | None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    is_contact_excused: bool = False
    is_sign_excused: bool = False
    is_returned: bool = False
    exclusion: Exclusion | None = None
    visits: tuple[VisitFacts, ...] = ()

    @property
    def is_in_time(self) -> bool:
        """Signed and first-contacted, each within its limit (a limit reached exactly is kept)."""
        contacted = self.is_contact_excused or _kept(self.contacted_at, self.contact_due)
        return contacted and (self.is_sign_excused or _kept(self.signed_at, self.sign_due))


def _kept(done: datetime | None, due: datetime | None) -> bool:
    return done is not None and (due is None or done <= due)
