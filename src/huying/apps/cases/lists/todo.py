"""我的待办: the promises my bodies owe and my roles can answer, by urgency."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.lists.chips import chip
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.rows import case_url
from huying.apps.cases.lists.titles import titles
from huying.apps.cases.texts import code_words
from huying.apps.duties.texts import stage_words
from huying.domain.procedure.matter import Obligation as Owed
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from huying.platform.matters import rows as values
from huying.platform.matters.models import Obligation
from huying.platform.pages.clocks import ClockView
from huying.platform.policy import scope

#: 已超时, 1 小时内到期, 今天到期, 以后, 已暂停.
GROUPS: Final = ("late", "hour", "today", "later", "paused")
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Todo:
    """待办一行: one promise, its clock, the case it belongs to, and the act that answers it."""

    group: str
    clock: ClockView
    kind: str
    kind_label: str
    number: str
    url: str
    title: str
    place: str
    item: str
    body: str
    act: str


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """待办一组: its rows shown and how many there are."""

    name: str
    count: int
    rows: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class TodoList:
    """我的待办: groups in the order of urgency; empty ones are left out."""

    groups: tuple[TodoGroup, ...]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def shown(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def answerable(procedure: Procedure, role: str) -> frozenset[str]:
    """The obligation kinds that somebody of this role answers for a body that owes them."""
    return frozenset(
        kind
        for act in procedure.acts.values()
        for entitled in act.by
        if entitled.role == role and entitled.relation == "debtor"
        for kind in act.on
    )


def mine(ground: Ground) -> QuerySet[Obligation]:
    """Open promises of my bodies that my roles can answer, within my scope."""
    owed = owed_by_me(ground).filter(matter__procedure=PROCEDURE)
    return scope(owed, ground.reader, "case.list", path="matter__")


def owed_by_me(ground: Ground) -> QuerySet[Obligation]:
    """The same of all procedures and without the scope, for use inside rows of cases in scope."""
    bodies: dict[str, list[int]] = {}
    for post in ground.reader.posts:
        bodies.setdefault(post.role, []).append(post.body)
    wanted = Q(pk__in=())
    for role, own in sorted(bodies.items()):
        kinds = sorted(answerable(ground.procedure, role))
        if kinds:
            wanted |= Q(debtor_id__in=sorted(own), kind__in=kinds)
    return Obligation.objects.filter(wanted, district_id=ground.district_id, outcome="")


def todo(ground: Ground, limit: int = 12) -> TodoList:
    """The to-do list with its first rows, in two or three statements."""
    promises = mine(ground)
    found = _counts(promises, ground.at)
    sight = ground.sight("text", path="matter__")
    rows = promises.select_related("matter__case").annotate(text_sight=sight)
    first = list(rows.order_by(F("due_at").asc(nulls_last=True), "id")[:limit])
    shown = todo_rows(first, ground)
    groups = (
        TodoGroup(name, found[name], tuple(row for row in shown if row.group == name))
        for name in GROUPS
        if found[name]
    )
    return TodoList(tuple(groups), found)


def todo_rows(rows: Sequence[Any], ground: Ground) -> list[Todo]:
    """Rows of obligations that carry their case and its `text_sight`."""
    named = titles(list({r.matter_id: (r.matter, r.text_sight) for r in rows}.values()))
    return [_row(row, named[row.matter_id], ground) for row in rows]


def group_of(due_at: datetime | None, at: datetime) -> str:
    """Which band a due time falls in; without one the clock stands."""
    if due_at is None:
        return "paused"
    if due_at < at:
        return "late"
    if due_at <= at + _HOUR:
        return "hour"
    return "today" if due_at < _midnight(at) else "later"


def _counts(promises: QuerySet[Obligation], at: datetime) -> dict[str, int]:
    hour, midnight = at + _HOUR, max(_midnight(at), at + _HOUR)
    bands: dict[str, Any] = {
        "late": Q(due_at__lt=at),
        "hour": Q(due_at__gte=at, due_at__lte=hour),
        "today": Q(due_at__gt=hour, due_at__lt=midnight),
        "later": Q(due_at__gt=hour, due_at__gte=midnight),
        "paused": Q(due_at__isnull=True),
    }
    found = promises.aggregate(**{f"n_{n}": Count("pk", filter=q) for n, q in bands.items()})
    return {name: found[f"n_{name}"] for name in GROUPS}


def _midnight(at: datetime) -> datetime:
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def _row(row: Any, title: str, ground: Ground) -> Todo:
    owed, matter = values.obligation_value(row), row.matter
    waits = _waits(matter.trail) if owed.is_paused else ""
    return Todo(
        group=group_of(owed.due_at, ground.at),
        clock=chip(ground.known, owed, ground.at, waits),
        kind=owed.kind,
        kind_label=_kind(owed, ground),
        number=matter.number,
        url=case_url(matter.number),
        title=title,
        place=ground.place(matter.area_code),
        item=ground.item(matter.item_code),
        body=ground.body(owed.debtor),
        act=act_words(owed.kind, is_placed=bool(matter.area_code)),
    )


def _kind(owed: Owed, ground: Ground) -> str:
    """阶段办理 · 制止: which of several it is, where a kind is owed more than once."""
    kind = ground.kind(owed.kind)
    if not owed.part:
        return kind
    if owed.kind == "stage":
        return f"{kind} · {stage_words(owed.part)}"
    part = code_words("pause_kind", owed.part) if owed.kind == "resume" else owed.part
    return f"{kind} · {part}"


def _waits(trail: str) -> str:
    """What a clock that stands waits for: the resident, or the review date of a suspension."""
    stopped = [act for act, *_ in json.loads(trail) if act in ("ask", "allow_pause")]
    return gettext("已获准暂停") if stopped[-1:] == ["allow_pause"] else gettext("等群众补充")


def act_words(kind: str, *, is_placed: bool) -> str:
    """What the button of a row says: the act with its object."""
    if kind == "file":
        return gettext("定事项并派单") if is_placed else gettext("选位置")
    words = {
        "dispatch": gettext("派单"),
        "sign": gettext("签收"),
        "contact": gettext("联系群众"),
        "resolve": gettext("反馈结果"),
        "help": gettext("反馈协办"),
        "verify": gettext("去核查"),
        "visit": gettext("打回访"),
        "joined_visit": gettext("打回访"),
        "stage": gettext("报阶段"),
        "opinion": gettext("提意见"),
        "extend": gettext("去审批"),
        "permit": gettext("去审批"),
        "resume": gettext("恢复办理"),
        "heed": gettext("报落实"),
        "receive": gettext("接收任务"),
        "task": gettext("报结果"),
        "outside": gettext("记答复"),
    }
    return words.get(kind, gettext("打开"))
