"""The filter of the grid list and the form of a check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.apps.grids.checks import LONGEST_NOTE, Told, faults_of
from huying.apps.grids.figures import Asker, is_stale_row, under
from huying.apps.grids.ledger import Freshness
from huying.domain.kernel.bodies import Body
from huying.domain.kernel.refusal import Refusal
from huying.platform.pages.forms import DataSelect
from huying.platform.pages.refusals import add_faults
from huying.platform.pages.words import is_chinese, plain_name

STATES = (
    ("", _("全部")),
    (Freshness.STALE.value, _("超期未核实")),
    (Freshness.NEVER.value, _("从未核实")),
    (Freshness.FRESH.value, _("按期核实")),
)


class GridFilter(forms.Form):
    """筛选: area, state of the ledger, words of the name or digits of the code; an unknown value
    is no filter."""

    area = forms.ChoiceField(label=_("街道、社区"), required=False, widget=DataSelect)
    state = forms.ChoiceField(label=_("台账状态"), required=False, choices=STATES)
    text = forms.CharField(label=_("网格名称或代码"), required=False, max_length=60)

    def __init__(self, data: Any, *, areas: Iterable[Body]) -> None:
        super().__init__(data, auto_id="filter_%s")
        known = tuple(areas)
        area = self.fields["area"]
        if not is_chinese() and all(body.name_en for body in known):
            area.widget = forms.Select()
        named = ((body.area_code, _indented(body)) for body in known)
        area.choices = (("", _("全区")), *named)  # type: ignore[attr-defined]

    def condition(self, asker: Asker) -> Q:
        """The set and valid filters as one condition on rows of Grid."""
        self.is_valid()
        told = self.cleaned_data
        found = _state_q(told.get("state", ""), asker)
        if area := told.get("area"):
            found &= under("code", area)
        if text := told.get("text"):
            found &= Q(name__contains=text) | Q(code__startswith=text)
        return found


class CheckForm(forms.Form):
    """核实: households and a note; the key makes a second press of the same form harmless."""

    households = forms.CharField(
        label=_("户数"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("备注"), required=False, widget=forms.Textarea(attrs={"maxlength": LONGEST_NOTE})
    )

    @property
    def told(self) -> Told:
        """What was typed, as typed."""
        return Told(*(str(self.data.get(name, "")) for name in ("households", "note", "key")))

    def clean(self) -> dict[str, Any]:
        faults = tuple(f for f in faults_of(self.told) if f.field not in self.errors)
        if faults:
            add_faults(self, Refusal("wrong_fields", faults=faults))
        return self.cleaned_data


def _state_q(state: str, asker: Asker) -> Q:
    never = Q(checked_at__isnull=True)
    if state == Freshness.NEVER:
        return never
    if state == Freshness.STALE:
        return is_stale_row(asker)
    return ~never & ~is_stale_row(asker) if state == Freshness.FRESH else Q()


def _indented(body: Body) -> str:
    name = plain_name(body)
    return name if len(body.area_code) == 9 else f"\u3000{name}"
