"""More time: asking for a longer limit or for a pause, and deciding what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext

from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.fields import AnyChoice, NumberChoice, act_field, when
from huying.apps.cases.texts import code_choices, hint, label
from huying.apps.duties.texts import limit_words
from huying.domain.cases.codes import PauseKind
from huying.domain.cases.faults import paused_so_far
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.matter import Obligation
from huying.domain.worktime import SHANGHAI, Limit
from huying.platform.matters.record import event_from
from huying.platform.pages.dates import near_moment, short_day

#: Deciding: the first act says yes, the second one no.
EXTENSION: Final = ("grant", "keep_limit")
SUSPENSION: Final = ("allow_pause", "refuse_pause")


class AskExtensionForm(ActForm):
    """申请延期: every length that can be asked for, with the date it leads to."""

    judges: ClassVar[bool] = True

    def own_fields(self) -> dict[str, forms.Field]:
        owed = self.choice.answers
        return {
            "extra": extra_field(self, "ask_extension", owed, _longest(owed)),
            "reason": act_field("reason", "ask_extension", is_needed=True),
        }


class DecideForm(ActForm):
    """What was asked is decided with yes or no; only the no needs a reason."""

    acts: ClassVar[tuple[str, str]]
    #: Fields that a yes sends.
    granted: ClassVar[tuple[str, ...]]

    def own_fields(self) -> dict[str, forms.Field]:
        decision = forms.ChoiceField(
            label=gettext("是否同意"),
            choices=(("yes", gettext("同意")), ("no", gettext("不同意"))),
            widget=forms.RadioSelect,
        )
        reason = act_field("reason", self.acts[1], is_needed=False)
        note = act_field("note", self.acts[0], is_needed=False)
        fields = {name: when(field, "yes") for name, field in self.granting().items()}
        return (
            {"decision": decision}
            | fields
            | {
                "note": when(note, "yes"),
                "reason": when(reason, "no"),
            }
        )

    def granting(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decision = cleaned.get("decision")
        needed = {"yes": self.granted, "no": ("reason",)}.get(str(decision), ())
        for name in needed:
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, forms.ValidationError(gettext("还没填，请补上"), "required"))
        return cleaned

    def plan(self, by: Actor, at: datetime) -> tuple[str, Mapping[str, Any]]:  # noqa: ARG002
        is_yes = self.cleaned_data["decision"] == "yes"
        names = (*self.granted, "note") if is_yes else ("reason",)
        given = {n: v for n, v in self.given().items() if n in names}
        return self.acts[0 if is_yes else 1], given

    def asked(self, act: str) -> Mapping[str, Any]:
        """The fields of the request that opened what is decided here."""
        opening = self.case.row.events.filter(act=act).order_by("-seq").first()
        return event_from(opening.body).fields if opening else {}


class ExtensionForm(DecideForm):
    """审批延期: as asked or shorter; the new date stands beside each length."""

    slug = "extension"
    acts = EXTENSION
    granted = ("extra",)
    only_then = ("extra", "reason")

    def granting(self) -> dict[str, forms.Field]:
        asked = self.asked("ask_extension").get("extra")
        matter, answered = self.case.matter, self.choice.answers
        owed = matter.obligation(answered.cause) if answered else None
        most = int(asked) if asked else _longest(owed)
        field = extra_field(self, "grant", owed, most)
        field.initial = asked
        return {"extra": field}


class AskPauseForm(ActForm):
    """申请暂停或挂账: each kind says how long it may last, how long it has and until when."""

    judges: ClassVar[bool] = True

    def own_fields(self) -> dict[str, forms.Field]:
        fields = {
            name: act_field(name, "ask_pause", is_needed=True)
            for name in ("pause_kind", "until", "reason", "plan")
        }
        return fields | {"pause_kind": kind_field(self)}


class SuspensionForm(DecideForm):
    """审批暂停: kind and date as asked; the date may be brought forward."""

    slug = "suspension"
    acts = SUSPENSION
    granted = ("pause_kind", "until")
    only_then = ("pause_kind", "until", "reason")

    def granting(self) -> dict[str, forms.Field]:
        asked = self.asked("ask_pause")
        until = act_field("until", "allow_pause", is_needed=False)
        until.initial = datetime.fromisoformat(asked["until"]) if asked.get("until") else None
        kind = kind_field(self)
        kind.initial = asked.get("pause_kind")
        return {"pause_kind": kind, "until": until}


def extra_field(form: ActForm, act: str, owed: Obligation | None, most: int) -> forms.Field:
    """1 to `most` in the limit's own unit, each with the due time it leads to."""
    choices = [("", "—")]
    if owed and owed.limit:
        choices += [(str(n), _longer(form, owed, owed.limit, n)) for n in _steps(most)]
    field = NumberChoice(choices=choices, label=label("extra", act))
    told = gettext("原到期 %(due)s，最多延长 %(most)s，只能延长一次。对群众的承诺不变")
    if owed and owed.limit and owed.due_at:
        most_words = limit_words(Limit(most, owed.limit.unit))
        due = near_moment(owed.due_at, now=form.at)
        field.help_text = told % {"due": due, "most": most_words}
    return field


def kind_field(form: ActForm) -> forms.Field:
    """The kinds of pause with their caps."""
    choices = [(code, f"{words}{_cap(form, code)}") for code, words in code_choices("pause_kind")]
    return AnyChoice(
        choices=choices,
        widget=forms.RadioSelect,
        label=label("pause_kind", "ask_pause"),
        help_text=hint("pause_kind", "ask_pause"),
    )


def _cap(form: ActForm, kind: str) -> str:
    """（合计最多 90 天，已停 12 天，最晚到 02-11）."""
    cap = int(form.case.facts.number(f"case.pause_cap_{PauseKind(kind)}", form.at))
    used = paused_so_far(form.case.matter, kind)
    latest = (form.at + timedelta(days=cap) - used).astimezone(SHANGHAI).date()
    told = gettext("（合计最多 %(cap)s 天，已停 %(used)s 天，最晚到 %(latest)s）")
    today = form.at.astimezone(SHANGHAI).date()
    return told % {"cap": cap, "used": used.days, "latest": short_day(latest, today=today)}


def _longer(form: ActForm, owed: Obligation, limit: Limit, n: int) -> str:
    longer = Limit(limit.value + n, limit.unit)
    due = form.case.facts.due(owed.opened_at, longer, owed.debtor, owed.pauses)
    words = limit_words(Limit(n, limit.unit))
    if due.at is None:
        return words
    told = gettext("%(extra)s，到 %(due)s")
    return told % {"extra": words, "due": near_moment(due.at, now=form.at)}


def _longest(owed: Obligation | None) -> int:
    return owed.limit.value if owed and owed.limit else 0


def _steps(most: int) -> list[int]:
    """Every length up to a month's worth, then weeks; the longest always."""
    fine, coarse = 30, 7
    steps = [n for n in range(1, most + 1) if n <= fine or n % coarse == 0]
    return steps if not steps or steps[-1] == most else [*steps, most]
