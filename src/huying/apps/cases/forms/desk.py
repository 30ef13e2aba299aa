"""Forms of what the desk does besides filing and dispatch: ask others, split, correct contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import act_field
from huying.apps.cases.forms.naming import bodies_field
from huying.apps.cases.pairs import FEWEST_PARTS
from huying.domain.cases.fields import FIELDS, faults_of_fields
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import BodyKind
from huying.platform.pages.refusals import fault_words

#: Parts that stand open on the page; the others are folded away.
_SHOWN_PARTS: Final = 3
_CONSULTED: Final = (
    BodyKind.DEPARTMENT,
    BodyKind.UTILITY,
    BodyKind.STREET,
    BodyKind.STATIONED,
)


class ConsultForm(ActForm):
    """派单前会商: whom to hear, and what about; a dispatch never waits for the answer."""

    def own_fields(self) -> dict[str, forms.Field]:
        asked = {o.debtor for o in self.case.matter.open("opinion")}
        chart = self.case.facts.district.chart
        question = act_field("question", "consult", is_needed=True)
        return {"consulted": bodies_field("consulted", chart, _CONSULTED, asked)} | {
            "question": question
        }


class ContactForm(ActForm):
    """更正联系方式: a new number, never the old one on the screen."""

    def own_fields(self) -> dict[str, forms.Field]:
        fields = {
            "requester_phone": forms.CharField(
                widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
            ),
            "requester_name": forms.CharField(
                required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
            ),
            "reason": forms.CharField(widget=forms.Textarea(attrs={"rows": 3})),
        }
        for name, field in fields.items():
            told = act_field(name, "correct_contact", is_needed=field.required)
            field.label, field.help_text = told.label, told.help_text
        return dict(fields)


class SplitForm(ActForm):
    """拆分诉求: each part in its own words; every part becomes a case."""

    @property
    def most_parts(self) -> int:
        return int(self.case.facts.number("case.splits_most", self.at))

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            f"part{nth}": forms.CharField(
                label=gettext("第 %(n)s 件") % {"n": nth},
                required=nth <= FEWEST_PARTS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            for nth in range(1, self.most_parts + 1)
        }

    @property
    def shown(self) -> list[forms.BoundField]:
        """The entries that stand open: the first ones, and all that hold something."""
        bound = [self[name] for name in self.fields]
        return bound[:_SHOWN_PARTS] + [b for b in bound[_SHOWN_PARTS:] if _has_more(b)]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [
            self[name] for name in list(self.fields)[_SHOWN_PARTS:] if not _has_more(self[name])
        ]

    def parts(self) -> list[str]:
        names = (f"part{nth}" for nth in range(1, self.most_parts + 1))
        return [text for name in names if (text := self.cleaned_data.get(name))]

    def given(self) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.fields:
            text = cleaned.get(name)
            for fault in faults_of_fields((), ("text",), {"text": text} if text else {}):
                self.add_error(name, fault_words(fault))
        return cleaned

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        return "split", {"children": self.parts()}


class AmendForm(ActForm):
    """更正记录: one text of one entry, said anew with the reason; the old text stays readable."""

    def __init__(self, data: Any = None, *, asked: Mapping[str, Any], **how: Any) -> None:
        self.asked = asked
        super().__init__(data, **how)

    def own_fields(self) -> dict[str, forms.Field]:
        seq = str(self.asked.get("corrects", ""))
        field = str(self.asked.get("field", ""))
        return {
            "corrects": forms.IntegerField(
                initial=seq if seq.isascii() and seq.isdigit() and len(seq) < 5 else "",
                widget=forms.HiddenInput,
                max_value=9_999,
                min_value=1,
            ),
            "field": forms.CharField(
                initial=field if field in AMENDABLE else "", widget=forms.HiddenInput
            ),
            "corrected": act_field("corrected", "amend", is_needed=True),
            "reason": act_field("reason", "amend", is_needed=True),
        }

    @property
    def chosen(self) -> tuple[int, str] | None:
        """(number of the entry, field) that is corrected; None until one is chosen."""
        seq, field = str(self["corrects"].value() or ""), str(self["field"].value() or "")
        is_number = seq.isascii() and seq.isdigit() and len(seq) < 5
        return (int(seq), field) if is_number and field in AMENDABLE else None


#: What may be said anew. An address is corrected with the place, a person with the contact.
AMENDABLE: Final = frozenset(
    name
    for name, rule in FIELDS.items()
    if rule.is_text and not rule.is_personal and name not in ("address", "title", "corrected")
)


def _has_more(bound: forms.BoundField) -> bool:
    return bool(bound.value() or bound.errors)
