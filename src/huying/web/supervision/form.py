"""The filter above the supervision list; the address holds it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext

from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.texts import in_language
from huying.domain.kernel.bodies import BodyKind
from huying.platform.pages.forms import DataSelect, FilterForm
from huying.platform.pages.words import plain_name
from huying.platform.policy import may
from huying.web.supervision.promises import EVERY_BODY, own_bodies, step_q, with_below

_DEBTORS: Final = (
    BodyKind.CENTRE,
    BodyKind.INSPECTION,
    BodyKind.DEPARTMENT,
    BodyKind.UTILITY,
    BodyKind.STREET,
)


class SupervisionFilter(FilterForm):
    """筛选: whose promise, on the ground of which street, of which kind, how far reported."""

    body = forms.ChoiceField(required=False, widget=DataSelect)
    street = forms.ChoiceField(required=False, widget=DataSelect)
    kind = forms.ChoiceField(required=False)
    step = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, ground: Ground) -> None:
        super().__init__(data)
        self.ground = ground
        self.offer("body", gettext("责任单位"), gettext("全部单位"), _bodies(ground))
        self.offer("street", gettext("街道"), gettext("全部街道"), _streets(ground))
        self.offer("kind", gettext("责任"), gettext("全部责任"), _kinds(ground))
        self.offer("step", gettext("上报到"), gettext("不限"), step_choices())

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
    return [(str(body.id), plain_name(body)) for body in found if own is None or body.id in own]


def _streets(ground: Ground) -> list[tuple[str, str]]:
    return [(s.area_code, plain_name(s)) for s in ground.known.chart.of_kind(BodyKind.STREET)]


def _kinds(ground: Ground) -> list[tuple[str, str]]:
    rules = ground.procedure.obligations.values()
    return [(rule.name, in_language(rule.label)) for rule in rules if rule.debtor != "requester"]
