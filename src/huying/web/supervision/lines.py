"""One line of the supervision list: whose promise, how late, how far up, who has heard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from huying.apps.accounts.queries import names_of
from huying.apps.cases.lists.chips import chip
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.apps.cases.lists.titles import titles
from huying.apps.cases.texts import code_words
from huying.domain.cases import escalation
from huying.domain.cases.case import Case
from huying.domain.procedure.marks import SOON
from huying.platform.matters import rows as values
from huying.platform.matters.marking import last_marks
from huying.platform.matters.models import Mark, Obligation
from huying.platform.pages.clocks import ClockView
from huying.platform.pages.words import is_chinese, sentence, zh
from huying.platform.policy import access

#: More names than this make a cell nobody reads.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """督查一行: `url` and `title` '' where the reader may not see the case itself."""

    number: str
    url: str
    title: str
    place: SafeString
    body: SafeString
    kind: str
    clock: ClockView
    step: str
    told: SafeString
    is_unheard: bool


def lines(rows: Sequence[Obligation], ground: Ground) -> list[Line]:
    """Lines of promises that carry their case and `is_unheard`; four or five statements."""
    marks = last_marks(ground.district_id, [row.id for row in rows])
    named = names_of({person for mark in marks.values() for person in json.loads(mark.people)})
    seen = _titles(rows, ground)
    return [_line(row, seen, marks.get(row.id), named, ground) for row in rows]


def _titles(rows: Sequence[Obligation], ground: Ground) -> dict[int, str]:
    """Titles by matter id of the cases the reader may see, as clear as the reader may see them."""
    cases = ground.cases("case.view").filter(id__in={row.matter_id for row in rows})
    sighted = cases.select_related("case").annotate(text_sight=ground.sight("text", "case.view"))
    return titles([(case, case.text_sight) for case in sighted])


def _line(
    row: Obligation,
    seen: Mapping[int, str],
    mark: Mark | None,
    named: Mapping[int, str],
    ground: Ground,
) -> Line:
    owed, matter = values.obligation_value(row), row.matter
    return Line(
        number=matter.number,
        url=case_url(matter.number) if matter.id in seen else "",
        title=seen.get(matter.id, ""),
        place=ground.place(matter.area_code),
        body=ground.body(row.debtor_id),
        kind=_kind(row, ground),
        clock=chip(ground.known, owed, ground.at),
        step=_step(row, ground),
        told=_told(json.loads(mark.people) if mark else [], named),
        is_unheard=bool(getattr(row, "is_unheard", False)),
    )


def _kind(row: Obligation, ground: Ground) -> str:
    """阶段办理 · 到场; what a part names (a stage, a joined case) stands behind the kind."""
    kind = ground.kind(row.kind)
    return f"{kind} · {code_words('stage', row.part)}" if row.part else kind


def _step(row: Obligation, ground: Ground) -> str:
    """第 2 级：督查员; before lateness whether those who owe it have been warned."""
    if row.marks < SOON:
        return gettext("还没提醒")
    if row.marks == SOON:
        return gettext("已提醒快到期")
    detail = row.matter.case
    case = Case(
        case_type=row.matter.item_code, demand_kind=detail.demand_kind, filed_at=detail.filed_at
    )
    owed = values.obligation_value(row)
    step = escalation.step_of(escalation.ladder_of(ground.known, case, owed), owed.marks)
    words = gettext("第 %(n)s 级：%(role)s")
    return words % {"n": owed.marks - SOON, "role": _role(step.to if step else "")}


def _role(code: str) -> str:
    role = access().roles.get(code)
    if role is None:
        return code
    return role.zh if is_chinese() else role.en


def _told(people: Sequence[int], named: Mapping[int, str]) -> SafeString:
    """已告知 王某、李某等 5 人."""
    names = [named[person] for person in people if person in named]
    if not names:
        return SafeString("")
    shown = zh("、".join(names[:_NAMED]))
    if len(names) <= _NAMED:
        return sentence(gettext("已告知 %(names)s"), names=shown)
    words = ngettext("已告知 %(names)s等 %(n)s 人", "已告知 %(names)s等 %(n)s 人", len(names))
    return sentence(words, names=shown, n=len(names))
