"""The head of the case page: state, kind, numbers, promise, and the seven steps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.page.clocks import clock_of
from huying.apps.cases.page.standing import receiver_of
from huying.apps.cases.reasons import body_words, owed_words, state_words
from huying.apps.cases.texts import code_words
from huying.platform.pages.clocks import ClockView
from huying.platform.pages.dates import list_moment, local
from huying.platform.pages.parts import Step

#: The step a state stands at, counted from 0; closed has left them all behind.
_AT = {"reported": 1, "filed": 2, "handling": 3, "verifying": 5, "visiting": 6, "closed": 7}
_FED_BACK = ("feed_back", "resolve_at_once", "answer_question", "answer_and_close")
_LAST_ACTS = (
    *("visit_closes", "visit_unreached", "exempt_visit"),
    *("pass_and_close", "answer_at_once", "answer_and_close"),
)
#: The acts whose latest event is the step's time.
_ACTS = (
    ("report",),
    ("file",),
    ("dispatch",),
    _FED_BACK,
    _FED_BACK,
    ("pass", "pass_and_close"),
    _LAST_ACTS,
)
#: What the district owes the resident stands in the head, not in the turn.
_PROMISES = frozenset({"promise", "joined_promise"})
_HANDLING = 3
_VERIFYING = 5
_LONG = 160


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the steps."""

    state: str
    state_label: str
    kind: str
    channel: str
    promise: ClockView | None
    text: str
    opening: str
    is_hidden: bool
    external_due: str
    receiver: str


def head_of(detail: Detail) -> Head:
    case = detail.case.facts.case
    text = detail.text
    return Head(
        state=detail.row.state,
        state_label=state_words(detail.case, detail.row.state),
        kind=code_words("demand_kind", case.demand_kind),
        channel=code_words("channel", case.channel),
        promise=_promise(detail),
        text=text,
        opening=f"{text[:_LONG]}…" if len(text) > _LONG else "",
        is_hidden=case.is_hidden,
        external_due=_external(detail),
        receiver=receiver_of(detail),
    )


def steps_of(detail: Detail) -> tuple[Step, ...]:
    """收集 立案 派单 办理 反馈 核查 回访结案, with times behind and parties ahead."""
    labels = (
        gettext("收集"),
        gettext("立案"),
        gettext("派单"),
        gettext("办理"),
        gettext("反馈"),
        gettext("核查"),
        gettext("回访结案"),
    )
    now = _AT.get(detail.row.state, _reached(detail))
    is_over = detail.row.ended_at is not None
    notes = [_note(detail, place, now) for place in range(len(labels))]
    return tuple(
        Step(label, _state(place, now, note, is_over=is_over), note)
        for place, (label, note) in enumerate(zip(labels, notes, strict=True))
    )


def _reached(detail: Detail) -> int:
    """How far a case had come that ended on the way: declined, merged, withdrawn."""
    if detail.row.state == "archived":
        return 0
    found = [place for place, acts in enumerate(_ACTS) if any(detail.last(a) for a in acts)]
    return max(found, default=0) + 1


def _state(place: int, now: int, note: str, *, is_over: bool) -> str:
    if place < now:
        # Answered or resolved at once: what was never done is not ticked.
        return "done" if note else "todo"
    return "now" if place == now and not is_over else "todo"


def _note(detail: Detail, place: int, now: int) -> str:
    if place < now:
        return _time_of(detail, place)
    if place == now == _HANDLING:
        return _day_of_handling(detail)
    return _party(detail, place)


def _time_of(detail: Detail, place: int) -> str:
    found = [h for act in _ACTS[place] if (h := detail.last(act))]
    if not found and place == 0 and detail.history:
        found = [detail.history[0]]
    return list_moment(found[-1].event.at, now=detail.at) if found else ""


def _day_of_handling(detail: Detail) -> str:
    begun = detail.last("dispatch")
    if begun is None:
        return ""
    days = (local(detail.at).date() - local(begun.event.at).date()).days + 1
    return ngettext("第 %(n)s 天", "第 %(n)s 天", days) % {"n": days}


def _party(detail: Detail, place: int) -> str:
    bodies = detail.case.matter.parties.get("verifier", ()) if place == _VERIFYING else ()
    return body_words(detail.chart, bodies[0]) if bodies else ""


def _external(detail: Detail) -> str:
    """上级要求 11-27 18:00 前回复: the city's own date, never counted as ours."""
    due = detail.case.facts.case.external_due_at
    if due is None:
        return ""
    return gettext("上级要求 %(due)s 前回复") % {"due": list_moment(due, now=detail.at)}


def _promise(detail: Detail) -> ClockView | None:
    """对群众的承诺: the latest promise given, kept, broken or running."""
    given = [o for o in detail.case.matter.obligations if o.kind == "promise"]
    return clock_of(detail.case, given[-1], detail.at) if given else None


def turn_of(detail: Detail) -> SafeString:
    """现在轮到谁: whose promise is due first, which, and until when; '' when nothing is owed."""
    owed = sorted(
        (o for o in detail.case.matter.open() if o.kind not in _PROMISES),
        key=lambda o: (o.is_paused, o.due_at is None, o.due_at or detail.at, o.id),
    )
    if not owed:
        return SafeString("")
    return owed_words(detail.case, owed[0], detail.at, detail.reader.bodies)
