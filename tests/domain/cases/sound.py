"""What holds of every case whatever has happened to it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from huying.domain.cases.case import Case, evolve_case, first_receiver
from huying.domain.cases.faults import paused_so_far
from huying.domain.procedure.evolve import replay
from huying.domain.procedure.matter import Event, Matter
from huying.domain.worktime import due
from tests.domain.cases.play import One, Play, the_district, the_procedure

FED = ("feed_back", "answer_question", "resolve_at_once")
CAPS = {"statutory": 60, "weather": 15, "on_account": 180}


@dataclass
class Watch:
    """What was said once and must stay; asked anew at each event."""

    acts: Counter[str]
    told: dict[int, datetime | None] = field(default_factory=dict)
    receivers: dict[int, int] = field(default_factory=dict)

    def happened(self, play: Play, number: int, event: Event) -> None:
        one = play.cases[number]
        self.acts[event.act] += 1
        self.told |= {o.id: o.due_at for o in event.opened}
        nobody_grants_himself(one.matter, event)
        if event.act == "allow_pause":
            stays_within_the_cap(one.matter, event)
        self._first_receiver(one.matter, number, event)

    def _first_receiver(self, matter: Matter, number: int, event: Event) -> None:
        first = first_receiver(matter)
        if number in self.receivers:
            assert first == self.receivers[number], "the first receiver has changed"
        window = the_district().policies.limit("case.return_window", event.at.date())
        orders = [o for o in matter.obligations if o.kind == "resolve" and o.debtor == first]
        if first and orders:
            calendar = the_district().calendar_of(first, orders[0].opened_at.date())
            closes = due(orders[0].opened_at, window, calendar, ()).at
            if closes and event.at > closes:
                self.receivers[number] = first


def is_sound(one: One) -> None:
    """A known state; something is owed until the end and nothing after it."""
    matter = one.matter
    is_end = the_procedure().states[matter.state].is_end
    assert bool(matter.open()) is not is_end
    assert (matter.ended_at is not None) is is_end
    opened = [o.id for event in one.events for o in event.opened]
    assert [o.id for o in matter.obligations] == opened
    assert all((o.ended_at is None) is o.is_open for o in matter.obligations)
    if is_end and matter.state != "archived":
        coded = one.case.exemption or one.case.solved or matter.did("exempt_visit")
        assert coded, "a case ended by neither a visit nor a code"


def replays(one: One) -> None:
    assert replay(one.start, one.events) == one.matter
    assert [event.seq for event in one.events] == list(range(1, len(one.events) + 1))
    case = Case()
    for event in one.events:
        case = evolve_case(case, event)
    assert case == one.case


def keeps_its_resident(one: One) -> None:
    """Filed and not ended: a promise or a visit is open, or a result has been fed back."""
    matter = one.matter
    if one.case.filed_at is None or the_procedure().states[matter.state].is_end:
        return
    assert matter.open("promise", "visit") or any(matter.did(act) for act in FED)


def promises_nothing_twice(one: One) -> None:
    owed = Counter((o.kind, o.part, o.debtor) for o in one.matter.open())
    once = ("promise", "joined_promise", "visit", "joined_visit", "file", "dispatch", "resolve")
    twice = [key for key, n in owed.items() if n > 1 and key[0] in once]
    assert not twice, twice


def is_carried(merged: One, main: One) -> None:
    """Whoever's case was merged holds a promise or a visit on the main one, or was answered."""
    assert merged.matter.state == "merged"
    (mine,) = [j for j in main.case.joined if j.matter == merged.matter.id]
    own = [o for o in main.matter.obligations if o.part == mine.number]
    promised = [o for o in own if o.kind == "joined_promise"]
    assert promised, "the promise was lost in merging"
    if the_procedure().states[main.matter.state].is_end:
        visits = [o for o in own if o.kind == "joined_visit" and not o.is_open]
        assert visits or not mine.is_reachable, "the main case ended without asking everybody"
        return
    visited = any(o.kind == "joined_visit" for o in own)
    fed = any(main.matter.did(act) for act in FED)
    assert any(o.is_open for o in own) or visited or fed


def says_no_secret(one: One, secrets: tuple[str, ...]) -> None:
    """What stands openly in an event: codes, ids, times and numbers."""
    for event in one.events:
        plain = json.dumps(dict(event.fields), ensure_ascii=False, default=str)
        assert not any(secret in plain for secret in secrets), event.act


def nobody_grants_himself(matter: Matter, event: Event) -> None:
    asked = {
        "grant": "ask_extension", "keep_limit": "ask_extension",
        "allow_pause": "ask_pause", "refuse_pause": "ask_pause",
    }.get(event.act, "")  # fmt: skip
    assert event.person not in {done.person for done in matter.did(asked)} or not asked
    assert len(matter.did("grant")) <= 1
    if event.act in ("pass", "pass_and_close", "fail"):
        assert event.body not in {done.body for done in matter.did("feed_back")}


def stays_within_the_cap(matter: Matter, event: Event) -> None:
    (resume,) = event.opened
    assert resume.due_at
    stood = paused_so_far(matter, resume.part) + (resume.due_at - event.at)
    assert stood.total_seconds() <= CAPS[resume.part] * 86_400
