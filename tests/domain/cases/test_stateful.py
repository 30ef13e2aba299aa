"""Random acts by random people on one case: whatever they try, the case stays a sound one.

Everything runs on values through `decide` and `evolve`; the walk is the same every time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from huying.domain.cases.case import Case, evolve_case
from huying.domain.cases.facts import CaseFacts
from huying.domain.kernel.actor import REQUESTER, Actor, Post, clock, resident
from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.engine import decide, refusal_for
from huying.domain.procedure.evolve import evolve, replay
from huying.domain.procedure.load import read_procedure
from huying.domain.procedure.matter import Act, Event, blank
from huying.domain.procedure.model import Procedure
from huying.domain.worktime import SHANGHAI
from tests.sim.made_up import DATA, demo, district

START: Final = datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI)
ROLES: Final = ("desk", "clerk", "head", "verifier", "visitor", "supervisor", "grid_worker")
TYPES: Final = ("01001", "07001", "no such type")

#: For each field some values that do and some that do not.
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "case_type": TYPES,
    "decline_code": ("petition", "because"),
    "exemption_code": ("anonymous", "unreached", "because"),
    "contact_how": ("call", "dream"),
    "tried_how": ("call", "visit"),
    "result_code": ("resolved", "partly", "done"),
    "solved": ("solved", "unsolved"),
    "satisfaction": ("satisfied", "unsatisfied"),
    "helpers": (None, [], [1, -1]),
    "lon": ("117.0", "east"),
    "lat": ("36.0", ""),
}
MINUTES: Final = (0, 1, 30, 240, 1_440, 20_000)


@lru_cache(maxsize=1)
def the_procedure() -> Procedure:
    text = (DATA / "procedures" / "case.toml").read_text("utf-8")
    return read_procedure(text, file="case")


@lru_cache(maxsize=1)
def somewhere() -> dict[str, str]:
    import shapely

    spot = shapely.Polygon(demo().grids[0].ring).representative_point()
    return {"lon": f"{spot.x:.6f}", "lat": f"{spot.y:.6f}"}


class OneCase(RuleBasedStateMachine):
    """A case, and everything anybody tried on it."""

    @initialize(
        kind=st.sampled_from(("complaint", "consult", "tip_off")),
        phone=st.sampled_from(("19900001234", "")),
        is_placed=st.booleans(),
    )
    def reported(self, kind: str, phone: str, is_placed: bool) -> None:
        self.ids = count(10)
        self.now = START
        self.case = Case()
        self.events: list[Event] = []
        self.start = self.matter = blank(
            1, procedure="case", version=1, begin=the_procedure().begin, at=START
        )
        told = {"demand_kind": kind, "channel": "phone", "text": "垃圾没人清"}
        told |= {"requester_phone": phone} if phone else {}
        told |= somewhere() if is_placed else {}
        assert self.tried("report", self.people()[0], told, None) is None

    # -- who and what ------------------------------------------------------------------------------

    def people(self) -> list[Actor]:
        """The desk first; then whoever is party to the case, in every role; two outsiders."""
        code = demo().code
        parties = {body for bodies in self.matter.parties.values() for body in bodies}
        bodies = [b for b in sorted(parties) if b != REQUESTER]
        outside = [b.id for b in demo().chart.of_kind("street")][-2:]
        desk = district().only("centre")
        known = [Actor(7, (Post("desk", desk),), code), resident(code), clock(code)]
        return known + [
            Actor(1_000 + n, (Post(role, body),), code)
            for n, (body, role) in enumerate((b, r) for b in (*bodies, *outside) for r in ROLES)
        ]

    def facts(self) -> CaseFacts:
        return CaseFacts(district(), the_procedure(), self.case)

    def tried(
        self, name: str, by: Actor, fields: dict[str, Any], answers: int | None
    ) -> Refusal | None:
        """One act; what was refused changed nothing, for nothing was handed to be changed."""
        act = Act(name, by, self.now, fields, answers)
        grey = refusal_for(self.matter, Act(name, by, self.now, {}, answers), self.facts())
        done = decide(self.matter, act, self.facts(), self.ids)
        if isinstance(done, Refusal):
            assert done.code
            return done
        # A grey button cannot be pressed: whatever happens was offered before.
        assert grey is None, (name, grey)
        self.matter = evolve(self.matter, done)
        self.case = evolve_case(self.case, done)
        self.events.append(done)
        return None

    # -- steps -------------------------------------------------------------------------------------

    @rule(data=st.data(), minutes=st.sampled_from(MINUTES))
    def somebody_tries_something(self, data: st.DataObject, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        rules = the_procedure().acts
        name = data.draw(st.sampled_from(sorted(rules)))
        act = rules[name]
        fields = {f: data.draw(st.sampled_from(VALUES.get(f, ("有话",)))) for f in act.needs}
        by = data.draw(st.sampled_from(self.people()))
        owed = [o.id for o in self.matter.obligations] or [0]
        self.tried(name, by, fields, data.draw(st.sampled_from([*owed, None])))

    @rule(data=st.data(), minutes=st.sampled_from(MINUTES))
    def whoever_may_goes_on(self, data: st.DataObject, minutes: int) -> None:
        """A press of a button that is offered, so that the walk gets far."""
        self.now += timedelta(minutes=minutes)
        found = list(self.offered())
        if not found:
            return
        name, by, answers = data.draw(st.sampled_from(found))
        act = the_procedure().acts[name]
        fields = {f: VALUES.get(f, ("有话",))[0] for f in act.needs}
        if name in ("visit_closes", "visit_returns"):
            fields["solved"] = data.draw(st.sampled_from(VALUES["solved"]))
        fields |= somewhere() if name == "place" else {}
        self.tried(name, by, fields, answers)

    def offered(self) -> list[tuple[str, Actor, int | None]]:
        facts, found = self.facts(), []
        for name, act in the_procedure().acts.items():
            answered = [o.id for o in self.matter.open(*act.on)] if act.on else [None]
            for by in self.people():
                for answers in answered:
                    wanted = Act(name, by, self.now, {}, answers)
                    if refusal_for(self.matter, wanted, facts) is None:
                        found.append((name, by, answers))
        return found

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def the_state_is_known(self) -> None:
        if not hasattr(self, "matter"):
            return
        assert self.matter.state in the_procedure().states

    @invariant()
    def somebody_owes_something_until_the_end(self) -> None:
        if not hasattr(self, "matter"):
            return
        is_end = the_procedure().states[self.matter.state].is_end
        assert bool(self.matter.open()) is not is_end
        assert (self.matter.ended_at is not None) is is_end

    @invariant()
    def the_promise_to_the_resident_is_never_lost(self) -> None:
        """From filing to the end it stands: open, or kept by a result fed back, or visited."""
        if not hasattr(self, "matter"):
            return
        filed = any(done.act == "file" for done in self.matter.trail)
        kept = [o for o in self.matter.obligations if o.kind == "promise"]
        assert len(kept) == int(filed)
        if self.matter.state in ("filed", "handling") and kept and not kept[0].is_open:
            assert any(e.act in ("feed_back", "resolve_at_once") for e in self.events)

    @invariant()
    def nothing_of_the_past_disappears(self) -> None:
        if not hasattr(self, "matter"):
            return
        opened = [o.id for event in self.events for o in event.opened]
        assert [o.id for o in self.matter.obligations] == opened
        assert len(opened) == len(set(opened))
        assert all((o.ended_at is None) is o.is_open for o in self.matter.obligations)

    @invariant()
    def replaying_the_events_gives_the_same(self) -> None:
        if not hasattr(self, "matter"):
            return
        assert replay(self.start, self.events) == self.matter
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        case = Case()
        for event in self.events:
            case = evolve_case(case, event)
        assert case == self.case

    @invariant()
    def nobody_verifies_what_his_own_body_did(self) -> None:
        if not hasattr(self, "matter"):
            return
        fed = ""
        for done in self.matter.trail:
            if done.act == "feed_back":
                fed = str(done.body)
            elif done.act in ("pass", "pass_and_close", "fail"):
                assert str(done.body) != fed


OneCase.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.req("S1-41", "S2-39", "S2-44")
class TestOneCase(OneCase.TestCase):  # type: ignore[misc,name-defined]
    """S1-41: no case is lost or closed by silence, whatever anybody presses in any order."""
