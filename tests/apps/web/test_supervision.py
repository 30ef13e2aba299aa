"""督查清单: what is late and due today, whose it is, who has heard, and who may read the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.apps.cases.lists.ground import Ground
from huying.platform.matters.models import Mark, Obligation
from huying.platform.ticker.tick import tick
from huying.web.home.supervision import supervision
from huying.web.supervision.listing import listing
from tests.apps.cases.pages import signed_in, text_of
from tests.apps.web.supervised import (
    SESSION,
    At,
    everything,
    head_of,
    lines_of,
    local,
    role_zh,
    rows_of,
    word,
)
from tests.builders import MORNING, Town, dispatched, do, report, row

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


def test_each_filter_narrows_to_exactly_itsrows_of(town: Town) -> None:
    dispatched(town, case_type="01001")
    dispatched(town, case_type="03004", **town.point("S02"))
    report(town)
    at = local("2026-03-10T11:31")
    everything(town, at)
    ground = Ground(town.supervisor, at)
    whole = {(o.pk, o.debtor_id, o.kind, o.marks) for o in rows_of(ground)}
    mun = town.body("MUN")
    assert {o.debtor_id for o in rows_of(ground, body=str(mun))} == {mun}
    assert {o.pk for o in rows_of(ground, kind="sign")} == {
        p for p, _, k, _ in whole if k == "sign"
    }
    first = {p for p, _, _, marks in whole if marks == 2}
    assert first
    assert {o.pk for o in rows_of(ground, step="first")} == first
    street = town.chart.body(town.body("S02")).area_code
    assert {o.matter.area_code[:9] for o in rows_of(ground, street=street)} == {street}
    steps = [rows_of(ground, step=s) for s in ("due", "unreported", "first", "second", "third")]
    assert sum(len(rows) for rows in steps) >= len(whole)
    assert len(rows_of(ground, body="nonsense")) == len(whole)


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
