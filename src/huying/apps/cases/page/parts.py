"""What a promise is about beyond its kind: the stage, the task, the outside body, the resident."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.page.links import counts_joined
from huying.apps.cases.reasons import kind_words
from huying.apps.cases.texts import code_words
from huying.apps.duties.texts import stage_words
from huying.domain.procedure.matter import Obligation
from huying.platform.pages.dates import near_moment
from huying.platform.pages.words import sentence, zh

_SHORT = 60


def what_words(detail: Detail, owed: Obligation) -> SafeString:
    """阶段办理 · 制止; 任务 · 清理河道; the kind alone where it says enough."""
    kind = kind_words(detail.case, owed.kind)
    about = _about(detail, owed)
    return sentence("%(kind)s · %(about)s", kind=kind, about=about) if about else own(kind)


def own(words: str) -> SafeString:
    """Words of the page's own language."""
    return sentence("%(words)s", words=words)


def said_words(detail: Detail, owed: Obligation) -> Iterator[SafeString]:
    """What the promise has come to so far, besides its clock."""
    if owed.kind == "resolve" and owed.is_open:
        yield from _checklist(detail)
    if owed.kind == "task":
        yield from _assigned(detail, owed)
    if owed.kind in ("opinion", "task", "outside", "stage") and not owed.is_open:
        field = "opinion" if owed.kind == "opinion" else "result"
        ended = _that_changed(detail, owed)
        text = ended.text(field) if ended else ""
        if text:
            yield sentence("“%(text)s”", text=zh(_short(text)))


def _about(detail: Detail, owed: Obligation) -> SafeString | str:
    if owed.kind == "stage":
        return stage_words(owed.part)
    if owed.kind == "resume":
        return code_words("pause_kind", owed.part)
    if owed.kind in ("joined_promise", "joined_visit"):
        # A handling body reads that somebody else waits too, not whose case it was.
        return owed.part if counts_joined(detail) else ""
    if owed.kind in ("task", "receive"):
        opener = opened_by(detail, owed)
        return zh(_short(opener.text("task"))) if opener else ""
    if owed.kind == "outside":
        return _outside(detail, owed)
    return ""


def _outside(detail: Detail, owed: Obligation) -> SafeString:
    """市电力公司（SD-2024-17）: the reference given last counts."""
    opener, last = opened_by(detail, owed), _that_changed(detail, owed)
    body = opener.text("outside_body") if opener else ""
    number = (last.text("outside_reference") if last else "") or (
        opener.text("outside_reference") if opener else ""
    )
    if not number:
        return zh(body)
    return sentence(gettext("%(body)s（%(number)s）"), body=zh(body), number=zh(number))


def _assigned(detail: Detail, owed: Obligation) -> Iterator[SafeString]:
    opener = opened_by(detail, owed)
    if opener is None:
        return
    name = detail.people.get(opener.event.fields.get("assignee") or 0, "")
    if name:
        yield sentence(gettext("经办人 %(name)s"), name=zh(name))
    twin = next((o for o in opener.event.opened if o.kind == "receive"), None)
    received = detail.case.matter.obligation(twin.id) if twin else None
    if received and received.outcome == "kept" and received.ended_at:
        moment = near_moment(received.ended_at, now=detail.at)
        yield sentence(gettext("%(moment)s 接收"), moment=moment)
    elif received and received.is_open:
        yield own(gettext("还没接收"))


def _checklist(detail: Detail) -> Iterator[SafeString]:
    items = detail.case.facts.checklist()
    if not items:
        return
    ticked = set(detail.case.facts.case.checked)
    required = [item for item in items if item.required]
    done = sum(item.code in ticked for item in required)
    text = gettext("核对清单必做 %(all)s 项，已勾 %(done)s 项")
    yield sentence(text, all=len(required), done=done)


def opened_by(detail: Detail, owed: Obligation) -> Happened | None:
    """The event that opened a promise."""
    for happened in detail.history:
        if any(o.id == owed.id for o in happened.event.opened):
            return happened
    return None


def _that_changed(detail: Detail, owed: Obligation) -> Happened | None:
    for happened in reversed(detail.history):
        if happened.event.answers == owed.id:
            return happened
    return None


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
