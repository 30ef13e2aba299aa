"""Which form an act has, and the words of the address that stand for several acts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from huying.apps.cases.acts import Choice, Opened, choices
from huying.apps.cases.forms.acts import ActForm
from huying.apps.cases.forms.answers import VERDICTS, VISITS, VerifyForm, VisitForm
from huying.apps.cases.forms.correcting import CORRECTIONS, CorrectForm
from huying.apps.cases.forms.desk import AmendForm, ConsultForm, ContactForm, SplitForm
from huying.apps.cases.forms.dispatch import DispatchForm, FileForm, lists_of
from huying.apps.cases.forms.handling import (
    ANSWERS,
    AnswerForm,
    CheckForm,
    FeedBackForm,
    TaskForm,
)
from huying.apps.cases.forms.joining import (
    AbsorbForm,
    MergeForm,
    OtherForm,
    ReleaseForm,
    UnrelateForm,
)
from huying.apps.cases.forms.limits import (
    EXTENSION,
    SUSPENSION,
    AskExtensionForm,
    AskPauseForm,
    ExtensionForm,
    SuspensionForm,
)
from huying.apps.cases.forms.place import PlaceForm
from huying.apps.cases.forms.visits import JOINED_VISITS, JoinedVisitForm
from huying.apps.grids import queries as grids
from huying.domain.cases.codes import QUESTIONS
from huying.domain.kernel.actor import Actor
from huying.domain.procedure.model import ActRule, Procedure

#: Words of the address whose answer picks the act.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "visit": VISITS,
    "verify": VERDICTS,
    "correct": CORRECTIONS,
    "restore": ("restore", "restore_unfiled"),
    "extension": EXTENSION,
    "suspension": SUSPENSION,
    "answer": ANSWERS,
    "joined_visit": JOINED_VISITS,
}
#: Forms of acts that need more than their fields one below the other.
FORMS: Final[Mapping[str, type[ActForm]]] = {
    "dispatch": DispatchForm,
    "visit": VisitForm,
    "verify": VerifyForm,
    "consult": ConsultForm,
    "correct_contact": ContactForm,
    "split": SplitForm,
    "release": ReleaseForm,
    "unrelate": UnrelateForm,
    "check_off": CheckForm,
    "feed_back": FeedBackForm,
    "answer": AnswerForm,
    "assign_task": TaskForm,
    "ask_extension": AskExtensionForm,
    "extension": ExtensionForm,
    "ask_pause": AskPauseForm,
    "suspension": SuspensionForm,
    "joined_visit": JoinedVisitForm,
}
#: Forms that the address may fill in beforehand: which case, which entry.
ASKED: Final[Mapping[str, type[AmendForm] | type[OtherForm]]] = {
    "amend": AmendForm,
    "relate": OtherForm,
    "merge": MergeForm,
    "absorb": AbsorbForm,
}
_GROUP_OF: Final = {act: slug for slug, acts in GROUPS.items() for act in acts}
#: Grids are listed for a community (12 digits), never for a whole street.
_STREET: Final = 9
_NOT_STAFF: Final = frozenset({"clock", "requester"})


def slug_of(act: str) -> str:
    return _GROUP_OF.get(act, act)


def offered(case: Opened, by: Actor, at: datetime) -> tuple[Choice, ...]:
    """The acts a page offers: of a group only its best choice, pressable before grey.

    A visit that could only end in "not reached" is grey with what it waits for: whoever calls
    must know before the call, not after the answers are typed in.
    """
    found: dict[tuple[str, int | None], Choice] = {}
    for choice in choices(case, by, at):
        if _is_of_no_use(choice, case):
            continue
        place = (slug_of(choice.rule.name), choice.answers.id if choice.answers else None)
        known = found.get(place)
        if known is None or _rank(choice) < _rank(known):
            found[place] = choice
    return tuple(found.values())


def _rank(choice: Choice) -> int:
    """The lowest stands for its group: waiting for joined residents, pressable, grey."""
    return 0 if _waits(choice) else 2 if choice.refusal else 1


def _waits(choice: Choice) -> bool:
    """Is this the main visit, while a joined resident has not been visited?"""
    refusal = choice.refusal
    is_visit = choice.rule.name in VISITS
    return is_visit and refusal is not None and refusal.rule == "none_open:joined_visit"


def _is_of_no_use(choice: Choice, case: Opened) -> bool:
    if choice.rule.name == "check_off" and not case.facts.checklist():
        return True
    if choice.rule.name in ANSWERS and case.facts.case.demand_kind not in QUESTIONS:
        return True
    return all(entitled.role in _NOT_STAFF for entitled in choice.rule.by)


def rule_of(procedure: Procedure, slug: str) -> ActRule | None:
    """The rule behind a word of the address; None for none, and for acts no staff can do."""
    rule = procedure.acts.get(GROUPS[slug][0] if slug in GROUPS else slug)
    # A group may be called like one of its acts; of the others the word is not an address.
    if rule is None or rule.makes_matter or slug_of(slug) != slug:
        return None
    return None if all(entitled.role in _NOT_STAFF for entitled in rule.by) else rule


def choice_for(found: Iterable[Choice], slug: str, answers: int | None) -> Choice | None:
    """The offered choice of this word; the first one when no promise is named."""
    for choice in found:
        own = choice.answers.id if choice.answers else None
        if slug_of(choice.rule.name) == slug and answers in (None, own):
            return choice
    return None


def form_of(
    choice: Choice, case: Opened, at: datetime, data: Any = None, asked: Any = None
) -> ActForm:
    """The form of a choice, empty or with what was sent (`data`); of what the address asks for,
    `area` picks the grids to place on and `case_type` the item to look at."""
    asked = _with_other(asked or {})
    name = slug_of(choice.rule.name)
    if name == "file":
        duties = lists_of(at, case.facts.district.duties)
        sent, item = _with_other(data), str(asked.get("case_type", ""))
        return FileForm(sent, duties=duties, item=item, choice=choice, case=case, at=at)
    if name in ("place", "correct"):
        area = str((data or asked).get("area", ""))
        near = grids.grids_of(case.row.district_id, area_code=area) if len(area) > _STREET else ()
        placing = PlaceForm if name == "place" else CorrectForm
        return placing(data, near=near, choice=choice, case=case, at=at)
    if name in ASKED:
        return ASKED[name](data, asked=asked, choice=choice, case=case, at=at)
    return FORMS.get(name, ActForm)(data, choice=choice, case=case, at=at)


def _with_other(data: Any) -> Any:
    """An item picked from the whole list counts before the suggestions."""
    if data and data.get("other_type"):
        data = data.copy()
        data["case_type"] = data["other_type"]
    return data
