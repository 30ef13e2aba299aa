"""What every list of cases stands on: reader, moment, district and procedure, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huying.apps.cases.context import PROCEDURE
from huying.apps.cases.district import district_at
from huying.apps.cases.texts import in_language
from huying.domain.cases.district import District
from huying.domain.cases.facts import local_day
from huying.domain.duties import answer
from huying.domain.kernel.actor import REQUESTER, Actor
from huying.domain.kernel.bodies import BodyKind
from huying.domain.procedure.model import Procedure
from huying.platform.matters.models import Matter
from huying.platform.matters.procedures import all_newest, newest
from huying.platform.matters.stamps import stamp
from huying.platform.pages.words import name_of, sentence, zh
from huying.platform.policy import Sight, scope
from huying.platform.policy.sight import in_sight


@dataclass(frozen=True)
class Ground:
    """列表依据: who reads, when, and the district under its stamp of now."""

    reader: Actor
    at: datetime

    @property
    def district_id(self) -> int:
        return self.reader.district

    @property
    def day(self) -> date:
        return local_day(self.at)

    @cached_property
    def stamp(self) -> int:
        return stamp(self.district_id)

    @cached_property
    def known(self) -> District:
        return district_at(self.district_id, self.stamp, self.day)

    @cached_property
    def procedure(self) -> Procedure:
        return newest(self.district_id, PROCEDURE, self.stamp)

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.procedure.states.values() if not s.is_end)

    @cached_property
    def led_types(self) -> frozenset[str]:
        """Case types for which the lists of today name a lead at a placed case."""
        return _led_types(self.district_id, self.stamp, self.day)

    @property
    def desk(self) -> int:
        return self.known.only(BodyKind.CENTRE)

    # -- rows ----------------------------------------------------------------------------------

    def cases(self, action: str = "case.list") -> QuerySet[Matter]:
        """The cases in the reader's scope, each with how its typed text may be seen."""
        rows = Matter.objects.filter(district_id=self.district_id, procedure=PROCEDURE)
        return scope(rows, self.reader, action)

    def sight(self, name: str, action: str = "case.list", path: str = "") -> Case:
        """Column: how the reader sees a personal field of each row, as a `Sight`."""
        return Case(
            *(
                When(in_sight(self.reader, action, name, at_least=s, path=path), then=Value(s))
                for s in (Sight.CLEAR, Sight.MASKED)
            ),
            default=Value(Sight.HIDDEN),
            output_field=IntegerField(),
        )

    # -- words ---------------------------------------------------------------------------------

    def body(self, body_id: int | None) -> SafeString:
        """A body's name, 群众 for the resident, a dash for nobody."""
        if body_id == REQUESTER:
            return SafeString(gettext("群众"))
        chart = self.known.chart
        if body_id is None or body_id not in chart:
            return SafeString("—")
        return name_of(chart.body(body_id))

    def place(self, area_code: str) -> SafeString:
        """望河街道枣园社区; '' while the case is not placed."""
        chart = self.known.chart
        street, community = chart.street_of(area_code), chart.community_of(area_code)
        if street is None:
            return SafeString("")
        if community is None:
            return name_of(street)
        text = "%(street)s · %(community)s"
        return sentence(text, street=name_of(street), community=name_of(community))

    def item(self, case_type: str) -> SafeString:
        """The item's name; the code itself for one that no list knows, '' for none."""
        duties = self.known.duties(self.day)
        found = duties.item(case_type) or duties.types.get(case_type)
        return name_of(found) if found else zh(case_type)

    def state(self, name: str) -> str:
        state = self.procedure.states.get(name)
        return in_language(state.label) if state else name

    def kind(self, name: str) -> str:
        """A promise in words; whatever procedure it is of, for messages speak of all."""
        every = (self.procedure, *all_newest(self.district_id, self.stamp))
        rule = next((p.obligations[name] for p in every if name in p.obligations), None)
        return in_language(rule.label) if rule else name


@lru_cache(maxsize=8)
def _led_types(district_id: int, stamp: int, day: date) -> frozenset[str]:
    known = district_at(district_id, stamp, day)
    duties = known.duties(day)
    streets = known.chart.of_kind(BodyKind.STREET)
    street = streets[0].id if streets else None
    return frozenset(
        code
        for code in duties.items
        if answer(duties, known.chart, known.staff, code, street, day).lead is not None
    )
