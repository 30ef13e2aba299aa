"""The clock: due soon, late, the ladder; each step once, whatever happens to tickers and clocks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, Obligation, Outbox
from huying.platform.matters.verify import verify
from huying.platform.notifications.models import Notice
from huying.platform.ticker.leases import take
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import due_promises, fire, tick
from tests.builders import MORNING, Town, dispatched, do, report, row


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def marks(matter: int, kind: str) -> list[str]:
    owed = Obligation.objects.get(matter_id=matter, kind=kind)
    events = Event.objects.filter(matter_id=matter, role="clock").order_by("seq")
    return [e.act for e in events if json.loads(e.body)["answers"] == owed.id]


def run_clock(
    until: datetime, since: datetime = MORNING, step: timedelta = timedelta(minutes=1)
) -> None:
    now = since
    while now <= until:
        tick(now)
        now += step


def test_a_promise_is_marked_soon_then_late_then_climbs_the_ladder_each_once(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    # Signing is due in 2 work hours: 11:30; a quarter of it is left at 11:00.
    run_clock(local("2026-03-10T11:00"))
    assert marks(matter, "sign") == ["mark_soon"]
    run_clock(local("2026-03-10T11:31"), since=local("2026-03-10T11:30"))
    assert marks(matter, "sign") == ["mark_soon", "mark_late"]
    # The supervisor hears 4 work hours later: 16:30.
    run_clock(local("2026-03-10T16:29"), since=local("2026-03-10T16:20"))
    assert marks(matter, "sign") == ["mark_soon", "mark_late"]
    run_clock(local("2026-03-10T17:30"), since=local("2026-03-10T16:30"))
    assert marks(matter, "sign") == ["mark_soon", "mark_late", "escalate"]
    late = Obligation.objects.get(matter_id=matter, kind="sign")
    assert late.late_at == late.due_at
    assert row(matter).is_late
    assert verify(town.id, [matter]).broken == []


def test_the_limit_itself_is_in_time(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:30")
    tick(at)
    do(town, "sign", town.actor("clerk", "MUN"), at, matter=matter, on="sign")
    tick(at + timedelta(minutes=5))
    assert Obligation.objects.get(matter_id=matter, kind="sign").late_at is None
    assert "mark_late" not in marks(matter, "sign")


def test_a_late_act_is_late_even_before_the_clock_came(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:31")
    do(town, "sign", town.actor("clerk", "MUN"), at, matter=matter, on="sign")
    signed = Obligation.objects.get(matter_id=matter, kind="sign")
    assert signed.outcome == "kept"
    assert signed.late_at == local("2026-03-10T11:30")


@pytest.mark.req("S1-41")
def test_the_visit_opens_when_the_promise_runs_out_before_a_result(town: Town) -> None:
    matter = dispatched(town, case_type="01001")
    promise = Obligation.objects.get(matter_id=matter, kind="promise")
    tick(promise.due_at)
    assert not Obligation.objects.filter(matter_id=matter, kind="visit").exists()
    tick(promise.due_at + timedelta(seconds=1))
    tick(promise.due_at + timedelta(seconds=2))
    assert Obligation.objects.filter(matter_id=matter, kind="visit", outcome="").count() == 1
    promise.refresh_from_db()
    assert promise.late_at == promise.due_at
    assert promise.outcome == ""


def test_waiting_for_the_resident_ends_by_itself_and_the_clock_runs_on(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    lead = town.actor("clerk", "MUN")
    do(town, "ask", lead, MORNING, matter=matter, on="resolve", question="哪盏灯？")
    resolve = Obligation.objects.get(matter_id=matter, kind="resolve")
    assert (resolve.due_at, resolve.next_at) == (None, None)
    reply = Obligation.objects.get(matter_id=matter, kind="reply")
    tick(reply.due_at + timedelta(seconds=1))
    resolve.refresh_from_db()
    reply.refresh_from_db()
    assert reply.outcome == "excused"
    assert resolve.due_at is not None
    assert resolve.next_at is not None


def test_a_promise_that_waited_and_has_its_old_date_again_is_looked_at_again(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    lead = town.actor("clerk", "MUN")
    owed = Obligation.objects.get(matter_id=matter, kind="resolve")
    soon = owed.next_at
    tick(soon)
    do(town, "ask", lead, soon, matter=matter, on="resolve", question="哪盏灯？")
    do(town, "give_reply", town.resident, soon, matter=matter, on="reply", text="东边那盏。")
    assert Obligation.objects.get(id=owed.id).due_at == owed.due_at
    tick(soon + timedelta(minutes=1))
    assert Obligation.objects.get(id=owed.id).next_at == owed.due_at + timedelta(seconds=1)


def test_what_was_late_before_it_waited_is_late_still_and_told_once(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    lead = town.actor("clerk", "MUN")
    owed = Obligation.objects.get(matter_id=matter, kind="resolve")
    late = owed.due_at + timedelta(minutes=1)
    tick(late)
    tick(late)
    do(town, "ask", lead, late, matter=matter, on="resolve", question="哪盏灯？")
    do(town, "give_reply", town.resident, late, matter=matter, on="reply", text="东边那盏。")
    tick(late + timedelta(minutes=2))
    assert marks(matter, "resolve").count("mark_late") == 1
    assert Obligation.objects.get(id=owed.id).late_at == owed.due_at


def test_nobody_to_escalate_to_is_an_event_and_the_supervisor_hears_at_once(town: Town) -> None:
    # The head post of SAN is vacant in the demo district.
    matter = dispatched(town, case_type="01001")
    tick(local("2026-03-10T11:31"))
    told = [
        json.loads(e.body)["fields"]
        for e in Event.objects.filter(matter_id=matter, act="mark_late")
    ]
    assert told
    supervisors = [
        p.id for p in town.value.people for h in p.holdings
        if h.role == "supervisor" and h.body == town.body("GOF")
    ]  # fmt: skip
    assert all(t["nobody"] and set(t["told"]) == set(supervisors) for t in told)


def test_two_tickers_a_restart_and_a_jump_of_the_clock_fire_nothing_twice(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    noon = local("2026-03-10T12:00")
    first, second = due_promises(noon), due_promises(noon)
    assert [fire(due, noon) is not None for due in first] == [True] * len(first)
    assert [fire(due, noon) for due in second] == [None] * len(second)
    # The clock jumps a day ahead, then back.
    tick(noon + timedelta(days=1))
    done = Event.objects.filter(matter_id=matter, role="clock").count()
    tick(noon)
    assert Event.objects.filter(matter_id=matter, role="clock").count() == done
    for kind in ("sign", "contact"):
        assert len(set(marks(matter, kind))) == len(marks(matter, kind))
    assert verify(town.id, [matter]).broken == []


def test_the_relay_tells_people_once_and_empties_the_outbox(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    tick(local("2026-03-10T11:00"))
    while relay(MORNING):
        pass
    assert not Outbox.objects.exists()
    notices = Notice.objects.filter(matter_id=matter)
    told = {
        p
        for e in Event.objects.filter(matter_id=matter, act="mark_soon")
        for p in json.loads(e.body)["fields"]["told"]
    }
    assert {n.person_id for n in notices} == told
    count = notices.count()
    assert relay(MORNING) == 0
    assert notices.count() == count


@pytest.mark.django_db
def test_a_lease_is_one_holder_s_until_it_runs_out() -> None:
    assert take("job", "one", MORNING)
    assert not take("job", "two", MORNING)
    assert take("job", "one", MORNING + timedelta(seconds=10))
    assert not take("job", "two", MORNING + timedelta(seconds=20))
    assert take("job", "two", MORNING + timedelta(seconds=26))


def test_an_unfiled_report_is_a_promise_of_the_desk(town: Town) -> None:
    matter = report(town)
    filed = Obligation.objects.get(matter_id=matter)
    assert (filed.kind, filed.debtor_id) == ("file", town.body("CMD"))
    assert filed.due_at == local("2026-03-10T11:30")
