"""剔除 (S2-45): asked by the lead, decided by another, out everywhere, counted and shown."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import count

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying.apps.appraisal import exclusions
from huying.apps.appraisal.evidence import Subject, cases_behind, delays_of
from huying.apps.appraisal.exclusions import Asked, ask, facts_now, read
from huying.apps.appraisal.models import Exclusion
from huying.apps.appraisal.queries import district_rates, rates_by
from huying.apps.appraisal.standing import line_by_block
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.refusal import Refused
from huying.platform import clock
from huying.platform.matters.models import Obligation
from huying.platform.matters.perform import Command, perform
from huying.platform.matters.verify import verify
from huying.platform.ticker.tick import tick
from tests.apps.appraisal.test_rates_page import CHINESE, MARCH, page, signed_in, words
from tests.apps.appraisal.test_records import MARCH as PERIOD
from tests.apps.appraisal.test_records import handled, relay_all, visited
from tests.builders import MORNING, Town, row

LATER = MORNING + timedelta(days=1)
TOLD = {
    "exclusion_code": "barred_by_law",
    "legal_basis": "城市房地产管理法第三十九条",
    "reason": "要求的补偿法律不允许",
    "evidence": "住建局 2026 年 12 号复函",
}
_keys = count(1)


@pytest.fixture(autouse=True)
def _next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def clerk(town: Town, body: str = "SAN", nth: int = 0) -> Actor:
    return town.actor("clerk", body, nth)


def scored(town: Town, solved: str = "partly", satisfaction: str = "basically") -> int:
    matter = handled(town)
    visited(town, matter, solved, satisfaction, MORNING)
    relay_all()
    return matter


def asked(town: Town, matter: int, by: Actor | None = None, at: datetime = LATER) -> int:
    """A request for a case; its own matter id."""
    key = f"ask:{next(_keys)}"
    return ask(by or clerk(town), matter, TOLD, at=at, key=key).matter_id


def answered(
    town: Town, matter: int, act: str, by: Actor | None = None, at: datetime = LATER, **told: str
) -> None:
    (one,) = requests(town, matter, at)
    by = by or town.supervisor
    exclusions.answer(by, one, act, told, at=at, key=f"answer:{next(_keys)}")


def requests(town: Town, matter: int, at: datetime = LATER) -> list[Asked]:
    facts = facts_now(town.id, at)
    assert facts is not None
    return read(facts, matter)


def refused(call, *args, **named) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **named)
    return caught.value.refusal.code


# ---- the rules ----------------------------------------------------------------------------------


@pytest.mark.req("S2-45")
def test_a_granted_request_takes_the_case_out_everywhere_and_counts_it(town: Town) -> None:
    kept, out = scored(town, "solved", "satisfied"), scored(town)
    before = district_rates(town.id, PERIOD)
    assert (before.tally.due, before.tally.partly, before.tally.excluded) == (2, 1, 0)
    asked(town, out)
    assert district_rates(town.id, PERIOD).tally == before.tally
    answered(town, out, "grant_exclusion", note="同意")
    line = district_rates(town.id, PERIOD)
    assert (line.tally.due, line.tally.solved, line.tally.partly) == (1, 1, 0)
    assert (line.rates.excluded, line.rates.exclusion.value) == (1, Fraction(1, 2))
    for split in ("body", "street", "channel", "item"):
        assert sum(found.tally.excluded for found in rates_by(town.id, PERIOD, split)) == 1
    subject = Subject(town.id)
    assert cases_behind(subject, PERIOD, "partly", town.supervisor).total == 0
    assert cases_behind(subject, PERIOD, "solved", town.supervisor).total == 1
    assert sum(cell.unsolved for cell in line_by_block(town.id, PERIOD).values()) == 0
    assert Exclusion.objects.get(case_id=out).code == "barred_by_law"
    assert not Exclusion.objects.filter(case_id=kept).exists()
    assert verify(town.id).broken == []


def test_late_minutes_of_a_case_left_out_are_nobodys(town: Town) -> None:
    matter = handled(town, done=MORNING.replace(hour=15, minute=10))
    visited(town, matter, "solved", "satisfied", MORNING.replace(hour=16))
    relay_all()
    assert delays_of(Subject(town.id), PERIOD).minutes == 40
    asked(town, matter)
    answered(town, matter, "grant_exclusion")
    assert delays_of(Subject(town.id), PERIOD).minutes == 0


@pytest.mark.req("S2-45")
def test_whoever_asked_never_decides(town: Town) -> None:
    matter = scored(town)
    both = Actor(
        clerk(town).person,
        (Post("clerk", town.body("SAN")), Post("supervisor", town.body("GOF"))),
        town.id,
    )
    asked(town, matter, both)
    for act, told in (("grant_exclusion", {}), ("refuse_exclusion", {"reason": "不够"})):
        assert refused(answered, town, matter, act, both, **told) == "same_person"
        # A colleague of the lead with whatever role is no supervisor of the deciding office.
        other = Actor(9_100_001, (Post("supervisor", town.body("SAN")),), town.id)
        assert refused(answered, town, matter, act, other, **told) == "not_yours"
        assert refused(answered, town, matter, act, clerk(town, nth=1), **told) == "not_yours"
    assert Exclusion.objects.get().granted_at is None


@pytest.mark.django_db
def test_the_database_itself_refuses_one_person_for_both(town: Town) -> None:
    asked(town, scored(town))
    made = Exclusion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.update(granted_at=LATER, decided_by=made.asked_by)


def test_only_the_scored_lead_of_a_closed_case_asks_in_time_and_once(town: Town) -> None:
    matter = handled(town)
    assert refused(asked, town, matter) == "exclusion_not_scored"
    visited(town, matter, "partly", "basically", MORNING)
    # Closed, but the score is written by the relay: there is nothing to leave out yet.
    assert refused(asked, town, matter) == "exclusion_not_scored"
    relay_all()
    assert refused(asked, town, matter, clerk(town, "UMB")) == "exclusion_not_lead"
    assert refused(asked, town, matter, town.supervisor) == "not_yours"
    assert refused(asked, town, 987_654_321) == "exclusion_not_scored"
    # Ten working days from Tuesday 10 March end on Tuesday 24 March at 17:00.
    at = MORNING.replace(day=24, hour=17, minute=0)
    late = at + timedelta(seconds=1)
    assert refused(asked, town, matter, at=late) == "exclusion_window_over"
    asked(town, matter, at=at)
    assert refused(asked, town, matter, clerk(town, nth=1)) == "exclusion_asked_before"
    answered(town, matter, "withdraw_exclusion", clerk(town, nth=1))
    assert refused(asked, town, matter) == "exclusion_asked_before"
    assert Exclusion.objects.get().matter.state == "withdrawn"


def test_every_wrong_field_is_named_at_once(town: Town) -> None:
    matter = scored(town)
    told = {"exclusion_code": "because", "legal_basis": " ", "evidence": "", "case_type": "x"}
    with pytest.raises(Refused) as caught:
        ask(clerk(town), matter, told, at=LATER, key="wrong")
    faults = {fault.field: fault.code for fault in caught.value.refusal.faults}
    assert faults == {
        "exclusion_code": "not_a_choice",
        "legal_basis": "missing",
        "reason": "missing",
        "evidence": "missing",
        "case_type": "unknown_field",
    }
    asked(town, matter)
    with pytest.raises(Refused) as caught:
        answered(town, matter, "refuse_exclusion")
    assert [fault.field for fault in caught.value.refusal.faults] == ["reason"]


def test_a_refused_request_leaves_the_case_in_and_is_final(town: Town) -> None:
    matter = scored(town)
    asked(town, matter)
    before = district_rates(town.id, PERIOD).tally
    answered(town, matter, "refuse_exclusion", reason="法律并不禁止")
    assert district_rates(town.id, PERIOD).tally == before
    assert refused(answered, town, matter, "grant_exclusion") == "ended"
    made = Exclusion.objects.get()
    assert (made.matter.state, made.granted_at) == ("refused", None)
    assert made.decided_by == town.supervisor.person


def test_the_decision_has_a_limit_and_its_lateness_is_told(town: Town) -> None:
    matter = scored(town)
    request = asked(town, matter)
    owed = Obligation.objects.get(matter_id=request, kind="decide")
    assert (owed.debtor_id, owed.creditor_id) == (town.body("GOF"), town.body("SAN"))
    # Five working days after Wednesday 11 March.
    assert owed.due_at == datetime(2026, 3, 18, 17, tzinfo=MORNING.tzinfo)
    tick(owed.due_at + timedelta(minutes=1))
    owed.refresh_from_db()
    assert owed.late_at is not None
    assert owed.outcome == ""


def test_the_same_press_twice_is_one_request(town: Town) -> None:
    matter = scored(town)
    first = ask(clerk(town), matter, TOLD, at=LATER, key="once")
    again = ask(clerk(town), matter, TOLD, at=LATER, key="once")
    assert again.is_repeat
    assert again.matter_id == first.matter_id
    assert Exclusion.objects.count() == 1


def test_what_the_deciding_office_led_itself_stays_in(town: Town) -> None:
    matter = scored(town)
    office = town.body("GOF")
    from huying.apps.appraisal.models import ScoreRecord

    ScoreRecord.objects.filter(matter_id=matter).update(body_id=office)
    own = Actor(9_100_002, (Post("clerk", office),), town.id)
    assert refused(asked, town, matter, own) == "exclusion_of_own"


def test_no_other_way_in_knows_the_case_s_acts(town: Town) -> None:
    matter = scored(town)
    command = Command(
        town.id, "ask_exclusion", clerk(town), LATER, "way", TOLD, matter_id=matter,
        procedure="case",
    )  # fmt: skip
    assert refused(perform, command) in {"unknown_act", "ended"}


# ---- pages --------------------------------------------------------------------------------------


def address(matter: int, act: str = "") -> str:
    number = row(matter).number
    if not act:
        return reverse("case-exclusion", args=[number])
    return reverse("case-exclusion-act", args=[number, act])


@pytest.fixture
def lead(town: Town) -> Client:
    return signed_in(Client(), clerk(town))


@pytest.fixture
def inspector(town: Town) -> Client:
    return signed_in(Client(), town.supervisor)


@pytest.mark.req("S2-45")
def test_from_the_score_to_the_decision_in_the_browser_s_way(
    town: Town, lead: Client, inspector: Client
) -> None:
    matter = scored(town)
    scores = reverse("case-scores", args=[row(matter).number])
    assert address(matter) in lead.get(scores).content.decode()
    assert address(matter) not in inspector.get(scores).content.decode()
    assert "申请剔除" in words(lead.get(address(matter)).content.decode())
    wrong = lead.post(address(matter, "ask_exclusion"), {"reason": "补偿不合法"})
    assert wrong.status_code == 422
    assert "补偿不合法" in wrong.content.decode()
    assert "有 3 处要改" in words(wrong.content.decode())
    done = lead.post(address(matter, "ask_exclusion"), TOLD)
    assert done.status_code == 302
    shown = words(inspector.get(address(matter)).content.decode())
    for told in TOLD.values():
        assert told in shown or told == "barred_by_law"
    listed = inspector.get(reverse("exclusions")).content.decode()
    assert row(matter).number in listed
    (request,) = requests(town, matter)
    given = inspector.post(
        address(matter, "grant_exclusion"), {"request": request.row.id, "note": "同意"}
    )
    assert given.status_code == 302
    told = words(inspector.get(scores).content.decode())
    assert "已剔除" in told
    assert "法律政策不允许办" in told
    granted = inspector.get(reverse("exclusions") + "?view=granted").content.decode()
    assert row(matter).number in granted


def test_a_body_sees_its_own_requests_alone(town: Town, lead: Client) -> None:
    matter = scored(town)
    asked(town, matter)
    stranger = signed_in(Client(), clerk(town, "UMB"))
    assert row(matter).number in lead.get(reverse("exclusions")).content.decode()
    assert row(matter).number not in stranger.get(reverse("exclusions")).content.decode()
    assert signed_in(Client(), town.visitor).get(reverse("exclusions")).status_code == 403


def test_others_are_told_why_not(town: Town, lead: Client, inspector: Client) -> None:
    matter = scored(town)
    told = inspector.post(address(matter, "ask_exclusion"), TOLD)
    assert told.status_code == 422
    asked(town, matter)
    (request,) = requests(town, matter)
    sent = {"request": request.row.id}
    assert lead.post(address(matter, "grant_exclusion"), sent).status_code == 422
    assert lead.post(address(matter, "grant_exclusion"), {"request": "x"}).status_code == 404
    assert lead.post(address(matter, "sing"), sent).status_code == 404
    auditor = signed_in(Client(), town.actor("auditor", "AUD"))
    assert auditor.post(address(matter, "grant_exclusion"), sent).status_code == 403
    assert TOLD["evidence"] in auditor.get(address(matter)).content.decode()
    assert Exclusion.objects.get().granted_at is None


@pytest.mark.req("S2-45")
def test_the_rate_and_its_count_stand_beside_the_three(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(days=7))
    inspector = signed_in(Client(), town.supervisor)
    scored(town, "solved", "satisfied")
    out = scored(town)
    asked(town, out)
    answered(town, out, "grant_exclusion")
    text = words(page(inspector, MARCH))
    assert "剔除率50.00%1 / 2" in text
    sheet = inspector.get(reverse("rates-export", args=["csv"]) + MARCH)
    head, first = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))[:2]
    told = dict(zip(head, first, strict=True))
    assert (told["剔除"], told["剔除率 %"], told["未联系上"]) == ("1", "50.00", "0")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_take_few_statements_and_speak_english(
    town: Town, lead: Client, inspector: Client, language: str, django_assert_max_num_queries
) -> None:
    matter = scored(town)
    empty = words(inspector.get(reverse("exclusions")).content.decode())
    assert "这里没有剔除申请" in empty
    for client in (lead, inspector):
        for wanted in (address(matter), reverse("exclusions")):
            client.get(wanted)
            with django_assert_max_num_queries(12):
                client.get(wanted)
    asked(town, matter)
    for client in (lead, inspector):
        for wanted in (address(matter), reverse("exclusions")):
            with django_assert_max_num_queries(12):
                html = client.get(wanted, headers={"accept-language": language}).content.decode()
            own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
            main = own.partition("<main")[2].partition("</main>")[0]
            assert language != "en" or not CHINESE.findall(main), CHINESE.findall(main)
