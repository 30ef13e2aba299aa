"""每日提要: one notice a person and working day, never a second one, none when nothing is owed."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.todo import todo
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.notifications.models import Notice
from huying.platform.notifications.notices import unread
from huying.platform.ticker import daily
from huying.platform.ticker.daily import Daily, register_daily, run_daily
from huying.platform.ticker.loop import one_pass
from huying.platform.ticker.models import DailyRun, Lease
from huying.platform.ticker.tick import tick
from huying.web.supervision.digest import NAME, digests, starts_at
from huying.web.supervision.listing import listing
from tests.apps.cases.pages import signed_in, text_of
from tests.builders import MORNING, Town, dispatched, do, report, row

CHINESE = re.compile("[\u4e00-\u9fff]")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


#: The Wednesday after MORNING, half an hour before the office opens.
HALF_PAST_EIGHT = local("2026-03-11T08:30")


def digest_of(person: int | None) -> dict[str, int]:
    return json.loads(Notice.objects.get(person_id=person, act=NAME).counts)


def all_digests() -> int:
    return Notice.objects.filter(act=NAME).count()


# ---- when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-11", "2026-03-11T08:30"),
        ("2026-03-14", None),  # a Saturday
        ("2026-05-01", None),  # Labour Day
        ("2026-05-09", "2026-05-09T08:30"),  # a Saturday worked instead
        ("2026-10-01", None),
    ],
)
def test_the_digest_is_written_at_half_past_eight_of_working_days(
    town: Town, day: str, expected: str | None
) -> None:
    found = starts_at(town.id, date.fromisoformat(day))
    assert found == (local(expected) if expected else None)


def test_not_a_second_before_and_once_for_everybody_after(town: Town) -> None:
    dispatched(town, case_type="03004")
    assert run_daily(HALF_PAST_EIGHT - timedelta(seconds=1), "one") == 0
    assert run_daily(HALF_PAST_EIGHT, "one") == all_digests() > 0
    assert set(Notice.objects.values_list("day", flat=True)) == {date(2026, 3, 11)}


# ---- what ---------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_to_do_list(town: Town) -> None:
    dispatched(town, case_type="03004")
    dispatched(town, MORNING + timedelta(hours=5), case_type="03004")
    run_daily(HALF_PAST_EIGHT, "one")
    clerk = town.actor("clerk", "MUN")
    counts = todo(Ground(clerk, HALF_PAST_EIGHT)).counts
    mine = digest_of(clerk.person)
    assert mine["late"] == counts["late"] > 0
    assert mine["today"] == counts["hour"] + counts["today"]
    assert mine["unreached"] == 0
    assert sum(mine["kinds"].values()) == mine["late"] + mine["today"]


def test_the_supervisor_gets_the_district_s_and_a_head_the_body_s(town: Town) -> None:
    dispatched(town, case_type="03004")
    dispatched(town, case_type="01001")
    run_daily(HALF_PAST_EIGHT, "one")
    for reader in (town.supervisor, town.actor("head", "MUN")):
        found = listing(Ground(reader, HALF_PAST_EIGHT), {}).counts
        mine = digest_of(reader.person)
        assert (mine["late"], mine["today"]) == (found["late"], found["today"])
    head, whole = digest_of(town.actor("head", "MUN").person), digest_of(town.supervisor.person)
    assert 0 < head["late"] < whole["late"]


def test_whoever_owes_nothing_hears_nothing(town: Town) -> None:
    assert digests(town.id, HALF_PAST_EIGHT.date(), HALF_PAST_EIGHT) == []
    dispatched(town, case_type="03004")
    run_daily(HALF_PAST_EIGHT, "one")
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert town.actor("clerk", "MUN").person in told
    assert town.actor("clerk", "EDU").person not in told
    assert town.actor("auditor", "GOF").person not in told


def test_residents_who_were_not_reached_are_counted_for_the_visitors(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    promise = row(matter).obligations.get(kind="promise")
    tick(promise.due_at + timedelta(seconds=1))
    at = promise.due_at + timedelta(hours=1)
    do(town, "visit_try", town.visitor, at, matter=matter, on="visit", tried_how="call")
    later = at + timedelta(days=1)
    found = {n.person_id: json.loads(n.counts) for n in digests(town.id, later.date(), later)}
    assert found[town.visitor.person]["unreached"] == 1
    assert found[town.supervisor.person]["unreached"] == 1


def test_the_people_of_a_street_s_office_hear_what_the_street_owes(town: Town) -> None:
    dispatched(town, case_type="12002")
    run_daily(HALF_PAST_EIGHT, "one")
    clerk = town.actor("clerk", "S01")
    assert digest_of(clerk.person)["late"] > 0


# ---- never twice --------------------------------------------------------------------------------


def test_two_tickers_a_restart_and_jumps_of_the_clock_never_write_it_twice(town: Town) -> None:
    dispatched(town, case_type="03004")
    first = run_daily(HALF_PAST_EIGHT, "one")
    assert first > 0
    for at, holder in [
        (HALF_PAST_EIGHT, "one"),
        (HALF_PAST_EIGHT + timedelta(seconds=1), "two"),
        (HALF_PAST_EIGHT + timedelta(minutes=1), "restarted"),
        (HALF_PAST_EIGHT - timedelta(minutes=20), "clock set back"),
        (HALF_PAST_EIGHT + timedelta(hours=9), "clock jumped"),
    ]:
        assert run_daily(at, holder) == 0
    # Another day is another digest; the clock set back to the first day writes none again.
    thursday = run_daily(HALF_PAST_EIGHT + timedelta(days=1), "one")
    assert thursday > 0
    assert run_daily(HALF_PAST_EIGHT + timedelta(hours=1), "one") == 0
    assert all_digests() == first + thursday
    assert DailyRun.objects.filter(name=NAME).count() == 2


def test_a_second_ticker_that_saw_no_run_writes_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched(town, case_type="03004")
    first = run_daily(HALF_PAST_EIGHT, "one")
    # Both looked before either wrote, and the lease had run out in between.
    monkeypatch.setattr(daily, "_waiting", lambda _day: [(NAME, town.id)])
    Lease.objects.filter(name="daily").delete()
    assert run_daily(HALF_PAST_EIGHT + timedelta(seconds=2), "two") == 0
    assert all_digests() == first


def test_the_database_itself_keeps_a_person_from_a_second_digest(town: Town) -> None:
    notice = {"district_id": town.id, "person_id": 5, "day": date(2026, 3, 11), "act": NAME}
    Notice.objects.create(id=1, at=HALF_PAST_EIGHT, **notice)
    with pytest.raises(IntegrityError):
        Notice.objects.create(id=2, at=HALF_PAST_EIGHT, **notice)


def test_a_day_on_which_nobody_owes_anything_is_done_too(town: Town) -> None:
    assert run_daily(HALF_PAST_EIGHT, "one") == 0
    assert DailyRun.objects.filter(name=NAME, day=date(2026, 3, 11)).exists()
    # What is filed after half past eight is of the next day's digest.
    dispatched(town, HALF_PAST_EIGHT + timedelta(hours=1), case_type="03004")
    assert run_daily(HALF_PAST_EIGHT + timedelta(hours=4), "one") == 0


def test_a_job_that_fails_leaves_no_trace_and_runs_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Notice]:
        raise RuntimeError("no")

    monkeypatch.setattr(daily, "_jobs", {})
    register_daily("other", Daily(lambda: [town.id], lambda _d, _day: HALF_PAST_EIGHT, broken))
    with pytest.raises(RuntimeError):
        run_daily(HALF_PAST_EIGHT, "one")
    assert not DailyRun.objects.exists()


def test_the_loop_of_the_ticker_runs_it(town: Town) -> None:
    dispatched(town, case_type="03004")
    one_pass(lambda: HALF_PAST_EIGHT, "one")
    assert all_digests() > 0


# ---- where it is read ---------------------------------------------------------------------------


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: HALF_PAST_EIGHT + timedelta(minutes=30))


@pytest.mark.usefixtures("at_nine")
def test_the_message_says_the_figures_and_opens_the_list(town: Town) -> None:
    dispatched(town, case_type="03004")
    run_daily(HALF_PAST_EIGHT, "one")
    clerk = town.actor("clerk", "MUN")
    assert unread(town.id, clerk.person or 0) == 1
    page = signed_in(clerk).get(reverse("message-list"))
    assert f"已超时 {digest_of(clerk.person)['late']} 项" in text_of(page)
    assert f'href="{reverse("case-list")}?view=mine"' in page.content.decode()
    supervisor = signed_in(town.supervisor)
    for name in ("message-list", "home"):
        page = supervisor.get(reverse(name))
        assert "每日提要" in text_of(page)
        assert f'href="{reverse("supervision")}"' in page.content.decode()


@pytest.mark.usefixtures("at_nine")
def test_in_english_the_message_is_english(town: Town) -> None:
    dispatched(town, case_type="03004")
    report(town)
    run_daily(HALF_PAST_EIGHT, "one")
    page = signed_in(town.supervisor).get(
        reverse("message-list"), headers={"accept-language": "en"}
    )
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert not CHINESE.search(main), CHINESE.findall(main)
    assert "Daily digest" in main
