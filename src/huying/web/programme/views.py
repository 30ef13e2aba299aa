"""The page of the programme: its measures, this month's numbers, targets and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.apps.appraisal import periods, wording
from huying.domain.appraisal.programme import Measure, Programme, read_programme
from huying.domain.appraisal.share import Share
from huying.domain.kernel.actor import Actor
from huying.platform import clock, policy
from huying.platform.pages.words import is_chinese
from huying.platform.policy import guarded
from huying.web.programme.figures import figures

#: Where a number comes from: the page's address, its query, and the action it needs.
_LISTS: Final = {
    "demands": ("case-list", "?view=all", "case.list"),
    "promise_in_time": ("case-list", "?view=late", "case.list"),
    "visit_in_time": ("case-list", "?view=visit", "case.list"),
    "nobody_told": ("home", "", "home.view"),
    "resolution_rate": ("rates", "", "rates.view"),
    "satisfaction_rate": ("rates", "", "rates.view"),
    "returns": ("rates", "?split=item", "rates.view"),
}
_OTHERWISE: Final = ("case-list", "?view=open", "case.list")
_TONES: Final = {"met": "green", "missed": "danger", "no_target": "grey", "nothing": "grey"}


@dataclass(frozen=True, slots=True)
class Row:
    """一条措施: its words, number with counts, target with source, state, and where it leads."""

    words: str
    figure: str
    counts: str
    target: str
    source: str
    state: str
    tone: str
    url: str


@require_GET
@guarded("rates.view")
def programme(request: HttpRequest) -> HttpResponse:
    """The measures with this month's numbers."""
    lazy: Actor = request.actor  # type: ignore[attr-defined]
    reader = Actor(lazy.person, lazy.posts, lazy.district)
    period = periods.period_of(periods.MONTH, clock.now(), None, None)
    read = in_force()
    counted = figures(reader.district, period)
    rows = [_row(measure, counted[measure.indicator], reader) for measure in read.measures]
    context = {
        "title": read.title_zh if is_chinese() else read.title_en,
        "rows": rows,
        "version": read.version,
        "first_day": period.start,
        "last_day": periods.last_day(period),
    }
    return render(request, "programme/programme.html", context)


def in_force() -> Programme:
    """The programme of this installation."""
    path = Path(settings.HUYING_RULES_DIR) / "policies" / "programme.toml"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Programme:
    return read_programme(path.read_text(encoding="utf-8"))


def _row(measure: Measure, value: Share | int, reader: Actor) -> Row:
    state = measure.state(value)
    share = value if isinstance(value, Share) else None
    return Row(
        words=measure.zh if is_chinese() else measure.en,
        figure=f"{value:,}" if isinstance(value, int) else wording.percent(value),
        counts=wording.counts(share) if share and share.denominator else "",
        target=_target(measure, is_share=share is not None),
        source=measure.source,
        state=_states()[state],
        tone=_TONES[state],
        url=_url(measure, reader),
    )


def _target(measure: Measure, *, is_share: bool) -> str:
    bound = measure.at_least if measure.at_least is not None else measure.at_most
    if bound is None:
        return ""
    number = f"{wording.plain(bound * 100)}%" if is_share else wording.plain(bound)
    words = gettext("不低于 %(n)s") if measure.at_least is not None else gettext("不超过 %(n)s")
    return words % {"n": number}


def _states() -> Mapping[str, str]:
    return {
        "met": gettext("达到"),
        "missed": gettext("没达到"),
        "no_target": gettext("只看数"),
        "nothing": gettext("还没有数"),
    }


def _url(measure: Measure, reader: Actor) -> str:
    name, query, action = _LISTS.get(measure.indicator, _OTHERWISE)
    return reverse(name) + query if policy.may(reader, action) else ""
