"""What each act of the procedure says to the resident behind the case, in plain words.

Every act stands in exactly one of `TOLD` and `UNTOLD`. Names of persons, internal notes, who
argued with whom and why, what other residents said: none of it is ever among the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext

from huying.apps.cases.public import coming, visiting, working
from huying.apps.cases.public.happened import Telling, by_body, plain

TOLD: Final[Mapping[str, Telling]] = {
    "report": coming.reported,
    "archive": plain(lambda: gettext("从以前的系统转来的记录")),
    "place": coming.placed,
    "file": coming.filed,
    "decline": coming.declined,
    "answer_at_once": plain(lambda: gettext("当场答复了您"), "answer"),
    "resolve_at_once": plain(lambda: gettext("网格员到现场办了，由别的单位核查")),
    "dispatch": coming.dispatched,
    "sign": by_body(lambda: gettext("%(body)s接下了这件事")),
    "contact": working.contacted,
    "give_help": by_body(lambda: gettext("%(body)s办完了协助的部分")),
    "ask": working.asked,
    "give_reply": working.replied,
    "stop_waiting": working.stopped_waiting,
    "stage_done": working.stage_done,
    "transfer": working.transferred,
    "outside_answer": by_body(lambda: gettext("外单位有了答复，%(body)s接着办")),
    "grant": working.extended,
    "allow_pause": working.suspended,
    "resume_work": working.resumed,
    "review_due": working.resumed,
    "feed_back": working.fed_back,
    "answer_question": by_body(lambda: gettext("%(body)s答复了您"), "answer"),
    "answer_and_close": by_body(lambda: gettext("%(body)s答复了您"), "answer"),
    "pass": by_body(lambda: gettext("%(body)s核查过，确实办了")),
    "pass_and_close": by_body(lambda: gettext("%(body)s核查过，确实办了")),
    "fail": plain(lambda: gettext("核查发现还没办好，退回重办")),
    "limit_reached": plain(lambda: gettext("到了承诺的时间，会打电话问您")),
    "visit_try": visiting.visit_try,
    "visit_unreached": plain(lambda: gettext("联系了您三次，没有联系上，先结案")),
    "visit_early": visiting.visited,
    "visit_closes": visiting.visited,
    "visit_returns": visiting.sent_back,
    "send_back_for_joined": visiting.not_done_yet,
    "exempt_visit": plain(lambda: gettext("办完了，不再回访")),
    "withdraw": coming.withdrawn,
    "correct": coming.corrected,
    "correct_and_redispatch": coming.corrected_anew,
    "correct_contact": plain(lambda: gettext("更正了您的联系方式")),
    "amend": working.amended,
    "split": coming.split,
    "merge": coming.merged,
    "restore": coming.restored,
    "restore_unfiled": plain(lambda: gettext("恢复单独办理")),
    "reopen": visiting.reopened,
    "reopen_at_desk": visiting.reopened,
}

#: Of no meaning to a resident, or not theirs to hear: the argument about whose it is, opinions,
#: asking for time, supervision, work inside a body, links, and other residents.
UNTOLD: Final = frozenset(
    {"consult", "give_opinion", "return_order", "release_help", "check_off"}
    | {"assign_task", "receive_task", "finish_task", "cancel_task"}
    | {"instruct", "report_on_instruction"}
    | {"ask_extension", "keep_limit", "ask_pause", "refuse_pause"}
    | {"relate", "unrelate", "absorb", "release"}
    | {"joined_limit_reached", "joined_visit_try", "joined_visit_done", "joined_unreached"}
)
