"""Forms whose answer picks the act: the return visit and the verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import act_field, when
from huying.domain.cases.codes import Exemption
from huying.domain.cases.two_way import OF_LEAD
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.engine import refusal_for
from huying.domain.procedure.matter import Act

#: The acts that one form stands for, in the order in which they are tried.
VISITS = ("visit_early", "visit_returns", "visit_closes", "visit_try", "visit_unreached")
VERDICTS = ("pass", "pass_and_close", "fail")
_REACHED = ("visit_early", "visit_returns", "visit_closes")
_MISSED = ("visit_try", "visit_unreached")
#: What is asked, and in which case of the other answers.
_SHOWN = {
    "solved": "reached",
    "satisfaction": "reached",
    "dissatisfaction": "unhappy",
    "reason": "unhappy",
    "tried_how": "missed",
}
_ASKED = ("solved", "satisfaction")
#: Asked of whoever is not content.
_WHY = ("dissatisfaction", "reason")


class VisitForm(ActForm):
    """记录回访: whether the resident was reached, and what was said; the answer picks the act."""

    slug = "visit"
    only_then = ("solved", "satisfaction", "tried_how")

    def own_fields(self) -> dict[str, forms.Field]:
        reached = forms.ChoiceField(
            label=gettext("联系上了吗"),
            choices=(("yes", gettext("联系上了")), ("no", gettext("没联系上"))),
            widget=forms.RadioSelect,
            initial="yes",
        )
        said = {name: act_field(name, "visit", is_needed=False) for name in _SHOWN}
        for name in _WHY:
            said[name].optional_words = gettext("没解决或不满意时必填")  # type: ignore[attr-defined]
        return {"reached": reached} | {name: when(f, _SHOWN[name]) for name, f in said.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needed = _ASKED if cleaned.get("reached") == "yes" else ("tried_how",)
        if cleaned.get("reached"):
            for name in needed:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, gettext("还没选，请选一个"))
        self._ask_why(cleaned)
        return cleaned

    def _ask_why(self, cleaned: dict[str, Any]) -> None:
        """Whoever is not content is asked why; the next body reads it first."""
        if cleaned.get("reached") != "yes":
            return
        if not {"unsolved", "unsatisfied"} & {cleaned.get(name) for name in _ASKED}:
            return
        for name, words in (
            ("dissatisfaction", gettext("还没选，至少选一项不满意的原因")),
            ("reason", gettext("还没填，请写明哪里不满意")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
                self.fields[name].required = True

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:
        given = self.given()
        if self.cleaned_data["reached"] == "yes":
            fields = {n: v for n, v in given.items() if n != "tried_how"}
            return first_allowed(_REACHED, fields, self, by, at), fields
        fields = {n: v for n, v in given.items() if n == "tried_how"}
        return first_allowed(_MISSED, fields, self, by, at), fields


class VerifyForm(ActForm):
    """记录核查: passed or not; without anybody to visit the reason for no visit is asked too."""

    slug = "verify"

    def own_fields(self) -> dict[str, forms.Field]:
        verdict = forms.ChoiceField(
            label=gettext("核查结论"),
            choices=(("pass", gettext("合格")), ("fail", gettext("不合格，退回重办"))),
            widget=forms.RadioSelect,
        )
        fields = {"verdict": verdict, "reason": act_field("reason", "fail", is_needed=False)}
        if not self.case.facts.case.is_reachable:
            codes = (Exemption.NO_REQUESTER, Exemption.ANONYMOUS)
            fields["exemption_code"] = act_field(
                "exemption_code", "verify", is_needed=False, codes=codes
            )
        fields["note"] = act_field("note", "verify", is_needed=False)
        if self.may_score(OF_LEAD):
            fields[OF_LEAD] = act_field(OF_LEAD, "verify", is_needed=False)
        return fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        needs_code = verdict == "pass" and "exemption_code" in self.fields
        if verdict == "fail" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("还没填，请写明哪里不合格"))
        if needs_code and not cleaned.get("exemption_code") and "exemption_code" not in self.errors:
            self.add_error("exemption_code", gettext("还没选，请选一个"))
        return cleaned

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        given = self.given()
        if self.cleaned_data["verdict"] == "fail":
            return "fail", {n: v for n, v in given.items() if n in ("reason", OF_LEAD)}
        act = "pass" if self.case.facts.case.is_reachable else "pass_and_close"
        return act, {n: v for n, v in given.items() if n in ("note", "exemption_code", OF_LEAD)}


def first_allowed(
    acts: Sequence[str], fields: Mapping[str, Any], form: ActForm, by: Actor, at: datetime
) -> str:
    """The first act the rules allow with this answer; else the last that is of this state, so
    that its refusal is told."""
    told = ""
    for name in acts:
        act = Act(name, by, at, fields, form.answers)
        refusal = refusal_for(form.case.matter, act, form.case.facts)
        if refusal is None:
            return name
        if refusal.code != "wrong_state":
            told = told or name
    return told or acts[-1]
