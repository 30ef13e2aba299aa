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
from huying.platform.pages.forms import DataSelect, FilterForm
from huying.platform.pages.words import plain_name

#: Days back from today, today included.
_PERIODS: Final = {"today": 1, "week": 7, "month": 30, "quarter": 90}
_LEADS: Final = (BodyKind.DEPARTMENT, BodyKind.UTILITY, BodyKind.STREET)
_INNER: Final = "\u3000"


class CaseFilter(FilterForm):
    """筛选: street or community, item, lead, state, channel, period and words."""

    area = forms.ChoiceField(required=False, widget=DataSelect)
    item = forms.ChoiceField(required=False, widget=DataSelect)
    lead = forms.ChoiceField(required=False, widget=DataSelect)
    state = forms.ChoiceField(required=False)
    channel = forms.ChoiceField(required=False)
    period = forms.ChoiceField(required=False)
    q = forms.CharField(required=False, max_length=80)

    def __init__(self, data: Any, *, ground: Ground) -> None:
        super().__init__(data)
        self.ground = ground
        self.offer("area", gettext("街道、社区"), gettext("全部街道"), _areas(ground))
        self.offer("item", gettext("事项"), gettext("全部事项"), _items(ground))
        self.offer("lead", gettext("主办单位"), gettext("全部单位"), _leads(ground))
        self.offer("state", gettext("状态"), gettext("不限"), _states(ground))
        self.offer("channel", gettext("来源"), gettext("全部来源"), code_choices("channel"))
        self.offer("period", gettext("登记时间"), gettext("不限"), _periods())
        self.fields["q"].label = gettext("关键词")
        self.fields["q"].widget.attrs["placeholder"] = gettext("诉求内容、地点、编号")

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


def _areas(ground: Ground) -> list[tuple[str, str]]:
    """Each street and, set in below it, its communities."""
    chart = ground.known.chart
    below: dict[int | None, list[Body]] = {}
    for community in chart.of_kind(BodyKind.COMMUNITY):
        below.setdefault(community.parent, []).append(community)
    found = []
    for street in chart.of_kind(BodyKind.STREET):
        found.append((street.area_code, plain_name(street)))
        found += [(c.area_code, f"{_INNER}{plain_name(c)}") for c in below.get(street.id, ())]
    return found


def _items(ground: Ground) -> list[tuple[str, str]]:
    items = ground.known.duties(ground.day).items.values()
    return [(item.case_type, plain_name(item)) for item in items]


def _leads(ground: Ground) -> list[tuple[str, str]]:
    chart = ground.known.chart
    return [(str(body.id), plain_name(body)) for kind in _LEADS for body in chart.of_kind(kind)]


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
