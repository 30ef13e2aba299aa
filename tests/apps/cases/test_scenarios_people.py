"""Days at work over holidays and weekends, with people who wait, fear or check; local times."""

from __future__ import annotations

import json

import pytest

from huying.apps.appraisal.queries import scores_of
from huying.apps.cases.acts import choices, opened
from huying.apps.cases.models import Case
from huying.apps.cases.services import open_case
from huying.apps.organisations.services import give_post
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.refusal import Refused
from huying.platform.ids import new_id
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.verify import verify
from huying.platform.policy import may
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick
from tests.apps.cases.days import at, dues, late, refused, relayed, run_clock, told_of
from tests.builders import CHECKED, Town, dispatched, do, report, row


@pytest.mark.req("S2-44", "S3-43")
def test_sc07_late_over_a_holiday_and_whose(town: Town) -> None:
    head = town.actor("clerk", "SAN", 1).person
    give_post(town.id, id=new_id(at("04-01T09:00")), user=head, body=town.body("SAN"),
              role="head", since=at("03-01T09:00").date(), is_head=True)  # fmt: skip
    matter = dispatched(town, at("04-02T15:00"), case_type="01006")
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, at("04-02T15:10"), matter=matter, on="sign")
    do(town, "contact", lead, at("04-02T15:20"), matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip
    run_clock(at("04-02T15:30"), at("04-03T17:00"))
    assert told_of(matter, "mark_late") == []
    tick(at("04-03T17:01"))
    heard = [told for told in told_of(matter, "mark_late") if told["told"]]
    assert {person for told in heard for person in told["told"]} == {head}
    assert not any(told["nobody"] for told in heard)
    # Four work hours later would be Tuesday 14:00: three days off lie between.
    owed = Obligation.objects.get(matter_id=matter, kind="resolve")
    assert owed.next_at == at("04-07T14:00")
    run_clock(at("04-03T17:15"), at("04-07T09:30"))
    done = at("04-07T09:45")
    do(town, "feed_back", lead, done, matter=matter, on="resolve",
       result_code="resolved", result="已处理", answer="已处理")  # fmt: skip
    run_clock(at("04-07T09:45"), at("04-07T15:00"))
    assert "resolve" in late(matter)
    resolve_steps = [told for told in told_of(matter, "escalate") if told["step"] > 2]
    assert not {p for told in resolve_steps for p in told["told"]} & {town.supervisor.person}
    do(town, "pass", town.actor("verifier", "S01"), at("04-07T15:01"), matter=matter, on="verify")
    do(town, "visit_closes", town.visitor, at("04-07T15:30"), matter=matter, on="visit",
       solved="solved", satisfaction="satisfied")  # fmt: skip
    relayed(at("04-07T15:31"))
    (score,) = scores_of(town.id, matter)
    # Nights and the three days off do not count; all of it is the handler's.
    assert score.delay_minutes == 45
    assert json.loads(score.whose) == {str(town.body("SAN")): 45}


@pytest.mark.req("S2-44")
def test_sc07_variant_with_nobody_at_the_head(town: Town) -> None:
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


@pytest.mark.req("S1-41", "S4-24")
@pytest.mark.req("S2-45")
def test_sc09_a_weekend_call_and_three_tries(town: Town) -> None:
    saturday = at("03-14T09:30")
    matter = dispatched(town, saturday, case_type="12002", text="独居老人，84 岁，请社区来看看。")
    clocks = dues(matter)
    assert clocks["contact"] == at("03-14T13:30")
    assert clocks["resolve"] == at("03-17T17:00")
    # The first contact is the type's own stage of four hours, on a Saturday too.
    assert not any(kind.startswith("stage") for kind in clocks)
    assert row(matter).lead_id == town.body("S01")
    lead = town.actor("clerk", "S01")
    do(town, "sign", lead, at("03-16T09:30"), matter=matter, on="sign")
    do(town, "contact", lead, at("03-14T12:45"), matter=matter, on="contact",
       contact_how="call", contact_record="已通话，周一上门")  # fmt: skip
    fed = at("03-17T16:00")
    do(town, "feed_back", lead, fed, matter=matter, on="resolve",
       result_code="resolved", result="已结对帮扶", answer="每周上门一次",
       done_by=town.body("S01-C01-STATION"),
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
    assert dues(matter)["stage check"] == at("05-06T17:00")
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


@pytest.mark.req("S2-44")
def test_sc11_one_altered_word_is_found_by_whoever_recomputes(town: Town) -> None:
    now = at("03-09T10:00")
    orders = [dispatched(town, now) for _ in range(3)]
    lead = town.actor("clerk", "SAN")
    for matter in orders:
        do(town, "sign", lead, now, matter=matter, on="sign")
        do(town, "contact", lead, now, matter=matter, on="contact",
           contact_how="call", contact_record="已联系")  # fmt: skip
    assert verify(town.id, orders).broken == []
    altered = Event.objects.get(matter_id=orders[1], act="contact")
    words = altered.body.replace('"call"', '"visit"')
    assert words != altered.body
    Event.objects.filter(id=altered.id).update(body=words)
    (broken,) = verify(town.id, orders).broken
    assert (broken.matter_id, broken.event_id) == (orders[1], altered.id)
    assert (broken.number, broken.seq) == (row(orders[1]).number, altered.seq)


@pytest.mark.req("S2-45")
def test_sc11_who_asks_never_approves_and_the_auditor_writes_nothing(town: Town) -> None:
    now = at("03-09T10:00")
    matter = dispatched(town, now)
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, now, matter=matter, on="sign")
    do(town, "ask_extension", lead, now, matter=matter, on="resolve", reason="等车", extra=2)
    both = Actor(lead.person, (Post("supervisor", town.body("GOF")),), town.id)
    no = refused(town, "grant", both, now, matter=matter, on="extend", extra=2)
    assert no.code == "same_person"
    do(town, "grant", town.supervisor, now, matter=matter, on="extend", extra=2)
    auditor = town.actor("auditor", "GOF")
    assert choices(opened(row(matter), now), auditor, now) == ()


@pytest.mark.req("S2-40")
def test_sc12_the_city_s_clock_and_ours(town: Town) -> None:
    now = at("09-28T10:20")
    told = {
        "demand_kind": "complaint", "channel": "hotline", "text": "垃圾分类投放点混投",
        "requester_phone": "19900001234", "source": "hotline",
        "source_number": "20260928-0815", "external_due_at": at("10-10T17:00"),
        **town.point(),
    }  # fmt: skip
    hotline = Actor(None, (Post("hotline", town.body("CMD")),), town.id)
    arrived = [open_case(hotline, told, at=now, key="hotline:20260928-0815") for _ in range(3)]
    assert [one.is_repeat for one in arrived] == [False, True, True]
    matter = arrived[0].matter_id
    assert Case.objects.get(source_number="20260928-0815").matter_id == matter
    do(town, "file", town.desk, now, matter=matter, on="file", case_type="01004")
    do(town, "dispatch", town.desk, now, matter=matter, on="dispatch", helpers=[])
    # Both stand on the case; only our own is a body's limit and the resident's promise.
    assert row(matter).case.external_due_at == at("10-10T17:00")
    assert dues(matter)["resolve"] == dues(matter)["promise"] == at("10-08T17:00")
    run_clock(at("10-08T16:45"), at("10-08T17:15"))
    assert {"promise", "resolve"} <= late(matter)
