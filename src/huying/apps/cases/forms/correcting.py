"""更正类型或位置: one form; whether the order goes out anew follows from what is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.dispatch import item_choices, lists_of
from huying.apps.cases.forms.fields import act_field
from huying.apps.cases.texts import label
from huying.apps.grids import queries as grids
from huying.apps.grids.queries import GridHit
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.matter import Act
from huying.platform.pages.forms import DataRadio, DataSelect
from huying.platform.pages.words import is_chinese

#: The acts the one button stands for.
CORRECTIONS: Final = ("correct", "correct_and_redispatch")
_PLACE: Final = ("lon", "lat", "address")


class CorrectForm(ActForm):
    """Type, place, or both; `looked` carries what the reader saw of the consequences."""

    slug = "correct"

    def __init__(self, data: Any = None, *, near: Sequence[GridHit] = (), **how: Any) -> None:
        self.near = near
        # Asking for the grids of a community is no answer yet: what was typed stays.
        is_listing = bool(data and data.get("list_grids"))
        super().__init__(None if is_listing else data, **how)
        if is_listing:
            self.initial = {name: data.get(name, "") for name in self.fields}

    def own_fields(self) -> dict[str, forms.Field]:
        filed_on = self.case.facts.case.filed_at or self.at
        duties = lists_of(filed_on, self.case.facts.district.duties)
        item = forms.ChoiceField(
            label=label("case_type"),
            choices=item_choices(duties),
            initial=self.case.facts.case.case_type,
            widget=DataSelect if is_chinese() else forms.Select,
            required=False,
        )
        grid = forms.ChoiceField(
            label=gettext("网格"),
            choices=[(hit.code, hit.name) for hit in self.near],
            widget=DataRadio,
            required=False,
        )
        place = {name: act_field(name, "correct", is_needed=False) for name in _PLACE}
        place["address"].initial = self.case.row.case.address
        reason = act_field("reason", "correct", is_needed=True)
        return {"case_type": item, **({"grid": grid} if self.near else {}), **place} | {
            "reason": reason
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and set(self.changed()) <= {"reason"}:
            self.add_error("case_type", gettext("和现在的一样。改类型，或选一个新位置"))
        return cleaned

    def changed(self) -> dict[str, Any]:
        """What differs from the case, and the reason."""
        given, case = self.given(), self.case.facts.case
        if "lon" not in given and self.cleaned_data.get("grid"):
            middle = grids.middle_of(self.case.row.district_id, self.cleaned_data["grid"])
            lon, lat = middle or (0.0, 0.0)
            given |= {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
        same = {"case_type": case.case_type, "address": self.case.row.case.address}
        return {name: v for name, v in given.items() if same.get(name) != v}

    def act(self, by: Actor, at: datetime) -> Act:
        """The act that these fields make of the one button."""
        facts, matter = self.case.facts, self.case.matter
        plain = Act("correct", by, at, self.changed())
        if matter.state == "filed" or not facts.changes_answer(matter, plain):
            return plain
        return Act("correct_and_redispatch", by, at, self.changed())

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:
        act = self.act(by, at)
        return act.kind, act.fields
