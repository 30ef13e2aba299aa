"""更正记录: which entries a reader may say anew, and what an entry says after it was corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from huying.apps.cases.detail import Detail, Happened
from huying.apps.cases.forms.desk import AMENDABLE
from huying.apps.cases.page.who import who_of
from huying.apps.cases.reasons import act_words
from huying.apps.cases.texts import label
from huying.platform.pages.words import sentence

_SHORT = 80


@dataclass(frozen=True, slots=True)
class Correctable:
    """可更正的一条: an own entry's text, and the address of the form that corrects it."""

    at: datetime
    act: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """已更正: the new text, by whom, when and why."""

    text: str
    by: Any
    at: datetime
    reason: str
    is_erased: bool = False


def correctable(detail: Detail) -> tuple[Correctable, ...]:
    """Own entries, the newest first; never a person's name or number, nor an address."""
    address = reverse("case-act", args=[detail.row.number, "amend"])
    found = []
    for happened in reversed(detail.history):
        event = happened.event
        if event.body not in detail.reader.bodies or event.act == "amend":
            continue
        for said in happened.texts:
            if said.field in AMENDABLE and not said.is_erased:
                query = urlencode({"corrects": event.seq, "field": said.field})
                words = label(said.field, event.act), _short(said.text)
                found.append(
                    Correctable(
                        event.at, act_words(detail.case, event.act), *words, f"{address}?{query}"
                    )
                )
    return tuple(found)


def chosen_text(detail: Detail, seq: int, field: str) -> tuple[str, str] | None:
    """(what is corrected, its text as it reads now); None when there is no such own text."""
    happened = next((h for h in detail.history if h.event.seq == seq), None)
    if happened is None or happened.event.body not in detail.reader.bodies:
        return None
    if not any(said.field == field for said in happened.texts):
        return None
    latest = corrections(detail).get((seq, field))
    act = act_words(detail.case, happened.event.act)
    name = f"{act} · {label(field, happened.event.act)}"
    return name, latest.text if latest else happened.text(field)


def corrections(detail: Detail) -> dict[tuple[int, str], Corrected]:
    """The latest correction of each corrected text, by (number of the entry, field)."""
    found = {}
    for happened in detail.history:
        told = happened.event.fields
        if happened.event.act == "amend":
            said = happened.said("corrected")
            found[int(told["corrects"]), str(told["field"])] = Corrected(
                text=said.text if said else "",
                by=who_of(detail, happened.event),
                at=happened.event.at,
                reason=happened.text("reason"),
                is_erased=bool(said and said.is_erased),
            )
    return found


def entry_words(detail: Detail, seq: int, field: str) -> SafeString:
    """记录先行联系 · 联系情况, for the history's line of the correction itself."""
    happened: Happened | None = next((h for h in detail.history if h.event.seq == seq), None)
    act = happened.event.act if happened else ""
    if not act:
        return SafeString(seq)
    return sentence("%(act)s · %(f)s", act=act_words(detail.case, act), f=label(field, act))


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
