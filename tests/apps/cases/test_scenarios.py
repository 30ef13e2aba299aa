"""Days at work at the desk and in the street; times are local."""

from __future__ import annotations

import pytest

from huying.apps.appraisal.queries import scores_of
from huying.apps.cases.acts import choices, opened
from huying.apps.duties.models import DutyItem
from huying.apps.duties.queries import forget
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.perform import Command, perform
from huying.platform.matters.stamps import raise_stamp
from huying.platform.policy import may
from huying.platform.ticker.relay import relay
from tests.apps.cases.days import (
    at,
    dues,
    faults,
    late,
    part_done,
    refused,
    report_by,
    told_of,
)  # fmt: skip
from tests.builders import Town, dispatched, do, report, row


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
    # Hours run on after closing time.
    assert clocks["stage guard"] == at("03-10T17:44")
    assert clocks["stage replace"] == at("03-11T13:44")
    assert clocks["resolve"] == at("03-11T13:44")
    assert clocks["promise"] == at("03-11T13:44")
    helpers = set(
        Obligation.objects.filter(matter_id=matter, kind="help").values_list("debtor_id", flat=True)
    )
    assert helpers == {town.body(code) for code in ("WTR", "GAS", "TEL", "PWR")}

    lead = town.actor("clerk", "MUN")
    do(town, "sign", lead, at("03-10T16:52"), matter=matter, on="sign")
    # A first contact is a call or a visit with its record, never a tick.
    tick = refused(town, "contact", lead, at("03-10T17:05"), matter=matter, on="contact")
    assert faults(tick) == {"contact_how missing", "contact_record missing"}
    do(town, "contact", lead, at("03-10T17:05"), matter=matter, on="contact",
       contact_how="call", contact_record="已电话告知会先围挡")  # fmt: skip
    part_done(town, lead, at("03-10T17:30"), matter, "guard")
    for owed in Obligation.objects.filter(matter_id=matter, kind="help"):
        perform(Command(town.id, "release_help", lead, at("03-10T17:35"), f"release:{owed.id}",
                        {"reason": "本单位已到场处置"}, matter, "case", owed.id))  # fmt: skip
    part_done(town, lead, at("03-11T13:40"), matter, "replace")
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
    assert late(matter) == set()
    # Who has a hand in it sees the case; the number only who must call, masked, for a reason.
    assert may(town.desk, "case.reveal", row(matter))
    for code in ("WTR", "GAS", "TEL", "PWR"):
        assert may(town.actor("clerk", code), "case.reveal", row(matter)) is None


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
    assert clocks["stage stop"] == at("03-11T16:50")
    assert clocks["stage clear"] == clocks["resolve"] == at("03-13T17:00")
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
    }
    assert mine["sign"] is None
    assert mine["feed_back"].code == "still_owed"
    assert {c.rule.name for c in choices(case, town.actor("clerk", "MUN"), now)} == set()
    assert {c.rule.name for c in choices(case, town.resident, now)} == {"withdraw"}


@pytest.mark.req("S2-39", "S2-52")
def test_sc05_a_grid_worker_closes_within_the_street_s_power_and_not_beyond(town: Town) -> None:
    now = at("03-16T09:31")
    worker = town.actor("grid_worker", "S01-C01")
    told = {"requester_name": None, "requester_phone": None, "channel": "grid"}
    # Found without signal, sent when the phone is back; the line broke twice in between.
    sent = [
        ("d1", {"text": "楼道里贴满小广告", "reported_at": at("03-16T08:40"), **told}),
        ("d2", {"text": "垃圾桶满了", "reported_at": at("03-16T08:55"), **told}),
    ]
    for _ in range(3):
        bills, bin_ = (report_by(town, worker, now, key=key, **said) for key, said in sent)
    assert Event.objects.filter(matter__district_id=town.id, act="report").count() == 2
    assert row(bills).case.reported_at == at("03-16T08:40")
    assert row(bills).opened_at == now
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
    assert dues(bin_)["resolve"] == at("03-16T14:31")
    # Words are evidence: no photo was asked for. Another person of another body verifies;
    # a grid worker of another street cannot resolve.
    verifier = town.actor("verifier", "GOF")
    do(town, "pass_and_close", verifier, now, matter=bills, on="verify",
       exemption_code="no_requester")  # fmt: skip
    assert row(bills).state == "closed"
    other = report_by(town, worker, now, text="又贴了", **told)
    with pytest.raises(Refused) as refused:
        do(town, "resolve_at_once", town.actor("grid_worker", "S04-C01"), now, matter=other,
           on="file", **done)  # fmt: skip
    assert refused.value.refusal.code == "not_yours"
