"""Days at work (the project's scenarios), as far as the loop reaches; times are local."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.apps.appraisal.queries import scores_of
from huying.apps.cases.acts import choices, opened
from huying.apps.duties.models import DutyItem
from huying.apps.duties.queries import forget
from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refused
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.perform import Command, perform
from huying.platform.matters.stamps import raise_stamp
from huying.platform.policy import may
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick
from tests.builders import CHECKED, Town, dispatched, do, report, row


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def dues(matter: int) -> dict[str, datetime]:
    owed = Obligation.objects.filter(matter_id=matter).order_by("opened_at", "id")
    return {o.kind: o.due_at.astimezone(SHANGHAI) for o in owed if o.due_at}


def told_of(matter: int, act: str) -> list[dict]:
    events = Event.objects.filter(matter_id=matter, act=act).order_by("seq")
    return [json.loads(event.body)["fields"] for event in events]


def report_by(town: Town, by: Actor, moment: datetime, **fields: Any) -> int:
    told = {"demand_kind": "complaint", **town.point(), **fields}
    told = {name: value for name, value in told.items() if value is not None}
    return do(town, "report", by, moment, **told).matter_id


def run_clock(since: datetime, until: datetime) -> None:
    now = since
    while now <= until:
        tick(now)
        now += timedelta(minutes=15)


@pytest.mark.req("S1-48")
@pytest.mark.req("S2-38")
@pytest.mark.req("S2-44")
def test_sc01_an_open_manhole_at_closing_time(town: Town) -> None:
    filed = at("03-10T16:44")
    matter = report(town, at("03-10T16:40"), text="学校门口井盖没了，孩子放学要经过。")
    do(town, "file", town.desk, filed, matter=matter, on="file", case_type="03001")
    do(town, "dispatch", town.desk, filed, matter=matter, on="dispatch")
    clocks = dues(matter)
    assert clocks["sign"] == at("03-10T16:59")
    assert clocks["contact"] == at("03-11T16:44")
    assert clocks["resolve"] == at("03-11T13:44")
    assert clocks["promise"] == at("03-11T13:44")
    helpers = set(
        Obligation.objects.filter(matter_id=matter, kind="help").values_list("debtor_id", flat=True)
    )
    assert helpers == {town.body(code) for code in ("WTR", "GAS", "TEL", "PWR")}

    lead = town.actor("clerk", "MUN")
    do(town, "sign", lead, at("03-10T16:52"), matter=matter, on="sign")
    do(town, "contact", lead, at("03-10T17:05"), matter=matter, on="contact",
       contact_how="call", contact_record="已电话告知会先围挡")  # fmt: skip
    for owed in Obligation.objects.filter(matter_id=matter, kind="help"):
        perform(Command(town.id, "release_help", lead, at("03-11T13:30"), f"release:{owed.id}",
                        {"reason": "本单位已到场处置"}, matter, "case", owed.id))  # fmt: skip
    done = at("03-11T13:40")
    do(town, "feed_back", lead, done, matter=matter, on="resolve",
       result_code="resolved", result="已更换井盖", answer="井盖已换好",
       checked=["guarded", "owner_found", "replaced"])  # fmt: skip
    with pytest.raises(Refused):
        do(town, "pass", town.actor("verifier", "MUN"), done, matter=matter, on="verify")
    do(town, "pass", town.actor("verifier", "S01"), done, matter=matter, on="verify")
    do(town, "visit_closes", town.visitor, at("03-12T10:00"), matter=matter, on="visit",
       solved="solved", satisfaction="satisfied")  # fmt: skip
    while relay(at("03-12T10:01")):
        pass
    score = scores_of(town.id, matter)[0]
    assert score.body_id == town.body("MUN")
    assert (score.response, score.resolution, score.satisfaction) == (1000, 1000, 1000)
    assert score.delay_minutes == 0


@pytest.mark.req("S1-30")
@pytest.mark.req("S2-46")
def test_sc02_no_place_no_default(town: Town) -> None:
    reported = at("03-11T09:10")
    matter = report(town, reported, text="菜市场后面堆满建筑垃圾", lon=None, lat=None)
    owed = Obligation.objects.filter(matter_id=matter, outcome="")
    assert [(o.kind, o.debtor_id) for o in owed] == [("file", town.body("CMD"))]
    assert row(matter).area_code == ""
    with pytest.raises(Refused) as refused:
        do(town, "file", town.desk, reported, matter=matter, on="file", case_type="01003")
    assert refused.value.refusal.code == "not_placed"
    clerk = town.actor("clerk", "S09")
    assert may(clerk, "case.view", row(matter)) is None

    sent = at("03-11T11:50")
    do(town, "place", town.desk, sent, matter=matter, on="file", **town.point("S09"))
    do(town, "file", town.desk, sent, matter=matter, on="file", case_type="01003")
    do(town, "dispatch", town.desk, sent, matter=matter, on="dispatch")
    clocks = dues(matter)
    assert clocks["sign"] == at("03-11T14:50")
    assert clocks["contact"] == at("03-12T11:50")
    assert clocks["resolve"] == at("03-13T17:00")
    assert row(matter).lead_id == town.body("UMB")
    answers = told_of(matter, "dispatch")[0]["answers"]
    assert set(answers) == {"list", "power", "staff"}
    assert answers["list"]["verdict"] == "yes"
    assert may(clerk, "case.view", row(matter))
    assert may(town.actor("clerk", "S04"), "case.view", row(matter)) is None


@pytest.mark.req("S1-26")
def test_sc02_without_a_list_line_the_case_waits_for_a_dispatcher(town: Town) -> None:
    matter = report(town, at("03-11T09:10"))
    do(town, "file", town.desk, at("03-11T09:20"), matter=matter, on="file", case_type="01003")
    DutyItem.objects.filter(case_type="01003").delete()
    raise_stamp(town.id)
    forget()
    with pytest.raises(Refused) as refused:
        do(town, "dispatch", town.desk, at("03-11T09:30"), matter=matter, on="dispatch")
    assert refused.value.refusal.code == "no_lead"
    assert row(matter).state == "filed"
    assert row(matter).lead_id is None


@pytest.mark.req("S2-44")
def test_sc07_late_over_a_holiday_and_whose(town: Town) -> None:
    matter = dispatched(town, at("04-02T15:00"), case_type="01006")
    assert dues(matter)["resolve"] == at("04-03T17:00")
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, at("04-02T15:10"), matter=matter, on="sign")
    do(town, "contact", lead, at("04-02T15:20"), matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip
    run_clock(at("04-02T15:30"), at("04-07T09:30"))
    tick(at("04-03T17:01"))
    late = told_of(matter, "mark_late")
    assert late
    # SAN has no head in the demo district: nobody to escalate to, the supervisor hears at once.
    assert all(e["nobody"] for e in late)
    done = at("04-07T09:45")
    do(town, "feed_back", lead, done, matter=matter, on="resolve",
       result_code="resolved", result="已处理", answer="已处理")  # fmt: skip
    do(town, "pass", town.actor("verifier", "S01"), done, matter=matter, on="verify")
    do(town, "visit_closes", town.visitor, done, matter=matter, on="visit",
       solved="solved", satisfaction="satisfied")  # fmt: skip
    while relay(done):
        pass
    (score,) = scores_of(town.id, matter)
    assert score.delay_minutes == 45
    assert json.loads(score.whose) == {str(town.body("SAN")): 45}


@pytest.mark.req("S1-41")
@pytest.mark.req("S2-45")
def test_sc09_a_weekend_call_and_three_tries(town: Town) -> None:
    saturday = at("03-14T09:30")
    matter = dispatched(town, saturday, case_type="12002", text="独居老人，84 岁，请社区来看看。")
    clocks = dues(matter)
    assert clocks["contact"] == at("03-14T13:30")
    assert clocks["resolve"] == at("03-17T17:00")
    assert row(matter).lead_id == town.body("S01")
    lead = town.actor("clerk", "S01")
    do(town, "sign", lead, at("03-16T09:30"), matter=matter, on="sign")
    do(town, "contact", lead, at("03-14T12:45"), matter=matter, on="contact",
       contact_how="call", contact_record="已通话，周一上门")  # fmt: skip
    fed = at("03-17T16:00")
    do(town, "feed_back", lead, fed, matter=matter, on="resolve",
       result_code="resolved", result="已结对帮扶", answer="每周上门一次",
       checked=["seen", "home_safe", "contact_known", "needs_noted", "next_visit"])  # fmt: skip
    # A street does not verify itself: the district's inspection office does.
    verifier = Obligation.objects.get(matter_id=matter, kind="verify").debtor_id
    assert verifier == town.body("GOF")
    do(town, "pass", town.actor("verifier", "GOF"), fed, matter=matter, on="verify")
    for tried in ("03-17T16:30", "03-18T09:30"):
        do(town, "visit_try", town.visitor, at(tried), matter=matter, on="visit", tried_how="call")
    with pytest.raises(Refused) as refused:
        do(town, "visit_try", town.visitor, at("03-18T10:00"), matter=matter, on="visit",
           tried_how="call")  # fmt: skip
    assert refused.value.refusal.code == "last_try_now"
    do(town, "visit_closes", town.visitor, at("03-18T11:00"), matter=matter, on="visit",
       solved="solved", satisfaction="basically")  # fmt: skip
    while relay(at("03-18T11:01")):
        pass
    lead_score = scores_of(town.id, matter)[0]
    assert (lead_score.resolution, lead_score.satisfaction) == (1000, 800)
    assert lead_score.delay_minutes == 0


def test_sc09_had_the_third_try_failed_it_would_be_unreached_by_code(town: Town) -> None:
    matter = dispatched(town, at("03-09T10:00"))
    lead = town.actor("clerk", "SAN")
    now = at("03-09T11:00")
    do(town, "sign", lead, now, matter=matter, on="sign")
    do(town, "contact", lead, now, matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip
    do(town, "feed_back", lead, now, matter=matter, on="resolve",
       result_code="resolved", result="好", answer="好", checked=CHECKED)  # fmt: skip
    do(town, "pass", town.actor("verifier", "S01"), now, matter=matter, on="verify")
    with pytest.raises(Refused) as refused:
        do(town, "visit_unreached", town.visitor, now, matter=matter, on="visit", tried_how="call")
    assert refused.value.refusal.code == "tries_missing"
    for _ in range(2):
        do(town, "visit_try", town.visitor, now, matter=matter, on="visit", tried_how="call")
    do(town, "visit_unreached", town.visitor, now, matter=matter, on="visit", tried_how="call")
    assert row(matter).state == "closed"
    assert row(matter).case.exemption == "unreached"


def test_sc10_a_tip_off_hides_its_reporter_from_the_bodies(town: Town) -> None:
    filed = at("04-29T11:00")
    matter = report(town, filed, demand_kind="tip_off", is_confidential=True,
                    text="后厨用过期肉，我周小明在那里上班，19900001234。")  # fmt: skip
    do(town, "file", town.desk, filed, matter=matter, on="file", case_type="10001")
    do(town, "dispatch", town.desk, filed, matter=matter, on="dispatch")
    assert dues(matter)["resolve"] == at("05-22T17:00")
    assert row(matter).lead_id == town.body("MKT")
    found = row(matter)
    for code in ("MKT", "HEA"):
        grant = may(town.actor("clerk", code), "case.view", found)
        assert grant
        assert not grant.sees("phone")
        assert not grant.sees("name")
        assert may(town.actor("clerk", code), "case.reveal", found) is None
    assert may(town.desk, "case.reveal", found)
    # The first contact is the desk's: MKT owes none, and cannot make one but through the desk.
    contact = Obligation.objects.get(matter_id=matter, kind="contact")
    assert contact.debtor_id == town.body("CMD")
    acts = choices(opened(row(matter), filed), town.actor("clerk", "MKT"), filed)
    assert "contact" not in {choice.rule.name for choice in acts}
    do(town, "contact", town.desk, filed, matter=matter, on="contact",
       contact_how="call", contact_record="已核实线索")  # fmt: skip
    # The number stands nowhere in the open, neither in the event nor beside it.
    phone = "19900001234"
    assert not Event.objects.filter(body__contains=phone).exists()
    assert phone not in row(matter).case.title
    assert "周小明" not in row(matter).case.title


@pytest.mark.req("S4-25")
def test_a_residents_committee_is_never_offered_the_lead(town: Town) -> None:
    matter = dispatched(town, at("03-09T10:00"), case_type="12002")
    lead = row(matter).lead_id
    assert town.chart.body(lead).kind == "street"


def test_a_page_shows_the_acts_that_are_mine_and_why_one_is_grey(town: Town) -> None:
    now = at("03-09T10:00")
    matter = dispatched(town, now)
    case = opened(row(matter), now)
    mine = {c.rule.name: c.refusal for c in choices(case, town.actor("clerk", "SAN"), now)}
    assert set(mine) == {
        *("sign", "contact", "ask", "feed_back", "return_order", "check_off"),
        *("assign_task", "transfer", "ask_extension", "ask_pause"),
        *("answer_question", "answer_and_close"),
    }
    assert mine["sign"] is None
    assert mine["feed_back"].code == "still_owed"
    assert {c.rule.name for c in choices(case, town.actor("clerk", "MUN"), now)} == set()
    assert {c.rule.name for c in choices(case, town.resident, now)} == {"withdraw"}


@pytest.mark.req("S2-39")
def test_sc05_a_grid_worker_closes_within_the_street_s_power_and_not_beyond(town: Town) -> None:
    now = at("03-16T09:31")
    worker = town.actor("grid_worker", "S01-C01")
    told = {"requester_name": None, "requester_phone": None, "channel": "grid"}
    bills = report_by(town, worker, now, text="楼道里贴满小广告", **told)
    bin_ = report_by(town, worker, now, text="垃圾桶满了", **told)
    done = {"case_type": "01007", "result": "已当场清除"}
    do(town, "resolve_at_once", worker, now, matter=bills, on="file", **done)
    assert row(bills).lead_id == town.body("S01")
    assert row(bills).state == "verifying"
    # What the list gives a department goes up to the desk and down to that department.
    with pytest.raises(Refused) as refused:
        do(town, "resolve_at_once", worker, now, matter=bin_, on="file",
           case_type="01005", result="已清运")  # fmt: skip
    assert refused.value.refusal.code == "not_the_streets"
    do(town, "file", town.desk, now, matter=bin_, on="file", case_type="01005")
    do(town, "dispatch", town.desk, now, matter=bin_, on="dispatch", helpers=[])
    assert row(bin_).lead_id == town.body("SAN")
    # Another person of another body verifies; a grid worker of another street cannot resolve.
    verifier = town.actor("verifier", "GOF")
    do(town, "pass_and_close", verifier, now, matter=bills, on="verify",
       exemption_code="no_requester")  # fmt: skip
    assert row(bills).state == "closed"
    other = report_by(town, worker, now, text="又贴了", **told)
    with pytest.raises(Refused) as refused:
        do(town, "resolve_at_once", town.actor("grid_worker", "S04-C01"), now, matter=other,
           on="file", **done)  # fmt: skip
    assert refused.value.refusal.code == "not_yours"


@pytest.mark.parametrize(
    ("moment", "allowed"), [("03-12T14:50", True), ("03-12T15:15", True), ("03-12T15:16", False)]
)
def test_sc03_an_order_goes_back_only_inside_the_window_and_once(
    town: Town, moment: str, allowed: bool
) -> None:
    matter = dispatched(town, at("03-12T10:15"), case_type="07010")
    lead = town.actor("clerk", "EEB")
    back = {"reason": "油烟来自无证餐饮，属城管", "list_line": "territorial T038"}
    if not allowed:
        with pytest.raises(Refused) as refused:
            do(town, "return_order", lead, at(moment), matter=matter, on="resolve", **back)
        assert refused.value.refusal.code == "return_window_over"
        return
    promise = dues(matter)["promise"]
    do(town, "return_order", lead, at(moment), matter=matter, on="resolve", **back)
    assert row(matter).state == "filed"
    # The promise to the resident is fixed at filing and survives the redispatch.
    assert dues(matter)["promise"] == promise
    do(town, "dispatch", town.desk, at(moment), matter=matter, on="dispatch", helpers=[],
       note="清单仍列本单位主办")  # fmt: skip
    with pytest.raises(Refused) as refused:
        do(town, "return_order", lead, at(moment), matter=matter, on="resolve", **back)
    assert refused.value.refusal.code == "done_before"
