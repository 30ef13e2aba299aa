"""How a random walk over cases begins, goes and what it must have met."""

from __future__ import annotations

from typing import Final

#: How far a case has come when the walk begins.
SENT: Final = "file dispatch sign contact give_help give_help"
BEGINNINGS: Final = ("", "file", SENT, SENT, f"{SENT} feed_back pass")
#: The way a case goes when nothing comes in between.
PLAIN: Final = (
    *("file", "dispatch", "sign", "contact", "give_help", "report_on_instruction", "finish_task"),
    *("outside_answer", "feed_back", "pass", "joined_visit_done", "visit_closes"),
)
#: Without these a walk would prove little.
TELLING: Final = frozenset(
    {"merge", "absorb", "release", "restore", "correct_and_redispatch", "reopen", "fail", "pass"}
    | {"ask_extension", "grant", "ask_pause", "allow_pause", "resume_work", "limit_reached"}
    | {"visit_returns", "visit_closes", "joined_limit_reached", "joined_visit_done"}
)
#: Offered nearly always, and of little consequence; ends that leave nothing to walk on.
DULL: Final = frozenset(
    {"amend", "relate", "unrelate", "correct_contact", "correct", "withdraw", "decline", "consult"}
    | {"split", "check_off", "visit_try", "answer_at_once", "place", "pass_and_close"}
    | {"release", "restore"}
)
