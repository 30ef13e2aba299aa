"""What the page of one duty item shows, made from values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from huying.apps.duties.texts import limit_words, stage_words, words
from huying.domain.duties import DutyItem, DutySet, Policies, Power
from huying.domain.duties.items import MAIN, NONE
from huying.domain.duties.powers import article_en, article_zh
from huying.domain.kernel.bodies import Chart
from huying.domain.kernel.refusal import Refused
from huying.platform.pages.words import is_chinese, name_of, zh


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One body and its part: role, tone of its tag, body, list text, limit."""

    role: str
    tone: str
    body: str
    text: str
    limit: str = ""


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One power: basis and article, who holds it, and whether a street holds it that day."""

    power: Power
    basis: str
    article: str
    holder: str
    is_in_force: bool
    is_penalty: bool


def role_rows(
    duties: DutySet, item: DutyItem, chart: Chart, limits: Policies | None, on: date
) -> tuple[RoleRow, ...]:
    """Who does what, the lead first; the residents' committee stands there as never lead."""
    return tuple(_roles(duties, item, chart, limits, on))


def _roles(
    duties: DutySet, item: DutyItem, chart: Chart, limits: Policies | None, on: date
) -> Iterator[RoleRow]:
    own, street = limit_words(item.limit), gettext("所在街道（街道办事处）")
    line = duties.territorial.get(item.case_type)
    lead_text = zh(f"主体责任：{item.power_type_zh}") if line else zh(item.power_type_zh)
    if item.street_role == MAIN:
        yield RoleRow(gettext("主办"), "blue", street, zh(item.street_duty_zh), own)
        note = gettext("主管部门：协办、指导监督")
        yield RoleRow(
            gettext("协办"), "grey", _body(chart, item.dept), note, _help(item, limits, on)
        )
    else:
        yield RoleRow(gettext("主办"), "blue", _body(chart, item.lead), lead_text, own)
    for code in item.helpers:
        text = gettext("配合责任")
        yield RoleRow(gettext("协办"), "grey", _body(chart, code), text, _help(item, limits, on))
    if item.street_role not in (MAIN, NONE):
        yield RoleRow(gettext("配合"), "grey", street, zh(item.street_duty_zh))
    never = gettext("只协助反映情况，不得被派为主办")
    yield RoleRow(gettext("不得主办"), "outline", gettext("社区居民委员会"), never)


def stage_rows(item: DutyItem) -> tuple[tuple[str, str], ...]:
    """(stage, limit) in words, in the order of the line."""
    return tuple((stage_words(name), limit_words(limit)) for name, limit in item.stages.items())


def power_rows(duties: DutySet, item: DutyItem, chart: Chart, on: date) -> tuple[PowerRow, ...]:
    return tuple(
        PowerRow(
            power=power,
            basis=zh(power.basis),
            article=article_zh(power.article) if is_chinese() else article_en(power.article),
            holder=_body(chart, power.original_dept) if power.original_dept else "",
            is_in_force=power.is_in_force(on),
            is_penalty=power.is_penalty,
        )
        for power in duties.powers_of(item)
    )


def family_name(family: str) -> str:
    return words(f"family.{family}")


def _body(chart: Chart, code: str) -> str:
    body = chart.by_code(code)
    return name_of(body) if body else code


def _help(item: DutyItem, limits: Policies | None, on: date) -> str:
    if limits is None:
        return ""
    try:
        return limit_words(limits.limit("item.help", on, item=item))
    except (KeyError, Refused):
        return ""
