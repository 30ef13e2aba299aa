"""One form field for one field of an act: its label, hint, choices and control."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django import forms

from huying.apps.cases.texts import code_choices, has_codes, hint, label

#: Short entries; every other text gets several lines.
_ONE_LINE: Final = frozenset({"title", "list_line", "address", "lon", "lat", "requester_name"})
_MOST_RADIOS: Final = 4
#: May be taken back while the form is open, which a radio button cannot.
_TAKEN_BACK: Final = frozenset({"score_of_lead", "score_of_street"})


def act_field(
    name: str, act: str, *, is_needed: bool, codes: Collection[str] | None = None
) -> forms.Field:
    """The control of a field; what a value may be is judged by the rules alone, at once for all."""
    field = _choice(name, code_choices(name, codes)) if has_codes(name) else _typed(name)
    field.label, field.help_text, field.required = label(name, act), hint(name, act), is_needed
    return field


def _typed(name: str) -> forms.Field:
    if name in _ONE_LINE:
        return forms.CharField()
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


def _choice(name: str, choices: list[tuple[str, str]]) -> forms.Field:
    if len(choices) <= _MOST_RADIOS and name not in _TAKEN_BACK:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "—"), *choices])
