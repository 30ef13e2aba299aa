"""How each act of a case is usually done: by whom, and with which fields."""

from __future__ import annotations

from tests.domain.cases.play import Usual, at, body, spot

CHECKED = ["stopped", "source_asked", "cleared"]
SEEN = ["seen", "home_safe", "contact_known", "needs_noted"]
TOLD = {"demand_kind": "complaint", "channel": "phone", "text": "菜市场后面堆满建筑垃圾"}
PHONE = {"requester_phone": "19900001234"}
RESULT = {
    "result_code": "resolved", "result": "已清运", "answer": "已清运干净", "checked": CHECKED,
}  # fmt: skip
VISITED = {"solved": "solved", "satisfaction": "satisfied"}
BAD = {
    "solved": "unsolved", "satisfaction": "unsatisfied", "reason": "还在堆",
    "dissatisfaction": ["not_done"],
}  # fmt: skip
PAUSE = {"pause_kind": "statutory", "until": at("03-20 17:00")}
REOPENING = {"reason": "又堆上了"}

#: Other cases of the district that acts may name: one being handled, one that has ended.
REPEAT, ENDED = 2, 3

#: Lines of acts by which a case gets somewhere.
SENT = "report file dispatch"
WORKED = f"{SENT} sign contact"
FED = f"{WORKED} feed_back"
VISITING = f"{FED} pass"
CLOSED = f"{VISITING} visit_closes"
NO_CALLER = "report!anonymous file dispatch sign feed_back"
ASKED = "report!question file dispatch sign contact"
JOINED = f"{WORKED} absorb"
JOINED_VISIT = f"{JOINED} feed_back pass"

USUAL: Usual = {
    "report": ("desk", {**TOLD, **PHONE, **spot()}),
    "report!unplaced": ("desk", {**TOLD, **PHONE}),
    "report!anonymous": ("desk", {**TOLD, **spot()}),
    "report!question": ("desk", {**TOLD, **PHONE, **spot(), "demand_kind": "consult"}),
    "report!anonymous_question": ("desk", {**TOLD, **spot(), "demand_kind": "consult"}),
    "report!tip_off": ("desk", {**TOLD, **PHONE, **spot(), "demand_kind": "tip_off"}),
    "archive": ("hotline CMD", {**TOLD, "source_outcome": "办结"}),
    "place": ("desk", spot()),
    "file": ("desk", {"case_type": "01003"}),
    "file!nobodys": ("desk", {"case_type": "01005"}),
    "file!elder": ("desk", {"case_type": "12002"}),
    "decline": ("desk", {"decline_code": "petition", "other_route": "请到信访局"}),
    "answer_at_once": ("desk", {"answer": "周一到周五办理"}),
    "resolve_at_once": ("worker", {"case_type": "01007", "result": "已当场清除"}),
    "dispatch": ("desk", {"helpers": []}),
    "dispatch!helpers": ("desk", {}),
    "dispatch!again": ("desk", {"helpers": [], "note": "请看第三条"}),
    "sign": ("lead", {}),
    "contact": ("lead", {"contact_how": "call", "contact_record": "约好上门"}),
    "give_help": ("clerk HUC", {"result": "已到场"}),
    "release_help": ("lead", {"reason": "人手够了"}),
    "ask": ("lead", {"question": "在哪一侧？"}),
    "give_reply": ("resident", {"text": "北门"}),
    "stop_waiting": ("clock", {}),
    "feed_back": ("lead", RESULT),
    "sign!street": ("clerk S01", {}),
    "contact!street": ("clerk S01", {"contact_how": "visit", "contact_record": "上门"}),
    "feed_back!street": ("clerk S01", {**RESULT, "checked": SEEN}),
    "fail!office": ("verifier GOF", {"reason": "没人上门"}),
    "correct_and_redispatch!rubble": ("desk", {"case_type": "01003", "reason": "是垃圾"}),
    "return_order": ("lead", {"reason": "不是我们的", "list_line": "T038"}),
    "pass": ("verifier", {}),
    "pass_and_close": ("verifier", {"exemption_code": "anonymous"}),
    "fail": ("verifier", {"reason": "没有清干净"}),
    "limit_reached": ("clock", {}),
    "visit_early": ("visitor", VISITED),
    "visit_try": ("visitor", {"tried_how": "call"}),
    "visit_unreached": ("visitor", {"tried_how": "call"}),
    "visit_closes": ("visitor", VISITED),
    "visit_returns": ("visitor", BAD),
    "exempt_visit": ("supervisor", {"exemption_code": "unreached", "reason": "本人要求"}),
    "withdraw": ("resident", {}),
    "consult": ("desk", {"consulted": [body("HUC")], "question": "归谁？"}),
    "give_opinion": ("clerk HUC", {"opinion": "归城管"}),
    "stage_done": ("lead", {"result": "已制止"}),
    "check_off": ("lead", {"checked": ["stopped"]}),
    "ask_extension": ("lead", {"reason": "要等车", "extra": 1}),
    "grant": ("supervisor", {"extra": 1}),
    "keep_limit": ("supervisor", {"reason": "时间够"}),
    "ask_pause": ("lead", {**PAUSE, "reason": "鉴定", "plan": "鉴定后处罚"}),
    "ask_pause!account": (
        "lead",
        {"pause_kind": "on_account", "until": at("06-09 17:00"), "reason": "改造", "plan": "排期"},
    ),
    "allow_pause": ("supervisor", PAUSE),
    "refuse_pause": ("supervisor", {"reason": "不必停"}),
    "resume_work": ("lead", {}),
    "review_due": ("clock", {}),
    "instruct": ("supervisor", {"instruction": "周五前清完", "instructed_by": "区领导"}),
    "report_on_instruction": ("lead", {"result": "已清完"}),
    "assign_task": (
        "lead", {"task": "到场看看", "task_body": body("UMB"), "task_due": at("03-10 12:00")},
    ),
    "receive_task": ("lead", {}),
    "finish_task": ("lead", {"result": "看过了"}),
    "cancel_task": ("lead", {"reason": "不用了"}),
    "transfer": ("lead", {"outside_body": "铁路局", "outside_due": at("03-20 17:00")}),
    "outside_answer": ("lead", {"result": "铁路局已清"}),
    "answer_question": ("lead", {"answer": "凭处置证运输"}),
    "answer_and_close": ("lead", {"answer": "凭处置证运输", "exemption_code": "anonymous"}),
    "correct": ("desk", {"address": "北门", "reason": "地址写错"}),
    "correct_and_redispatch": ("desk", {"case_type": "07001", "reason": "是油烟"}),
    "correct_contact": ("desk", {"requester_phone": "19900005678", "reason": "号码记错"}),
    "amend": (
        "desk", {"corrects": 1, "field": "text", "corrected": "菜市场前面", "reason": "听错"},
    ),
    "split": ("desk", {"children": 2}),
    "relate": ("desk", {"other": REPEAT}),
    "unrelate": ("desk", {"other": REPEAT, "reason": "不是一回事"}),
    "merge": ("desk", {"main": REPEAT}),
    "absorb": ("desk", {"joined": REPEAT}),
    "restore": ("desk", {"reason": "不是一回事"}),
    "restore_unfiled": ("desk", {"reason": "不是一回事"}),
    "release": ("desk", {"joined": REPEAT, "reason": "不是一回事"}),
    "joined_limit_reached": ("clock", {}),
    "joined_visit_try": ("visitor", {"tried_how": "call"}),
    "joined_visit_done": ("visitor", VISITED),
    "joined_visit_done!bad": ("visitor", BAD),
    "joined_unreached": ("visitor", {"tried_how": "call"}),
    "send_back_for_joined": ("visitor", {"reason": "并案群众不满意"}),
    "reopen": ("resident", REOPENING),
    "reopen_at_desk": ("resident", REOPENING),
}  # fmt: skip
