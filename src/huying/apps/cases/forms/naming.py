"""Fields that name another case or bodies: a public number becomes an id, a body is chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.dispatch import BodySelect
from huying.apps.cases.texts import hint, label
from huying.domain.kernel.bodies import BodyKind, Chart
from huying.domain.kernel.ids import id_of_number
from huying.platform.pages.forms import DataRadio
from huying.platform.pages.words import plain_name


class CaseNumberField(forms.CharField):
    """A case number as people type or copy it; cleaned to the id it was made from."""

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value))
        if not text:
            return None
        try:
            return id_of_number(text)
        except ValueError:
            told = gettext("“%(value)s”不是案件编号，请核对，编号像 2611-0K3F9-7")
            raise forms.ValidationError(told % {"value": text[:40]}) from None


class CaseNumberChoice(CaseNumberField):
    """The same, chosen from a few that are known."""

    widget = DataRadio

    def __init__(self, *, choices: Iterable[tuple[str, str]], **how: Any) -> None:
        super().__init__(**how)
        self.widget.choices = list(choices)


def number_field(name: str, act: str, *, is_needed: bool = True) -> forms.Field:
    return CaseNumberField(
        label=label(name, act), help_text=hint(name, act), required=is_needed, max_length=40
    )


def bodies_field(
    name: str, chart: Chart, kinds: Iterable[BodyKind], without: Collection[int] = ()
) -> forms.Field:
    """Several bodies of these kinds, by name."""
    free = [b for kind in kinds for b in chart.of_kind(kind) if b.id not in without]
    return forms.TypedMultipleChoiceField(
        label=label(name),
        choices=[(b.id, plain_name(b)) for b in free],
        coerce=int,
        widget=BodySelect(attrs={"size": 8}),
        help_text=hint(name),
    )
