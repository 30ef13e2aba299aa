"""Filing and dispatch: the item a person confirms, the helpers, and one press for both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import act_field
from huying.apps.cases.texts import hint, label
from huying.domain.duties import DutyAnswer, DutySet
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.worktime import SHANGHAI
from huying.platform.pages.forms import DataCheckboxes, DataSelect
from huying.platform.pages.words import is_chinese, plain_name


class FileForm(ActForm):
    """立案并派单: the item; with `helpers_shown` also which of its helpers are asked."""

    slug = "file"

    def __init__(self, data: Any = None, *, duties: DutySet, item: str = "", **how: Any) -> None:
        self.duties, self.item = duties, item
        super().__init__(data, **how)

    def own_fields(self) -> dict[str, forms.Field]:
        item = forms.ChoiceField(
            label=label("case_type"),
            choices=[("", "—"), *item_choices(self.duties)],
            initial=self.chosen,
            widget=DataSelect if is_chinese() else forms.Select,
        )
        return {"case_type": item, "helpers": helpers_field(self.duty)}

    @property
    def chosen(self) -> str:
        """The item the form shows: the one sent or asked for, else the reported one."""
        typed = str(self.data.get("case_type", "")) if self.data else ""
        return typed or self.item or self.case.facts.case.case_type

    @property
    def duty(self) -> DutyAnswer:
        return self.case.facts.duty_answer(self.chosen, self.at)

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        return "file", {"case_type": self.cleaned_data["case_type"]}

    def helpers(self) -> list[int] | None:
        """Bodies ticked; None when the form did not ask, and all the list names help."""
        return chosen_helpers(self)

    @property
    def also_dispatch(self) -> bool:
        return bool(self.data) and self.data.get("also") == "dispatch"


class DispatchForm(ActForm):
    """派单: the lead is the list's; helpers may be left out, a note may be added."""

    slug = "dispatch"

    def own_fields(self) -> dict[str, forms.Field]:
        duty = self.case.facts.duty_answer()
        return {
            "helpers": helpers_field(duty),
            "observers": observers_field(self.case.facts.district.chart, duty),
            "note": act_field("note", "dispatch", is_needed=self.goes_back),
        }

    @property
    def goes_back(self) -> bool:
        """Has the body this order goes to returned it before? Then it is told why again."""
        lead, matter = self.case.facts.duty_answer().lead, self.case.matter
        return lead is not None and any(d.body == lead.id for d in matter.did("return_order"))

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        fields = dispatch_fields(chosen_helpers(self), self.cleaned_data.get("note", ""))
        watchers = self.cleaned_data.get("observers")
        return "dispatch", fields | ({"observers": watchers} if watchers else {})


def dispatch_fields(helpers: list[int] | None, note: str = "") -> dict[str, Any]:
    """Fields of the act; helpers None leaves them to the list."""
    fields: dict[str, Any] = {} if helpers is None else {"helpers": helpers}
    return fields | ({"note": note} if note else {})


def helpers_field(duty: DutyAnswer) -> forms.Field:
    """Check boxes of the bodies the list names as helpers, all ticked."""
    named = [b for b in duty.helpers if duty.lead is None or b.id != duty.lead.id]
    choices = [(str(b.id), plain_name(b)) for b in named]
    return forms.TypedMultipleChoiceField(
        label=label("helpers"),
        choices=choices,
        coerce=int,
        required=False,
        initial=[value for value, _ in choices],
        widget=DataCheckboxes,
        help_text=gettext("清单列为协办的单位，不需要的去掉") if choices else "",
    )


class BodySelect(DataSelect, forms.SelectMultiple):
    """Several bodies of the chart."""


def observers_field(chart: Chart, duty: DutyAnswer) -> forms.Field:
    """Departments, party and mass organisations, utilities and streets that have no part yet."""
    taken = {b.id for b in (*duty.helpers, *((duty.lead,) if duty.lead else ()))}
    kinds = (BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET)
    free = [b for kind in kinds for b in chart.of_kind(kind) if b.id not in taken]
    return forms.TypedMultipleChoiceField(
        label=label("observers"),
        choices=[(b.id, plain_name(b)) for b in free],
        coerce=int,
        required=False,
        widget=BodySelect(attrs={"size": 5}) if is_chinese() else forms.SelectMultiple,
        help_text=hint("observers"),
    )


def chosen_helpers(form: ActForm) -> list[int] | None:
    # An unticked box sends nothing, so the form says by itself that it showed the boxes.
    if not form.data.get("helpers_shown"):
        return None
    return [int(value) for value in form.cleaned_data.get("helpers", ())]


def lists_of(case_day: datetime, duties_on: Any) -> DutySet:
    """The lists in force on the local day of a moment."""
    found: DutySet = duties_on(case_day.astimezone(SHANGHAI).date())
    return found


def item_choices(duties: DutySet) -> list[tuple[str, str]]:
    """(code, code and name) of every item of the lists."""
    if is_chinese():
        return [(i.case_type, f"{i.case_type} {i.name_zh}") for i in duties.items.values()]
    return [(i.case_type, f"{i.case_type} {i.name_en or i.name_zh}") for i in duties.items.values()]
