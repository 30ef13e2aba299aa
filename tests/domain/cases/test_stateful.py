"""Random acts by random people on cases that may meet: whatever they try, nobody is lost.

Everything runs on values through `decide` and `evolve`; the walk is the same every time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from huying.domain.kernel.actor import REQUESTER, Actor, Post, clock, resident
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Act, Event, Obligation
from huying.domain.procedure.model import ActRule, Entitled
from tests.domain.cases import sound
from tests.domain.cases.play import One, Play, at, body, spot, the_district, the_procedure, who
from tests.domain.cases.usual import TOLD, USUAL
from tests.domain.cases.walks import BEGINNINGS, DULL, PLAIN, TELLING

START: Final = at("03-10 09:30")
MINUTES: Final = (0, 1, 10, 30, 120)
LONG: Final = (0, 240, 1_440, 20_000)
#: What only the reporter may know, and no event may say openly.
SECRETS: Final = ("19900001234", "周小明")
#: Acts that bring another case's act along: the field that names it, the other act, its field.
PAIRED: Final = {
    "merge": ("main", "absorb", "joined"),
    "absorb": ("joined", "merge", "main"),
    "release": ("joined", "", ""),
    "restore": ("", "release", "joined"),
    "restore_unfiled": ("", "release", "joined"),
}
OFFICES: Final = {"supervisor": "GOF", "visitor": "CMD", "desk": "CMD"}
#: Fields with other values than the usual ones; some of them do not do.
OTHERS: Final[dict[str, tuple[Any, ...]]] = {
    "case_type": ("01003", "07001", "12002", "07010", "no such type"),
    "solved": ("solved", "unsolved"),
    "satisfaction": ("satisfied", "basically", "unsatisfied"),
    "exemption_code": ("anonymous", "because"),
    "pause_kind": ("statutory", "weather", "on_account", "lunch"),
    "result_code": ("resolved", "explained_lawfully", "done"),
    "extra": (1, 2, 50),
    "helpers": (None, [], [1, -1]),
    "corrects": (1, 2, 99),
    "children": (2, 11),
    "main": (1, 2, 3), "joined": (1, 2, 3), "other": (1, 2, 3, 9),
}  # fmt: skip


class Cases(RuleBasedStateMachine):
    """Three demands of three residents, and everything anybody tried on them."""

    seen: ClassVar[Counter[str]] = Counter()

    @initialize(
        kinds=st.tuples(*[st.sampled_from(("complaint", "consult", "tip_off"))] * 3),
        phones=st.tuples(*[st.sampled_from((SECRETS[0], SECRETS[0], SECRETS[0], ""))] * 3),
        begun=st.tuples(*[st.sampled_from(BEGINNINGS)] * 3),
        is_repeat=st.booleans(),
    )
    def reported(
        self,
        kinds: tuple[str, ...],
        phones: tuple[str, ...],
        begun: tuple[str, ...],
        is_repeat: bool,
    ) -> None:
        self.play, self.now = Play(), START
        self.watch = sound.Watch(self.seen)
        for number, (kind, phone) in enumerate(zip(kinds, phones, strict=True), 1):
            told = {**TOLD, **spot(), "demand_kind": kind, "requester_name": SECRETS[1]}
            told |= {"requester_phone": phone} if phone else {}
            self.play.new(number, START)
            assert isinstance(self.tried(number, "report", who("desk"), told), Event)
            for name in begun[number - 1].split():
                self.step(number, name)
        if is_repeat:
            self.together(2, "merge", who("desk"), {"main": 1}, None)

    # -- steps -------------------------------------------------------------------------------------

    @rule(data=st.data(), number=st.sampled_from((1, 2, 3)), minutes=st.sampled_from(LONG))
    def somebody_tries_something(self, data: st.DataObject, number: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        name = data.draw(st.sampled_from(sorted(the_procedure().acts)))
        act = the_procedure().acts[name]
        owed = [o.id for o in self.play.cases[number].matter.obligations]
        answers = data.draw(st.sampled_from([*owed, None]))
        people = [a for entitled in act.by for a in self.actors(entitled, number, answers)]
        by = data.draw(st.sampled_from([*people, who("clerk MUN"), resident(2)]))
        self.together(number, name, by, self.fields(data, act, number), answers)

    @rule(data=st.data(), number=st.sampled_from((1, 2, 3)), minutes=st.sampled_from(MINUTES))
    def whoever_may_goes_on(self, data: st.DataObject, number: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        found = list(self.offered(number))
        if found:
            names = {name for name, _, _ in found}
            names = names - DULL if data.draw(st.integers(0, 5)) else names
            if not names:
                return
            chosen = data.draw(st.sampled_from(sorted(names)))
            name, by, answers = data.draw(st.sampled_from([f for f in found if f[0] == chosen]))
            told = self.fields(data, the_procedure().acts[name], number, is_good=True)
            self.together(number, name, by, told, answers)

    @rule(number=st.sampled_from((1, 2, 3)))
    def the_order_is_worked_on(self, number: int) -> None:
        """The next plain step, so that results and visits are reached often."""
        for name in PLAIN:
            if self.step(number, name):
                return

    @rule(days=st.sampled_from((1, 3)))
    def days_pass(self, days: int) -> None:
        """The clock does what has fallen due, as it would every minute."""
        self.now += timedelta(days=days)
        for number, one in self.play.cases.items():
            for owed in one.matter.open():
                act = the_procedure().clock_act(owed.kind)
                if act:
                    self.tried(number, act.name, clock(the_district().id), {}, owed.id)

    @rule(number=st.sampled_from((1, 2, 3)))
    def somebody_asks_and_another_agrees(self, number: int) -> None:
        """More time, or a pause: two offices in a row seldom come about by chance."""
        for name in ("grant", "allow_pause", "resume_work", "ask_extension", "ask_pause"):
            if self.step(number, name):
                return

    def step(self, number: int, name: str) -> bool:
        """One plain step with its usual fields, by the first who may."""
        for offered, by, answers in self.offered(number, name):
            fields = self.timed(self.ticked(number, USUAL[name][1]), 2)
            return isinstance(self.tried(number, offered, by, fields, answers), Event)
        return False

    # -- who and what ------------------------------------------------------------------------------

    def offered(self, number: int, *only: str) -> Iterator[tuple[str, Actor, int | None]]:
        matter = self.play.cases[number].matter
        for name, act in the_procedure().acts.items():
            if only and name not in only:
                continue
            for owed in [o.id for o in matter.open(*act.on)] if act.on else [None]:
                for by in (a for e in act.by for a in self.actors(e, number, owed)):
                    if self.play.offers(number, Act(name, by, self.now, {}, owed)) is None:
                        yield name, by, owed

    def actors(self, entitled: Entitled, number: int, answers: int | None) -> list[Actor]:
        """Two people of each body that stands in the relation."""
        role, code = entitled.role, the_district().id
        if role in ("clock", "requester"):
            return [clock(code) if role == "clock" else resident(code)]
        owed = self.play.cases[number].matter.obligation(answers)
        bodies = {
            "debtor": owed.debtor if owed else REQUESTER,
            "creditor": owed.creditor if owed else REQUESTER,
            "place": body("S01-C01"),
        }
        one = bodies.get(entitled.relation) or body(OFFICES.get(role, "UMB"))
        return [Actor(10 * one + n, (Post(role, one),), code) for n in (1, 2)]

    def fields(
        self, data: st.DataObject, act: ActRule, number: int, *, is_good: bool = False
    ) -> dict[str, Any]:
        usual = self.ticked(number, USUAL[act.name][1])
        usual = self.timed(usual, 2 if is_good else data.draw(st.sampled_from((-1, 2, 100))))
        drawn = {"solved", "satisfaction", "main", "joined", "other", "case_type"}
        for name in usual:
            if name in OTHERS and (name in drawn or not is_good):
                usual[name] = data.draw(st.sampled_from(OTHERS[name]))
        return usual

    def timed(self, fields: dict[str, Any], days: int) -> dict[str, Any]:
        ahead = ("until", "task_due", "outside_due")
        return {k: self.now + timedelta(days=days) if k in ahead else v for k, v in fields.items()}

    def ticked(self, number: int, fields: dict[str, Any]) -> dict[str, Any]:
        if "checked" not in fields:
            return {**fields}
        return {**fields, "checked": [c.code for c in self.play.facts(number).checklist()]}

    # -- doing it ----------------------------------------------------------------------------------

    def tried(
        self, number: int, name: str, by: Actor, fields: dict[str, Any], answers: int | None = None
    ) -> Event | Refusal:
        done = self.play.do(number, Act(name, by, self.now, fields, answers))
        if isinstance(done, Event):
            self.watch.happened(self.play, number, done)
        return done

    def together(
        self, number: int, name: str, by: Actor, fields: dict[str, Any], answers: int | None
    ) -> None:
        """Acts on two cases as the platform does them: both in the order of their ids, or none."""
        if name not in PAIRED:
            self.tried(number, name, by, fields, answers)
            return
        field, answer, back = PAIRED[name]
        other = fields.get(field) if field else self.play.cases[number].case.main
        if not isinstance(other, int) or other not in self.play.cases:
            return
        if name == "release":
            filed = self.play.cases[other].case.filed_at
            answer = "restore" if filed else "restore_unfiled"
        told = {**({back: number} if back else {}), "reason": "两处"}
        told = {k: v for k, v in told.items() if k in allowed(answer)}
        sides = sorted([(number, name, fields, answers), (other, answer, told, None)])
        before = {n: One(o.matter, o.case, [*o.events]) for n, o in self.play.cases.items()}
        done = [
            self.play.do(n, Act(act, by, self.now, given, owed)) for n, act, given, owed in sides
        ]
        if any(isinstance(one, Refusal) for one in done):
            self.play.cases = before
            return
        for (n, *_), event in zip(sides, done, strict=True):
            assert isinstance(event, Event)
            self.watch.happened(self.play, n, event)

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def every_case_is_sound(self) -> None:
        for one in self.cases():
            sound.is_sound(one)
            sound.replays(one)
            sound.says_no_secret(one, SECRETS)

    @invariant()
    def nobody_is_lost(self) -> None:
        for one in self.cases():
            sound.keeps_its_resident(one)
            sound.promises_nothing_twice(one)
            if one.case.main:
                sound.is_carried(one, self.play.cases[one.case.main])

    @invariant()
    def no_promise_has_moved_but_by_a_pause(self) -> None:
        for one in self.cases():
            for owed in one.matter.obligations:
                if owed.kind in ("promise", "joined_promise"):
                    self.stands(owed)

    def stands(self, owed: Obligation) -> None:
        told = self.watch.told[owed.id]
        if not owed.pauses:
            assert owed.due_at == told
        elif not owed.is_paused and owed.due_at and told:
            assert owed.due_at >= told

    def cases(self) -> list[One]:
        return list(self.play.cases.values()) if hasattr(self, "play") else []


def allowed(act: str) -> frozenset[str]:
    found = the_procedure().acts[act]
    return frozenset((*found.needs, *found.takes))


WALKS = settings(
    max_examples=120,
    stateful_step_count=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.req("S1-41", "S2-39", "S2-44")
def test_no_case_is_lost_whatever_anybody_presses_in_any_order() -> None:
    Cases.seen.clear()
    run_state_machine_as_test(Cases, settings=WALKS)  # type: ignore[no-untyped-call]
    assert TELLING - set(Cases.seen) == set(), Cases.seen
