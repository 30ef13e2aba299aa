"""走到哪一步了: the history of a case in words for the resident behind it.

Names of persons, internal notes, refusals and who argued with whom are never among them; what a
body wrote for the resident is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Opened
from huying.apps.cases.reasons import body_words, item_words
from huying.apps.cases.texts import code_words
from huying.domain.procedure.matter import Event
from huying.platform.matters.models import EventText
from huying.platform.matters.record import event_from
from huying.platform.matters.verify import plain_text
from huying.platform.pages.words import sentence

#: Texts written by the resident or for the resident, by act.
_FOR_RESIDENT: Final[Mapping[str, tuple[str, ...]]] = {
    "report": ("text",),
    "decline": ("other_route",),
    "answer_at_once": ("answer",),
    "ask": ("question",),
    "give_reply": ("text",),
    "feed_back": ("answer",),
    "withdraw": ("reason",),
    "visit_closes": ("reason",),
    "visit_returns": ("reason",),
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """一步: when, what happened, and what was written for the resident."""

    at: datetime
    what: SafeString
    said: str = ""


Telling = Callable[[Opened, Event], str]


def story_of(case: Opened) -> tuple[StoryLine, ...]:
    """Newest first; acts that mean nothing to the resident are left out."""
    rows = list(case.row.events.order_by("seq"))
    texts: dict[int, dict[str, str]] = {}
    wanted = {name for names in _FOR_RESIDENT.values() for name in names}
    kept = EventText.objects.filter(event_id__in=[e.id for e in rows], field__in=wanted)
    for text in kept:
        texts.setdefault(text.event_id, {})[text.field] = plain_text(text)
    told = (_line(case, event_from(e.body), texts.get(e.id, {})) for e in rows)
    return tuple(line for line in told if line)[::-1]


def question_of(case: Opened) -> str:
    """What the handling body asked last."""
    asked = [line.said for line in story_of(case) if line.said]
    return asked[0] if asked else ""


def _line(case: Opened, event: Event, texts: Mapping[str, str]) -> StoryLine | None:
    telling = _TOLD.get(event.act)
    if telling is None:
        return None
    said = next((texts[n] for n in _FOR_RESIDENT.get(event.act, ()) if texts.get(n)), "")
    return StoryLine(event.at, SafeString(telling(case, event)), said)


def _plain(words: Callable[[], str]) -> Telling:
    return lambda _case, _event: words()


def _body(case: Opened, event: Event) -> SafeString:
    return body_words(case.facts.district.chart, event.body)


def _filed(case: Opened, event: Event) -> str:
    item = item_words(case, str(event.fields["case_type"]), event.at)
    return sentence(gettext("立了案，事项是「%(item)s」"), item=item)


def _placed(case: Opened, event: Event) -> str:
    community = case.facts.district.chart.community_of(str(event.fields.get("grid", "")))
    if community is None:
        return gettext("找到了地方")
    body = body_words(case.facts.district.chart, community.id)
    return sentence(gettext("找到了地方，在%(body)s"), body=body)


def _dispatched(case: Opened, event: Event) -> str:
    leads = event.parties.get("lead", ())
    body = body_words(case.facts.district.chart, leads[0]) if leads else ""
    return sentence(gettext("交给%(body)s办"), body=body)


def _declined(_case: Opened, event: Event) -> str:
    why = code_words("decline_code", str(event.fields.get("decline_code", "")))
    return sentence(gettext("没有受理：%(why)s。可以这样办："), why=why)


def _contacted(case: Opened, event: Event) -> str:
    text = {
        "call": gettext("%(body)s给您打过电话"),
        "visit": gettext("%(body)s上门找过您"),
    }.get(str(event.fields.get("contact_how")), gettext("%(body)s给您发过短信"))
    return sentence(text, body=_body(case, event))


def _by(words: Callable[[], str]) -> Telling:
    return lambda case, event: sentence(words(), body=_body(case, event))


def _visited(_case: Opened, event: Event) -> str:
    told = {
        name: code_words(name, str(event.fields.get(name, "")))
        for name in ("solved", "satisfaction")
    }
    return sentence(gettext("回访时您说：%(solved)s，%(satisfaction)s"), **told)


def _passed(case: Opened, event: Event) -> str:
    return sentence(gettext("%(body)s核查过，确实办了"), body=_body(case, event))


_TOLD: Final[Mapping[str, Telling]] = {
    "report": _plain(lambda: gettext("收到您的反映")),
    "archive": _plain(lambda: gettext("从以前的系统转来的记录")),
    "place": _placed,
    "file": _filed,
    "decline": _declined,
    "answer_at_once": _plain(lambda: gettext("当场答复了您")),
    "dispatch": _dispatched,
    "sign": _by(lambda: gettext("%(body)s接下了这件事")),
    "contact": _contacted,
    "ask": _by(lambda: gettext("%(body)s想请您补充")),
    "give_reply": _plain(lambda: gettext("您作了补充")),
    "stop_waiting": _plain(lambda: gettext("没有等到补充，先接着办")),
    "feed_back": _by(lambda: gettext("%(body)s的答复")),
    "return_order": _plain(lambda: gettext("重新确定由谁办")),
    "pass": _passed,
    "pass_and_close": _passed,
    "fail": _plain(lambda: gettext("核查发现还没办好，退回重办")),
    "limit_reached": _plain(lambda: gettext("到了承诺的时间，会打电话问您")),
    "visit_try": _plain(lambda: gettext("回访联系过您，没有联系上")),
    "visit_unreached": _plain(lambda: gettext("联系了您三次，没有联系上，先结案")),
    "visit_early": _visited,
    "visit_closes": _visited,
    "visit_returns": _plain(lambda: gettext("您说没有办好，已退回重办")),
    "exempt_visit": _plain(lambda: gettext("办完了，不再回访")),
    "withdraw": _plain(lambda: gettext("您说不用办了")),
}
