"""Lines that were looked at and do not decide, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huying.domain.duties.answer import DutyAnswer
from huying.domain.duties.duty_set import DutySet
from huying.domain.duties.items import COOPERATE, Family
from huying.domain.duties.suggest import suggest


@dataclass(frozen=True, slots=True)
class Rejected:
    """不适用的行: a line and why it does not decide here."""

    line_no: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def rejected_lines(duties: DutySet, given: DutyAnswer, text: str = "") -> tuple[Rejected, ...]:
    """Lines near the answered one that do not decide: the other list's line of the same item,
    the street's part of a line somebody else leads, and items the text speaks for less."""
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
    return (*rejected, *_weaker(duties, given, text))


def _weaker(duties: DutySet, given: DutyAnswer, text: str) -> tuple[Rejected, ...]:
    others = (found for found in suggest(duties, text) if found.case_type != given.case_type)
    return tuple(
        Rejected(
            found.case_type,
            "rejected.other_words",
            {
                "name": duties.items[found.case_type].name_zh,
                "name_en": duties.items[found.case_type].name_en,
                "words": "、".join(found.words),
                "score": found.score,
            },
        )
        for found in others
    )
