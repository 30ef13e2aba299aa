"""What a request for exclusion is decided on: facts of its procedure, and its named guards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from huying.domain.appraisal.exclusion import FIELDS, Request, Standing, faults_of_request
from huying.domain.cases import escalation
from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.facts import Told
from huying.domain.procedure.marks import SOON
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule, Procedure
from huying.domain.worktime import Due, Limit, Pause, due

RULE: Final = "S2-45"


@dataclass(frozen=True, slots=True)
class ExclusionFacts:
    """剔除依据: the district, the procedure, the request, and how the case asked about stands.

    `standing_of` gives the standing of a case by its matter id; None for what is no case.
    """

    district: District
    procedure: Procedure
    request: Request
    standing_of: Callable[[int], Standing | None]

    # -- whose ---------------------------------------------------------------------------------

    def parties(self, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
        """The inspection office decides; the maker is the lead body whose clerk asks."""
        found: dict[str, tuple[int, ...]] = {"supervisor": (self.inspection,)}
        if matter.version == 0:
            lead = self.lead_of(act)
            found["maker"] = (lead,) if lead else ()
        return found

    @property
    def inspection(self) -> int:
        return self.district.only(BodyKind.INSPECTION)

    def standing(self, act: Act) -> Standing | None:
        about = act.fields.get("about")
        return self.standing_of(about) if isinstance(about, int) else None

    def lead_of(self, act: Act) -> int | None:
        """The scored lead for which the actor holds a clerk's post; None when there is none."""
        standing = self.standing(act)
        leads = standing.leads if standing else frozenset()
        posts = (post.body for post in act.by.posts if post.role == "clerk")
        return next((body for body in posts if body in leads), None)

    def is_under(self, body: int, other: int) -> bool:
        return self.district.chart.is_under(body, other)

    def covers(self, body: int, matter: Matter, act: Act) -> bool:
        return False

    # -- by when -------------------------------------------------------------------------------

    def parts(self, kind: str, matter: Matter, act: Act) -> tuple[str, ...]:
        return ()

    def start(self, kind: str, matter: Matter, act: Act) -> datetime:
        return act.at

    def limit(self, name: str, matter: Matter, act: Act, debtor: int, part: str) -> Limit | None:
        return self.district.policies.limit(name, local_day(act.at))

    def window_closes(self, closed_at: datetime) -> datetime | None:
        """Until when a lead may ask, counted from the latest closing on the calendar of the
        deciding office: bodies on duty day and night have as many working days as others."""
        limit = self.district.policies.limit("exclusion.window", local_day(closed_at))
        return self.due(closed_at, limit, self.inspection, ()).at

    def due(self, start: datetime, limit: Limit, debtor: int, pauses: tuple[Pause, ...]) -> Due:
        return due(start, limit, self.district.calendar_of(debtor, local_day(start)), pauses)

    # One clock for everything owed in a district: the same calendar, marks and ladder.

    def next_look(self, obligation: Obligation) -> datetime | None:
        return escalation.next_look(self.district, Case(), obligation)

    def told(self, matter: Matter, obligation: Obligation, step: int) -> Told:
        if step == SOON:
            return Told(self.district.on_post(("supervisor",), obligation.debtor))
        return escalation.told(self.district, Case(), obligation, step)

    # -- fields --------------------------------------------------------------------------------

    def guard(self, name: str, matter: Matter, act: Act) -> Refusal | None:
        return GUARDS[name](self, matter, act)

    def is_text(self, name: str) -> bool:
        return name in FIELDS and FIELDS[name].is_text

    def faults(self, rule: ActRule, matter: Matter, act: Act) -> tuple[Fault, ...]:
        return faults_of_request(rule.needs, rule.takes, act.fields)

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        """The lead that asks and the closing it asks about, so that a replay needs no scores."""
        standing = self.standing(act)
        if not rule.makes_matter or standing is None or standing.closed_at is None:
            return {}
        return {"lead": self.lead_of(act), "closed": standing.closed_at.isoformat()}


Guard = Callable[[ExclusionFacts, Matter, Act], Refusal | None]


def _case_is_scored(facts: ExclusionFacts, matter: Matter, act: Act) -> Refusal | None:
    standing = facts.standing(act)
    if standing is not None and standing.closed_at is not None:
        return None
    return Refusal("exclusion_not_scored", RULE)


def _is_lead(facts: ExclusionFacts, matter: Matter, act: Act) -> Refusal | None:
    return None if facts.lead_of(act) else Refusal("exclusion_not_lead", RULE)


def _asked_once(facts: ExclusionFacts, matter: Matter, act: Act) -> Refusal | None:
    standing, lead = facts.standing(act), facts.lead_of(act)
    if standing and standing.is_excluded:
        return Refusal("exclusion_granted_already", RULE)
    if standing and lead in standing.asked:
        return Refusal("exclusion_asked_before", RULE)
    return None


def _window_open(facts: ExclusionFacts, matter: Matter, act: Act) -> Refusal | None:
    standing = facts.standing(act)
    closes = facts.window_closes(standing.closed_at) if standing and standing.closed_at else None
    if closes is None or act.at <= closes:
        return None
    return Refusal("exclusion_window_over", RULE, {"closed": closes.isoformat()})


def _another_decides(facts: ExclusionFacts, matter: Matter, act: Act) -> Refusal | None:
    # Nobody decides for itself: what the deciding office led stays in the statistics.
    lead = facts.lead_of(act)
    if lead is None or not facts.is_under(facts.inspection, lead):
        return None
    return Refusal("exclusion_of_own", RULE)


GUARDS: Final[dict[str, Guard]] = {
    "exclusion.case_is_scored": _case_is_scored,
    "exclusion.is_lead": _is_lead,
    "exclusion.asked_once": _asked_once,
    "exclusion.window_open": _window_open,
    "exclusion.another_decides": _another_decides,
}
