"""Lines that were looked at and do not decide, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from huying.domain.duties.answer import DutyAnswer
from huying.domain.duties.duty_set import DutySet
from huying.domain.duties.items import COOPERATE, Family
from huying.domain.duties.suggest import suggest

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Rejected:
    """不适用的行: a line and why it does not decide here."""

    line_no: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def rejected_lines(duties: DutySet, given: DutyAnswer, text: str = "") -> tuple[Rejected, ...]:
    """Lines near the answered one that do not decide: the other list's line of the same item,
    the street's part of a line somebody else leads, and other items the text speaks for; when it
    speaks for one at least as much, the code says that the type should be looked at again."""
    if given.item is None:
        return ()
    rejected = []
    item, cited = given.item, given.cited
    if cited and cited.family is Family.TERRITORIAL:
        params = {"cited": cited.line_no}
        rejected.append(Rejected(item.line_no, "rejected.territorial_decides", params))
    if item.street_role == COOPERATE and given.lead:
        line = cited.line_no if cited else item.line_no
        rejected.append(Rejected(line, "rejected.street_only_helps"))
    return (*rejected, *_other_items(duties, given.case_type, text))


def _other_items(duties: DutySet, case_type: str, text: str) -> tuple[Rejected, ...]:
    found = suggest(duties, text, top=len(duties))
    own = next((each.score for each in found if each.case_type == case_type), 0)
    others = [each for each in found if each.case_type != case_type][:_SHOWN]
    return tuple(
        Rejected(
            each.case_type,
            "rejected.other_words" if each.score < own else "rejected.other_fits_better",
            {
                "name": duties.items[each.case_type].name_zh,
                "name_en": duties.items[each.case_type].name_en,
                "words": "、".join(each.words),
                "score": each.score,
                "own": own,
            },
        )
        for each in others
    )
