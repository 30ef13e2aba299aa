"""The three questions to a resident, the last look before sending, and the door of tracking.

Every field is judged by the rules of a case, so a page says nothing else than the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.apps.cases.intake_faults import add_case_faults
from huying.apps.cases.places import community_choices
from huying.apps.cases.proposals import Proposal
from huying.apps.cases.texts import code_choices
from huying.domain.kernel.ids import parse_number
from huying.platform.pages.forms import DataSelect

#: Room is left for the names of street and community in front of it.
LONGEST_ADDRESS: Final = 150
_KEY = re.compile(r"[0-9a-f]{32}")


def is_key(text: str) -> bool:
    """Is it a form key as we make them?"""
    return _KEY.fullmatch(text) is not None


class WhatForm(forms.Form):
    """什么事: the demand in the resident's own words, and what is wanted."""

    text = forms.CharField(
        label=_("说说经过"),
        help_text=_("照实说就行：什么事、多久了、想要什么结果"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    demand_kind = forms.ChoiceField(label=_("您是想"), widget=forms.RadioSelect, initial="help")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["demand_kind"].choices = code_choices("demand_kind")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return add_case_faults(self, {"text": "text"})


class WhereForm(forms.Form):
    """在哪里: an address, a community, or the wish to be asked on the phone."""

    address = forms.CharField(
        label=_("地址或附近有什么"),
        max_length=LONGEST_ADDRESS,
        help_text=_("例如：枣园新村 3 号楼 2 单元，或“菜市场北门”。说不清就勾下面"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    community = forms.ChoiceField(
        label=_("街道和社区"), required=False, help_text=_("不知道可以不选"), widget=DataSelect
    )
    ask_me = forms.BooleanField(label=_("我说不清，打电话问我"), required=False)

    def __init__(self, *args: Any, district: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community = self.fields["community"]
        community.choices = community_choices(district, gettext("不知道"))  # type: ignore[attr-defined]
        told = self.data or self.initial
        self.fields["address"].required = not (told.get("community") or told.get("ask_me"))

    def clean(self) -> dict[str, Any]:
        return add_case_faults(self, {"address": "address"})


class WhoForm(forms.Form):
    """怎么联系您: a phone, or the choice to leave none; a name if wished."""

    phone = forms.CharField(
        label=_("电话"),
        help_text=_("办的人会先打电话问清楚，办完再回访。不想留就勾下面"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_anonymous = forms.BooleanField(
        label=_("不留联系方式"),
        required=False,
        help_text=_("这样没有人能给您打电话，也没有回访；您可以用编号和查询码自己看进度"),
    )
    is_confidential = forms.BooleanField(
        label=_("为我保密"),
        required=False,
        help_text=_("只有派单员和回访员看得到您的姓名电话，办的单位看不到；举报都这样"),
    )

    def __init__(self, *args: Any, must_be_reached: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._must_be_reached = must_be_reached
        told = self.data or self.initial
        self.fields["phone"].required = must_be_reached or not told.get("is_anonymous")

    def clean(self) -> dict[str, Any]:
        found = add_case_faults(self, {"phone": "requester_phone", "name": "requester_name"})
        if not found.get("is_anonymous"):
            return found
        if self._must_be_reached:
            words = gettext("您选了“打电话问我”，要留一个电话才能问。去掉这个勾，写上电话")
            self.add_error("is_anonymous", words)
        elif found.get("phone"):
            words = gettext("电话写了，又选了不留联系方式。去掉一样再往下走")
            self.add_error("is_anonymous", words)
        return found


class CheckForm(forms.Form):
    """核对: the type among the suggestions, or '' to let the desk look."""

    case_type = forms.ChoiceField(label=_("看着像下面的事"), required=False)

    def __init__(self, *args: Any, offered: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.item.case_type, one.item.name_zh) for one in offered]
        self.fields["case_type"].choices = [("", ""), *named]  # type: ignore[attr-defined]


class TrackForm(forms.Form):
    """查进度: number and access code; neither ever stands in an address."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        help_text=_("例如 2611-0K3F9-T"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("6 位，登记时给您的"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        try:
            return parse_number(typed)
        except ValueError:
            words = gettext("%(value)s 不是编号，可能抄错了一位。照 2611-0K3F9-T 这样再写一次")
            raise forms.ValidationError(words % {"value": typed}) from None


class ReplyForm(forms.Form):
    """补充说明: the answer to a question of the handling body."""

    text = forms.CharField(label=_("您的回答"), widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        return add_case_faults(self, {"text": "text"})


class WithdrawForm(forms.Form):
    """不用办了: the reason is free."""

    reason = forms.CharField(
        label=_("为什么不用办了"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        return add_case_faults(self, {"reason": "reason"})


class ReopenForm(forms.Form):
    """重新办理: what is not done, or has come back."""

    reason = forms.CharField(
        label=_("哪里没办好，或又出现了什么"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        return add_case_faults(self, {"reason": "reason"})
