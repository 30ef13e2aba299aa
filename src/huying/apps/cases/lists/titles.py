"""Titles in lists, as far as each reader may see what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huying.apps.cases.cleaned import cleaned
from huying.apps.cases.services import access_code
from huying.platform.matters.models import EventText, Matter
from huying.platform.matters.verify import plain_text
from huying.platform.policy import Sight
from huying.platform.policy.table import MASKS

_PERSON = ("requester_name", "requester_phone")


def titles(rows: Sequence[tuple[Matter, int]]) -> dict[int, str]:
    """Title by matter id; rows with the sight of their text. Clear as typed, masked as stars,
    else without the person behind it (one more statement for those)."""
    hidden = [row for row, sight in rows if sight == Sight.HIDDEN]
    secrets = secrets_of(hidden)
    found = {}
    for row, sight in rows:
        title = row.case.title
        if sight == Sight.MASKED:
            title = MASKS["text"](title)
        elif sight == Sight.HIDDEN:
            title = cleaned(title, secrets.get(row.id, ()))
        found[row.id] = title or row.number
    return found


def persons_of(matter_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Name and number by matter id and field, in plain; whoever shows them asks the policy."""
    return {
        matter: {field: text for field, text in said if text}
        for matter, said in _persons(matter_ids).items()
    }


def secrets_of(rows: Sequence[Matter]) -> dict[int, tuple[str, ...]]:
    """By matter id what no cleaned text may hold: every name and number it ever had, its code."""
    if not rows:
        return {}
    persons = _persons(row.id for row in rows)
    return {
        row.id: (
            *(text for _, text in persons.get(row.id, ()) if text),
            access_code(row.district_id, row.number),
        )
        for row in rows
    }


def _persons(matter_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(field, text) of every event that named the requester, the earliest first."""
    texts = EventText.objects.filter(event__matter_id__in=list(matter_ids), field__in=_PERSON)
    found: dict[int, list[tuple[str, str]]] = {}
    for text in texts.select_related("event").order_by("event__seq", "id"):
        found.setdefault(text.event.matter_id, []).append((text.field, plain_text(text)))
    return found
