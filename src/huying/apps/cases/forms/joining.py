"""Forms of cases that belong together: merged, released, related."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import act_field
from huying.apps.cases.forms.naming import CaseNumberChoice, number_field
from huying.apps.cases.links import RELATED, linked_to
from huying.apps.cases.texts import label
from huying.domain.cases.facts import CaseFacts
from huying.domain.cases.faults import wrong_fields
from huying.domain.cases.joined import Other
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.ids import case_number
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Act
from huying.platform.pages import forms as page_forms
from huying.platform.pages.refusals import fault_words


class OtherForm(ActForm):
    """关联案件: another case by its number; what is wrong with it is told before the press."""

    names: ClassVar[str] = "other"

    def __init__(self, data: Any = None, *, asked: Mapping[str, Any], **how: Any) -> None:
        self.asked = asked
        super().__init__(_chosen(data, self.names), **how)

    def own_fields(self) -> dict[str, forms.Field]:
        rule = self.rule
        number = number_field(self.names, rule.name)
        number.initial = str(self.asked.get(self.names, ""))[:40]
        reason = act_field("reason", rule.name, is_needed="reason" in rule.needs)
        return {self.names: number, "reason": reason}

    @property
    def number(self) -> str:
        """The number chosen so far."""
        return str(self[self.names].value() or "")

    @property
    def other_bound(self) -> forms.BoundField:
        """The entry that names the other case."""
        return self[self.names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        other = cleaned.get(self.names)
        if other and self.names not in self.errors:
            for fault in self.faults(int(other)):
                self.add_error(self.names, fault_words(fault))
        return cleaned

    def faults(self, other: int) -> Iterator[Fault]:
        """What the rules say about this pair."""
        act = Act(self.rule.name, _NOBODY, self.at, {self.names: other})
        shown = case_number(other)
        for fault in wrong_fields(self.case.facts, self.case.matter, act):
            # The rules know ids; people know numbers.
            yield Fault(fault.field, shown, fault.code, fault.params)


class MergeForm(OtherForm):
    """并入主案: this case ends, its resident keeps the promise at the main one."""

    names = "main"
    #: Numbers the page offers to choose from; any other number has been typed.
    offered: Collection[str] = ()
    #: Which of the two sides this form is, as acts: (own, the other's, the other's field).
    back: ClassVar[tuple[str, str]] = ("absorb", "joined")

    def __init__(self, data: Any = None, **how: Any) -> None:
        super().__init__(data, **how)
        name = self.names
        #: Chosen from the list and typed beside it; the address may have filled in the latter.
        self.both = [_sent(data, name), _sent(data, f"{name}_typed")]

    @property
    def typed(self) -> str:
        """What the entry beside the offered ones holds; it survives a fault."""
        return "" if self.number in self.offered else self.number

    @property
    def own_faults(self) -> list[str]:
        """What is wrong with the number, in the words of every other field."""
        return page_forms.fault_words(self.other_bound)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, typed = self.both
        if chosen and typed and chosen != typed:
            # Two cases were named and neither is plainly meant: merging the wrong one ends it.
            told = gettext(
                "选了 %(chosen)s，又填了 %(typed)s。"
                "是 %(typed)s 就再按一次；是 %(chosen)s 就重选它，把填的清空"
            )
            self.add_error(self.names, told % {"chosen": chosen[:40], "typed": typed[:40]})
        return cleaned

    def faults(self, other: int) -> Iterator[Fault]:
        own = list(super().faults(other))
        yield from own
        found = None if own else self.case.facts.other(other)
        if found is not None:
            yield from self._other_side(found)

    def _other_side(self, found: Other) -> Iterator[Fault]:
        """What stands against it on the side of the other case."""
        own = self.case
        act, field = self.back
        facts = CaseFacts(own.facts.district, own.facts.procedure, found.case, own.facts.other)
        wanted = Act(act, _NOBODY, self.at, {field: own.matter.id})
        for fault in wrong_fields(facts, found.matter, wanted):
            yield Fault(self.names, found.number, fault.code, fault.params)


class AbsorbForm(MergeForm):
    """并入重复诉求: the same seen from the main case."""

    names = "joined"
    back = ("merge", "main")


class ReleaseForm(ActForm):
    """拆出并案诉求: one of the joined cases is handled on its own again."""

    def own_fields(self) -> dict[str, forms.Field]:
        joined = self.case.facts.case.joined
        field = CaseNumberChoice(
            label=label("joined", "release"), choices=[(j.number, j.number) for j in joined]
        )
        if len(joined) == 1:
            field.initial = joined[0].number
        return {"joined": field, "reason": act_field("reason", "release", is_needed=True)}


class UnrelateForm(ActForm):
    """取消关联: one of the cases that are related now."""

    def own_fields(self) -> dict[str, forms.Field]:
        row = self.case.row
        numbers = [
            case_number(one.matter)
            for one in linked_to(row.district_id, row.id)
            if one.kind == RELATED
        ]
        field = CaseNumberChoice(
            label=label("other", "unrelate"), choices=[(n, n) for n in numbers]
        )
        return {"other": field, "reason": act_field("reason", "unrelate", is_needed=True)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = dict(self.fields["other"].widget.choices)
        if cleaned.get("other") and case_number(cleaned["other"]) not in known:
            self.add_error("other", gettext("和这件没有关联"))
        return cleaned


_NOBODY = Actor(None, (), 0)


def _chosen(data: Any, name: str) -> Any:
    """A number typed by hand counts before the ones offered."""
    if typed := _sent(data, f"{name}_typed"):
        data = data.copy()
        data[name] = typed
    return data


def _sent(data: Any, name: str) -> str:
    return str(data.get(name, "")).strip() if data else ""
