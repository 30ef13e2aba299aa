"""The filter above the case list; the address holds it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext

from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.texts import code_choices, in_language
from huying.domain.kernel.bodies import Body, BodyKind
from huying.domain.worktime import SHANGHAI
from huying.platform.pages.forms import DataSelect
from huying.platform.pages.words import is_chinese

#: Days back from today, today included.
_PERIODS: Final = {"today": 1, "week": 7, "month": 30, "quarter": 90}
_LEADS: Final = (BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET)
_INNER: Final = "\u3000"


class CaseFilter(forms.Form):
    """筛选: street or community, item, lead, state, channel, period and words."""

    area = forms.ChoiceField(required=False, widget=DataSelect)
    item = forms.ChoiceField(required=False, widget=DataSelect)
    lead = forms.ChoiceField(required=False, widget=DataSelect)
    state = forms.ChoiceField(required=False)
    channel = forms.ChoiceField(required=False)
    period = forms.ChoiceField(required=False)
    q = forms.CharField(required=False, max_length=80)
    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, ground: Ground) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.ground = ground
        self._offer("area", gettext("街道、社区"), gettext("全部街道"), _areas(ground))
        self._offer("item", gettext("事项"), gettext("全部事项"), _items(ground))
        self._offer("lead", gettext("主办单位"), gettext("全部单位"), _leads(ground))
        self._offer("state", gettext("状态"), gettext("不限"), _states(ground))
        self._offer("channel", gettext("来源"), gettext("全部来源"), code_choices("channel"))
        self._offer("period", gettext("登记时间"), gettext("不限"), _periods())
        # The chosen tab stays when the filter changes, and is no filter that could be cleared.
        self.fields["view"].initial = data.get("view", "")
        self.fields["q"].label = gettext("关键词")
        self.fields["q"].widget.attrs["placeholder"] = gettext("诉求内容、地点、编号")

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
        """The chosen values as one condition on rows of Matter; words are searched elsewhere."""
        found = Q()
        if area := self.value("area"):
            found &= Q(area_code__gte=area, area_code__lte=area.ljust(15, "9"))
        columns = {"item": "item_code", "lead": "lead_id", "state": "state"}
        for name, column in {**columns, "channel": "case__channel"}.items():
            if chosen := self.value(name):
                found &= Q(**{column: chosen})
        if period := self.value("period"):
            found &= Q(opened_at__gte=_since(self.ground.at, _PERIODS[period]))
        return found


def _since(at: datetime, days: int) -> datetime:
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)


def _name(body: Body) -> str:
    return body.name_zh if is_chinese() or not body.name_en else body.name_en


def _areas(ground: Ground) -> list[tuple[str, str]]:
    """Each street and, set in below it, its communities."""
    chart = ground.known.chart
    below: dict[int | None, list[Body]] = {}
    for community in chart.of_kind(BodyKind.COMMUNITY):
        below.setdefault(community.parent, []).append(community)
    found = []
    for street in chart.of_kind(BodyKind.STREET):
        found.append((street.area_code, _name(street)))
        found += [(c.area_code, f"{_INNER}{_name(c)}") for c in below.get(street.id, ())]
    return found


def _items(ground: Ground) -> list[tuple[str, str]]:
    items = ground.known.duties(ground.day).items.values()
    chinese = is_chinese()
    return [(i.case_type, i.name_zh if chinese or not i.name_en else i.name_en) for i in items]


def _leads(ground: Ground) -> list[tuple[str, str]]:
    chart = ground.known.chart
    return [(str(body.id), _name(body)) for kind in _LEADS for body in chart.of_kind(kind)]


def _states(ground: Ground) -> list[tuple[str, str]]:
    return [(s.name, in_language(s.label)) for s in ground.procedure.states.values()]


def _periods() -> list[tuple[str, str]]:
    words = {
        "today": gettext("今天"),
        "week": gettext("近 7 天"),
        "month": gettext("近 30 天"),
        "quarter": gettext("近 90 天"),
    }
    return [(name, words[name]) for name in _PERIODS]
