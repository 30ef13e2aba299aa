"""While bodies work on it, in a resident's words: whom to answer, what stands still, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.public.happened import Happened, Line, clock_of_promise, date_kept
from huying.apps.cases.texts import code_words
from huying.platform.pages.words import sentence, zh

#: Texts written by the resident or for the resident, by act; no other text is even deciphered.
FOR_RESIDENT: Final[Mapping[str, tuple[str, ...]]] = {
    "report": ("text",),
    "decline": ("other_route", "outside_body", "outside_reference"),
    "answer_at_once": ("answer",),
    "answer_question": ("answer",),
    "answer_and_close": ("answer",),
    "ask": ("question",),
    "give_reply": ("text",),
    "ask_pause": ("plan",),
    "transfer": ("outside_body", "outside_reference"),
    "feed_back": ("answer", "legal_basis"),
    "amend": ("corrected",),
    "withdraw": ("reason",),
    "reopen": ("reason",),
    "reopen_at_desk": ("reason",),
    "visit_early": ("reason",),
    "visit_closes": ("reason",),
    "visit_returns": ("reason",),
    "joined_visit_done": ("reason",),
}


def contacted(h: Happened) -> Line:
    text = {
        "call": gettext("%(body)s给您打过电话"),
        "visit": gettext("%(body)s上门找过您"),
    }.get(str(h.event.fields.get("contact_how")), gettext("%(body)s给您发过短信"))
    return Line(sentence(text, body=h.body))


def asked(h: Happened) -> Line:
    reply = next((o for o in h.event.opened if o.kind == "reply"), None)
    notes = clock_of_promise(h)
    if reply and reply.due_at:
        until = gettext("请在 %(due)s 前回答；没等到也会接着办")
        notes = (sentence(until, due=h.moment(reply.due_at)), *notes)
    what = sentence(gettext("%(body)s想请您补充"), body=h.body)
    return Line(what, h.texts.get("question", ""), notes)


def replied(h: Happened) -> Line:
    return Line(SafeString(gettext("您作了补充")), h.texts.get("text", ""), clock_of_promise(h))


def stopped_waiting(h: Happened) -> Line:
    return Line(SafeString(gettext("没有等到补充，先接着办")), notes=clock_of_promise(h))


def stage_done(h: Happened) -> Line:
    owed = h.view.worked.matter.obligation(h.event.answers)
    stage = code_words("stage", owed.part) if owed and owed.part else ""
    return Line(sentence(gettext("%(body)s办完一步：%(stage)s"), body=h.body, stage=stage))


def transferred(h: Happened) -> Line:
    outside = zh(h.texts.get("outside_body", ""))
    text = gettext("%(body)s请%(outside)s一起办，由%(body)s盯到有答复")
    notes: tuple[SafeString, ...] = ()
    if h.texts.get("outside_reference"):
        number = zh(h.texts["outside_reference"])
        notes = (sentence(gettext("那边的编号：%(text)s"), text=number),)
    return Line(sentence(text, body=h.body, outside=outside), notes=notes)


def extended(h: Happened) -> Line:
    """The body's own limit grew; what the resident was promised did not move."""
    change = h.change("resolve")
    if change is None or change.due_at is None:
        return Line(SafeString(gettext("办理单位的期限延长了")), notes=date_kept(h))
    text = gettext("办理单位的期限延长到 %(due)s")
    return Line(sentence(text, due=h.moment(change.due_at)), notes=date_kept(h))


def suspended(h: Happened) -> Line:
    """Why in words, the plan, until when, and that the promise's clock stands until then."""
    why = pause_words(str(h.event.fields.get("pause_kind", "")))
    resume = next((o for o in h.event.opened if o.kind == "resume"), None)
    notes = clock_of_promise(h)
    if resume and resume.due_at:
        body, due = h.name_of(resume.debtor), h.moment(resume.due_at)
        text = gettext("%(body)s最迟 %(due)s 再看能不能办，到时接着办")
        notes = (sentence(text, body=body, due=due), *notes)
    return Line(sentence(gettext("%(why)s，先停下"), why=why), _plan(h), notes)


def _plan(h: Happened) -> str:
    """What the body that asked for the suspension wrote it would do."""
    asked = [event for event in h.past if event.act == "ask_pause"]
    return h.texts_of(asked[-1]).get("plan", "") if asked else ""


def resumed(h: Happened) -> Line:
    return Line(SafeString(gettext("接着办了")), notes=clock_of_promise(h))


def pause_words(kind: str) -> str:
    """Why the work stands, for somebody who knows no procedure."""
    return {
        "statutory": gettext("要先走法律规定的程序"),
        "weather": gettext("天气原因，现在没法办"),
    }.get(kind, gettext("条件还不够，现在办不了，先挂账记着"))


def fed_back(h: Happened) -> Line:
    """The answer; where the law allows no more, on which law that rests."""
    code = str(h.event.fields.get("result_code", ""))
    what = sentence(gettext("%(body)s的答复"), body=h.body)
    if code:
        result = code_words("result_code", code)
        what = sentence(gettext("%(body)s的答复：%(result)s"), body=h.body, result=result)
    notes: list[SafeString] = []
    if h.texts.get("legal_basis"):
        notes.append(sentence(gettext("依据：%(law)s"), law=zh(h.texts["legal_basis"])))
    return Line(what, h.texts.get("answer", ""), tuple(notes))


def amended(h: Happened) -> Line | None:
    """A correction of what the resident has read; others are no matter of his."""
    seq, field = h.event.fields.get("corrects"), str(h.event.fields.get("field", ""))
    wrong = next((e for e in h.past if e.seq == seq), None)
    if wrong is None or field not in FOR_RESIDENT.get(wrong.act, ()):
        return None
    text = gettext("更正了 %(at)s 那一步写的内容，以这次为准")
    return Line(sentence(text, at=h.moment(wrong.at)), h.texts.get("corrected", ""))
