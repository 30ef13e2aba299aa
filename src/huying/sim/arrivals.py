"""What comes in over the weeks: when, by which way, about what, where and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from huying.domain.duties import CaseType
from huying.domain.worktime import SHANGHAI, WorkCalendar
from huying.sim.ground import Spot, Surroundings
from huying.sim.history_plan import HistoryPlan, Storm
from huying.sim.names import NameBook
from huying.sim.texts import Teller

_HOUR: Final = timedelta(hours=1)
#: No operator was ever given the numbers 154…: they can be nobody's.
_NOBODYS: Final = "154"
_CALLERS: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """来件: a demand before anybody has looked at it; `is_placed` says whether the place came
    with it, `phone` is '' when nobody can be reached."""

    number: int
    at: datetime
    channel: str
    kind: str
    case_type: str
    spot: Spot
    is_placed: bool
    name: str
    phone: str
    is_confidential: bool
    text: str
    rng: Random


@dataclass(slots=True)
class Intake:
    """Draws arrivals in order of time; each has chance of its own, whatever the others do."""

    plan: HistoryPlan
    types: Mapping[str, CaseType]
    around: Surroundings
    book: NameBook
    calendar: Callable[[date], WorkCalendar]
    teller: Teller
    _weights: list[float] = field(init=False)
    _codes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._codes = sorted(self.types)
        self._weights = type_weights(self.plan, self.types)

    def moments(self, until: datetime) -> list[datetime]:
        """When they come in, in order."""
        rng = Random(f"{self.plan.seed}-moments")
        first = (until - timedelta(days=self.plan.days)).replace(minute=0, second=0, microsecond=0)
        slots = [first + _HOUR * n for n in range(int((until - first) / _HOUR))]
        weights = [self._weight(slot, until) for slot in slots]
        drawn = rng.choices(slots, weights, k=self.plan.cases)
        return sorted(slot + timedelta(seconds=rng.randrange(3600)) for slot in drawn)

    def _weight(self, slot: datetime, until: datetime) -> float:
        local = slot.astimezone(SHANGHAI)
        rates, calendar = self.plan.arrivals, self.calendar(local.date())
        is_weekday = local.isoweekday() <= 5
        day = rates.weekdays[local.weekday()]
        if calendar.is_workday(local.date()) != is_weekday:
            day = rates.off if is_weekday else rates.made_up
        storm = self.plan.storm
        return day * rates.hours[local.hour] * (storm.factor if storms(storm, slot, until) else 1)

    def arrival(self, number: int, at: datetime, until: datetime) -> Arrival:
        """The demand with this number, which has chance of its own."""
        rng, plan = Random(f"{self.plan.seed}-{number}"), self.plan
        case_type, weights, label = self._about(at, until, rng)
        channel = one_of(plan.channels, rng)
        kind = self._kind(case_type, channel, rng)
        spot = self.around.draw(rng, weights, label)
        name, phone = self._caller(channel, rng)
        confidential = bool(phone) and rng.random() < plan.chances["confidential"]
        asked = self.teller.demand(case_type, kind, channel, spot, rng)
        return Arrival(
            number=number,
            at=at,
            channel=channel,
            kind=kind,
            case_type=case_type,
            spot=spot,
            is_placed=rng.random() < plan.placed[channel],
            name=name,
            phone=phone,
            is_confidential=confidential,
            text=self.teller.hush(asked, rng) if confidential else asked,
            rng=rng,
        )

    def repeat(self, first: Arrival, later: Arrival) -> Arrival:
        """The later demand as somebody else's words for the first one's matter."""
        rng = later.rng
        spot = replace(self.around.inside(first.spot.grid, rng), address=first.spot.address)
        channel = "phone" if later.channel in ("grid", "media") else later.channel
        told = self.teller.demand(first.case_type, first.kind, channel, spot, rng)
        return replace(
            later, case_type=first.case_type, kind=first.kind, channel=channel, spot=spot, text=told
        )

    def beside(self, first: Arrival, later: Arrival) -> Arrival:
        """The later demand, about its own matter, from where the first one came."""
        rng, kind = later.rng, later.case_type
        spot = self.around.inside(first.spot.grid, rng)
        told = self.teller.demand(kind, later.kind, later.channel, spot, rng)
        return replace(later, spot=spot, text=told)

    def with_more(self, arrival: Arrival) -> tuple[Arrival, tuple[tuple[str, str], ...]]:
        """The demand with one or two more in the same breath, and those by type and text."""
        rng = arrival.rng
        if arrival.kind not in ("complaint", "help") or arrival.is_confidential:
            return arrival, ()
        types = rng.choices(self._codes, self._weights, k=rng.choice((1, 1, 2)))
        more = tuple(
            (one, self.teller.demand(one, arrival.kind, arrival.channel, arrival.spot, rng))
            for one in types
        )
        said = "".join(self.teller.say("besides", rng) + text for _, text in more)
        return replace(arrival, text=arrival.text + said), more

    def a_number(self, rng: Random) -> str:
        """A number by which somebody can be called."""
        return f"{_NOBODYS}{rng.randrange(10**8):08d}"

    def _about(
        self, at: datetime, until: datetime, rng: Random
    ) -> tuple[str, Mapping[str, float], str]:
        storm = self.plan.storm
        if storms(storm, at, until) and rng.random() < storm.share:
            return one_of(storm.types, rng), storm.streets, "storm"
        (code,) = rng.choices(self._codes, self._weights)
        return code, self.plan.streets, "usual"

    def _kind(self, case_type: str, channel: str, rng: Random) -> str:
        kinds = self.plan.kinds
        given = self.plan.kind_of.get(case_type)
        if given == "suggest":
            return rng.choice(("suggest", "suggest", "praise"))
        chance = rng.random()
        if channel not in ("grid", "media"):
            if chance < kinds["consult"]:
                return "consult"
            if given or chance < kinds["consult"] + kinds["tip_off"]:
                return given or "tip_off"
        return given or rng.choice(("complaint", "help"))

    def _caller(self, channel: str, rng: Random) -> tuple[str, str]:
        chances = self.plan.chances
        if channel == "media" or (channel == "grid" and rng.random() < 0.9):
            return "", ""
        if channel != "grid" and rng.random() < chances["anonymous"]:
            return "", ""
        # A third of the calls come from the few who call again and again.
        often = rng.random() < chances["returning_caller"]
        caller = rng.randrange(_CALLERS // 20 if often else _CALLERS)
        own = Random(f"{self.plan.seed}-caller-{caller}")
        name = own.choice(self.book.surnames) + own.choice(self.book.first)
        name += own.choice(self.book.second) if own.random() < 0.7 else ""
        return name, self.a_number(own)


def type_weights(plan: HistoryPlan, types: Mapping[str, CaseType]) -> list[float]:
    """How much each case type weighs, in the order of its code."""
    raw = {code: plan.types.get(code, 1.0) for code in sorted(types)}
    sums: dict[str, float] = {}
    for code, weight in raw.items():
        major = types[code].major_code
        sums[major] = sums.get(major, 0.0) + weight
    return [
        weight / sums[types[code].major_code] * plan.majors.get(types[code].major_code, 1.0)
        for code, weight in raw.items()
    ]


def storms(storm: Storm, at: datetime, until: datetime) -> bool:
    """Does it storm at this moment?"""
    local = at.astimezone(SHANGHAI)
    day = until.astimezone(SHANGHAI).date() - timedelta(days=storm.days_ago)
    return local.date() == day and storm.from_hour <= local.hour < storm.to_hour


def one_of(weights: Mapping[str, float], rng: Random) -> str:
    """A key, drawn by its weight."""
    names: Sequence[str] = list(weights)
    return rng.choices(names, [weights[name] for name in names])[0]
