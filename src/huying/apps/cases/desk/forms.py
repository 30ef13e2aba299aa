"""What the desk takes down of a demand, on one screen and in the order it is told."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.apps.cases.intake_faults import add_case_faults
from huying.apps.cases.places import community_choices
from huying.apps.cases.texts import code_choices
from huying.platform.pages.forms import DataSelect

#: How a demand reaches somebody with an account; the other channels come in by themselves.
CHANNELS: Final = ("phone", "visit", "hotline", "grid", "app", "media", "other")
#: Form field -> field of a case, where they differ.
CASE_FIELDS: Final = {
    "text": "text",
    "address": "address",
    "lon": "lon",
    "lat": "lat",
    "phone": "requester_phone",
    "name": "requester_name",
}


class DeskForm(forms.Form):
    """登记: text first, then place, then who; only text and kind must be there."""

    demand_kind = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, initial="help")
    text = forms.CharField(
        label=_("居民怎么说"),
        help_text=_("照原话记，不用整理"),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )
    address = forms.CharField(
        label=_("在哪里"), required=False, max_length=150, widget=forms.TextInput
    )
    community = forms.ChoiceField(label=_("街道和社区"), required=False, widget=DataSelect)
    lon = forms.CharField(label=_("经度"), required=False, max_length=20)
    lat = forms.CharField(label=_("纬度"), required=False, max_length=20)
    phone = forms.CharField(
        label=_("回电、回访用"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("姓名"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    channel = forms.ChoiceField(label=_("来源"), initial="phone")
    is_confidential = forms.BooleanField(
        label=_("对办理单位隐去诉求人"), required=False, help_text=_("举报自动隐去，不用勾")
    )
    case_type = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, district: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["demand_kind"].choices = code_choices("demand_kind")
        choices["channel"].choices = code_choices("channel", CHANNELS)
        choices["community"].choices = community_choices(district, gettext("不知道"))

    def clean(self) -> dict[str, Any]:
        found = add_case_faults(self, CASE_FIELDS)
        lon, lat = found.get("lon"), found.get("lat")
        if bool(lon) != bool(lat) and not {"lon", "lat"} & set(self.errors):
            self.add_error("lat" if lon else "lon", gettext("经度和纬度要一起填，或都不填"))
        return found
