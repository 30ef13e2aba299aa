"""What an event says besides texts and promises: its codes, its ground, whom or which it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.page.amending import entry_words
from huying.apps.cases.page.links import counts_joined
from huying.apps.cases.reasons import body_words, item_words
from huying.apps.cases.texts import code_words, has_codes, label
from huying.apps.duties.texts import limit_words
from huying.apps.duties.texts import words as answer_words
from huying.domain.kernel.ids import case_number
from huying.domain.procedure.matter import Event
from huying.domain.worktime import Limit
from huying.platform.pages.dates import list_moment
from huying.platform.pages.words import is_chinese, sentence, zh

_TYPED: Final = ("file", "resolve_at_once", "correct", "correct_and_redispatch")
#: Told by the head of the page.
_HEAD: Final = ("demand_kind", "channel")


def told_of(detail: Detail, event: Event) -> Iterator[str]:
    """Lines in grey under an event."""
    coded = [line for name in event.fields if (line := _coded(name, event))]
    if coded:
        yield mark_safe(gettext("，").join(coded))  # noqa: S308 (safe parts)
    yield from _grounds(detail, event)
    for name, words in _WORDS.items():
        value = event.fields.get(name)
        if value not in (None, "", []) and (said := words(detail, event, value)):
            yield said


def _coded(name: str, event: Event) -> str:
    value = event.fields[name]
    if not has_codes(name) or name in _HEAD:
        return ""
    codes = value if isinstance(value, list) else [value]
    words = gettext("、").join(code_words(name, str(code)) for code in codes)
    return sentence("%(label)s：%(words)s", label=label(name, event.act), words=words)


def _grounds(detail: Detail, event: Event) -> Iterator[str]:
    told: Mapping[str, Any] = event.fields
    if told.get("case_type") and event.act in _TYPED:
        yield sentence(
            gettext("事项 %(code)s %(name)s"),
            code=told["case_type"],
            name=item_words(detail.case, told["case_type"], detail.at),
        )
    if told.get("list_line") and event.act == "dispatch":
        family = answer_words(f"family.{told['list_family']}") if told["list_family"] else ""
        text = gettext("依据 %(family)s第 %(line)s 行；清单、时限、日历版本已锁定")
        yield sentence(text, family=family, line=told["list_line"])
    elif told.get("list_line") and event.act == "return_order":
        yield sentence(gettext("清单依据：%(line)s"), line=zh(told["list_line"]))


# ---- single fields -----------------------------------------------------------------------------


def _extra(detail: Detail, _event: Event, value: Any) -> str:
    limits = [o.limit for o in detail.case.matter.obligations if o.kind == "resolve" and o.limit]
    if not limits:
        return ""
    return sentence(gettext("多 %(extra)s"), extra=limit_words(Limit(int(value), limits[-1].unit)))


def _until(detail: Detail, _event: Event, value: Any) -> str:
    day = list_moment(datetime.fromisoformat(value), now=detail.at)
    return sentence(gettext("复核日 %(day)s"), day=day)


def _assignee(detail: Detail, _event: Event, value: Any) -> str:
    name = detail.people.get(value, "")
    return sentence(gettext("经办人 %(name)s"), name=zh(name)) if name else ""


def _done_by(detail: Detail, _event: Event, value: Any) -> str:
    return sentence(gettext("实际经办：%(body)s"), body=body_words(detail.chart, value))


def _checked(detail: Detail, _event: Event, value: Any) -> str:
    ticked = [item for item in detail.case.facts.checklist() if item.code in value]
    names = [zh(item.zh) if is_chinese() else SafeString(item.en) for item in ticked]
    if not names:
        return ""
    listed = mark_safe(gettext("、").join(names))  # noqa: S308 (safe parts)
    return sentence(gettext("已勾：%(items)s"), items=listed)


def _children(_detail: Detail, _event: Event, value: Any) -> str:
    n = int(value)
    return ngettext("拆成 %(n)s 件", "拆成 %(n)s 件", n) % {"n": n}


def _main(_detail: Detail, _event: Event, value: Any) -> str:
    return sentence(gettext("主案 %(number)s"), number=case_number(int(value)))


def _other(_detail: Detail, _event: Event, value: Any) -> str:
    return sentence(gettext("另一件 %(number)s"), number=case_number(int(value)))


def _joined(detail: Detail, event: Event, _value: Any) -> str:
    """Whose repeat it was: a handling body reads only that somebody else waits too."""
    if not counts_joined(detail):
        return ""
    number = event.fields.get("joined_number") or case_number(int(event.fields["joined"]))
    return sentence(gettext("并案的件 %(number)s"), number=number)


def _joined_once(detail: Detail, event: Event, value: Any) -> str:
    return "" if "joined" in event.fields else _joined(detail, event, value)


def _amended(detail: Detail, event: Event, value: Any) -> str:
    entry = entry_words(detail, int(value), str(event.fields.get("field", "")))
    return sentence(gettext("更正的是：%(entry)s"), entry=entry)


_WORDS: Final[Mapping[str, Callable[[Detail, Event, Any], str]]] = {
    "extra": _extra,
    "until": _until,
    "assignee": _assignee,
    "done_by": _done_by,
    "checked": _checked,
    "children": _children,
    "main": _main,
    "other": _other,
    "joined": _joined,
    "joined_number": _joined_once,
    "corrects": _amended,
}
