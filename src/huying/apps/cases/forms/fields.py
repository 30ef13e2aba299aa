"""One form field for one field of an act: its label, hint, choices and control."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django import forms

from huying.apps.cases.forms.moments import MomentField
from huying.apps.cases.texts import code_choices, has_codes, hint, label

#: Short entries; every other text gets several lines.
_ONE_LINE: Final = frozenset(
    {"title", "list_line", "address", "lon", "lat", "requester_name", "requester_phone"}
    | {"outside_body", "outside_reference", "instructed_by", "legal_basis"}
)
_MOMENTS: Final = frozenset({"until", "task_due", "outside_due"})
#: Several codes may be true at once.
_SEVERAL: Final = frozenset({"dissatisfaction"})
_MOST_RADIOS: Final = 4
#: May be taken back while the form is open, which a radio button cannot.
_TAKEN_BACK: Final = frozenset({"score_of_lead", "score_of_street"})


class AnyChoice(forms.ChoiceField):
    """A choice whose wrong values the rules judge, together with all the others."""

    def valid_value(self, _value: Any) -> bool:
        return True


class NumberChoice(AnyChoice):
    """A number picked from a list, or an id; what is no number is left to the rules."""

    def clean(self, value: Any) -> int | str:
        text = str(super().clean(value))
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else text


def act_field(
    name: str, act: str, *, is_needed: bool, codes: Collection[str] | None = None
) -> forms.Field:
    """The control of a field; what a value may be is judged by the rules alone, at once for all."""
    field = _choice(name, code_choices(name, codes)) if has_codes(name) else _typed(name)
    field.label, field.help_text, field.required = label(name, act), hint(name, act), is_needed
    return field


def when(field: forms.Field, case: str) -> forms.Field:
    """Shown only in this case of the form's other answers (style sheet `when--…`); a browser that
    cannot tell shows it always."""
    field.when = case  # type: ignore[attr-defined]
    return field


def _typed(name: str) -> forms.Field:
    if name in _MOMENTS:
        return MomentField()
    if name in _ONE_LINE:
        return forms.CharField()
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


def _choice(name: str, choices: list[tuple[str, str]]) -> forms.Field:
    if name in _SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    if len(choices) <= _MOST_RADIOS and name not in _TAKEN_BACK:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "—"), *choices])
