"""The form of one act on a request for exclusion; its fields come from the procedure."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from django import forms

from huying.apps.cases.forms.fields import act_field
from huying.domain.appraisal.exclusion import faults_of_request
from huying.domain.procedure.model import ActRule
from huying.platform.pages.refusals import fault_words

#: What the page knows by itself.
_GIVEN: Final = frozenset({"about"})
_KEY: Final = re.compile(r"[0-9a-f]{32}")


class ExclusionForm(forms.Form):
    """一项操作的表; `key` makes a second press harmless."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, rule: ActRule) -> None:
        self.rule = rule
        super().__init__(data, auto_id=f"{rule.name}_%s")
        for name in (*rule.needs, *rule.takes):
            if name not in _GIVEN:
                self.fields[name] = act_field(name, rule.name, is_needed=name in rule.needs)
        given = str(data.get("key", "")) if data else ""
        self.key = given if _KEY.fullmatch(given) else secrets.token_hex(16)

    def given(self) -> dict[str, Any]:
        """The act's fields as typed, empty ones left out."""
        return {n: v for n, v in self.cleaned_data.items() if v not in ("", None)}

    def clean(self) -> dict[str, Any]:
        """Adds every fault the rules find, so that all wrong fields are named at once."""
        cleaned = super().clean() or self.cleaned_data
        for fault in faults_of_request((), self._names(), self.given()):
            if fault.field not in self.errors:
                self.add_error(fault.field, fault_words(fault))
        return cleaned

    def renew(self) -> None:
        """Makes the form sendable again after its key was used up."""
        self.key = secrets.token_hex(16)

    def _names(self) -> tuple[str, ...]:
        return tuple(self.fields)
