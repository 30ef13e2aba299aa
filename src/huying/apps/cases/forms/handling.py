"""Forms of a body at work: stages, checklist, result, tasks, a body outside the district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import AnyChoice, NumberChoice, act_field, when
from huying.apps.cases.texts import hint, label
from huying.apps.organisations.deployment import StaffMember, Team, deployable
from huying.apps.organisations.words import IDENTITIES
from huying.domain.cases.codes import Exemption
from huying.domain.cases.facts import local_day
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.bodies import INNER, Body, BodyKind
from huying.platform.pages.dates import short_day
from huying.platform.pages.forms import DataSelect
from huying.platform.pages.parts import CheckRow
from huying.platform.pages.words import is_chinese, plain_name, zh

#: The short way of a question: words, then the visit, or the end where nobody can be visited.
ANSWERS: Final = ("answer_question", "answer_and_close")
#: Who may have done the work under its street or department.
_AT_WORK: Final = (*sorted(INNER), BodyKind.STATIONED, BodyKind.STATION)


class CheckForm(ActForm):
    """办理清单: the ticks of a case's checklist, kept half done or sent with the result."""

    judges: ClassVar[bool] = True

    def own_fields(self) -> dict[str, forms.Field]:
        return {"checked": _checked_field(self)}

    @property
    def check_rows(self) -> tuple[CheckRow, ...]:
        ticked = self["checked"].value() or ()
        return tuple(
            CheckRow(
                value=item.code,
                label=item.zh if is_chinese() else item.en,
                basis=zh(item.basis),
                is_required=item.required,
                is_checked=item.code in ticked,
            )
            for item in self.case.facts.checklist()
        )


class FeedBackForm(CheckForm):
    """反馈办理结果: result, its legal ground where the law bars it, checklist, who did the work."""

    only_then = ("legal_basis",)

    def own_fields(self) -> dict[str, forms.Field]:
        fields = super(CheckForm, self).own_fields()
        lawful = when(fields["legal_basis"], "lawful")
        order = {"result_code": fields["result_code"], "legal_basis": lawful}
        order |= {name: fields[name] for name in ("result", "answer")}
        if self.case.facts.checklist():
            order["checked"] = _checked_field(self)
        if places := list(_places(self)):
            order["done_by"] = _done_by(places)
        return order | {n: f for n, f in fields.items() if n.startswith("score_")}

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        given = self.given()
        if given.get("result_code") != "explained_lawfully":
            given.pop("legal_basis", None)
        return "feed_back", given


class AnswerForm(ActForm):
    """答复: a question needs nobody to look on the spot; without a contact it ends here."""

    slug = "answer"

    def own_fields(self) -> dict[str, forms.Field]:
        fields = {"answer": act_field("answer", "answer_question", is_needed=True)}
        if not self.case.facts.case.is_reachable:
            codes = (Exemption.NO_REQUESTER, Exemption.ANONYMOUS)
            fields["exemption_code"] = act_field(
                "exemption_code", "answer_question", is_needed=True, codes=codes
            )
        return fields

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        return ANSWERS[0 if self.case.facts.case.is_reachable else 1], self.given()


class TaskForm(ActForm):
    """指派任务: body and person are one choice, grouped by body; whoever is on leave is marked."""

    judges: ClassVar[bool] = True

    def own_fields(self) -> dict[str, forms.Field]:
        # The people are read when the form is shown, not for the button on the case's page.
        who = AnyChoice(choices=self._who, widget=DataSelect())
        who.label, who.help_text = label("task_body"), hint("task_body")
        return {
            "task": act_field("task", "assign_task", is_needed=True),
            "task_body": who,
            "task_due": act_field("task_due", "assign_task", is_needed=True),
        }

    def given(self) -> dict[str, Any]:
        """The chosen line taken apart: the body, and the person where one is named."""
        given = super().given()
        body, _, person = str(given.get("task_body", "")).partition(":")
        if body.isdigit():
            given["task_body"] = int(body)
        if person.isdigit():
            given["assignee"] = int(person)
        return given

    def _who(self) -> list[tuple[str, Any]]:
        lead = self.choice.answers.debtor if self.choice.answers else None
        if lead is None:
            return [("", "—")]
        day = local_day(self.at)
        teams = deployable(self.case.row.district_id, lead, day)
        # A street gives tasks to its offices and stations; what it does itself is the case.
        teams = tuple(team for team in teams if team.body.kind is not BodyKind.STREET)
        return [("", "—"), *(_team(team, day) for team in teams)]


def _checked_field(form: ActForm) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(item.code, item.zh) for item in form.case.facts.checklist()],
        label=label("checked"),
        help_text=hint("checked"),
        required=False,
        initial=list(form.case.facts.case.checked),
        widget=forms.CheckboxSelectMultiple,
    )


def _places(form: ActForm) -> Iterator[Body]:
    """Bodies under the lead that may have done the work in its name."""
    chart, owed = form.case.facts.district.chart, form.choice.answers
    if owed is None:
        return
    for kind in _AT_WORK:
        for body in chart.of_kind(kind):
            if body.id != owed.debtor and chart.is_under(body.id, owed.debtor):
                yield body


def _done_by(places: list[Body]) -> forms.Field:
    field = NumberChoice(
        choices=[("", gettext("本单位")), *((str(b.id), plain_name(b)) for b in places)],
        required=False,
        widget=DataSelect(),
    )
    field.label, field.help_text = label("done_by"), hint("done_by")
    return field


def _team(team: Team, day: date) -> tuple[str, list[tuple[str, str]]]:
    body = str(team.body.id)
    people = [(f"{body}:{one.person}", _person(one, day)) for one in team.people]
    return plain_name(team.body), [(body, gettext("由单位安排")), *people]


def _person(one: StaffMember, day: date) -> str:
    """王芳（编外，请假，03-16 回）."""
    told = [str(IDENTITIES[one.identity])] if one.identity in IDENTITIES else []
    if one.is_head:
        told.insert(0, gettext("负责人"))
    if one.back_on:
        told.append(gettext("请假，%(day)s 回") % {"day": short_day(one.back_on, today=day)})
    words = gettext("、").join(told)
    return gettext("%(name)s（%(told)s）") % {"name": one.name, "told": words} if told else one.name
