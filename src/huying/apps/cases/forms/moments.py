"""A moment as people give it: a day, and a time only where it matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.domain.worktime import SHANGHAI

#: A day without a time is meant until the close of business.
CLOSE: Final = time(17, 0)
_DAY_LENGTH: Final = len("2026-03-10")


class MomentInput(forms.Widget):
    """Two entries, day and time; also takes both in one text, as a script sends them."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 (asked for by name)
    ) -> SafeString:
        day, hour = _parts(value)
        told = {k: v for k, v in {**self.attrs, **(attrs or {})}.items() if v is not False}
        shared = {k: v for k, v in told.items() if k != "id"}
        later = {"id": f"{told['id']}_time"} if told.get("id") else {}
        first = {**told, "type": "date", "name": name, "value": day}
        second = {**shared, **later, "type": "time", "name": f"{name}_time", "value": hour}
        second["aria-label"] = gettext("几点（可不填）")
        return format_html(
            '<span class="moment"><input{}><input{}></span>', flatatt(first), flatatt(second)
        )

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> str:
        day, hour = str(data.get(name, "")).strip(), str(data.get(f"{name}_time", "")).strip()
        return f"{day} {hour}".strip()


class MomentField(forms.Field):
    """日期时间: cleaned to a moment of the district's time; what cannot be read is left to the
    rules, which say how it is written."""

    widget = MomentInput

    def clean(self, value: Any) -> datetime | str:
        text = str(super().clean(value) or "")
        return _moment(text) or text


def _moment(text: str) -> datetime | None:
    day, _, hour = text.replace("T", " ").partition(" ")
    try:
        at = time.fromisoformat(hour.strip()) if hour.strip() else CLOSE
        return datetime.combine(date.fromisoformat(day), at.replace(tzinfo=None), SHANGHAI)
    except ValueError:
        return None


def _parts(value: Any) -> tuple[str, str]:
    """Day and time as the two entries take them."""
    if isinstance(value, datetime):
        here = value.astimezone(SHANGHAI)
        return f"{here:%Y-%m-%d}", "" if here.time() == CLOSE else f"{here:%H:%M}"
    day, _, hour = str(value or "").partition(" ")
    return day[:_DAY_LENGTH], hour
