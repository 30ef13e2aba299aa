"""A fault of an act's field in words: moments and units as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.texts import code_words, has_codes
from huying.domain.kernel.refusal import Fault
from huying.domain.worktime import Unit
from huying.platform.pages import refusals
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import is_chinese

_MOMENTS: Final = frozenset({"in_the_past", "in_the_future", "beyond_the_cap"})


def fault_said(fault: Fault, case: Opened, at: datetime) -> SafeString:
    """What is wrong with one field, which value, and the remedy."""
    params = dict(fault.params)
    if "unit" in params:
        params["unit"] = _units().get(str(params["unit"]), params["unit"])
    if "latest" in params:
        params["latest"] = _moment(str(params["latest"]), at)
    if fault.code == "checklist_open":
        params["items"] = _open_items(fault, case)
    if fault.code == "not_a_choice" and has_codes(fault.field):
        # The codes are for interfaces; a page shows their words beside the field.
        params["choices"] = ""
    value = _moment(fault.value, at) if fault.code in _MOMENTS else fault.value
    if fault.code == "not_a_choice" and value:
        value = code_words(fault.field, value)
    return refusals.fault_words(replace(fault, value=value, params=params))


def _moment(text: str, at: datetime) -> str:
    try:
        return near_moment(datetime.fromisoformat(text), now=at)
    except ValueError:
        return text


def _open_items(fault: Fault, case: Opened) -> str:
    """The names of the items in the page's language."""
    told = str(fault.params.get("items", ""))
    if is_chinese():
        return told
    english = {item.zh: item.en for item in case.facts.checklist()}
    return "; ".join(english.get(name, name) for name in told.split("、"))


def _units() -> Mapping[str, str]:
    return {
        str(Unit.MINUTE): gettext("分钟"),
        str(Unit.HOUR): gettext("小时"),
        str(Unit.DAY): gettext("天"),
        str(Unit.WORK_HOUR): gettext("工时"),
        str(Unit.WORK_DAY): gettext("个工作日"),
    }
