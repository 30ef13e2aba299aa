"""One act tried in a situation: the row of a table."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from huying.domain.kernel.refusal import Refusal
from huying.domain.procedure.matter import Act, Event
from tests.domain.cases.play import Play, at, who
from tests.domain.cases.usual import ENDED, REPEAT, USUAL

#: The case the tables are about; the others stand beside it.
CASE = 1


@lru_cache(maxsize=256)
def _played(steps: str) -> tuple[Play, datetime]:
    play = Play()
    play.play(REPEAT, "report file dispatch", USUAL)
    play.play(ENDED, "report decline", USUAL)
    play.new(CASE)
    return play, play.play(CASE, steps, USUAL)


def situation(steps: str) -> tuple[Play, datetime]:
    """The case after these acts, beside the others, and the moment after the last act."""
    play, moment = _played(steps)
    return play.copy(), moment


def tried(
    act: str, steps: str, by: str = "", moment: str = "", **fields: Any
) -> tuple[Event | Refusal, Play]:
    """An act in a situation, as usual but for what is given; a field that is None is left out."""
    play, now = situation(steps)
    usual_by, usual = USUAL[act]
    name, actor = act.partition("!")[0], who(by or usual_by)
    answers = play.answered(CASE, name, actor, str(fields.pop("part", "")))
    now = at(moment) if moment else play.when(CASE, name, answers, now)
    given = {k: v for k, v in {**usual, **fields}.items() if v is not None}
    return play.do(CASE, Act(name, actor, now, given, answers)), play


def code_of(done: Event | Refusal) -> str:
    """ "" for an act that happened."""
    return done.code if isinstance(done, Refusal) else ""


def faults_of(done: Event | Refusal) -> set[str]:
    """What was said of each field: {"reason missing"}."""
    assert isinstance(done, Refusal), done
    assert done.code == "wrong_fields", done
    return {f"{fault.field} {fault.code}" for fault in done.faults}
