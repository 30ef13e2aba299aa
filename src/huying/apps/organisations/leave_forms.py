"""The form of a leave: who, from when, back when, why, and who stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.apps.organisations.leaves import Candidate
from huying.apps.organisations.words import REASONS
from huying.domain.kernel.bodies import Body
from huying.domain.kernel.leave import Leave
from huying.domain.kernel.refusal import Fault
from huying.platform.pages.forms import DROPPED, DataSelect
from huying.platform.pages.refusals import fault_words

#: Wide digits become plain ones; what stands between the numbers stays.
_WIDE = {wide: plain for wide, plain in DROPPED.items() if plain is not None}


class DayField(forms.CharField):
    """A day as people write it: 2026-11-26, 2026/11/26, 2026.11.26 or 2026年11月26日."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.DateInput({"type": "date", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.example = ""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        parts = [int(part) for part in re.findall(r"\d+", text.translate(_WIDE)) if len(part) < 5]
        try:
            year, month, day = parts
            return date(year, month, day)
        except ValueError:
            words = fault_words(Fault("", text, "leave.not_a_day", {"example": self.example}))
            raise forms.ValidationError(words, code="not_a_day") from None


class LeaveForm(forms.Form):
    """请假: `people` those it may be entered for besides oneself (a head's), `stand_ins` those
    who may be chosen; what is chosen is checked again when it is entered."""

    person = forms.ChoiceField(label=_("请假人"), widget=DataSelect)
    from_on = DayField(label=_("请假第一天"))
    until_on = DayField(label=_("回来上班的第一天"))
    reason = forms.ChoiceField(label=_("请假种类"), choices=tuple(REASONS.items()))
    stand_in = forms.ChoiceField(label=_("代理人"), required=False, widget=DataSelect)

    def __init__(
        self,
        data: Any = None,
        *,
        me: Candidate,
        people: Iterable[Candidate],
        stand_ins: Iterable[Candidate],
        bodies: Mapping[int, Body],
        today: date,
    ) -> None:
        super().__init__(data, initial={"person": str(me.person)})
        others = [one for one in people if one.person != me.person]
        self.me = me
        if others:
            self._offer("person", [me, *others], bodies)
            self._offer("stand_in", [me, *(s for s in stand_ins if s.person != me.person)], bodies)
        else:
            del self.fields["person"]
            self._offer("stand_in", [s for s in stand_ins if s.person != me.person], bodies)
        nobody = [("", gettext("没有人代理"))]
        stand_in: Any = self.fields["stand_in"]
        stand_in.choices = [*nobody, *stand_in.choices]
        unknown = fault_words(Fault("reason", "%(value)s", "leave.reason_unknown"))
        self.fields["reason"].error_messages["invalid_choice"] = unknown
        for name in ("from_on", "until_on"):
            field: Any = self.fields[name]
            field.example = today.isoformat()
            field.widget.attrs["min"] = today.isoformat()

    def _offer(self, name: str, people: Iterable[Candidate], bodies: Mapping[int, Body]) -> None:
        field: Any = self.fields[name]
        field.choices = [(str(p.person), _known_as(p, bodies)) for p in people]
        unknown = fault_words(Fault(name, "", "leave.person_unknown"))
        field.error_messages["invalid_choice"] = unknown

    @property
    def asked(self) -> Leave:
        """The leave as typed; only for a form without faults."""
        told = self.cleaned_data
        return Leave(
            person=int(told.get("person") or self.me.person),
            from_on=told["from_on"],
            until_on=told["until_on"],
            stand_in=int(told["stand_in"]) if told["stand_in"] else None,
        )


def _known_as(one: Candidate, bodies: Mapping[int, Body]) -> str:
    body = bodies.get(one.body)
    return f"{one.name}（{body.name_zh}）" if body else one.name
