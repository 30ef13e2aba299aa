"""更正: what another type or place would change and what stays, said before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.correcting import CorrectForm
from huying.apps.cases.page.ground import versions
from huying.apps.cases.reasons import owed_words
from huying.apps.duties.texts import limit_words, stage_words
from huying.apps.grids import queries as grids
from huying.domain.cases.facts import CaseFacts
from huying.domain.duties import DutyAnswer, DutyItem
from huying.domain.procedure.matter import Act
from huying.platform.pages.dates import list_moment
from huying.platform.pages.words import name_of, sentence, zh


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """一行变化: before and after; the same where nothing changes."""

    label: str
    before: SafeString
    after: SafeString

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Correction:
    """更正预览: what changes, stays frozen and is taken back; `seen` stands for all of it."""

    rows: tuple[ChangeRow, ...]
    frozen: tuple[tuple[str, SafeString], ...]
    taken_back: tuple[SafeString, ...]
    goes_out_anew: bool
    #: Nobody has the order yet: it will go out by what the list says after the correction.
    is_unsent: bool
    seen: str

    @property
    def changes(self) -> tuple[ChangeRow, ...]:
        return tuple(row for row in self.rows if row.changes)

    @property
    def same(self) -> tuple[ChangeRow, ...]:
        return tuple(row for row in self.rows if not row.changes)


def correction_of(detail: Detail, form: CorrectForm) -> Correction:
    """The consequences of a valid form, as of now."""
    act = form.act(detail.reader, detail.at)
    facts = detail.case.facts
    rows = tuple(_rows(detail, facts, facts.corrected(act), act))
    goes_out_anew = act.kind == "correct_and_redispatch"
    return Correction(
        rows=rows,
        frozen=tuple(_frozen(detail)),
        taken_back=tuple(_taken_back(detail)) if goes_out_anew else (),
        goes_out_anew=goes_out_anew,
        is_unsent=detail.case.matter.state == "filed",
        seen=_seen(rows, act),
    )


def _seen(rows: tuple[ChangeRow, ...], act: Act) -> str:
    told = [act.kind, *(f"{row.label}:{row.after}" for row in rows)]
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def _rows(detail: Detail, now: CaseFacts, then: CaseFacts, act: Act) -> Iterator[ChangeRow]:
    before, after = now.duty_answer(at=detail.at), then.duty_answer(at=detail.at)
    yield ChangeRow(gettext("事项"), _item(now, before), _item(then, after))
    yield ChangeRow(gettext("街道"), _street(before), _street(after))
    if act.fields.get("lon") or act.fields.get("address"):
        address = act.fields.get("address", detail.row.case.address)
        yield ChangeRow(
            gettext("位置"), _place(detail, now, detail.row.case.address),
            _place(detail, then, str(address)),
        )  # fmt: skip
    yield ChangeRow(gettext("主办单位"), _lead(before), _lead(after))
    yield ChangeRow(gettext("协办单位"), _helpers(before), _helpers(after))
    limits = _limit(detail, now, before), _limit(detail, then, after)
    yield ChangeRow(gettext("主办的办理时限"), *limits)
    yield ChangeRow(gettext("阶段时限"), _stages(before.item), _stages(after.item))
    yield ChangeRow(gettext("核对清单"), _checklist(now), _checklist(then))


def _frozen(detail: Detail) -> Iterator[tuple[str, SafeString]]:
    """What a correction never touches: it was told to the resident, or belongs to the day."""
    case, matter = detail.case.facts.case, detail.case.matter
    for owed in matter.open("promise"):
        due = list_moment(owed.due_at, now=detail.at) if owed.due_at else "—"
        yield gettext("对群众的承诺"), sentence(gettext("%(due)s 前，不变"), due=due)
    if matter.open("joined_promise"):
        yield gettext("对并案群众的承诺"), sentence(gettext("不变"))
    if case.filed_at:
        day = list_moment(case.filed_at, now=detail.at)
        yield gettext("立案时间"), sentence("%(day)s", day=day)
        text = gettext("按立案那天的清单：%(lists)s")
        lists = versions(case.list_version) or SafeString("—")
        yield gettext("依据"), sentence(text, lists=lists)
        yield gettext("管辖"), sentence(gettext("按立案那天谁有权来定，以后收回或下放不影响"))


def _taken_back(detail: Detail) -> Iterator[SafeString]:
    kept = {"promise", "joined_promise", "visit", "joined_visit"}
    for owed in detail.case.matter.open():
        if owed.kind not in kept:
            yield owed_words(detail.case, owed, detail.at)


def _item(facts: CaseFacts, duty: DutyAnswer) -> SafeString:
    code = facts.case.case_type
    if not code:
        return SafeString("—")
    named = duty.item
    return sentence("%(code)s %(name)s", code=code, name=name_of(named) if named else "")


def _street(duty: DutyAnswer) -> SafeString:
    return name_of(duty.street) if duty.street else SafeString("—")


def _lead(duty: DutyAnswer) -> SafeString:
    return name_of(duty.lead) if duty.lead else sentence(gettext("没有主办单位，派不出"))


def _helpers(duty: DutyAnswer) -> SafeString:
    lead = duty.lead.id if duty.lead else 0
    names = [name_of(body) for body in duty.helpers if body.id != lead]
    return _listed(names) if names else sentence(gettext("没有"))


def _limit(detail: Detail, facts: CaseFacts, duty: DutyAnswer) -> SafeString:
    if duty.item is None:
        return SafeString("—")
    act = Act("dispatch", detail.reader, detail.at, {})
    lead = duty.lead.id if duty.lead else 0
    limit = facts.limit("item.resolve", detail.case.matter, act, lead, "")
    return sentence("%(limit)s", limit=limit_words(limit) if limit else "—")


def _stages(item: DutyItem | None) -> SafeString:
    stages = item.stages.items() if item else ()
    told = [
        sentence("%(stage)s %(limit)s", stage=stage_words(name), limit=limit_words(limit))
        for name, limit in stages
    ]
    return _listed(told) if told else sentence(gettext("没有"))


def _checklist(facts: CaseFacts) -> SafeString:
    n = len(facts.checklist())
    text = ngettext("%(n)s 项", "%(n)s 项", n)
    return sentence(text, n=n) if n else sentence(gettext("没有"))


def _place(detail: Detail, facts: CaseFacts, address: str) -> SafeString:
    hit = grids.by_code(detail.row.district_id, facts.case.grid) if facts.case.grid else None
    grid = zh(hit.name) if hit else SafeString("—")
    if not address:
        return grid
    return sentence("%(grid)s · %(address)s", grid=grid, address=zh(address))


def _listed(parts: list[SafeString]) -> SafeString:
    return mark_safe(gettext("、").join(parts))  # noqa: S308 (safe parts)
