"""`{% load huying %}`: words, dates, numbers and every component of the design system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huying.platform import clock as wall_clock
from huying.platform.pages import dates, forms, numbers, words
from huying.platform.pages.parts import LeagueRow
from huying.platform.pages.tones import tone_of

register = template.Library()

register.filter("thousands", numbers.thousands)
register.filter("phone", numbers.phone)
register.filter("zh", words.zh)
register.simple_tag(words.zh, name="zh")
register.simple_tag(words.name_of, name="name_of")
register.simple_tag(numbers.rate, name="rate")


@register.simple_tag
def zh_or_en(name_zh: str, name_en: str = "") -> SafeString:
    """Chinese name, or the English one in English pages; no English: Chinese, marked."""
    if name_en and not words.is_chinese():
        return format_html("{}", name_en)
    return words.zh(name_zh)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """One icon of the sprite; decorative, so a word always stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="{}" height="{}"><use href="{}#{}"/></svg>',
        size,
        size,
        static("pages/icons.svg"),
        name,
    )


def _now(context: Context) -> datetime:
    shell = context.get("shell")
    return shell.now if shell else wall_clock.now()


def _time(moment: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', dates.local(moment).isoformat(), text)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None) -> SafeString:
    """Moment of a list: 11-26 10:40 / 26 Nov 10:40; none: a dash."""
    if moment is None:
        return SafeString("—")
    return _time(moment, dates.list_moment(moment, now=_now(context)))


@register.simple_tag(takes_context=True)
def moment(context: Context, moment: datetime | None) -> SafeString:
    """Moment of a sentence: 11 月 26 日（周四）10:40 / Thu 26 Nov, 10:40; none: a dash."""
    if moment is None:
        return SafeString("—")
    return _time(moment, dates.sentence_moment(moment, now=_now(context)))


@register.inclusion_tag("components/clock.html")
def clock(view: Any, stacked: bool = True) -> dict[str, Any]:
    """Clock chip of a `ClockView`; stacked=False puts the moment beside instead of below."""
    return {"clock": view, "stacked": stacked}


@register.inclusion_tag("components/tag.html")
def tag(label: str, tone: str = "grey", icon: str = "") -> dict[str, Any]:
    """A word in a tint: grey blue violet green teal outline danger."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("components/tag.html")
def state(code: str, label: str) -> dict[str, Any]:
    """State tag: the tone follows the state's code, the label comes from the procedure."""
    return {"label": label, "tone": tone_of(code)}


@register.inclusion_tag("components/refused.html")
def refused(label: str, reason: str, id: str, icon: str = "lock") -> dict[str, Any]:
    """An act that cannot happen now: grey, focusable, its reason as text beside it."""
    return {"label": label, "reason": reason, "id": id, "icon": icon}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, hint: str = "", icon: str = "", error: str = "", rows: int = 0
) -> dict[str, Any]:
    """One field of a form: label above, hint, error above the control, 可不填 when optional."""
    return forms.field_context(bound, hint=hint, icon=icon, error=error, rows=rows)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form, goal: str = "", takes_focus: bool = True) -> dict[str, Any]:
    """Summary of all wrong fields with links; goal completes 改好就能… (default 保存)."""
    faults = forms.fault_links(form)
    return {"faults": faults, "goal": goal, "count": len(faults), "takes_focus": takes_focus}


@register.inclusion_tag("components/filter_row.html", takes_context=True)
def filter_row(context: Context, form: Form, clear_url: str = "") -> dict[str, Any]:
    """Filter form (GET): a label above each control, 查询, and 清除 when anything is set."""
    path = context["request"].path
    return {"form": form, "clear_url": clear_url or path, "is_set": forms.is_any_set(form)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Any], label: str) -> dict[str, Any]:
    """Saved views as tabs with counts; items are `Tab`s."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Keyset pager of a `table.Page`; addresses keep the filter."""
    return {"page": page, "request": context["request"], "sizes": (10, 20, 50)}


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context: Context, key: str, label: str, order: Any) -> dict[str, Any]:
    """Sortable column head inside `<th>`; order is a `table.Order`."""
    return {"key": key, "label": label, "order": order, "request": context["request"]}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[Any], label: str = "") -> dict[str, Any]:
    """The steps of a matter; `Step`s with state done, now or todo."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, rows: Sequence[Any]) -> dict[str, Any]:
    """Append-only history, newest first; `TimelineRow`s."""
    return {"rows": rows, "shell": context.get("shell")}


@register.inclusion_tag("components/obligations.html")
def obligations(rows: Sequence[Any]) -> dict[str, Any]:
    """Who owes what; `ObligationRow`s."""
    return {"rows": rows}


@register.inclusion_tag("components/citation.html")
def citation(rows: Sequence[Any]) -> dict[str, Any]:
    """清单 · 职权 · 人力; three `CitationRow`s."""
    return {"rows": rows}


@register.inclusion_tag("components/candidates.html")
def candidates(items: Sequence[Any], name: str, legend: str, chosen: str = "") -> dict[str, Any]:
    """Proposals under a field as radio buttons, the first one ticked; `Candidate`s."""
    picked = chosen or (items[0].value if items else "")
    return {"items": items, "name": name, "legend": legend, "chosen": picked}


@register.inclusion_tag("components/checklist.html")
def checklist(
    rows: Sequence[Any], name: str, legend: str, hint: str = "", error: str = "", id: str = ""
) -> dict[str, Any]:
    """Group of check boxes that send `name` once for each tick; `CheckRow`s. Required ones say so
    in words and stay optional for the browser: half a list may be kept."""
    spoken = id or f"id_{name}"
    ids = [f"{spoken}_{part}" for part, text in (("hint", hint), ("error", error)) if text]
    return {"rows": rows, "name": name, "legend": legend, "hint": hint, "error": error,
            "id": spoken, "described": " ".join(ids)}  # fmt: skip


@register.inclusion_tag("components/uploads.html")
def uploads(rows: Sequence[Any]) -> dict[str, Any]:
    """Files with size, state and remove; `UploadRow`s."""
    return {"rows": rows}


@register.inclusion_tag("components/map_panel.html")
def map_panel(view: Any, height: int = 160) -> dict[str, Any]:
    """Map of own polygons with the same points as a list; a `MapView`."""
    return {"map": view, "height": height}


@register.inclusion_tag("components/kpi.html")
def kpi(
    label: str, figure: str, unit: str = "", note: str = "", url: str = "", is_current: bool = False
) -> dict[str, Any]:
    """Figure tile: name, figure, unit, comparison in words, link to its list."""
    return locals()


@register.inclusion_tag("components/promise.html", takes_context=True)
def promise(context: Context, due: datetime, left: str, holder: str = "") -> dict[str, Any]:
    """Promise to a resident: 最迟, date with weekday, what is left in plain words, who holds it."""
    return {"due": due, "left": left, "holder": holder, "shell": context.get("shell")}


@register.inclusion_tag("components/league.html")
def league(rows: Sequence[LeagueRow], label: str, minimum: int = 30) -> dict[str, Any]:
    """League within one class: rate, counts, interval, rank range; `LeagueRow`s."""
    return {"rows": rows, "label": label, "minimum": minimum}


@register.inclusion_tag("components/rate_bar.html")
def rate_bar(label: str, numerator: float, denominator: float) -> dict[str, Any]:
    """Rate as a bar with its per cent and its counts."""
    return {
        "label": label,
        "numerator": numerator,
        "denominator": denominator,
        "bar": 100 * numerator / denominator if denominator else 0,
    }


@register.inclusion_tag("components/progress.html")
def progress(
    title: str, done: int, total: int, note: str = "", left: str = "", cancel_url: str = ""
) -> dict[str, Any]:
    """Long work: count, time left, cancel, safe to leave."""
    return locals()


@register.inclusion_tag("components/empty.html")
def empty(title: str, why: str = "", url: str = "", act: str = "") -> dict[str, Any]:
    """Empty state: what would be here, why it is not, the next act."""
    return locals()


@register.inclusion_tag("components/note.html")
def note(
    text: str, tone: str = "blue", title: str = "", url: str = "", act: str = ""
) -> dict[str, Any]:
    """Banner that stays until true no more: blue violet amber red green."""
    return locals()
