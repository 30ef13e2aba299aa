"""What one resident looks at: the own case and, once it is merged, the main case behind it.

Of the main case only what concerns everybody is ever read out: state, bodies, dates, the answer.
Its words, place and contacts belong to another resident.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huying.apps.cases.acts import Opened, opened
from huying.apps.cases.context import PROCEDURE
from huying.domain.procedure.matter import Obligation
from huying.platform.matters.models import Matter


@dataclass(frozen=True, slots=True)
class View:
    """群众看到的一件: `main` is the case this one was merged into, if it was; `at` is now."""

    own: Opened
    main: Opened | None
    at: datetime

    @property
    def worked(self) -> Opened:
        """The case that is being worked on for this resident."""
        return self.main or self.own

    @property
    def number(self) -> str:
        """The number under which the main case owes this resident something; "" for the own."""
        return self.own.row.number if self.main else ""

    @property
    def state(self) -> str:
        return str(self.worked.row.state)

    @property
    def is_reachable(self) -> bool:
        return self.own.facts.case.is_reachable

    def mine(self, kind: str) -> Obligation | None:
        """The open promise of this kind to this very resident: promise, visit, reply."""
        if self.main is None:
            return next(iter(self.own.matter.open(kind)), None)
        owed = self.main.matter.open(f"joined_{kind}")
        return next((o for o in owed if o.part == self.number), None)

    def is_to_me(self, owed: Obligation | None) -> bool:
        """Is it the promise of a date to this resident, open or ended?"""
        if owed is None:
            return False
        if self.main is None:
            return owed.kind == "promise"
        return owed.kind == "joined_promise" and owed.part == self.number

    def open(self, *kinds: str) -> Obligation | None:
        """The first open obligation of the first of these kinds that has one."""
        found = (o for kind in kinds for o in self.worked.matter.open(kind))
        return next(found, None)


def view_of(own: Opened, at: datetime) -> View:
    """The view of a resident; two statements more where the case is merged into another."""
    main = own.facts.case.main
    if own.row.state != "merged" or main is None:
        return View(own, None, at)
    row = Matter.objects.filter(
        district_id=own.row.district_id, id=main, procedure=PROCEDURE
    ).select_related("case")
    found = row.first()
    return View(own, opened(found, at) if found else None, at)
