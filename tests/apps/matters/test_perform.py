"""One act, one event, in one transaction: keys, versions, chain, statements."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Event, EventText, Matter, Obligation, Outbox
from huying.platform.matters.perform import Command, Conflict, KeyReused, perform
from huying.platform.matters.verify import plain_text, verify
from tests.builders import CHECKED, MORNING, Town, dispatched, do, report, row


@pytest.mark.req("S1-41")
def test_a_case_goes_from_report_to_close_through_all_seven_steps(town: Town) -> None:
    matter = dispatched(town)
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    do(town, "contact", lead, MORNING, matter=matter, on="contact",
       contact_how="call", contact_record="已电话联系，约定上门")  # fmt: skip
    do(town, "feed_back", lead, MORNING, matter=matter, on="resolve",
       result_code="resolved", result="已清运", answer="已清理完毕", checked=CHECKED)  # fmt: skip
    do(town, "pass", town.actor("verifier", "S01"), MORNING, matter=matter, on="verify")
    do(town, "visit_closes", town.visitor, MORNING, matter=matter, on="visit",
       solved="solved", satisfaction="satisfied")  # fmt: skip
    found = row(matter)
    assert found.state == "closed"
    assert found.case.solved == "solved"
    assert not Obligation.objects.filter(matter_id=matter, outcome="").exists()
    report_ = verify(town.id, [matter])
    assert (report_.matters, report_.events, report_.broken) == (1, 8, [])
    assert Outbox.objects.filter(event__matter_id=matter).count() == 8


def test_the_same_key_does_nothing_twice_and_another_content_is_refused(town: Town) -> None:
    first = do(town, "report", town.desk, MORNING, key="k1",
               demand_kind="complaint", channel="phone", text="井盖坏了")  # fmt: skip
    again = do(town, "report", town.desk, MORNING, key="k1",
               demand_kind="complaint", channel="phone", text="井盖坏了")  # fmt: skip
    assert again.is_repeat
    assert again.matter_id == first.matter_id
    with pytest.raises(KeyReused):
        do(town, "report", town.desk, MORNING, key="k1",
           demand_kind="complaint", channel="phone", text="路灯坏了")  # fmt: skip
    assert Matter.objects.count() == 1


def test_a_repeated_act_is_answered_as_the_first_time(town: Town) -> None:
    matter = dispatched(town)
    lead = town.actor("clerk", "SAN")
    first = do(town, "sign", lead, MORNING, matter=matter, on="sign", key="s1")
    events = Event.objects.count()
    owed = Obligation.objects.get(matter_id=matter, kind="sign")
    again = perform(Command(town.id, "sign", lead, MORNING + timedelta(minutes=3), "s1", {},
                            matter, "case", owed.id))  # fmt: skip
    assert again.is_repeat
    assert again.event_id == first.event_id
    assert Event.objects.count() == events


def test_an_old_version_is_a_conflict_but_only_of_the_same_promise(town: Town) -> None:
    matter = dispatched(town)
    lead = town.actor("clerk", "SAN")
    version = Obligation.objects.get(matter_id=matter, kind="resolve").version
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    # Another promise of the same matter was answered in between: no conflict.
    do(town, "ask", lead, MORNING, matter=matter, on="resolve", expected=version,
       question="请补充门牌号")  # fmt: skip
    do(town, "give_reply", town.resident, MORNING, matter=matter, on="reply", text="3号门")
    with pytest.raises(Conflict):
        do(town, "ask", lead, MORNING, matter=matter, on="resolve", expected=version, question="？")


def test_a_refused_act_changes_nothing(town: Town) -> None:
    matter = dispatched(town)
    before = (row(matter).version, Event.objects.count(), EventText.objects.count())
    with pytest.raises(Refused) as refused:
        do(town, "feed_back", town.actor("clerk", "SAN"), MORNING, matter=matter, on="resolve",
           result_code="resolved", result="好", answer="好", checked=CHECKED)  # fmt: skip
    assert refused.value.refusal.code == "still_owed"
    assert (row(matter).version, Event.objects.count(), EventText.objects.count()) == before


def test_every_wrong_field_is_named_at_once(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        do(town, "report", town.desk, MORNING, demand_kind="rant", channel="phone", text="",
           requester_phone="1380013", lon="200", colour="red")  # fmt: skip
    faults = {fault.field: fault.code for fault in refused.value.refusal.faults}
    assert faults == {
        "demand_kind": "not_a_choice",
        "text": "missing",
        "requester_phone": "phone_short",
        "lon": "degrees_range",
        "lat": "missing",
        "colour": "unknown_field",
    }
    assert not Matter.objects.exists()


#: Statements of an act with BEGIN and COMMIT, for which a savepoint stands inside a test.
STATEMENTS = {"report": 9, "file": 10, "dispatch": 9, "sign": 8, "contact": 9, "feed_back": 10}


def statements_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


@pytest.mark.parametrize("told", [{"demand_kind": "tip_off"}, {"is_confidential": True}, {}])
def test_every_text_of_a_hidden_reporters_case_is_kept_encrypted(town: Town, told: dict) -> None:
    matter = dispatched(town, **told)
    do(town, "sign", town.actor("clerk", "SAN"), MORNING, matter=matter, on="sign")
    do(town, "ask", town.actor("clerk", "SAN"), MORNING, matter=matter, on="resolve",
       question="是哪一家？")  # fmt: skip
    texts = EventText.objects.filter(event__matter_id=matter)
    clear = {text.field for text in texts if plain_text(text) == text.value}
    assert clear == (set() if told else {"text", "question"})
    assert not verify(town.id).broken


def test_statements_stay_few(town: Town) -> None:
    dispatched(town)
    counted = {"report": statements_of(lambda: report(town))}
    matter = report(town)
    lead = town.actor("clerk", "SAN")
    steps = (
        ("file", town.desk, "file", {"case_type": "01001"}),
        ("dispatch", town.desk, "dispatch", {"helpers": []}),
        ("sign", lead, "sign", {}),
        ("contact", lead, "contact", {"contact_how": "call", "contact_record": "好"}),
        (
            "feed_back",
            lead,
            "resolve",
            {
                "result_code": "resolved",
                "result": "好",
                "answer": "好",
                "checked": CHECKED,
            },
        ),
    )
    for act, by, on, fields in steps:
        owed = Obligation.objects.get(matter_id=matter, kind=on, outcome="").id
        command = Command(town.id, act, by, MORNING, f"n:{act}", fields, matter, "case", owed)
        counted[act] = statements_of(partial(perform, command))
    assert all(counted[name] <= most for name, most in STATEMENTS.items()), counted
