"""What the page of one act shows beside its form: the item's preview, the map, a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.dispatch import DispatchForm, FileForm
from huying.apps.cases.forms.place import AreaForm, PlaceForm
from huying.apps.cases.forms.registry import slug_of
from huying.apps.cases.page import head, history
from huying.apps.cases.page.asked import asked_of
from huying.apps.cases.page.desk_acts import desk_context
from huying.apps.cases.page.next_acts import act_label, act_url
from huying.apps.cases.page.place import map_view, title_of
from huying.apps.cases.page.typing import preview_of
from huying.apps.cases.page.who import who_of
from huying.apps.cases.reasons import reason
from huying.apps.cases.texts import label
from huying.apps.grids import queries as grids
from huying.domain.cases.fields import FIELDS
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import sentence


def act_context(
    detail: Detail, choice: Choice, form: ActForm | None, sent: Mapping[str, str]
) -> dict[str, Any]:
    slug, refusal = slug_of(choice.rule.name), choice.refusal
    own = detail.reader.bodies
    context: dict[str, Any] = {
        "detail": detail,
        "title": detail.title or detail.row.number,
        "head": head.head_of(detail),
        "slug": slug,
        "label": act_label(detail, choice),
        "url": act_url(detail.row.number, slug),
        "form": form,
        "asked": asked_of(detail, choice) if form else (),
        "reason": reason(refusal, detail.case, detail.at, own) if refusal else "",
    }
    if isinstance(form, FileForm):
        context["preview"] = preview_of(detail, form.chosen) if form.chosen else None
    if isinstance(form, DispatchForm):
        context["preview"] = preview_of(detail, detail.case.facts.case.case_type)
    if isinstance(form, PlaceForm):
        context |= _places(detail, form, sent)
    return context | desk_context(detail, slug, form, sent)


def conflict_context(detail: Detail, old: ActForm, sent: Mapping[str, str]) -> dict[str, Any]:
    """Who changed what since the reader's page was made, and what was typed."""
    newer = [h for h in detail.history if h.event.seq > old.seen]
    culprits = [h for h in newer if any(c.id == old.answers for c in h.event.changed)] or newer
    rows = history.history_rows(detail)[: len(newer)]
    typed = [
        (label(name), sent[name]) for name in sent if name in FIELDS and str(sent[name]).strip()
    ]
    return {
        "conflict": _sentence(detail, culprits[-1]) if culprits else "",
        "newer": rows,
        "typed": typed,
    }


def _sentence(detail: Detail, culprit: Happened) -> SafeString:
    event = culprit.event
    return sentence(
        gettext("这件 %(when)s 被%(who)s改过（%(act)s），您的没有保存。"),
        when=near_moment(event.at, now=detail.at),
        who=who_of(detail, event),
        act=history.what_of(detail, event),
    )


def _places(detail: Detail, form: PlaceForm, sent: Mapping[str, str]) -> dict[str, Any]:
    code = str(sent.get("grid", "")) or (form.near[0].code if form.near else "")
    code = code or detail.case.facts.case.grid
    drawn = grids.map_of(detail.row.district_id, code) if code else None
    hit = grids.by_code(detail.row.district_id, code) if code else None
    title = title_of(hit) if hit else ""
    asked = sent if sent.get("area") else None
    return {
        "area_form": AreaForm(asked, district_id=detail.row.district_id),
        "area": sent.get("area", ""),
        "map": map_view(drawn, title) if drawn else None,
        "map_name": hit.name if hit else "",
    }
