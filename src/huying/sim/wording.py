"""The fields of each act in a made-up case: codes and sentences that fit together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final

from huying.sim.arrivals import one_of
from huying.sim.texts import Teller

Fields = dict[str, Any]

_RESULTS: Final = {"resolved": 82, "partly": 7, "explained_lawfully": 8, "not_found": 3}
#: How content people are, by what they say of the matter itself.
_CONTENT: Final = {
    "solved": {"satisfied": 80, "basically": 17, "unsatisfied": 3},
    "partly": {"satisfied": 28, "basically": 50, "unsatisfied": 22},
    "unsolved": {"satisfied": 4, "basically": 24, "unsatisfied": 72},
}


#: Why a resident says they are not content.
_REASONS: Final = {
    "not_done": 30,
    "partly_done": 25,
    "slow": 20,
    "no_contact": 8,
    "attitude": 6,
    "not_informed": 6,
    "outcome_disliked": 4,
    "law_bars": 1,
}


@dataclass(frozen=True, slots=True)
class Wording:
    """措辞: draws what is written into an act's fields."""

    teller: Teller
    case_type: str
    rng: Random

    def said(self, **what: str) -> Fields:
        """Fields by name, each with a sentence for its purpose."""
        return {name: self._say(purpose) for name, purpose in what.items()}

    def short(self, act: str) -> Fields:
        """What the desk says that ends a demand where it came in."""
        if act == "answer_at_once":
            return self.said(answer="answer_at_once")
        code = self.rng.choice(list(self.teller.phrases.decline))
        return {"decline_code": code, "other_route": self.teller.phrases.decline[code]}

    def noted(self, again: bool) -> Fields:
        if again:
            return self.said(note="redispatch")
        return self.said(note="note") if self.rng.random() < 0.15 else {}

    def stage(self, code: str) -> Fields:
        return {"result": self.rng.choice(self.teller.phrases.stage[code])}

    def pause(self, kind: str) -> Fields:
        phrases = self.teller.phrases
        return {
            "reason": self.rng.choice(phrases.pause[kind]),
            "plan": self.rng.choice(phrases.plan[kind]),
        }

    def passed_on(self, at: datetime) -> Fields:
        """To whom outside the district, under which number; nothing where nobody could be."""
        bodies = self.teller.phrases.outside_body.get(self.case_type[:2])
        if not bodies:
            return {}
        number = f"转函{at:%Y%m%d}-{self.rng.randrange(1, 400):03d}"
        return {"outside_body": self.rng.choice(bodies), "outside_reference": number}

    def instruction(self) -> Fields:
        return self.said(instruction="instruction", instructed_by="instructed_by")

    def contact(self) -> Fields:
        how = self.rng.choices(("call", "visit", "message"), (72, 22, 6))[0]
        record = self._say("contact_message" if how == "message" else "contact_record")
        return {"contact_how": how, "contact_record": record}

    def result(self) -> Fields:
        code = one_of(_RESULTS, self.rng)
        return {
            "result_code": code,
            "result": self.teller.result(self.case_type, self.rng),
            "answer": self.teller.answer(code, self.rng),
            **({"legal_basis": self._say("legal_basis")} if code == "explained_lawfully" else {}),
        }

    def passed(self) -> Fields:
        return {"note": self._say("pass_note")} if self.rng.random() < 0.3 else {}

    def early(self) -> Fields:
        solved = one_of({"unsolved": 66, "partly": 22, "solved": 12}, self.rng)
        return {**self._content(solved), "reason": self._say("visit_early")}

    def visited(self, skill: float) -> Fields:
        """What the resident says; a body of little `skill` hears "unsolved" more often."""
        left = 1 - skill
        chances = {"solved": skill, "partly": left * 0.55, "unsolved": left * 0.45}
        told = self._content(one_of(chances, self.rng))
        if told["solved"] == "unsolved" or told["satisfaction"] == "unsatisfied":
            told["reason"] = self._say("visit_unsatisfied")
            told["dissatisfaction"] = [one_of(_REASONS, self.rng)]
        return told

    def _content(self, solved: str) -> Fields:
        return {"solved": solved, "satisfaction": one_of(_CONTENT[solved], self.rng)}

    def _say(self, what: str) -> str:
        return self.teller.say(what, self.rng)
