"""下一步: one primary act, the others as buttons, and grey ones with their reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.registry import form_of, offered, slug_of
from huying.apps.cases.reasons import body_words, reason
from huying.apps.cases.texts import in_language
from huying.platform.pages.words import sentence

#: What a case asks for first; whatever is not named here is never the primary act.
_FIRST = (
    *("place", "file", "dispatch"),
    *("sign", "contact", "feed_back", "give_help"),
    *("verify", "visit"),
)
#: Forms with their own page: they show more than four entries.
PAGES = frozenset({"place"})
#: Acts that end a case against the resident's wish or hand it back are outlined, never blue.
_OUTLINED = frozenset({"decline", "return_order"})


@dataclass(frozen=True, slots=True)
class Option:
    """One act as the page offers it; `reason` stands where it is grey."""

    slug: str
    label: str
    url: str
    form: ActForm | None
    reason: str
    id: str
    needs_page: bool
    is_outlined: bool

    @property
    def has_fields(self) -> bool:
        return self.form is not None and bool(self.form.fields)


@dataclass(frozen=True, slots=True)
class NextActs:
    """The card: primary act, others, grey ones; all empty when nothing is this reader's."""

    primary: Option | None
    others: tuple[Option, ...]
    grey: tuple[Option, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.primary or self.others or self.grey)


def next_acts(detail: Detail) -> NextActs:
    if detail.may("case.act") is None or detail.row.ended_at is not None:
        return NextActs(None, (), ())
    found = offered(detail.case, detail.reader, detail.at)
    options = [option_of(detail, choice) for choice in found]
    pressable = [option for option in options if not option.reason]
    primary = min(pressable, key=lambda o: _place(detail, o), default=None)
    if primary and _place(detail, primary) == len(_FIRST):
        primary = None
    return NextActs(
        primary,
        tuple(o for o in pressable if o is not primary),
        tuple(o for o in options if o.reason),
    )


def option_of(detail: Detail, choice: Choice) -> Option:
    slug = slug_of(choice.rule.name)
    answers = choice.answers.id if choice.answers else 0
    refusal, own = choice.refusal, detail.reader.bodies
    return Option(
        slug=slug,
        label=act_label(detail, choice),
        url=act_url(detail.row.number, slug),
        form=None if refusal else form_of(choice, detail.case, detail.at),
        reason=reason(refusal, detail.case, detail.at, own) if refusal else "",
        id=f"act-{slug}-{answers}",
        needs_page=slug in PAGES,
        is_outlined=slug in _OUTLINED,
    )


def act_url(number: str, slug: str) -> str:
    return reverse("case-act", args=[number, slug])


def act_label(detail: Detail, choice: Choice) -> str:
    """What the button says: a verb with its object."""
    slug = slug_of(choice.rule.name)
    own = {
        "visit": gettext("记录回访"),
        "verify": gettext("记录核查"),
        "file": gettext("确认并派单"),
        "place": gettext("改位置") if detail.case.facts.case.grid else gettext("定位"),
    }
    if slug in own:
        return own[slug]
    label = in_language(choice.rule.label)
    if slug == "release_help" and choice.answers:
        return _with_body(label, body_words(detail.chart, choice.answers.debtor))
    return label


def waiting_for(detail: Detail) -> Iterable[str]:
    """Who has the case while nothing is the reader's: bodies of the open promises, each once."""
    bodies = dict.fromkeys(o.debtor for o in detail.case.matter.open() if o.kind != "promise")
    return [body_words(detail.chart, body) for body in bodies]


def _with_body(label: str, body: SafeString) -> SafeString:
    return sentence(gettext("%(label)s（%(body)s）"), label=label, body=body)


def _place(detail: Detail, option: Option) -> int:
    if option.slug == "place" and detail.case.facts.case.grid:
        return len(_FIRST)
    return _FIRST.index(option.slug) if option.slug in _FIRST else len(_FIRST)
