"""Forms of a body at work: result, checks, stages, tasks, more time, questions, joined visits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from huying.platform import clock
from huying.platform.matters.models import Event, Obligation
from tests.apps.cases.pages import open_page, press, signed_in, text_of
from tests.apps.cases.test_case_page import lead_of
from tests.builders import CHECKED, MORNING, Town, dispatched, do, report, row

NOW = MORNING + timedelta(minutes=20)
RESULT = {"result_code": "resolved", "result": "清了", "answer": "已清运"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def worked_on(town: Town, case_type: str = "01001", **fields: object) -> int:
    """A case its lead has signed and called about."""
    matter = dispatched(town, case_type=case_type, **fields)
    lead = lead_of(town, matter)
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    if row(matter).case.is_reachable:
        do(town, "contact", lead, MORNING, matter=matter, on="contact",
           contact_how="call", contact_record="通了")  # fmt: skip
    return matter


def last(matter: int) -> Event:
    return Event.objects.filter(matter_id=matter).order_by("seq").last()


# ---- result and checklist -----------------------------------------------------------------------


def test_a_result_waits_for_the_required_checks_and_names_them(town: Town) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    answer = press(client, matter, "feed_back", None, **RESULT, checked=["cleared"])
    assert answer.status_code == 422
    told = text_of(answer)
    assert "必查的还有 1 项没勾：告知责任区单位按时清运" in told
    assert "清了" in answer.content.decode(), "typed text is kept"
    assert 'value="cleared" checked' in answer.content.decode()
    assert press(client, matter, "feed_back", None, **RESULT, checked=CHECKED).status_code == 302
    assert row(matter).state == "verifying"


def test_every_fault_of_a_result_is_named_at_once(town: Town) -> None:
    matter = worked_on(town)
    answer = press(
        signed_in(lead_of(town, matter)), matter, "feed_back", None,
        result_code="explained_lawfully", result="", answer="",
    )  # fmt: skip
    told = text_of(answer)
    assert "有 4 处要改" in told, "result, answer, legal basis and checklist"
    for label in ("法律依据", "核对清单", "办理情况", "给群众的答复"):
        assert label in told


def test_half_a_checklist_is_kept_and_shown_ticked(town: Town) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    assert press(client, matter, "check_off", None, checked=["cleared"]).status_code == 302
    assert 'value="cleared" checked' in open_page(client, matter).content.decode()
    answer = press(client, matter, "check_off", None, checked=["photo"])
    assert answer.status_code == 422


def test_who_did_the_work_is_one_of_the_leads_own(town: Town) -> None:
    matter = worked_on(town, "12002")
    client = signed_in(lead_of(town, matter))
    page = open_page(client, matter, "acts/feed_back/").content.decode()
    assert "实际经办" in page
    answer = press(client, matter, "feed_back", None, **RESULT, done_by=str(town.body("SAN")))
    assert "不是本单位的科室、站所" in text_of(answer)


# ---- more time ----------------------------------------------------------------------------------


def test_an_extension_is_asked_with_its_date_and_granted_shorter_by_another(town: Town) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    form = text_of(open_page(client, matter, "acts/ask_extension/"))
    assert "原到期 14:30，最多延长 4 工时，只能延长一次" in form
    assert "2 工时，到 16:30" in form
    assert (
        press(client, matter, "ask_extension", None, extra="3", reason="等吊车").status_code == 302
    )
    supervisor = signed_in(town.supervisor)
    page = open_page(supervisor, matter)
    told = text_of(page)
    assert "审批延期" in told
    assert "是否同意" in told
    assert told.count("审批意见") == 1, "the remark, and not the yes or no as well"
    assert "等吊车" in told
    assert '<option value="3" selected' in page.content.decode(), "prefilled with what was asked"
    no = press(supervisor, matter, "extension", None, decision="no")
    assert no.status_code == 422
    yes = press(supervisor, matter, "extension", None, decision="yes", extra="2")
    assert yes.status_code == 302
    assert last(matter).act == "grant"
    due = Obligation.objects.get(matter_id=matter, kind="resolve", outcome="").due_at
    assert due == MORNING.replace(hour=16, minute=30)


@pytest.mark.parametrize(("extra", "words"), [
    ("99", "最多延长 4 工时（不超过原时限）"),
    ("0", "要写 1 到 999 的整数"),
    ("半天", "要写 1 到 999 的整数"),
])  # fmt: skip
def test_a_wrong_length_says_the_most(town: Town, extra: str, words: str) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    answer = press(client, matter, "ask_extension", None, extra=extra, reason="等吊车")
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_pause_is_asked_until_a_day_and_refused_with_a_reason(town: Town) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    asked = {"pause_kind": "on_account", "reason": "等产权单位", "plan": "到位就办"}
    late = press(client, matter, "ask_pause", None, **asked, until="2027-03-20")
    assert "太晚。这类暂停合计最多" in text_of(late)
    past = press(client, matter, "ask_pause", None, **asked, until="2026-03-01")
    assert "已经过去，请写今后的时间" in text_of(past)
    odd = press(client, matter, "ask_pause", None, **asked, until="后天")
    assert "不是时间，写成 2026-03-10 09:30 这样" in text_of(odd)
    assert press(client, matter, "ask_pause", None, **asked, until="2026-03-20").status_code == 302
    supervisor = signed_in(town.supervisor)
    page = open_page(supervisor, matter)
    assert 'value="2026-03-20"' in page.content.decode()
    assert "到位就办" in text_of(page)
    done = press(supervisor, matter, "suspension", None, decision="no", reason="可以先围挡")
    assert done.status_code == 302
    assert last(matter).act == "refuse_pause"


def test_a_day_alone_means_the_close_of_business(town: Town) -> None:
    matter = worked_on(town)
    client = signed_in(lead_of(town, matter))
    sent = {"outside_body": "省铁路局", "outside_due": "2026-03-20"}
    assert press(client, matter, "transfer", None, **sent).status_code == 302
    sent["outside_due_time"] = "09:15"
    assert press(client, matter, "transfer", None, **sent).status_code == 302
    dues = Obligation.objects.filter(matter_id=matter, kind="outside").order_by("id")
    assert [f"{o.due_at.astimezone(MORNING.tzinfo):%H:%M}" for o in dues] == ["17:00", "09:15"]
    assert "记录外部答复（省铁路局）" in text_of(open_page(client, matter))


# ---- stages and tasks ---------------------------------------------------------------------------


def test_each_stage_has_its_button_with_its_name(town: Town) -> None:
    matter = worked_on(town, "07001")
    client = signed_in(lead_of(town, matter))
    stages = Obligation.objects.filter(matter_id=matter, kind="stage")
    assert stages.count() > 0
    page = text_of(open_page(client, matter))
    assert "完成阶段（" in page


def test_a_task_goes_to_a_person_of_an_office_and_comes_back(town: Town) -> None:
    matter = worked_on(town, "12002")
    lead = lead_of(town, matter)
    client = signed_in(lead)
    page = open_page(client, matter, "acts/assign_task/").content.decode()
    assert "<optgroup" in page
    assert "由单位安排" in page
    asked: dict[str, str] = {"task": "上门看望", "task_due": "2026-03-12"}
    stranger = press(client, matter, "assign_task", None, **asked, task_body=str(town.body("SAN")))
    assert "不能承办这项任务" in text_of(stranger)
    named = re.search(r'<option value="(\d+:\d+)"', page)
    sent = press(client, matter, "assign_task", None, **asked, task_body=named[1])
    assert sent.status_code == 302
    told = text_of(open_page(client, matter))
    assert "取消任务" in told
    assert "上门看望" in told
    event = last(matter)
    assert event.act == "assign_task"
    assert f'"assignee":{named[1].partition(":")[2]}' in event.body.replace(" ", "")


# ---- the short way of a question ----------------------------------------------------------------


@pytest.mark.req("S1-41")
def test_a_question_is_answered_without_verification_a_complaint_is_not(town: Town) -> None:
    question = worked_on(town, demand_kind="consult")
    client = signed_in(lead_of(town, question))
    assert "答复（无需核查）" in text_of(open_page(client, question))
    assert press(client, question, "answer", None, answer="每周二清运").status_code == 302
    assert row(question).state == "visiting"
    complaint = worked_on(town)
    assert "答复（无需核查）" not in text_of(open_page(client, complaint))


def test_a_question_without_a_contact_ends_with_the_answer(town: Town) -> None:
    matter = worked_on(town, demand_kind="consult", requester_name=None, requester_phone=None)
    client = signed_in(lead_of(town, matter))
    assert press(client, matter, "answer", None, answer="每周二清运").status_code == 422
    done = press(client, matter, "answer", None, answer="每周二清运", exemption_code="anonymous")
    assert done.status_code == 302
    assert row(matter).state == "closed"


# ---- visits -------------------------------------------------------------------------------------


def test_a_joined_resident_is_visited_by_number_and_the_phone_stays_masked(town: Town) -> None:
    from huying.apps.cases.services import act_on_case

    main = worked_on(town)
    repeat = report(town, requester_name="吴小芳", requester_phone="19900009876")
    act_on_case(town.desk, repeat, "merge", {"main": main}, at=MORNING, key="merge")
    do(town, "feed_back", lead_of(town, main), MORNING, matter=main, on="resolve",
       **RESULT, checked=CHECKED)  # fmt: skip
    do(town, "pass", town.actor("verifier", "S01"), MORNING, matter=main, on="verify")
    number = row(repeat).number
    client = signed_in(town.visitor)
    page = open_page(client, main)
    assert f"回访并案群众（{number}）" in text_of(page)
    card = page.context["acts"]
    assert card.primary.slug == "joined_visit"
    grey = {option.slug: option.reason for option in card.grey}
    assert "回访并案群众" in grey["visit"]
    refused = text_of(open_page(client, main, "acts/visit/"))
    assert "还差：" in refused
    assert "联系上了吗" not in refused, "nobody fills in what cannot be kept yet"
    assert "0 次没接通" in text_of(page)
    assert "19900009876" not in page.content.decode()
    missed = press(client, main, "joined_visit", None, reached="no", tried_how="call")
    assert missed.status_code == 302
    assert last(main).act == "joined_visit_try"
    seen = open_page(client, repeat)
    assert seen.status_code == 200
    assert "19900009876" not in seen.content.decode()
    why = press(client, main, "joined_visit", None,
                reached="yes", solved="unsolved", satisfaction="unsatisfied")  # fmt: skip
    assert "至少选一项不满意的原因" in text_of(why)
    done = press(
        client, main, "joined_visit", None, reached="yes", solved="unsolved",
        satisfaction="unsatisfied", reason="还臭", dissatisfaction=["not_done"],
    )  # fmt: skip
    assert done.status_code == 302
    assert last(main).act == "joined_visit_done"
    last_page = open_page(client, main)
    assert "并案群众不满意，退回重办" in text_of(last_page)
    assert last_page.context["acts"].primary.slug == "visit"
