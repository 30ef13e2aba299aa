"""Fields of a form judged by the rules of a case, so that every door says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form

from huying.domain.cases.fields import faults_of_fields
from huying.domain.kernel.refusal import Refusal
from huying.platform.pages.refusals import add_faults, fault_words


def add_case_faults(form: Form, names: Mapping[str, str]) -> dict[str, Any]:
    """Puts the faults of a case's fields on the form (form field -> case field); cleaned data."""
    found: dict[str, Any] = form.cleaned_data
    told = {case: found.get(own) for own, case in names.items()}
    own_of = {case: own for own, case in names.items()}
    for fault in faults_of_fields((), tuple(told), told):
        form.add_error(own_of[fault.field], fault_words(fault))
    return found


def add_refusal(form: Form, refusal: Refusal, names: Mapping[str, str]) -> None:
    """As `refusals.add_faults`, where the form calls case fields by names of its own."""
    for fault in refusal.faults:
        own = names.get(fault.field, fault.field)
        form.add_error(own if own in form.fields else None, fault_words(fault))
    if not refusal.faults:
        add_faults(form, refusal)
