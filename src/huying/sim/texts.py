"""What people say and write in made-up cases, from the phrases of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from huying.domain.duties import CaseType
from huying.sim.ground import Spot
from huying.sim.history_plan import Phrases


@dataclass(frozen=True, slots=True)
class Teller:
    """Fills sentences; `types` gives a case type its name, `asking` are types of questions."""

    phrases: Phrases
    types: Mapping[str, CaseType]
    asking: frozenset[str]

    def demand(self, case_type: str, kind: str, channel: str, spot: Spot, rng: Random) -> str:
        """The demand in the words of whoever makes it."""
        own = self._own(case_type, kind, rng)
        if channel in ("grid", "media") and kind in ("help", "complaint"):
            own = rng.choice(self.phrases.said[channel])
        elif kind == "consult" and case_type not in self.asking:
            own = rng.choice(self.phrases.said["consult"])
        elif kind == "tip_off":
            own = rng.choice(self.phrases.said["tip_off"]).replace("{text}", own)
        return own.format(
            place=spot.address,
            road=spot.road,
            community=spot.community,
            name=self.types[case_type].name_zh,
        )

    def _own(self, case_type: str, kind: str, rng: Random) -> str:
        told = self.phrases.types[case_type]
        # Of the ideas and thanks the first sentence is an idea, the last says thank you.
        by_kind = {"suggest": told[0], "praise": told[-1]}
        return by_kind.get(kind) or rng.choice(told)

    def hush(self, text: str, rng: Random) -> str:
        """The same, with the wish to stay unnamed."""
        return self.say("confidential", rng).format(text=text)

    def title(self, case_type: str, spot: Spot) -> str:
        return f"{spot.address}{self.types[case_type].name_zh}"

    def say(self, what: str, rng: Random) -> str:
        """One of the sentences for this purpose."""
        return rng.choice(self.phrases.said[what])

    def result(self, case_type: str, rng: Random) -> str:
        return rng.choice(self.phrases.result[self.types[case_type].major_code])

    def answer(self, result_code: str, rng: Random) -> str:
        return rng.choice(self.phrases.answer[result_code])
