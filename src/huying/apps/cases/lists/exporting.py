"""The filtered list as a file: by the scope and the sights of export, every cell plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext

from huying.apps.cases.address import address_shown
from huying.apps.cases.forms.lists import CaseFilter
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.listing import filtered, view_of
from huying.apps.cases.lists.titles import persons_of, secrets_of, titles
from huying.apps.cases.lists.views_of import view_q
from huying.apps.cases.texts import code_words
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Matter
from huying.platform.policy import Sight
from huying.platform.policy.table import MASKS

MOST_ROWS: Final = 5_000
_BATCH: Final = 500
_ACTION: Final = "case.export"
_SEEN: Final = ("text", "address", "name", "phone")


def export_rows(ground: Ground, query: Mapping[str, str]) -> QuerySet[Matter]:
    """The cases the address names, as far as the reader may export them; newest first."""
    form = CaseFilter(query, ground=ground)
    view = view_q(view_of(form, query, ground), ground)
    found = filtered(ground, form, _ACTION).filter(view).select_related("case")
    sights = {f"{name}_sight": ground.sight(name, _ACTION) for name in _SEEN}
    return found.annotate(**sights).order_by("-opened_at", "id")


def head() -> list[str]:
    return [
        gettext("编号"), gettext("标题"), gettext("性质"), gettext("来源"), gettext("来源编号"),
        gettext("登记时间"), gettext("街道"), gettext("社区"), gettext("网格编码"),
        gettext("地址"), gettext("事项编码"), gettext("事项"), gettext("主办单位"),
        gettext("状态"), gettext("下一个时限"), gettext("超时"), gettext("办结时间"),
        gettext("解决"), gettext("满意"), gettext("免回访原因"), gettext("诉求人"),
        gettext("联系电话"),
    ]  # fmt: skip


def cells(rows: Sequence[Matter], ground: Ground) -> Iterator[list[str]]:
    """The rows in the order of `head`, a batch of titles and persons at a time."""
    for batch in _batches(rows):
        named = titles([(row, row.text_sight) for row in batch])  # type: ignore[attr-defined]
        seen = [r.id for r in batch if max(r.name_sight, r.phone_sight)]  # type: ignore[attr-defined]
        persons = persons_of(seen) if seen else {}
        secrets = secrets_of([row for row in batch if _is_cut(row)])
        for row in batch:
            yield [
                *_case_cells(row, named[row.id], _address(row, secrets.get(row.id, ())), ground),
                *_person_cells(row, persons.get(row.id, {})),
            ]


def _batches(rows: Sequence[Matter]) -> Iterator[Sequence[Matter]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def _case_cells(row: Matter, title: str, address: str, ground: Ground) -> list[str]:
    case, chart = row.case, ground.known.chart
    street, community = chart.street_of(row.area_code), chart.community_of(row.area_code)
    item = ground.known.duties(ground.day).item(row.item_code)
    lead = chart.body(row.lead_id).name_zh if row.lead_id and row.lead_id in chart else ""
    return [
        row.number,
        title,
        code_words("demand_kind", case.demand_kind),
        code_words("channel", case.channel),
        case.source_number,
        _moment(row.opened_at),
        street.name_zh if street else "",
        community.name_zh if community else "",
        row.area_code,
        address,
        row.item_code,
        item.name_zh if item else "",
        lead,
        ground.state(row.state),
        _moment(row.due_at),
        gettext("是") if row.is_late else gettext("否"),
        _moment(row.ended_at),
        code_words("solved", case.solved) if case.solved else "",
        code_words("satisfaction", case.satisfaction) if case.satisfaction else "",
        code_words("exemption_code", case.exemption) if case.exemption else "",
    ]


def _is_cut(row: Matter) -> bool:
    """Is its address shown without the person in it?"""
    return bool(row.address_sight) and row.text_sight != Sight.CLEAR  # type: ignore[attr-defined]


def _address(row: Matter, secrets: Sequence[str]) -> str:
    sights = {"text": row.text_sight, "address": row.address_sight}  # type: ignore[attr-defined]
    return address_shown(row.case.address, sights.__getitem__, secrets)


def _person_cells(row: Matter, person: Mapping[str, str]) -> list[str]:
    return [
        _shown("name", person.get("requester_name", ""), row.name_sight),  # type: ignore[attr-defined]
        _shown("phone", person.get("requester_phone", ""), row.phone_sight),  # type: ignore[attr-defined]
    ]


def _shown(name: str, value: str, sight: int) -> str:
    if sight == Sight.MASKED:
        return MASKS[name](value)
    return value if sight == Sight.CLEAR else ""


def _moment(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""
