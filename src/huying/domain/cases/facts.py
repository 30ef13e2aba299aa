"""The facts of one case at one moment: what its procedure is decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from huying.domain.cases import escalation, joined
from huying.domain.cases.case import Case
from huying.domain.cases.codes import MAKERS
from huying.domain.cases.district import District
from huying.domain.cases.faults import wrong_fields
from huying.domain.cases.fields import FIELDS, faults_of_fields
from huying.domain.cases.guards import GUARDS
from huying.domain.cases.joined import Joined, Other
from huying.domain.cases.observers import observer_faults
from huying.domain.cases.parties import has_contact, is_id, parties_of
from huying.domain.cases.two_way import score_faults, scored
from huying.domain.duties import DutyAnswer, DutyItem, answer
from huying.domain.duties.checklists import CheckItem
from huying.domain.kernel.refusal import Fault, Refusal
from huying.domain.procedure.facts import Told
from huying.domain.procedure.matter import Act, Matter, Obligation
from huying.domain.procedure.model import ActRule, Procedure
from huying.domain.worktime import SHANGHAI, Due, Limit, Pause, due

_CORRECTING: Final = frozenset({"correct", "correct_and_redispatch"})
_PLACING: Final = frozenset({"place", *_CORRECTING})


def _no_other(_matter: int) -> Other | None:
    return None


def local_day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """案件事实: the district, the procedure and the case's own detail, as values; `other` gives
    another case of the same district by its id."""

    district: District
    procedure: Procedure
    case: Case
    other: Callable[[int], Other | None] = _no_other

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
        return parties_of(self, matter, act)

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

    def parts(self, kind: str, matter: Matter, act: Act) -> tuple[str, ...]:
        """Stages of the item, residents who joined, the reason of a pause."""
        if kind == "stage":
            item = self._item(self.case.case_type, act)
            return item.stage_names if item else ()
        if kind == "resume":
            return (str(act.fields.get("pause_kind", "")),)
        if act.kind in ("pass", "answer_question"):
            return tuple(one.number for one in self.case.joined if one.is_reachable)
        one = self._joined_in(act)
        return (one.number,) if one else (joined.part_of(matter, act),)

    def _joined_in(self, act: Act) -> Joined | None:
        """The resident whose repeat this act takes in or lets go."""
        named = act.fields.get("joined")
        if act.kind != "absorb":
            return joined.with_id(self.case.joined, named) if named else None
        other = self.other(int(named)) if named and is_id(named) else None
        if other is None:
            return None
        return Joined(
            number=other.number,
            matter=other.matter.id,
            since=other.case.filed_at or act.at,
            case_type=other.case.case_type or self.case.case_type,
            is_reachable=other.case.is_reachable,
        )

    def start(self, kind: str, matter: Matter, act: Act) -> datetime:
        """A promise once told is told for good: it counts from when it was first given."""
        if kind == "joined_promise":
            one = self._joined_in(act)
            return one.since if one else act.at
        if kind == "promise" and act.kind == "restore":
            return self.case.filed_at or act.at
        return act.at

    def checklist(self) -> tuple[CheckItem, ...]:
        """What has to be looked at on site, by the lists of the filing date."""
        if self.case.filed_at is None:
            return ()
        return self.district.duties(local_day(self.case.filed_at)).checklist(self.case.case_type)

    def _item(self, case_type: str, act: Act) -> DutyItem | None:
        return self.district.duties(local_day(self.case.filed_at or act.at)).item(case_type)

    def limit(self, name: str, matter: Matter, act: Act, debtor: int, part: str) -> Limit | None:
        one = self._joined_in(act) if name == "item.overall" else None
        case_type = (one and one.case_type) or act.fields.get("case_type") or self.case.case_type
        day = local_day(act.at)
        item = self._item(case_type, act)
        if name.startswith("item.") and item is None:
            return None
        if name == "item.stage":
            return item.stages.get(part) if item else None
        kind = self.case.demand_kind
        limit = self.district.policies.limit(name, day, item=item, demand_kind=kind)
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
        own = (*self._own_faults(rule, act), *wrong_fields(self, matter, act))
        return (*found, *own, *unfair, *self._watch_faults(matter, rule, act))

    def _watch_faults(self, matter: Matter, rule: ActRule, act: Act) -> list[Fault]:
        if rule.name == "dispatch" and self._must_say_why(matter) and not act.fields.get("note"):
            return [Fault("note", "", "sent_back_needs_reason")]
        if "observers" not in rule.takes or not act.fields.get("observers"):
            return []
        parts = self.parties(matter, act)
        others = {*parts.get("lead", ()), *parts.get("helpers", ())}
        return observer_faults(self.district.chart, act.fields, others)

    def _own_faults(self, rule: ActRule, act: Act) -> list[Fault]:
        found = []
        fields = act.fields
        case_type = fields.get("case_type")
        if case_type and not self.district.duties(local_day(act.at)).knows(str(case_type)):
            found.append(Fault("case_type", str(case_type), "unknown_case_type"))
        if rule.name in _PLACING and fields.get("lon") and not self._grid_of(fields):
            found.append(
                Fault("lon", f"{fields.get('lon')}, {fields.get('lat')}", "outside_district")
            )
        reported = fields.get("reported_at")
        if isinstance(reported, datetime) and reported.tzinfo and reported > act.at:
            found.append(Fault("reported_at", reported.isoformat(), "in_the_future"))
        if rule.name in (*MAKERS, *_CORRECTING) and bool(fields.get("lon")) != bool(
            fields.get("lat")
        ):
            found.append(Fault("lat" if fields.get("lon") else "lon", "", "missing"))
        return found

    def _grid_of(self, fields: Mapping[str, Any]) -> str:
        lon, lat = fields.get("lon"), fields.get("lat")
        if not lon or not lat or faults_of_fields((), ("lon", "lat"), {"lon": lon, "lat": lat}):
            return ""
        return self.district.locate(str(lon), str(lat))

    def computed(self, rule: ActRule, matter: Matter, act: Act) -> Mapping[str, Any]:
        """What the platform adds to an event by itself, so that a replay needs no lists."""
        if rule.name in MAKERS:
            return {"reachable": has_contact(act), "grid": self._grid_of(act.fields)}
        if rule.name == "place":
            return {"grid": self._grid_of(act.fields)}
        if rule.name in ("file", "resolve_at_once"):
            return self._filing(act)
        if rule.name == "dispatch":
            return self._dispatch_ground()
        if rule.name in _CORRECTING:
            corrected = self.corrected(act)
            return {"grid": corrected.case.grid, **corrected._filing(act)}
        if rule.name == "absorb":
            return self._absorbing(act)
        if rule.name in joined.ABOUT_ONE:
            return {"joined_number": joined.part_of(matter, act)}
        return scored(self.district.chart, self.case.grid, matter, act)

    def changes_answer(self, matter: Matter, act: Act) -> bool:
        """Would the corrected type or place make another item or another body answer?"""
        corrected = self.corrected(act)
        lead = corrected.duty_answer().lead
        same_lead = lead is not None and (lead.id,) == matter.parties.get("lead")
        return not same_lead or corrected.case.case_type != self.case.case_type

    def corrected(self, act: Act) -> CaseFacts:
        """The same facts with the type and place an act of correction gives."""
        fields, case = act.fields, self.case
        return replace(
            self,
            case=replace(
                case,
                case_type=str(fields.get("case_type") or case.case_type),
                grid=self._grid_of(fields) if fields.get("lon") else case.grid,
            ),
        )

    def _must_say_why(self, matter: Matter) -> bool:
        """Is the order about to go to a body that has returned it?"""
        lead = self.duty_answer().lead
        return lead is not None and any(d.body == lead.id for d in matter.did("return_order"))

    def _absorbing(self, act: Act) -> dict[str, Any]:
        one = self._joined_in(act)
        if one is None:
            return {}
        return {
            "joined_number": one.number,
            "joined_since": one.since.isoformat(),
            "joined_type": one.case_type,
            "joined_reachable": one.is_reachable,
        }

    def _filing(self, act: Act) -> dict[str, Any]:
        filed = (
            self if self.case.filed_at else replace(self, case=replace(self.case, filed_at=act.at))
        )
        duty = filed.duty_answer(str(act.fields.get("case_type") or self.case.case_type))
        duties = self.district.duties(local_day(filed.case.filed_at or act.at))
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
