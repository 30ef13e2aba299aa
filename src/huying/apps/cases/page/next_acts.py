"""下一步: one primary act, the others as buttons, and grey ones with their reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.acts import Choice
from huying.apps.cases.detail import Detail
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.registry import form_of, offered, slug_of
from huying.apps.cases.page.asked import Row, asked_of, which_one
from huying.apps.cases.reasons import body_words, reason
from huying.apps.cases.texts import in_language
from huying.platform.pages.words import sentence

#: What a case asks for first; whatever is not named here is never the primary act.
_FIRST = (
    *("place", "file", "dispatch", "extension", "suspension", "give_opinion"),
    *("sign", "contact", "receive_task", "finish_task", "report_on_instruction"),
    *("answer", "feed_back", "give_help", "resume_work"),
    *("verify", "joined_visit", "visit"),
)
#: Beside the primary act stand so many others, these before the rest; what is left is folded.
_BESIDE = 4
_SOON = ("contact", "stage_done", "return_order", "ask", "ask_extension", "assign_task")
#: Done now and then: always folded, and absent while it cannot be done.
_RARE = (
    *("consult", "split", "merge", "absorb", "relate", "unrelate"),
    *("correct", "correct_contact", "amend", "instruct", "release"),
)
#: Forms with their own page: they show more than four entries, or read much.
PAGES = frozenset({"place", "assign_task", *_RARE})
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
    asked: tuple[Row, ...] = ()

    @property
    def has_fields(self) -> bool:
        return self.form is not None and bool(self.form.fields)


@dataclass(frozen=True, slots=True)
class NextActs:
    """The card: primary act, others, grey ones; all empty when nothing is this reader's."""

    primary: Option | None
    others: tuple[Option, ...]
    grey: tuple[Option, ...]
    more: tuple[Option, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.primary or self.others or self.grey)

    @property
    def grey_groups(self) -> tuple[tuple[Option, ...], ...]:
        """Grey acts that wait for the same thing stand together: the reason is read once."""
        found: dict[str, list[Option]] = {}
        for option in self.grey:
            found.setdefault(option.reason, []).append(option)
        return tuple(tuple(group) for group in found.values())


def next_acts(detail: Detail, *, has_related: bool = False) -> NextActs:
    """The acts of this reader; `has_related`: are there related cases that could be let go?"""
    if detail.may("case.act") is None:
        return NextActs(None, (), ())
    found = [c for c in offered(detail.case, detail.reader, detail.at) if _is_shown(c, has_related)]
    rare = [option_of(detail, c) for c in found if slug_of(c.rule.name) in _RARE]
    options = [option_of(detail, c) for c in found if slug_of(c.rule.name) not in _RARE]
    pressable = [option for option in options if not option.reason]
    primary = min(pressable, key=lambda o: _place(detail, o), default=None)
    if primary and _place(detail, primary) == len(_FIRST):
        primary = None
    others = sorted((o for o in pressable if o is not primary), key=_nearness)
    beside = _BESIDE if len(others) > _BESIDE + 1 else len(others)
    return NextActs(
        primary,
        tuple(others[:beside]),
        tuple(o for o in options if o.reason),
        (*others[beside:], *sorted(rare, key=lambda option: _RARE.index(option.slug))),
    )


def _is_shown(choice: Choice, has_related: bool) -> bool:
    slug = slug_of(choice.rule.name)
    if slug == "unrelate" and not has_related:
        return False
    return slug not in _RARE or choice.refusal is None


def option_of(detail: Detail, choice: Choice) -> Option:
    slug = slug_of(choice.rule.name)
    answers = choice.answers.id if choice.answers else 0
    refusal, own = choice.refusal, detail.reader.bodies
    return Option(
        slug=slug,
        label=act_label(detail, choice),
        url=act_url(detail.row.number, slug),
        form=None if refusal or slug in PAGES else form_of(choice, detail.case, detail.at),
        reason=reason(refusal, detail.case, detail.at, own) if refusal else "",
        id=f"act-{slug}-{answers}",
        needs_page=slug in PAGES,
        is_outlined=slug in _OUTLINED,
        asked=() if refusal else asked_of(detail, choice),
    )


def act_url(number: str, slug: str) -> str:
    return reverse("case-act", args=[number, slug])


def act_label(detail: Detail, choice: Choice) -> str:
    """What the button says: a verb with its object, and which one where there are several."""
    slug = slug_of(choice.rule.name)
    label = _own_label(detail, slug) or in_language(choice.rule.label)
    if slug == "release_help" and choice.answers:
        return _with(label, body_words(detail.chart, choice.answers.debtor))
    which = which_one(detail, choice)
    return _with(label, which) if which else label


def _own_label(detail: Detail, slug: str) -> str:
    """The word of a group, or a better one than the procedure's; '' for the others."""
    own = {
        "visit": gettext("记录回访"),
        "verify": gettext("记录核查"),
        "file": gettext("确认并派单"),
        "place": gettext("改位置") if detail.case.facts.case.grid else gettext("定位"),
        "correct": gettext("更正类型或位置"),
        "restore": gettext("恢复独立办理"),
        "extension": gettext("审批延期"),
        "suspension": gettext("审批暂停"),
        "answer": gettext("答复（无需核查）"),
        "joined_visit": gettext("回访并案群众"),
        "stage_done": gettext("完成阶段"),
    }
    return own.get(slug, "")


def _with(label: str, which: str | SafeString) -> SafeString:
    return sentence(gettext("%(label)s（%(body)s）"), label=label, body=which)


def _nearness(option: Option) -> int:
    return _SOON.index(option.slug) if option.slug in _SOON else len(_SOON)


def _place(detail: Detail, option: Option) -> int:
    if option.slug == "place" and detail.case.facts.case.grid:
        return len(_FIRST)
    return _FIRST.index(option.slug) if option.slug in _FIRST else len(_FIRST)
