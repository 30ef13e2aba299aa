"""What a demand might be: types its words speak for, each with who would do it and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.district import district_at
from huying.apps.duties.texts import limit_words
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.duties import DutyItem, Suggestion, answer, suggest
from huying.domain.kernel.bodies import Body
from huying.domain.worktime import Limit
from huying.platform.matters.stamps import stamp
from huying.platform.pages.words import name_of, sentence

#: A text is read this far; the rest cannot make a suggestion better.
_READ = 2_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """类型建议: one item with the words that spoke for it; `lead` None: the street of the place,
    or nobody yet."""

    item: DutyItem
    words: tuple[str, ...]
    lead: Body | None
    limit: Limit

    @property
    def promise(self) -> SafeString:
        """由区城市管理局主办，7 个工作日内办结."""
        limit = limit_words(self.limit)
        if self.lead is not None:
            text = gettext("由%(body)s主办，%(limit)s内办结")
            return sentence(text, body=name_of(self.lead), limit=limit)
        if self.item.is_street_led:
            return sentence(gettext("由当地街道主办，%(limit)s内办结"), limit=limit)
        return SafeString(gettext("由派单员确定主办单位"))


def proposals(
    district_id: int, text: str, at: datetime, *, street: int | None = None, top: int = 3
) -> tuple[Proposal, ...]:
    """The best `top` items for a text, at a street if it is known; () when no word speaks."""
    known = district_now(district_id, at)
    found = suggest(known.duties(local_day(at)), text[:_READ], top)
    return tuple(_proposal(known, one, at, street) for one in found)


def proposal_of(
    district_id: int, case_type: str, at: datetime, *, street: int | None = None
) -> Proposal | None:
    """The proposal of one type by its code; None when no line of today names it."""
    known = district_now(district_id, at)
    if known.duties(local_day(at)).item(case_type) is None:
        return None
    return _proposal(known, Suggestion(case_type, 0, ()), at, street)


def district_now(district_id: int, at: datetime) -> District:
    return district_at(district_id, stamp(district_id), local_day(at))


def _proposal(known: District, one: Suggestion, at: datetime, street: int | None) -> Proposal:
    day = local_day(at)
    duties = known.duties(day)
    item = duties.items[one.case_type]
    found = answer(duties, known.chart, known.staff, one.case_type, street, day)
    limit = known.policies.limit("item.overall", day, item=item)
    return Proposal(item, one.words, found.lead, limit)
