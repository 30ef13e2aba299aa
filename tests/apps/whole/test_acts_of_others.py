"""Every act of the procedure by everybody: whoever is not entitled is refused, nothing written."""

from __future__ import annotations

import tomllib
from typing import Any, Final

import pytest
from django.http import HttpResponse

from huying.platform.matters.models import Event, Matter
from tests.apps.whole.cast import ANONYMOUS, CHECKED, POSTLESS, Cast, by_api, in_state
from tests.builders import DATA, MORNING

#: Stands for a point inside the district.
HERE: Final[dict[str, Any]] = {"lon": "", "lat": ""}
LATER: Final = "2026-03-12T17:00:00+08:00"
VISITED: Final = {"solved": "solved", "satisfaction": "satisfied"}
#: Acts of a state with fields that would do, and who may; nobody else.
ACTS: Final[dict[str, dict[str, tuple[dict[str, Any], set[str]]]]] = {
    "reported": {
        "place": (HERE, {"desk"}),
        "file": ({"case_type": "01001"}, {"desk"}),
        "decline": ({"decline_code": "petition", "other_route": "信访局"}, {"desk"}),
        "answer_at_once": ({"answer": "已答复"}, {"desk"}),
        "resolve_at_once": (
            {"case_type": "01001", "result": "当场清了"},
            {"grid worker of the place"},
        ),
        "withdraw": ({}, set()),
    },
    "filed": {
        "dispatch": ({}, {"desk"}),
        "withdraw": ({}, set()),
        "consult": ({"consulted": [], "question": "归谁？"}, {"desk"}),
        "give_opinion": ({"opinion": "归我"}, set()),
        "split": ({"children": ["一", "二"]}, {"desk"}),
        "correct": ({"reason": "看错了", "address": "北门"}, {"desk"}),
        "merge": ({"main": 1}, {"desk"}),
        "absorb": ({"joined": 1}, {"desk"}),
        "release": ({"joined": 1, "reason": "不是同一件"}, {"desk"}),
    },
    "handling": {
        "sign": ({}, {"lead clerk"}),
        "contact": ({"contact_how": "call", "contact_record": "问了"}, {"lead clerk"}),
        "give_help": ({"result": "好了"}, {"helper clerk"}),
        "release_help": ({"reason": "不用了"}, {"lead clerk"}),
        "ask": ({"question": "几号楼？"}, {"lead clerk"}),
        "feed_back": (
            {"result_code": "resolved", "result": "好", "answer": "好", "checked": CHECKED},
            {"lead clerk"},
        ),
        "return_order": ({"reason": "不归我", "list_line": "3"}, {"lead clerk"}),
        "give_reply": ({"text": "三号楼"}, set()),
        "stop_waiting": ({}, set()),
        "limit_reached": ({}, set()),
        "joined_limit_reached": ({}, set()),
        "withdraw": ({}, set()),
        "stage_done": ({"result": "好了"}, {"lead clerk"}),
        "check_off": ({"checked": CHECKED}, {"lead clerk"}),
        "assign_task": ({"task": "到现场", "task_body": 1, "task_due": LATER}, {"lead clerk"}),
        "receive_task": ({}, set()),
        "finish_task": ({"result": "好了"}, set()),
        "cancel_task": ({"reason": "不用了"}, set()),
        "instruct": ({"instruction": "速办", "instructed_by": "李区长"}, {"desk", "supervisor"}),
        "report_on_instruction": ({"result": "办了"}, set()),
        "transfer": ({"outside_body": "省厅", "outside_due": LATER}, {"lead clerk"}),
        "outside_answer": ({"result": "答复了"}, set()),
        "ask_extension": ({"reason": "等件", "extra": 1}, {"lead clerk"}),
        "grant": ({"extra": 1}, set()),
        "keep_limit": ({"reason": "不急"}, set()),
        "ask_pause": (
            {"pause_kind": "weather", "reason": "雨", "plan": "晴了办", "until": LATER},
            {"lead clerk"},
        ),
        "allow_pause": ({"pause_kind": "weather", "until": LATER}, set()),
        "refuse_pause": ({"reason": "能办"}, set()),
        "resume_work": ({}, set()),
        "review_due": ({}, set()),
        "answer_question": ({"answer": "好"}, {"lead clerk"}),
        "answer_and_close": ({"answer": "好", "exemption_code": "anonymous"}, {"lead clerk"}),
        "correct_and_redispatch": ({"reason": "看错了", "case_type": "01001"}, {"desk"}),
        "relate": ({"other": 1}, {"desk"}),
        "unrelate": ({"other": 1, "reason": "无关"}, {"desk"}),
        "correct_contact": (
            {"requester_phone": "19900005678", "reason": "换号"},
            {"desk"},  # a visitor only once a visit is owed
        ),
        "amend": (
            {"corrects": 1, "field": "result", "corrected": "甲", "reason": "错字"},
            {"desk", "lead clerk", "helper clerk"},
        ),
    },
    "verifying": {
        "pass": ({}, {"street verifier"}),
        "fail": ({"reason": "没清"}, {"street verifier"}),
        "pass_and_close": ({"exemption_code": "anonymous"}, {"street verifier"}),
    },
    "visiting": {
        "visit_try": ({"tried_how": "call"}, {"visitor"}),
        "visit_unreached": ({"tried_how": "call"}, {"visitor"}),
        "visit_closes": (VISITED, {"visitor"}),
        "visit_returns": (
            {**VISITED, "solved": "unsolved", "reason": "还脏", "dissatisfaction": ["slow"]},
            {"visitor"},
        ),
        "exempt_visit": ({"exemption_code": "unreached", "reason": "停机"}, {"supervisor"}),
        "correct_contact": (
            {"requester_phone": "19900005678", "reason": "换号"},
            {"desk", "visitor"},
        ),
        "joined_visit_try": ({"tried_how": "call"}, set()),
        "joined_visit_done": (VISITED, set()),
        "joined_unreached": ({"tried_how": "call"}, set()),
        "send_back_for_joined": ({"reason": "还脏"}, {"visitor"}),
    },
    "closed": {
        "reopen": ({"reason": "又堆了"}, {"desk"}),
        "reopen_at_desk": ({"reason": "又堆了"}, {"desk"}),
    },
}
#: Answers that say no; a wrong field (422) would hide who may not.
REFUSED: Final = {302, 401, 403, 404, 409}


#: One for each way to stand to a case.
STRANGERS: Final = (
    "desk",
    "visitor",
    "supervisor",
    "lead clerk",
    "lead head",
    "helper clerk",
    "other department",
    "street of the place",
    "street verifier",
    "sibling verifier",
    "community of the place",
    "grid worker of the place",
    "auditor",
    "system admin",
    "security admin",
)


def test_every_act_of_the_procedure_is_tried() -> None:
    file = tomllib.loads((DATA / "procedures/case.toml").read_text("utf-8"))
    tried = {act for acts in ACTS.values() for act in acts}
    # A merged case is restored together with its main one: tests of joined cases do it.
    elsewhere = {"report", "archive", "visit_early", "restore", "restore_unfiled"}
    assert tried | elsewhere == set(file["acts"])


@pytest.mark.req("S1-48", "S2-39")
@pytest.mark.parametrize("state", ACTS)
def test_an_act_of_somebody_else_is_refused_and_writes_nothing(cast: Cast, state: str) -> None:
    clients, matter = cast.clients(*STRANGERS), cast.cases[state]
    number, before = cast.number(state), Event.objects.count()
    wrong = []
    for act, (fields, entitled) in ACTS[state].items():
        answers = promise_of(matter, act)
        fields = filled(cast, fields)
        for name in set(clients) - entitled:
            sent = {**fields, **answers, "key": f"{act}{name}"[:40]}
            page = clients[name].post(f"/cases/{number}/acts/{act}/", sent)
            told = by_api(clients[name], number, act, {"fields": fields, **answers})
            if not is_refused(page, name) or told.status_code not in REFUSED - {302}:
                wrong.append((act, name, page.status_code, told.status_code, told.content))
            elif told.status_code == 409 and told.json()["code"] not in CODES:
                wrong.append((act, name, told.json()))
    assert not wrong, wrong
    assert Event.objects.count() == before


def filled(cast: Cast, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with a place of the district and a case that is there."""
    if fields is HERE:
        return cast.town.point()
    other = {name: cast.cases["handling"] for name in ("main", "joined") if name in fields}
    return {**fields, **other}


#: Codes that say "not you" or "not so", never "not yet": this person may not do it at all.
CODES: Final = {"not_yours", "nothing_owed", "wrong_state", "not_due_yet", "ended"}


def promise_of(matter: int, act: str) -> dict[str, int]:
    """Id and version of the promise the act answers, as its form would send them."""
    file = tomllib.loads((DATA / "procedures/case.toml").read_text("utf-8"))
    kinds = file["acts"][act].get("on", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    owed = Matter.objects.get(id=matter).obligations.filter(kind__in=kinds, outcome="").first()
    return {"answers": owed.id, "expected": owed.version} if owed else {}


def is_refused(page: HttpResponse, name: str) -> bool:
    if page.status_code == 302:
        return name == ANONYMOUS and "/login/" in page["Location"]
    # On a page a press that is not yours stands as a sentence beside what was typed.
    return page.status_code in {403, 404, 409, 422}


def test_the_fields_would_do_for_whoever_may(cast: Cast) -> None:
    """The control of the test above: the entitled are not refused for who they are."""
    clients = cast.clients(*STRANGERS)
    for state, acts in ACTS.items():
        for act, (fields, entitled) in acts.items():
            for name in entitled:
                matter = in_state(cast.town, state, MORNING)
                number = Matter.objects.get(id=matter).number
                fields = filled(cast, fields)
                body = {"fields": fields, **promise_of(matter, act)}
                told = by_api(clients[name], number, act, body)
                known = (200, 409, 422) if act in NAMES_ANOTHER else (200, 409)
                assert told.status_code in known, (act, name, told.content)
                if told.status_code == 409:
                    assert told.json()["code"] in GUARDED, (act, told.json())


#: Acts that name another body or case, which the fields above leave open.
NAMES_ANOTHER: Final = frozenset(
    {"consult", "assign_task", "absorb", "release", "relate", "unrelate", "amend"}
)
#: A guard of the case stands before these in the straight way; who presses is not the reason.
GUARDED: Final = {
    "needs_handling",
    "not_the_streets",
    "still_owed",
    "visit_is_owed",
    "tries_missing",
    "needs_verification",
    "nobody_joined",
    "others_joined",
    "wrong_state",  # of the other case, which was never merged into this one
    "joined_are_content",
    "has_a_lead",
    "not_yours",  # a record of one's own, which nobody has yet
    "wrong_fields",
}


@pytest.mark.parametrize("name", [ANONYMOUS, POSTLESS, "lead clerk", "auditor", "system admin"])
def test_only_desk_and_grid_take_in(cast: Cast, name: str) -> None:
    client, before = cast.clients()[name], Matter.objects.count()
    told = {"demand_kind": "complaint", "channel": "phone", "text": "垃圾"}
    assert client.post("/cases/new/", {**told, "key": "k"}).status_code in (302, 403)
    sent = client.post(
        "/api/v1/cases", told, content_type="application/json", headers={"idempotency-key": "k"}
    )
    assert sent.status_code in (401, 403)
    assert client.post("/cases/placing/", {"case": cast.number("reported")}).status_code in (
        302,
        403,
    )
    assert Matter.objects.count() == before
