"""The filter above the supervision list; the address holds it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext

from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.texts import in_language
from huying.domain.kernel.bodies import Body, BodyKind
from huying.platform.pages.forms import DataSelect
from huying.platform.pages.words import is_chinese
from huying.platform.policy import may
from huying.web.supervision.promises import EVERY_BODY, own_bodies, step_q, with_below

_DEBTORS: Final = (
    BodyKind.CENTRE,
    BodyKind.INSPECTION,
    BodyKind.DEPARTMENT,
    BodyKind.UTILITY,
    BodyKind.STREET,
)


class SupervisionFilter(forms.Form):
    """筛选: whose promise, on the ground of which street, of which kind, how far reported."""

    body = forms.ChoiceField(required=False, widget=DataSelect)
    street = forms.ChoiceField(required=False, widget=DataSelect)
    kind = forms.ChoiceField(required=False)
    step = forms.ChoiceField(required=False)
    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, ground: Ground) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.ground = ground
        self._offer("body", gettext("责任单位"), gettext("全部单位"), _bodies(ground))
        self._offer("street", gettext("街道"), gettext("全部街道"), _streets(ground))
        self._offer("kind", gettext("责任"), gettext("全部责任"), _kinds(ground))
        self._offer("step", gettext("上报到"), gettext("不限"), step_choices())
        self.fields["view"].initial = data.get("view", "")

    def _offer(self, name: str, label: str, nothing: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.label = label
        field.choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def value(self, name: str) -> str:
        """The chosen value; '' when none, or one that does not exist."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def has_filter(self) -> bool:
        """Is anything chosen besides the tab?"""
        return any(self.value(name) for name in self.fields if name != "view")

    def condition(self) -> Q:
        """The chosen values as one condition on rows of Obligation."""
        found = Q()
        if body := self.value("body"):
            found &= Q(debtor_id__in=with_below(self.ground.known.chart, int(body)))
        if street := self.value("street"):
            ends = {"gte": street, "lte": street.ljust(15, "9")}
            found &= Q(**{f"matter__area_code__{end}": code for end, code in ends.items()})
        if kind := self.value("kind"):
            found &= Q(kind=kind)
        return found & step_q(self.value("step"), self.ground)


def step_choices() -> list[tuple[str, str]]:
    return [
        ("due", gettext("还没超时")),
        ("unreported", gettext("刚超时，还没上报")),
        ("first", gettext("第 1 级")),
        ("second", gettext("第 2 级")),
        ("third", gettext("第 3 级及以上")),
    ]


def _bodies(ground: Ground) -> list[tuple[str, str]]:
    """The bodies that can owe and whose promises the reader is shown."""
    chart = ground.known.chart
    own = None if may(ground.reader, EVERY_BODY) else set(own_bodies(ground))
    found = [body for kind in _DEBTORS for body in chart.of_kind(kind)]
    return [(str(body.id), _name(body)) for body in found if own is None or body.id in own]


def _streets(ground: Ground) -> list[tuple[str, str]]:
    return [(s.area_code, _name(s)) for s in ground.known.chart.of_kind(BodyKind.STREET)]


def _kinds(ground: Ground) -> list[tuple[str, str]]:
    rules = ground.procedure.obligations.values()
    return [(rule.name, in_language(rule.label)) for rule in rules if rule.debtor != "requester"]


def _name(body: Body) -> str:
    return body.name_zh if is_chinese() or not body.name_en else body.name_en
