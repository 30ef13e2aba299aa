"""定位: a grid chosen from its community's list, or degrees; the point is what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import act_field
from huying.apps.cases.places import community_choices
from huying.apps.grids import queries as grids
from huying.apps.grids.queries import GridHit
from huying.domain.kernel.actor import Actor
from huying.platform.pages.forms import DataRadio, DataSelect


class PlaceForm(ActForm):
    """Grid or degrees, and the address in words; degrees win, for they say more."""

    slug = "place"

    def __init__(self, data: Any = None, *, near: Sequence[GridHit], **how: Any) -> None:
        self.near = near
        super().__init__(data, **how)

    def own_fields(self) -> dict[str, forms.Field]:
        grid = forms.ChoiceField(
            label=gettext("网格"),
            choices=[(hit.code, hit.name) for hit in self.near],
            widget=DataRadio,
            required=False,
        )
        degrees = {n: act_field(n, "place", is_needed=False) for n in ("lon", "lat")}
        address = act_field("address", "place", is_needed=False)
        if self.case.row.case.address:
            address.initial = self.case.row.case.address
        return ({"grid": grid} if self.near else {}) | degrees | {"address": address}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        if bool(lon) != bool(lat):
            missing = "lat" if lon else "lon"
            self.add_error(missing, gettext("经度和纬度要一起填"))
        if not (lon or lat or cleaned.get("grid")) and not self.errors:
            first = "grid" if "grid" in self.fields else "lon"
            self.add_error(first, gettext("还没选位置。选一个网格，或填经纬度"))
        return cleaned

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        given = {n: v for n, v in self.given().items() if n in ("lon", "lat", "address")}
        if "lon" not in given:
            middle = grids.middle_of(self.case.row.district_id, self.cleaned_data["grid"])
            lon, lat = middle or (0.0, 0.0)
            given |= {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
        if given.get("address") == self.case.row.case.address:
            given.pop("address", None)
        return "place", given


class AreaForm(forms.Form):
    """先选社区: which community's grids are shown (GET)."""

    area = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, district_id: int) -> None:
        super().__init__(data)
        self.fields["area"] = forms.ChoiceField(
            label=gettext("社区"),
            choices=community_choices(district_id, "—"),
            required=False,
            widget=DataSelect(attrs={"data-submit-on-change": ""}),
        )

    @property
    def code(self) -> str:
        """Area code of the chosen community, '' for none."""
        return str(self.cleaned_data["area"]) if self.is_valid() else ""
