"""The worked examples through real rows: eight orders of one body, whose delay it was, and
cases that were merged or reopened."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.apps.appraisal.case_scores import closings, score_rows
from huying.apps.appraisal.evidence import Subject
from huying.apps.appraisal.models import ScoreRecord, VisitRecord
from huying.apps.appraisal.queries import rates_by
from huying.apps.appraisal.reasons import reasons_of
from huying.apps.appraisal.services import score_closed
from huying.apps.cases.services import act_on_case
from huying.domain.appraisal.rates import Period
from huying.domain.appraisal.share import shown
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from tests.apps.appraisal.test_exclusions import answered, asked
from tests.apps.appraisal.test_rates_page import page, signed_in, words
from tests.apps.appraisal.test_records import BIN, MARCH, relay_all
from tests.builders import Town, dispatched, do, report, row

#: Led by MUN within 2 work days, without a checklist.
ROAD = "03004"


def at(text: str) -> datetime:
    return datetime.fromisoformat("2026-03-" + text).replace(tzinfo=SHANGHAI)


def fed_back(town: Town, matter: int, when: datetime, lead: str = "SAN") -> None:
    do(town, "feed_back", town.actor("clerk", lead), when, matter=matter, on="resolve",
       result_code="resolved", result="已办", answer="已办好")  # fmt: skip


def passed(town: Town, matter: int, when: datetime) -> None:
    do(town, "pass", town.actor("verifier", "S01"), when, matter=matter, on="verify")


def signed(town: Town, matter: int, when: datetime, lead: str = "SAN") -> None:
    do(town, "sign", town.actor("clerk", lead), when, matter=matter, on="sign")


def contacted(town: Town, matter: int, when: datetime, lead: str = "SAN") -> None:
    do(town, "contact", town.actor("clerk", lead), when, matter=matter, on="contact",
       contact_how="call", contact_record="已联系")  # fmt: skip


def visit(town: Town, matter: int, said: str, when: datetime, act: str = "visit_closes") -> None:
    solved, satisfaction = said.split("/")
    told = {"solved": solved, "satisfaction": satisfaction}
    if act == "visit_returns":
        told |= {"reason": "还不行", "dissatisfaction": ["not_done"]}  # type: ignore[dict-item]
    on = "joined_visit" if act.startswith("joined") else "visit"
    do(town, act, town.visitor, when, matter=matter, on=on, **told)


def order(town: Town, sent: str, signed_at: str, called: str) -> int:
    """An order of SAN, signed and first contacted; up to its return visit."""
    matter = dispatched(town, at(sent), BIN)
    steps = [(at(signed_at), signed), (at(called), contacted)]
    for when, step in sorted(steps, key=lambda one: one[0]):
        step(town, matter, when)
    end = max(when for when, _ in steps)
    fed_back(town, matter, end)
    passed(town, matter, end)
    return matter


def merged(town: Town, main: int, when: datetime) -> int:
    """A repeat of another resident, merged into the main case."""
    repeat = report(town, when, requester_name="钱芳", requester_phone="19900005678")
    act_on_case(town.desk, repeat, "merge", {"main": main}, at=when, key=f"merge:{repeat}")
    return repeat


def eight_orders(town: Town) -> dict[str, int]:
    made = {
        "O1": order(town, "09T10:00", "09T11:00", "09T15:00"),
        "O2": order(town, "09T16:30", "10T10:30", "10T16:30"),
        "O3": order(town, "09T16:30", "10T10:31", "10T09:00"),
        "O4": order(town, "13T18:00", "16T09:05", "16T09:30"),
    }
    five = made["O5"] = dispatched(town, at("11T09:00"), BIN)
    for _ in range(2):
        merged(town, five, at("11T09:10"))
    signed(town, five, at("11T09:30"))
    contacted(town, five, at("11T10:00"))
    fed_back(town, five, at("11T11:00"))
    passed(town, five, at("11T11:00"))
    made["O6"] = order(town, "11T14:00", "11T14:20", "12T08:00")
    seven = made["O7"] = dispatched(town, at("12T10:00"), BIN)
    signed(town, seven, at("12T10:10"))
    do(town, "return_order", town.actor("clerk", "SAN"), at("12T10:30"), matter=seven, on="resolve",
       reason="不属于本单位", list_line="responsibility 01005")  # fmt: skip
    made["O8"] = order(town, "12T11:30", "12T13:10", "12T14:00")
    return made


def visits_made(town: Town, made: dict[str, int]) -> None:
    visit(town, made["O1"], "solved/satisfied", at("17T10:00"))
    visit(town, made["O2"], "solved/basically", at("17T10:00"))
    visit(town, made["O3"], "partly/basically", at("17T10:00"))
    visit(town, made["O4"], "unsolved/unsatisfied", at("17T10:00"), "visit_returns")
    visit(town, made["O5"], "solved/satisfied", at("17T10:00"), "joined_visit_done")
    visit(town, made["O5"], "solved/basically", at("17T10:05"), "joined_visit_done")
    visit(town, made["O5"], "unsolved/unsatisfied", at("17T10:10"), "visit_returns")
    for act in ("visit_try", "visit_try", "visit_unreached"):
        do(town, act, town.visitor, at("17T10:00"), matter=made["O6"], on="visit", tried_how="call")
    for round_ in (1, 2):
        when = at(f"1{6 + round_}T10:00")
        visit(town, made["O8"], "unsolved/unsatisfied", when, "visit_returns")
        fed_back(town, made["O8"], when)
        passed(town, made["O8"], when)
    visit(town, made["O8"], "unsolved/unsatisfied", at("19T10:00"))


@pytest.fixture
def orders(town: Town) -> dict[str, int]:
    made = eight_orders(town)
    visits_made(town, made)
    relay_all()
    return made


@pytest.mark.req("S2-45")
def test_eight_orders_give_the_worked_rates(town: Town, orders: dict[str, int]) -> None:
    asked(town, orders["O8"], at=at("19T11:00"))
    answered(town, orders["O8"], "grant_exclusion", at=at("19T12:00"))
    (line,) = rates_by(town.id, MARCH, "body", body=town.body("SAN"))
    rates = line.rates
    assert (line.tally.in_time, line.tally.due) == (4, 6)
    assert (line.tally.solved, line.tally.partly, line.tally.unsolved) == (4, 1, 2)
    assert (line.tally.satisfied, line.tally.basically, line.tally.unsatisfied) == (2, 3, 2)
    three = (rates.response, rates.resolution, rates.satisfaction, rates.composite)
    assert [shown(one) for one in three] == ["66.67", "64.29", "62.86", "64.50"]
    assert (rates.unreached, rates.excluded, rates.returned) == (1, 1, 1)
    assert (rates.exclusion.numerator, rates.exclusion.denominator) == (1, 7)
    assert not rates.may_rank


@pytest.mark.req("S2-45")
def test_an_outsider_recomputes_them_from_the_file(
    town: Town, orders: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(town, orders["O8"], at=at("19T11:00"))
    answered(town, orders["O8"], "grant_exclusion", at=at("19T12:00"))
    monkeypatch.setattr(clock, "now", lambda: at("31T09:00"))
    inspector = signed_in(Client(), town.supervisor)
    query = "?period=own&first=2026-03-01&last=2026-03-31"
    sheet = inspector.get(reverse("rates-export", args=["csv"]) + query)
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    told = next(one for one in rows if one["编码"] == "SAN")
    counts = ("到期", "按时", "已解决", "部分解决", "未解决", "满意", "基本满意", "不满意")
    assert [told[name] for name in counts] == ["6", "4", "4", "1", "2", "2", "3", "2"]
    assert [told[n] for n in ("未联系上", "退回", "剔除", "剔除率 %")] == ["1", "1", "1", "14.29"]
    text = words(page(inspector, query))
    assert "剔除率14.29%1 / 7" in text
    assert "批准剔除的 1 件不进分母" in text


@pytest.mark.req("S2-45")
def test_each_merged_resident_has_an_own_visit_and_the_order_counts_once(
    town: Town, orders: dict[str, int]
) -> None:
    kept = VisitRecord.objects.filter(matter_id=orders["O5"]).order_by("at")
    assert [(v.solved, v.satisfaction) for v in kept] == [
        ("solved", "satisfied"), ("solved", "basically"), ("unsolved", "unsatisfied"),
    ]  # fmt: skip
    assert len({v.joined for v in kept}) == 3
    assert {v.body_id for v in kept} == {town.body("SAN")}
    only = Period(at("11T00:00"), at("12T09:30"))
    assert rates_by(town.id, only, "all")[0].tally.returned == 0


def test_reasons_are_counted_and_merged_ends_are_told_by_code(
    town: Town, orders: dict[str, int]
) -> None:
    found = reasons_of(Subject(town.id, town.body("SAN")), MARCH)
    assert [(one.code, one.count) for one in found.given] == [("not_done", 4)]
    assert found.of == 4
    whole = reasons_of(Subject(town.id), MARCH)
    assert {one.code: one.count for one in whole.ends} == {"merged_into": 2}
    assert reasons_of(Subject(town.id, item="01001"), MARCH).of == 0


# ---- whose delay (worked examples 3), through cases ---------------------------------------------


def leading(town: Town, matter: int) -> str:
    lead = row(matter).lead_id
    return town.chart.body(lead).code


def resolved(town: Town, case_type: str, start: str, done: str, between) -> ScoreRecord:
    """The lead's score of a case that ran from `start` to `done`."""
    matter = dispatched(town, at(start), case_type)
    lead = leading(town, matter)
    signed(town, matter, at(start), lead)
    contacted(town, matter, at(start), lead)
    between(matter)
    fed_back(town, matter, at(done), lead)
    passed(town, matter, at(done))
    visit(town, matter, "solved/satisfied", at("16T10:00"))
    relay_all()
    return ScoreRecord.objects.get(matter_id=matter, body_id=town.body(lead))


def decided(town: Town, answered_at: str, ask: str, refuse: str, **told: object):
    """The inspection office was asked on Monday 14:00 and owed its decision by Tuesday 17:00."""

    def between(matter: int) -> None:
        lead = town.actor("clerk", leading(town, matter))
        done = do(town, ask, lead, at("09T14:00"), matter=matter, on="resolve", **told)
        kind = {"keep_limit": "extend", "refuse_pause": "permit"}[refuse]
        assert done.matter_id == matter
        when = at(answered_at)
        do(town, refuse, town.supervisor, when, matter=matter, on=kind, reason="不同意")

    return between


def extension(town: Town, answered_at: str):
    told = {"reason": "要等材料", "extra": 1}
    return decided(town, answered_at, "ask_extension", "keep_limit", **told)


def pause(town: Town, answered_at: str):
    told = {
        "pause_kind": "weather",
        "reason": "连日大雨",
        "plan": "雨停就修",
        "until": at("12T17:00"),
    }
    return decided(town, answered_at, "ask_pause", "refuse_pause", **told)


def waited(town: Town, answered_at: str):
    """The lead asked the resident from Monday 14:00 to Tuesday 09:30."""

    def between(matter: int) -> None:
        lead = town.actor("clerk", leading(town, matter))
        do(town, "ask", lead, at("09T14:00"), matter=matter, on="resolve", question="具体哪里？")
        do(
            town,
            "give_reply",
            town.resident,
            at("10T09:30"),
            matter=matter,
            on="reply",
            text="东门",
        )

    return between


@pytest.mark.req("S2-44")
@pytest.mark.parametrize(
    ("case_type", "wait", "until", "done", "whose"),
    [
        pytest.param(ROAD, None, "", "12T09:40", {"MUN": 40}, id="D1"),
        pytest.param(ROAD, extension, "11T11:00", "11T16:00", {}, id="D2"),
        pytest.param(ROAD, extension, "12T11:00", "12T14:30", {"GOF": 270}, id="D3"),
        pytest.param(ROAD, extension, "11T11:00", "13T10:00", {"GOF": 120, "MUN": 360}, id="D4"),
        pytest.param(ROAD, pause, "11T11:00", "13T10:00", {"GOF": 120, "MUN": 360}, id="D4p"),
        pytest.param(BIN, waited, "10T09:30", "10T11:00", {"SAN": 30}, id="D5"),
    ],
)
def test_whose_delay_of_a_real_case(town: Town, case_type, wait, until, done, whose) -> None:
    """The rows D1-D5, with a decision of the inspection office in the place of a helper."""
    between = wait(town, until) if wait else lambda _: None
    score = resolved(town, case_type, "09T10:00", done, between)
    told = {int(body): minutes for body, minutes in json.loads(score.whose).items()}
    assert told == {town.body(code): minutes for code, minutes in whose.items()}
    assert score.delay_minutes == sum(whose.values())


# ---- reopened -----------------------------------------------------------------------------------


@pytest.mark.req("S2-44")
def test_a_reopened_case_keeps_its_first_score_and_counts_by_its_latest(town: Town) -> None:
    matter = order(town, "09T10:00", "09T11:00", "09T15:00")
    visit(town, matter, "partly/basically", at("10T10:00"))
    relay_all()
    first = ScoreRecord.objects.get(matter_id=matter)
    do(town, "reopen", town.desk, at("12T10:00"), matter=matter, reason="又满了")
    relay_all()
    whole = Period(at("01T00:00"), at("31T00:00"))
    early = Period(at("01T00:00"), at("12T00:00"))
    assert rates_by(town.id, whole, "all")[0].tally.partly == 1
    fed_back(town, matter, at("12T14:00"))
    passed(town, matter, at("12T14:00"))
    visit(town, matter, "solved/satisfied", at("13T10:00"))
    relay_all()
    kept = ScoreRecord.objects.filter(matter_id=matter).order_by("reopened")
    assert [(s.reopened, s.resolution) for s in kept] == [(0, 500), (1, 1000)]
    assert kept[0].id == first.id
    assert kept[0].closed_at == first.closed_at
    assert [v.reopened for v in VisitRecord.objects.order_by("at")] == [0, 1]
    tally = rates_by(town.id, whole, "all")[0].tally
    assert (tally.solved, tally.partly, tally.due) == (1, 0, 1)
    # What was published for a past period stays: its latest closing was the first.
    assert rates_by(town.id, early, "all")[0].tally.partly == 1
    latest, older = closings(score_rows(town.id, matter))
    assert (latest.nth, latest.is_latest, older.nth, older.is_latest) == (2, True, 1, False)
    inspector = signed_in(Client(), town.supervisor)
    number = row(matter).number
    text = words(inspector.get(reverse("case-scores", args=[number])).content.decode())
    assert "这件重新办理过，下面是第 2 次结案的得分" in text
    assert "第 1 次结案的得分，留存不改" in text


def test_bulk_scoring_gives_a_reopened_case_the_same_rows(town: Town) -> None:
    matter = order(town, "09T10:00", "09T11:00", "09T15:00")
    visit(town, matter, "partly/basically", at("10T10:00"))
    do(town, "reopen", town.desk, at("12T10:00"), matter=matter, reason="又满了")
    fed_back(town, matter, at("12T14:00"))
    passed(town, matter, at("12T14:00"))
    visit(town, matter, "solved/satisfied", at("13T10:00"))
    when = at("13T11:00")
    assert score_closed(town.id, when) == 1
    assert score_closed(town.id, when + timedelta(hours=1)) == 0
    kept = ScoreRecord.objects.filter(matter_id=matter).order_by("reopened")
    assert [(s.reopened, s.resolution) for s in kept] == [(0, 500), (1, 1000)]


def test_a_withdrawn_or_merged_case_has_no_score(town: Town) -> None:
    main = dispatched(town, at("09T10:00"), BIN)
    repeat = merged(town, main, at("09T11:00"))
    gone = dispatched(town, at("09T10:00"), BIN)
    do(town, "withdraw", town.resident, at("09T12:00"), matter=gone, reason="不用了")
    relay_all()
    assert not ScoreRecord.objects.filter(matter_id__in=[main, repeat, gone]).exists()
    found = {one.code: one.count for one in reasons_of(Subject(town.id), MARCH).ends}
    assert found == {"withdrawn": 1, "merged_into": 1}
    assert all(line.tally.returned == 0 for line in rates_by(town.id, MARCH, "body"))
