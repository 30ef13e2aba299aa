"""The filter of the rates page; the address holds it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.apps.appraisal import periods
from huying.apps.cases.texts import code_choices
from huying.domain.appraisal.rates import Period
from huying.domain.cases.facts import local_day

ALL = ""
STREETS, DEPARTMENTS, UTILITIES = "streets", "departments", "utilities"
PERIODS = (
    (periods.MONTH, _("本月至今")),
    (periods.LAST_MONTH, _("上月")),
    (periods.DAYS_30, _("近 30 天")),
    (periods.DAYS_60, _("近 60 天")),
    (periods.OWN, _("自选日期")),
)
CLASSES = (
    (ALL, _("全部单位")),
    (STREETS, _("街道和镇")),
    (DEPARTMENTS, _("部门")),
    (UTILITIES, _("公用事业单位")),
)
#: Earlier than any case; far enough from the ends of the calendar.
_EARLIEST = date(2000, 1, 1)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class RatesFilter(forms.Form):
    """Period, class of bodies and channel; a wrong value is named, and counts as not set."""

    period = forms.ChoiceField(
        label=_("期间"),
        choices=PERIODS,
        required=False,
        initial=periods.MONTH,
        widget=forms.Select(attrs={"data-submit-on-change": ""}),
    )
    first = _day(_("从哪天"))
    last = _day(_("到哪天"))
    kind = forms.ChoiceField(label=_("单位类别"), choices=CLASSES, required=False)
    channel = forms.ChoiceField(label=_("来源"), required=False)
    split = forms.CharField(required=False, widget=forms.HiddenInput)
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, query: Any, *, at: datetime) -> None:
        super().__init__(query)
        self.at = at
        channels = [("", gettext("全部来源")), *code_choices("channel")]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        if query.get("period") != periods.OWN:
            del self.fields["first"], self.fields["last"]
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("period") == periods.OWN:
            self._check_days(given.get("first"), given.get("last"))
        return given

    def _check_days(self, first: date | None, last: date | None) -> None:
        today = local_day(self.at)
        if first and first > today:
            self.add_error("first", gettext("%(day)s 还没到，请选今天或以前") % {"day": first})
        if first and first < _EARLIEST:
            self.add_error("first", gettext("%(day)s 太早，请选 2000 年以后") % {"day": first})
        if first and last and last < first:
            self.add_error("last", gettext("%(day)s 在开始日之前，请改晚") % {"day": last})

    def _given(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    @property
    def asked(self) -> Period:
        """The period in force: the first day of the month to now when none can be read."""
        today = local_day(self.at)
        if self._given("period") == periods.OWN and not self.errors:
            first = self.cleaned_data.get("first") or today.replace(day=1)
            last = min(self.cleaned_data.get("last") or today, today)
            return periods.period_of(periods.OWN, self.at, min(first, last), last)
        return periods.period_of(self._given("period"), self.at, None, None)

    @property
    def kind_asked(self) -> str:
        return str(self._given("kind"))

    @property
    def channel_asked(self) -> str:
        return str(self._given("channel"))
