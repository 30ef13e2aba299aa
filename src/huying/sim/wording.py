"""The fields of each act in a made-up case: codes and sentences that fit together."""

from __future__ import annotations

from dataclasses import dataclass
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

    def decline(self) -> Fields:
        code = self.rng.choice(list(self.teller.phrases.decline))
        return {"decline_code": code, "other_route": self.teller.phrases.decline[code]}

    def answered(self) -> Fields:
        return {"answer": self._say("answer_at_once")}

    def noted(self, again: bool) -> Fields:
        if again:
            return {"note": self._say("redispatch")}
        return {"note": self._say("note")} if self.rng.random() < 0.15 else {}

    def contact(self) -> Fields:
        how = self.rng.choices(("call", "visit", "message"), (72, 22, 6))[0]
        record = self._say("contact_message" if how == "message" else "contact_record")
        return {"contact_how": how, "contact_record": record}

    def returned(self, list_line: str) -> Fields:
        return {"reason": self._say("return_reason"), "list_line": list_line}

    def question(self) -> Fields:
        return {"question": self._say("question")}

    def reply(self) -> Fields:
        return {"text": self._say("resident_reply")}

    def help_given(self) -> Fields:
        return {"result": self._say("help_result")}

    def released(self) -> Fields:
        return {"reason": self._say("release_reason")}

    def result(self) -> Fields:
        code = one_of(_RESULTS, self.rng)
        return {
            "result_code": code,
            "result": self.teller.result(self.case_type, self.rng),
            "answer": self.teller.answer(code, self.rng),
            **({"legal_basis": self._say("legal_basis")} if code == "explained_lawfully" else {}),
        }

    def failed(self) -> Fields:
        return {"reason": self._say("fail_reason")}

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

    def exempted(self) -> Fields:
        return {"exemption_code": "merged_into", "reason": self._say("exempt_reason")}

    def withdrawn(self) -> Fields:
        return {"reason": self._say("withdraw_reason")}

    def _content(self, solved: str) -> Fields:
        return {"solved": solved, "satisfaction": one_of(_CONTENT[solved], self.rng)}

    def _say(self, what: str) -> str:
        return self.teller.say(what, self.rng)
