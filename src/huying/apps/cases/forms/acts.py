"""The form of one act: its fields, and what every form carries to be done once and in order."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from huying.apps.cases.acts import Choice, Opened
from huying.apps.cases.faults import fault_said
from huying.apps.cases.forms.fields import act_field
from huying.domain.cases.fields import FIELDS, faults_of_fields
from huying.domain.cases.two_way import SIDES, scored_body
from huying.domain.kernel.actor import Actor, clock
from huying.domain.kernel.refusal import Fault
from huying.domain.procedure.matter import Act
from huying.domain.procedure.model import ActRule

_KEY = re.compile(r"[0-9a-f]{32}")
_MOST_DIGITS = 18


class ActForm(forms.Form):
    """一项操作的表: fields by the procedure; hidden: key, answered promise and its version.

    `key` makes a second press harmless; `expected` is the version the reader saw.
    """

    use_required_attribute = False
    #: What the press says, '' for the act's own label; and the goal of its error summary.
    press: ClassVar[str] = ""
    #: Are all rules about the fields asked before the press? Then nothing is found only later.
    judges: ClassVar[bool] = False
    #: Needed only after another answer of the form: on the page they are not called optional.
    only_then: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, choice: Choice, case: Opened, at: datetime) -> None:
        self.choice, self.case, self.at = choice, case, at
        answers = choice.answers.id if choice.answers else None
        super().__init__(data, auto_id=f"{self.slug}_{answers or 0}_%s")
        self.fields.update(self.own_fields())
        self._mark(required=True)
        self.key = _given_key(data) or secrets.token_hex(16)
        self.answers = _number(data, "answers") if data else answers
        self.expected = _expected(data) if data else choice.expected
        #: How many events the reader had seen, to tell after a conflict what came since.
        self.seen = (_number(data, "seen") if data else None) or case.matter.version

    @property
    def slug(self) -> str:
        """The act's word in the address."""
        return self.choice.rule.name

    @property
    def rule(self) -> ActRule:
        return self.choice.rule

    @property
    def hidden(self) -> dict[str, Any]:
        """Names and values of the hidden entries."""
        known = {
            "key": self.key,
            "answers": self.answers,
            "expected": self.expected,
            "seen": self.seen,
        }
        return {name: value for name, value in known.items() if value is not None}

    def own_fields(self) -> dict[str, forms.Field]:
        rule = self.rule
        return {
            name: act_field(name, rule.name, is_needed=name in rule.needs)
            for name in (*rule.needs, *rule.takes)
            if name not in SIDES or self.may_score(name)
        }

    def may_score(self, field: str) -> bool:
        """May the body that answers give this score? A score nobody may give is not offered."""
        owed, case = self.choice.answers, self.case
        chart, area = case.facts.district.chart, case.facts.case.grid
        return owed is not None and (
            scored_body(chart, area, case.matter, field, owed.debtor) is not None
        )

    def full_clean(self) -> None:
        # Which of them are missing is judged in `clean`, when the other answers are known.
        self._mark(required=False)
        super().full_clean()
        self._mark(required=True)

    def _mark(self, *, required: bool) -> None:
        for name in self.only_then:
            if name in self.fields:
                self.fields[name].required = required

    def given(self) -> dict[str, Any]:
        """The act's fields as typed, empty ones left out."""
        return {n: v for n, v in self.cleaned_data.items() if n in FIELDS and v not in ("", None)}

    def clean(self) -> dict[str, Any]:
        """Adds every fault the rules find, so that all wrong fields are named at once."""
        cleaned = super().clean() or self.cleaned_data
        for fault in (*faults_of_fields((), tuple(FIELDS), self.given()), *self.rule_faults()):
            if fault.field not in self.errors and fault.field in self.fields:
                self.add_error(fault.field, fault_said(fault, self.case, self.at))
        return cleaned

    def rule_faults(self) -> tuple[Fault, ...]:
        """What the rules would find wrong with the fields; () for forms that leave it to them."""
        if not self.judges:
            return ()
        nobody = clock(self.case.row.district_id)
        act = Act(self.rule.name, nobody, self.at, self.given(), self.answers)
        return self.case.facts.faults(self.rule, self.case.matter, act)

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        """The act to perform and its fields."""
        return self.rule.name, self.given()

    def renew(self, choice: Choice) -> None:
        """Makes the form sendable again after a conflict: fresh key, present version."""
        self.key = secrets.token_hex(16)
        self.answers = choice.answers.id if choice.answers else None
        self.expected = choice.expected


def _given_key(data: Any) -> str:
    key = str(data.get("key", "")) if data else ""
    return key if _KEY.fullmatch(key) else ""


def _expected(data: Any) -> int | None:
    """The version that was seen; what is no number is a version nothing ever had."""
    if not data.get("expected"):
        return None
    found = _number(data, "expected")
    return -1 if found is None else found


def _number(data: Any, name: str) -> int | None:
    text = str(data.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
