"""What a resident may do with the own case now; where not, why not and what else helps."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.forms import Form
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice, choices
from huying.apps.cases.public.forms import ReopenForm, ReplyForm, WithdrawForm
from huying.apps.cases.public.moments import until_words
from huying.apps.cases.public.reopening import (
    REOPENS,
    reopen_until,
    reopening,
    why_closed_for_good,
)
from huying.apps.cases.public.viewing import View
from huying.apps.cases.reasons import reason
from huying.domain.kernel.actor import resident
from huying.domain.kernel.refusal import Refusal

FORMS: Final[Mapping[str, type[Form]]] = {
    "give_reply": ReplyForm,
    "withdraw": WithdrawForm,
    "reopen": ReopenForm,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """可做的事: a form with its guard against sending twice, or the reason why it is not there."""

    form: Form
    key: str = ""
    answers: int | None = None
    expected: int | None = None
    is_wrong: bool = False
    until: str = ""
    why_not: SafeString | str = ""


def offers(view: View, wrong: Mapping[str, Form]) -> dict[str, Any]:
    """Offers by act's name; what makes no sense now is absent. `wrong` holds refused forms."""
    found = {c.rule.name: c for c in choices(view.own, resident(view.own.row.district_id), view.at)}
    again = reopening(view)
    if again:
        found["reopen"] = again
    made = {}
    for name in FORMS:
        if name in found:
            given = wrong.get(name)
            form = given or FORMS[name](prefix=name)
            made[name] = _offer(view, name, found[name], form, is_wrong=given is not None)
    return made


def act_of(view: View, name: str) -> str:
    """The act of the procedure a button stands for."""
    if name != "reopen":
        return name
    choice = reopening(view)
    if choice:
        return choice.rule.name
    # Sent twice: the second time it is open already, and must mean the same act as the first.
    return REOPENS[0] if view.own.matter.parties.get("lead") else REOPENS[1]


def why_not(refusal: Refusal, view: View) -> SafeString | str:
    """A refusal in words for a resident."""
    if refusal.code == "others_joined":
        return gettext(
            "还有别人反映了同一件事，并在您这件里一起办。您这件撤了，他们的事就没人办了，"
            "所以不能撤。您不想再管，回访时告诉我们就行。"
        )
    if refusal.code in ("reopened_before", "reopen_window_over"):
        return why_closed_for_good(refusal, view)
    return reason(refusal, view.own, view.at)


def _offer(view: View, name: str, choice: Choice, form: Form, *, is_wrong: bool) -> Offer:
    if choice.refusal is not None:
        return Offer(form, is_wrong=is_wrong, why_not=why_not(choice.refusal, view))
    return Offer(
        form,
        key=secrets.token_hex(16),
        answers=choice.answers.id if choice.answers else None,
        # What answers no promise was decided on the whole case as it is shown.
        expected=choice.expected or view.own.matter.version,
        is_wrong=is_wrong,
        until=_until(view) if name == "reopen" else "",
    )


def _until(view: View) -> str:
    until = reopen_until(view)
    return until_words(until, now=view.at) if until else ""
