"""Filters of the list browser and the question box."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.domain.kernel.bodies import Body
from huying.platform.pages.forms import DataSelect
from huying.platform.pages.words import is_chinese, plain_name

ROLES = (
    ("", _("全部")),
    ("main", _("街道主办")),
    ("cooperate", _("街道配合")),
    ("none", _("街道无职责")),
)

Choices = Iterable[tuple[str, str]]


class LineFilter(forms.Form):
    """Text, group and street role; an unknown value is treated as no filter."""

    text = forms.CharField(label=_("文字"), required=False, max_length=60)
    group = forms.ChoiceField(label=_("类别"), required=False)
    role = forms.ChoiceField(label=_("街道角色"), required=False, choices=ROLES)

    def __init__(self, *args: Any, groups: Choices, has_roles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.choices = (("", _("全部")), *groups)  # type: ignore[attr-defined]
        if not has_roles:
            del self.fields["role"]

    def filters(self) -> dict[str, str]:
        """The filters that are set and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AskForm(forms.Form):
    """Whose is it: at which street, on which day, and the words of the demand if there are any."""

    street = forms.TypedChoiceField(
        label=_("在哪个街道"), required=False, coerce=int, empty_value=None, widget=DataSelect
    )
    on = forms.DateField(
        label=_("哪一天"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("诉求原话"),
        required=False,
        max_length=13_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, streets: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = tuple(streets)
        named = ((str(body.id), plain_name(body)) for body in known)
        street = self.fields["street"]
        if not is_chinese() and all(body.name_en for body in known):
            street.widget = forms.Select()
        street.choices = (("", _("还不知道")), *named)  # type: ignore[attr-defined]
