"""Reading published lists: the duty set of a day, the policies, and the lines for pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from huying.apps.duties.models import (
    CaseType,
    DutyItem,
    DutyList,
    PublishedChecklists,
    PublishedPolicy,
)
from huying.apps.grids.ledger import StaleRule
from huying.apps.organisations import queries as organisations
from huying.domain import duties
from huying.domain.duties import (
    Checklists,
    DutyAnswer,
    DutySet,
    Family,
    Policies,
    read_checklists,
    read_policies,
)
from huying.domain.duties.reading import read_items, read_powers, read_territorial
from huying.domain.duties.suggest import normalised
from huying.domain.kernel.refusal import Refusal, Refused
from huying.platform.matters.stamps import stamp

#: What of the lists a case is decided by.
_DECIDING = (Family.RESPONSIBILITY, Family.TERRITORIAL, Family.POWER)


@dataclass(frozen=True, slots=True)
class ListHead:
    """清单版本: what pages and caches need to know of one published version."""

    id: int
    family: Family
    version: str
    title_zh: str
    title_en: str
    owner: str
    approver: str
    document: str
    valid_from: date
    valid_until: date | None
    line_count: int

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def duty_set(district_id: int, on: date, *, under: int | None = None) -> DutySet:
    """The lists that hold in the district on a day, built once a process and stamp.

    Whoever has read the stamp in its own transaction hands it in as `under` and saves a statement.
    """
    mark = stamp(district_id) if under is None else under
    current = _current(_heads(district_id, mark), on)
    deciding = tuple(head for head in current if head.family in _DECIDING)
    changed = checklists(district_id, under=mark).changed_on(on)
    return _duty_set(district_id, mark, deciding, changed)


def checklists(district_id: int, *, under: int | None = None) -> Checklists:
    """The district's published checklists (dated inside); empty ones when it has none."""
    return _checklists(district_id, stamp(district_id) if under is None else under)


def policies(district_id: int, *, under: int | None = None) -> Policies:
    """The district's published limits and numbers (the text itself is dated inside).

    Refused `policies.none_published` when the district has none.
    """
    return _policies(district_id, stamp(district_id) if under is None else under)


def stale_rule(district_id: int, on: date, under: int) -> StaleRule | None:
    """After how many days a ledger is stale (S1-44); None when no policy of the day says so."""
    name = "ledger.stale_after_days"
    try:
        known = policies(district_id, under=under)
        return StaleRule(int(known.number(name, on)), known.source(name, on))
    except (KeyError, Refused):
        return None


def ask(
    district_id: int,
    case_type: str,
    street_id: int | None,
    on: date,
    *,
    under: int | None = None,
) -> DutyAnswer:
    """Whose is it, with the district's lists, chart and staff of that day."""
    mark = stamp(district_id) if under is None else under
    chart = organisations.chart(district_id, under=mark)
    return duties.answer(
        duty_set(district_id, on, under=mark),
        chart,
        organisations.staff(district_id, on),
        case_type,
        street_id,
        on,
    )


def heads(district_id: int) -> tuple[ListHead, ...]:
    """Every published version, by family, newest first."""
    return _heads(district_id, stamp(district_id))


def current_heads(district_id: int, on: date) -> tuple[ListHead, ...]:
    """The version of each family that holds on a day."""
    return _current(heads(district_id), on)


def current_head(district_id: int, family: Family, on: date) -> ListHead | None:
    """The version of a family that holds on a day."""
    return next((head for head in current_heads(district_id, on) if head.family == family), None)


def lines(head: ListHead, filters: Mapping[str, str]) -> QuerySet[DutyItem]:
    """Lines of one version; filters `text`, `group`, `role`, `lead` are equal or contained."""
    rows = DutyItem.objects.filter(duty_list_id=head.id)
    text = normalised(filters.get("text") or "")
    if text:
        rows = rows.filter(search__contains=text)
    columns = {"group": "group_code", "role": "street_role", "lead": "lead_code"}
    chosen = {column: filters[key] for key, column in columns.items() if filters.get(key)}
    return rows.filter(**chosen)


def groups(head: ListHead) -> tuple[tuple[str, str, str], ...]:
    """(code, Chinese, English) of the groups of a version, in the order of its lines."""
    rows = DutyItem.objects.filter(duty_list_id=head.id).order_by("position")
    found = rows.values_list("group_code", "group_zh", "group_en")
    return tuple(dict.fromkeys(found))


def approved(line: DutyItem) -> dict[str, str]:
    """The line as the approved file has it, column by column."""
    row: dict[str, str] = json.loads(line.body)
    return row


def case_types(district_id: int) -> tuple[duties.CaseType, ...]:
    """Every case type the district knows, by code."""
    return _types(district_id, stamp(district_id))


def forget() -> None:
    """Empty the caches of this process: between tests, whose rows vanish without a stamp."""
    for cache in (_heads, _duty_set, _policies, _types, _checklists):
        cache.cache_clear()


@lru_cache(maxsize=8)
def _heads(district_id: int, _mark: int) -> tuple[ListHead, ...]:
    rows = DutyList.objects.filter(district_id=district_id)
    return tuple(
        ListHead(
            row.id,
            Family(row.family),
            row.version,
            row.title_zh,
            row.title_en,
            row.owner,
            row.approver,
            row.document,
            row.valid_from,
            row.valid_until,
            row.line_count,
        )
        for row in sorted(rows, key=_place)
    )


def _place(row: DutyList) -> tuple[int, int, int]:
    return (list(Family).index(Family(row.family)), -row.valid_from.toordinal(), -row.id)


def _current(found: tuple[ListHead, ...], on: date) -> tuple[ListHead, ...]:
    """One version a family: the newest of those that hold."""
    by_family: dict[Family, ListHead] = {}
    for head in found:
        if head.holds(on):
            by_family.setdefault(head.family, head)
    return tuple(by_family.values())


@lru_cache(maxsize=8)
def _duty_set(
    district_id: int, mark: int, current: tuple[ListHead, ...], checklists_on: date
) -> DutySet:
    by_family = {head.family: head for head in current}
    versions = {head.family: head.version for head in current}
    return DutySet(
        read_items(
            _rows(by_family.get(Family.RESPONSIBILITY)), versions.get(Family.RESPONSIBILITY, "")
        ),
        types=_types(district_id, mark),
        territorial=read_territorial(
            _rows(by_family.get(Family.TERRITORIAL)), versions.get(Family.TERRITORIAL, "")
        ),
        powers=read_powers(_rows(by_family.get(Family.POWER))),
        versions=versions,
        checklists=_checklists(district_id, mark).all_on(checklists_on),
    )


def _rows(head: ListHead | None) -> list[dict[str, Any]]:
    if head is None:
        return []
    rows = DutyItem.objects.filter(duty_list_id=head.id).order_by("position")
    return [json.loads(body) for body in rows.values_list("body", flat=True)]


@lru_cache(maxsize=8)
def _types(district_id: int, _mark: int) -> tuple[duties.CaseType, ...]:
    rows = CaseType.objects.filter(district_id=district_id).order_by("code")
    columns = ("code", "name_zh", "name_en", "major_code", "major_zh", "major_en")
    return tuple(duties.CaseType(*row) for row in rows.values_list(*columns))


@lru_cache(maxsize=8)
def _checklists(district_id: int, _mark: int) -> Checklists:
    rows = PublishedChecklists.objects.filter(district_id=district_id)
    newest = rows.order_by("-published_at", "-id").first()
    return read_checklists(newest.text) if newest else Checklists()


@lru_cache(maxsize=8)
def _policies(district_id: int, _mark: int) -> Policies:
    rows = PublishedPolicy.objects.filter(district_id=district_id)
    newest = rows.order_by("-published_at", "-id").first()
    if newest is None:
        raise Refused(Refusal("policies.none_published", params={"district": district_id}))
    return read_policies(newest.text)
