"""督查清单: what is late and due today, whose it is, who has heard, and who may read the list."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.apps.cases.lists.ground import Ground
from huying.domain.kernel.actor import Actor, Post
from huying.domain.worktime import SHANGHAI
from huying.platform import clock
from huying.platform.matters.models import Mark, Obligation
from huying.platform.policy import access
from huying.platform.ticker.relay import relay
from huying.platform.ticker.tick import tick
from huying.web.home.supervision import supervision
from huying.web.supervision.listing import listing
from tests.apps.cases.pages import signed_in, text_of
from tests.builders import MORNING, Town, dispatched, do, report, row

CHINESE = re.compile("[\u4e00-\u9fff]")
#: What the open session and its person cost; the list itself is held to ten.
SESSION = 2
At = Callable[[datetime], None]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock of pages."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(MORNING)
    return at


def head_of(town: Town, code: str) -> Actor:
    return town.actor("head", code)


def role_zh(code: str) -> str:
    return access().roles[code].zh


def lines_of(reader: Actor, at: datetime, **query: str) -> list[tuple[str, str]]:
    found = listing(Ground(reader, at), {"size": "50", **query}).lines
    return [(line.number, line.kind) for line in found]


def everything(town: Town, at: datetime) -> None:
    """Lets the clock go up to a moment, by the minute near it and in one go before."""
    for step in range(6):
        tick(at + timedelta(seconds=step))


# ---- what the list holds ------------------------------------------------------------------------


@pytest.mark.req("S2-17")
def test_the_list_says_whose_how_late_how_far_up_and_who_was_told(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    tick(local("2026-03-10T11:00"))
    tick(local("2026-03-10T11:31"))
    found = listing(Ground(town.supervisor, local("2026-03-10T12:30")), {"view": "late"})
    line = next(one for one in found.lines if one.number == row(matter).number)
    head = next(p.name for p in town.value.people if p.id == head_of(town, "MUN").person)
    assert line.body == town.chart.body(town.body("MUN")).name_zh
    # 11:30 to 12:30 with the break from 12:00: half a working hour.
    assert line.clock.words == "已超 30 分"
    assert (line.step, line.told) == (f"第 1 级：{role_zh('head')}", f"已告知 {head}")
    assert not line.is_unheard
    assert line.url


def test_late_today_and_later_promises_are_told_apart(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:31")
    reader, number = town.supervisor, row(matter).number
    kinds = {
        view: {kind for n, kind in lines_of(reader, at, view=view) if n == number}
        for view in ("late", "today", "all")
    }
    owed = Obligation.objects.filter(matter_id=matter, outcome="")
    due = {o.kind: o.due_at for o in owed}
    assert kinds["late"] == {word(o.kind, town) for o in owed if o.due_at < at}
    midnight = local("2026-03-11T00:00")
    assert kinds["today"] == {word(k, town) for k, d in due.items() if at <= d < midnight}
    assert kinds["all"] == kinds["late"] | kinds["today"]
    assert any(d >= midnight for d in due.values())


def word(kind: str, town: Town) -> str:
    return Ground(town.supervisor, MORNING).kind(kind)


def test_what_is_kept_or_paused_is_not_on_the_list(town: Town) -> None:
    matter = dispatched(town, case_type="03004")
    number, at = row(matter).number, local("2026-03-10T11:45")
    assert (number, word("sign", town)) in lines_of(town.supervisor, at)
    lead = town.actor("clerk", "MUN")
    do(town, "sign", lead, at, matter=matter, on="sign")
    assert (number, word("sign", town)) not in lines_of(town.supervisor, at)
    do(town, "ask", lead, at, matter=matter, on="resolve", question="哪盏灯？")
    days = at + timedelta(days=1)
    assert (number, word("resolve", town)) not in lines_of(town.supervisor, days)


@pytest.mark.req("S2-17")
def test_nobody_to_escalate_to_stands_on_the_list_and_on_the_home_page(town: Town, now: At) -> None:
    # The head post of SAN is vacant in the demo district.
    matter = dispatched(town, case_type="01001")
    other = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:31")
    everything(town, at)
    found = listing(Ground(town.supervisor, at), {"view": "unheard", "size": "50"})
    numbers = {line.number for line in found.lines}
    assert row(matter).number in numbers
    assert row(other).number not in numbers
    assert found.counts["unheard"] == len(found.lines)
    assert all(line.is_unheard and line.told for line in found.lines)
    now(at)
    client = signed_in(town.supervisor)
    assert row(matter).number in client.get(reverse("home")).content.decode()
    untold = supervision(Ground(town.supervisor, at)).untold
    assert {one.number for one in untold} >= {row(matter).number}
    page = text_of(client.get(reverse("supervision"), {"view": "unheard"}))
    assert "无人可报" in page
    # Kept in the end, it is no longer anybody's business: the mark leaves both.
    sign = Obligation.objects.get(matter_id=matter, kind="sign")
    do(town, "sign", town.actor("clerk", "SAN"), at, matter=matter, on="sign")
    still = listing(Ground(town.supervisor, at), {"view": "unheard", "size": "50"})
    assert (row(matter).number, word("sign", town)) not in {
        (line.number, line.kind) for line in still.lines
    }
    assert Mark.objects.filter(obligation_id=sign.id, is_unheard=True).exists()


# ---- filter, order, pages -----------------------------------------------------------------------


def test_each_filter_narrows_to_exactly_its_rows(town: Town) -> None:
    dispatched(town, case_type="01001")
    dispatched(town, case_type="03004", **town.point("S02"))
    report(town)
    at = local("2026-03-10T11:31")
    everything(town, at)
    ground = Ground(town.supervisor, at)
    whole = {(o.pk, o.debtor_id, o.kind, o.marks) for o in _rows(ground)}
    mun = town.body("MUN")
    assert {o.debtor_id for o in _rows(ground, body=str(mun))} == {mun}
    assert {o.pk for o in _rows(ground, kind="sign")} == {p for p, _, k, _ in whole if k == "sign"}
    first = {p for p, _, _, marks in whole if marks == 2}
    assert first
    assert {o.pk for o in _rows(ground, step="first")} == first
    street = town.chart.body(town.body("S02")).area_code
    assert {o.matter.area_code[:9] for o in _rows(ground, street=street)} == {street}
    steps = [_rows(ground, step=s) for s in ("due", "unreported", "first", "second", "third")]
    assert sum(len(rows) for rows in steps) >= len(whole)
    assert len(_rows(ground, body="nonsense")) == len(whole)


def _rows(ground: Ground, **query: str) -> list[Obligation]:
    return list(listing(ground, {"size": "50", **query}).page.rows)


@pytest.mark.parametrize("sort", ["due", "-due", "body", "street", "step", "-step", "nonsense"])
def test_pages_show_every_promise_once_in_each_order(town: Town, sort: str) -> None:
    for n in range(12):
        dispatched(town, MORNING + timedelta(minutes=n // 3), case_type="03004")
    at = local("2026-03-10T11:31")
    everything(town, at)
    ground, seen, query = Ground(town.supervisor, at), [], {"size": "10", "sort": sort}
    while True:
        found = listing(ground, query)
        seen += [one.pk for one in found.page.rows]
        if not found.page.after:
            break
        query = {"size": "10", "sort": sort, "after": found.page.after}
    assert len(seen) == len(set(seen)) == found.counts["all"] > 10


def test_a_page_costs_ten_statements_whatever_its_length(town: Town, now: At) -> None:
    for _ in range(6):
        dispatched(town, case_type="01001")
    at = local("2026-03-10T16:40")
    everything(town, at)
    now(at)
    for reader in (town.supervisor, head_of(town, "MUN")):
        client = signed_in(reader)
        client.get(reverse("supervision"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get(reverse("supervision"), {"size": "50"})
        assert response.status_code == 200
        assert len(asked) <= 10 + SESSION, "\n".join(q["sql"] for q in asked)


def test_the_database_reads_the_list_by_its_index(town: Town) -> None:
    rows = listing(Ground(town.supervisor, MORNING), {}).page.rows
    assert isinstance(rows, list)
    if connection.vendor == "sqlite":
        from huying.web.supervision.promises import promises

        plan = promises(Ground(town.supervisor, MORNING)).order_by("due_at", "id")[:20].explain()
        assert "owed_due" in plan


# ---- who may ------------------------------------------------------------------------------------


def test_a_head_sees_the_own_body_s_promises_only(town: Town) -> None:
    dispatched(town, case_type="03004")
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    mun = town.body("MUN")
    ground = Ground(head_of(town, "MUN"), at)
    rows = _rows(ground)
    assert {o.debtor_id for o in rows} == {mun}
    assert {o.pk for o in rows} == {
        o.pk for o in _rows(Ground(town.supervisor, at)) if o.debtor_id == mun
    }
    # Asking for another body by hand shows nothing of it.
    assert {o.debtor_id for o in _rows(ground, body=str(town.body("CMD")))} <= {mun}


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("supervisor", "GOF", 200),
        ("head", "MUN", 200),
        ("head", "S01", 200),
        ("clerk", "MUN", 403),
        ("desk", "CMD", 403),
        ("visitor", "CMD", 403),
        ("verifier", "S01", 403),
    ],
)
@pytest.mark.parametrize("name", ["supervision", "supervision-export"])
def test_only_supervisors_and_heads_have_the_list(
    town: Town, now: At, role: str, code: str, status: int, name: str
) -> None:
    actor = town.actor(role, code)
    client = signed_in(Actor(actor.person, (Post(role, town.body(code)),), town.id))
    assert client.get(reverse(name)).status_code == status


def test_a_tip_off_names_nobody_in_page_and_file(town: Town, now: At) -> None:
    matter = report(
        town,
        demand_kind="tip_off",
        text="我是吴小静，电话19900007777，楼下餐馆后厨脏，别说是我说的。",
        requester_name="吴小静",
        requester_phone="19900007777",
    )
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="03004")
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", helpers=[])
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    for reader in (town.supervisor, head_of(town, "MUN")):
        client = signed_in(reader)
        for name in ("supervision", "supervision-export"):
            told = client.get(reverse(name), {"size": "50"}).content.decode()
            assert row(matter).number in told
            assert "吴小静" not in told
            assert "19900007777" not in told


# ---- file and words -----------------------------------------------------------------------------


def test_the_file_holds_the_rows_of_the_filter_as_the_page_shows_them(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    matter = dispatched(town, case_type="03004")
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    query = {"body": str(town.body("MUN")), "view": "late"}
    response = signed_in(town.supervisor).get(reverse("supervision-export"), query)
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    shown = listing(Ground(town.supervisor, at), {**query, "size": "50"})
    assert [(r[0], r[1], r[4]) for r in rows[1:]] == [
        (line.number, line.title, line.kind) for line in shown.lines
    ]
    assert {r[0] for r in rows[1:]} == {row(matter).number}
    assert rows[0][0] == "编号"


def test_too_many_rows_are_refused_in_words(
    town: Town, now: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched(town, case_type="01001")
    now(local("2026-03-10T11:31"))
    monkeypatch.setattr("huying.web.supervision.views.MOST_ROWS", 1)
    client = signed_in(town.supervisor)
    response = client.get(reverse("supervision-export"), {"view": "all"}, follow=True)
    assert "一次导不完" in text_of(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "没有超时和今天到期的责任"),
        ({"view": "unheard"}, "每一级都有在岗的人"),
        ({"step": "third"}, "没有符合筛选的责任"),
    ],
)
def test_an_empty_list_says_why(town: Town, now: At, query: dict[str, str], words: str) -> None:
    assert words in text_of(signed_in(town.supervisor).get(reverse("supervision"), query))


def test_in_english_no_word_of_the_page_is_left_in_chinese(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    now(at)
    response = signed_in(town.supervisor).get(
        reverse("supervision"), headers={"accept-language": "en"}
    )
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    assert not CHINESE.search(main), CHINESE.findall(main)


def test_the_message_says_that_nobody_was_on_post(town: Town, now: At) -> None:
    dispatched(town, case_type="01001")
    at = local("2026-03-10T11:31")
    everything(town, at)
    while relay(at):
        pass
    now(at)
    client = signed_in(town.supervisor)
    assert "该听到的人都不在岗，直接报到您" in text_of(client.get(reverse("message-list")))
    page = client.get(reverse("message-list"), headers={"accept-language": "en"})
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert "nobody on post" in main


def test_a_stage_is_named_behind_its_kind(town: Town) -> None:
    # A missing manhole cover is guarded within an hour and replaced within four work hours.
    dispatched(town, case_type="03001")
    at = local("2026-03-10T17:30")
    kinds = {kind for _, kind in lines_of(town.supervisor, at)}
    stage = word("stage", town)
    assert any(kind.startswith(f"{stage} · ") for kind in kinds), kinds
