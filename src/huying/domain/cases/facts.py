"""The facts of one case at one moment: what its procedure is decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from huying.domain.cases import escalation
from huying.domain.cases.case import Case
from huying.domain.cases.district import District
from huying.domain.cases.fields import FIELDS, faults_of_fields
from huying.domain.cases.guards import GUARDS
from huying.domain.cases.observers import observer_faults, with_observers
from huying.domain.cases.two_way import score_faults, scored
from huying.domain.duties import DutyAnswer, answer
from huying.domain.kernel.actor import REQUESTER
from huying.domain.kernel.bodies import BodyKind
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.facts import Told
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule, Procedure
from huying.domain.worktime import SHANGHAI, Due, Limit, Pause, due

_MAKERS: Final = frozenset({"report", "archive"})


def local_day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """案件事实: the district, the procedure and the case's own detail, as values."""

    district: District
    procedure: Procedure
    case: Case

    # -- whose ---------------------------------------------------------------------------------

    def duty_answer(self, case_type: str = "", at: datetime | None = None) -> DutyAnswer:
        """Whose the case is, by the list of its filing date: a power taken back later does not
        move it (S2-29)."""
        moment = self.case.filed_at or at
        on = local_day(moment) if moment else date.max
        street = self.district.chart.street_of(self.case.grid)
        return answer(
            self.district.duties(on),
            self.district.chart,
            self.district.staff,
            case_type or self.case.case_type,
            street.id if street else None,
            on,
        )

    def parties(self, matter: Matter, act: Act) -> Mapping[str, tuple[int, ...]]:
        """Desk, visitor and supervisor by the chart; the others by report and dispatch."""
        found: dict[str, tuple[int, ...]] = {
            "desk": (self.district.only(BodyKind.CENTRE),),
            "visitor": (self.district.only(BodyKind.CENTRE),),
            "supervisor": (self.district.only(BodyKind.INSPECTION),),
        }
        if act.kind in _MAKERS:
            found["maker"] = self._maker(act)
            if not _has_contact(act):
                found["requester"] = (self.district.only(BodyKind.DISTRICT),)
        if act.kind == "dispatch":
            found |= self._handlers(act) | with_observers(matter, act.fields)
        if act.kind == "resolve_at_once":
            found |= self._on_the_spot()
        return found

    def _maker(self, act: Act) -> tuple[int, ...]:
        workers = [post.body for post in act.by.posts if post.role == "grid_worker"]
        return (workers[0],) if workers else (REQUESTER,)

    def _handlers(self, act: Act) -> dict[str, tuple[int, ...]]:
        duty = self.duty_answer()
        if duty.lead is None:
            return {}
        lead = duty.lead.id
        named = tuple(body.id for body in duty.helpers if body.id != lead)
        wanted = act.fields.get("helpers")
        helpers = named if wanted is None else tuple(b for b in named if b in wanted)
        return {
            "lead": (lead,),
            "contact_lead": self._contacts(lead),
            "helpers": helpers,
            "verifier": (self._verifier(lead, duty),),
        }

    def _on_the_spot(self) -> dict[str, tuple[int, ...]]:
        """The street answers for what its grid worker resolved; another body verifies it."""
        street = self.district.chart.street_of(self.case.grid)
        lead = (street.id,) if street else ()
        return {"lead": lead, "verifier": (self.district.only(BodyKind.INSPECTION),)}

    def _contacts(self, lead: int) -> tuple[int, ...]:
        """Who makes the first contact: nobody where nobody can be reached, the desk where the
        lead must not know who reported, else the lead."""
        if not self.case.is_reachable:
            return ()
        return (self.district.only(BodyKind.CENTRE),) if self.case.is_hidden else (lead,)

    def _verifier(self, lead: int, duty: DutyAnswer) -> int:
        """The street of the place, unless it would verify itself: then the inspection office."""
        street = duty.street
        if street is None or self.is_under(street.id, lead) or self.is_under(lead, street.id):
            return self.district.only(BodyKind.INSPECTION)
        return street.id

    def is_under(self, body: int, other: int) -> bool:
        return self.district.chart.is_under(body, other)

    def covers(self, body: int, matter: Matter, act: Act) -> bool:
        chart = self.district.chart
        area = chart.body(body).area_code if body in chart else ""
        return bool(area) and self.case.grid.startswith(area)

    # -- by when -------------------------------------------------------------------------------

    def policy_limit(self, name: str, at: datetime) -> Limit:
        return self.district.policies.limit(name, local_day(at))

    def number(self, name: str, at: datetime) -> Fraction:
        return self.district.policies.number(name, local_day(at))

    def limit(self, name: str, matter: Matter, act: Act, debtor: int) -> Limit | None:
        case_type = act.fields.get("case_type") or self.case.case_type
        day = local_day(act.at)
        item = self.district.duties(local_day(self.case.filed_at or act.at)).item(case_type)
        if name.startswith("item.") and item is None:
            return None
        limit = self.district.policies.limit(name, day, item=item)
        if name == "item.help" and item is not None:
            # Help is never due later than the lead's own work (HY_HELP).
            return min(
                limit, item.limit, key=lambda one: self.due(act.at, one, debtor, ()).at or act.at
            )
        return limit

    def due(self, start: datetime, limit: Limit, debtor: int, pauses: tuple[Pause, ...]) -> Due:
        return due(start, limit, self.district.calendar_of(debtor, local_day(start)), pauses)

    def next_look(self, obligation: Obligation) -> datetime | None:
        return escalation.next_look(self.district, self.case, obligation)

    # -- who hears -----------------------------------------------------------------------------

    def told(self, matter: Matter, obligation: Obligation, step: int) -> Told:
        return escalation.told(self.district, self.case, obligation, step)

    # -- fields --------------------------------------------------------------------------------

    def guard(self, name: str, matter: Matter, act: Act) -> Refusal | None:
        return GUARDS[name](self, matter, act)

    def is_text(self, name: str) -> bool:
        return name in FIELDS and FIELDS[name].is_text

    def faults(self, rule: ActRule, matter: Matter, act: Act) -> tuple[Fault, ...]:
        found = faults_of_fields(rule.needs, rule.takes, act.fields)
        unfair = score_faults(self.district.chart, self.case.grid, matter, act)
        return (*found, *self._own_faults(rule, act), *unfair, *self._watch_faults(rule, act))

    def _watch_faults(self, rule: ActRule, act: Act) -> list[Fault]:
        if rule.name != "dispatch" or not act.fields.get("observers"):
            return []
        parts = self._handlers(act)
        others = {*parts.get("lead", ()), *parts.get("helpers", ())}
        return observer_faults(self.district.chart, act.fields, others)

    def _own_faults(self, rule: ActRule, act: Act) -> list[Fault]:
        found = []
        fields = act.fields
        case_type = fields.get("case_type")
        if case_type and not self.district.duties(local_day(act.at)).knows(str(case_type)):
            found.append(Fault("case_type", str(case_type), "unknown_case_type"))
        if rule.name == "place" and not self._grid_of(fields):
            found.append(
                Fault("lon", f"{fields.get('lon')}, {fields.get('lat')}", "outside_district")
            )
        reported = fields.get("reported_at")
        if isinstance(reported, datetime) and reported.tzinfo and reported > act.at:
            found.append(Fault("reported_at", reported.isoformat(), "in_the_future"))
        if rule.name in _MAKERS and bool(fields.get("lon")) != bool(fields.get("lat")):
            found.append(Fault("lat" if fields.get("lon") else "lon", "", "missing"))
        return found

    def _grid_of(self, fields: Mapping[str, Any]) -> str:
        lon, lat = fields.get("lon"), fields.get("lat")
        if not lon or not lat or faults_of_fields((), ("lon", "lat"), {"lon": lon, "lat": lat}):
            return ""
        return self.district.locate(str(lon), str(lat))

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        """What the platform adds to an event by itself, so that a replay needs no lists."""
        if rule.name in _MAKERS:
            return {"reachable": _has_contact(act), "grid": self._grid_of(act.fields)}
        if rule.name == "place":
            return {"grid": self._grid_of(act.fields)}
        if rule.name in ("file", "resolve_at_once"):
            return self._filing(act)
        if rule.name == "dispatch":
            return self._dispatch_ground()
        return scored(self.district.chart, self.case.grid, matter, act)

    def _filing(self, act: Act) -> dict[str, Any]:
        filed = (
            self if self.case.filed_at else replace(self, case=replace(self.case, filed_at=act.at))
        )
        duty = filed.duty_answer(str(act.fields["case_type"]))
        duties = self.district.duties(local_day(act.at))
        return {
            "line": duty.department.id if duty.department else None,
            "list_version": duties.label,
            "list_line": f"{duty.cited.family} {duty.cited.line_no}" if duty.cited else "",
        }

    def _dispatch_ground(self) -> dict[str, Any]:
        duty = self.duty_answer()
        cited = duty.cited
        replies = {"list": duty.list, "power": duty.power, "staff": duty.staff}
        return {
            "list_family": str(cited.family) if cited else "",
            "list_line": cited.line_no if cited else "",
            "answers": {
                name: {"verdict": r.verdict, "code": r.code, "params": dict(r.params)}
                for name, r in replies.items()
            },
        }


def _has_contact(act: Act) -> bool:
    return bool(act.fields.get("requester_phone"))
