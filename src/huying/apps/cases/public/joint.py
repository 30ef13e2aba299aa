"""What happens to the main case, as a resident hears it whose own case was merged into it.

Only what concerns everybody: state, bodies, dates, the answer. What the other residents asked,
said, answered or were called about is not told, nor that they exist beyond "on one matter".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext

from huying.apps.cases.public import visiting, working
from huying.apps.cases.public.happened import Happened, Line, Telling, by_body, plain
from huying.apps.cases.public.telling import TOLD
from huying.domain.cases.joined import ABOUT_ONE
from huying.domain.procedure.matter import Event

_SAME: Final = (
    *("dispatch", "sign", "give_help", "stage_done", "grant", "feed_back", "fail"),
    *("allow_pause", "resume_work", "review_due", "answer_question", "answer_and_close"),
    *("pass", "pass_and_close", "correct_and_redispatch", "amend"),
)
_ROUNDS: Final = frozenset({"pass", "answer_question", "joined_limit_reached"})


def tells_of(event: Event, number: str) -> bool:
    """Is this event of the main case told to the resident of that merged number?"""
    if event.act in ABOUT_ONE:
        return event.fields.get("joined_number") == number
    return event.act in JOINT


def _tried(h: Happened) -> Line:
    n = 1
    for event in reversed(h.past):
        mine = event.act not in ABOUT_ONE or event.fields.get("joined_number") == h.view.number
        if mine and event.act in _ROUNDS:
            break
        n += mine and event.act == "joined_visit_try"
    return visiting.tried(h, n)


JOINT: Final[Mapping[str, Telling]] = {
    **{act: TOLD[act] for act in _SAME},
    "transfer": by_body(lambda: gettext("%(body)s请外单位一起办，盯到有答复")),
    "visit_closes": plain(lambda: gettext("这件事办结了")),
    "visit_unreached": plain(lambda: gettext("这件事办结了")),
    "exempt_visit": plain(lambda: gettext("这件事办结了")),
    "visit_returns": visiting.not_done_yet,
    "send_back_for_joined": visiting.not_done_yet,
    "reopen": plain(lambda: gettext("重新办理")),
    "reopen_at_desk": plain(lambda: gettext("重新办理")),
    "joined_limit_reached": TOLD["limit_reached"],
    "joined_visit_try": _tried,
    "joined_visit_done": visiting.visited,
    "joined_unreached": plain(lambda: gettext("联系了您三次，没有联系上")),
}

#: Of the texts written on the main case, those that are for everybody; read out without persons.
FOR_ALL: Final[Mapping[str, tuple[str, ...]]] = {
    act: working.FOR_RESIDENT[act]
    for act in ("feed_back", "answer_question", "answer_and_close", "ask_pause", "amend")
}
#: The own words at the own visit stand on the main case, too.
OWN_WORDS: Final = "joined_visit_done"
