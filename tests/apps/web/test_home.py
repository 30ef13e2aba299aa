"""The home page of each role, messages, and the menu."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from huying.apps.accounts.session_rules import STARTED
from huying.apps.cases.lists.ground import Ground
from huying.apps.cases.lists.todo import GROUPS, group_of, todo
from huying.domain.kernel.actor import Actor, Post
from huying.platform import clock
from huying.platform.matters.models import Obligation
from huying.platform.notifications.models import Notice
from huying.platform.ticker.tick import tick
from tests.builders import MORNING, Town, dispatched, do, report, row

BACKEND = "django.contrib.auth.backends.ModelBackend"
Enter = Callable[[Actor], Client]


@pytest.fixture
def enter(town: Town) -> Enter:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=actor.person), backend=BACKEND)
        session = client.session
        session[STARTED] = clock.now().isoformat()
        session.save()
        return client

    return entered


def main_of(client: Client, name: str = "home", language: str = "zh-hans") -> str:
    response = client.get(reverse(name), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


# ---- to-do --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "group"),
    [
        (-1, "late"),
        (0, "hour"),
        (60, "hour"),
        (61, "today"),
        (14 * 60, "today"),
        (15 * 60, "later"),
    ],
)
def test_bands_of_urgency(minutes: int, group: str) -> None:
    """MORNING is 09:30, so the day ends in 14 hours and a half."""
    assert group_of(MORNING + timedelta(minutes=minutes), MORNING) == group
    assert group_of((MORNING + timedelta(minutes=minutes)).astimezone(UTC), MORNING) == group
    assert group_of(None, MORNING) == "paused"


def test_the_counts_agree_with_the_rows(town: Town) -> None:
    for hours in range(12):
        dispatched(town, MORNING + timedelta(hours=hours * 3), text=f"第 {hours} 件")
    matter = dispatched(town)
    lead = town.actor("clerk", town.chart.body(row(matter).lead_id or 0).code)
    do(town, "ask", lead, MORNING, matter=matter, on="resolve", question="哪里？")
    found = todo(Ground(lead, MORNING + timedelta(hours=20)), limit=1000)
    assert {g.name: g.count for g in found.groups} == {
        name: n for name in GROUPS if (n := found.counts[name])
    }
    assert all(group.count == len(group.rows) for group in found.groups)
    assert found.counts["paused"] == 1
    assert found.counts["late"] > 0


def test_everybody_sees_what_their_role_answers(town: Town, enter: Enter) -> None:
    matter = dispatched(town, text="北门垃圾成堆")
    report(town, text="要定位的一件", lon=None, lat=None)
    desk = main_of(enter(town.desk))
    assert "要定位的一件" in desk
    assert "选位置" in desk
    assert "北门垃圾成堆" not in desk, "what the lead owes is not the desk's to do"
    clerk = main_of(enter(town.actor("clerk", town.chart.body(row(matter).lead_id or 0).code)))
    assert "北门垃圾成堆" in clerk
    assert "签收" in clerk
    assert "要定位的一件" not in clerk
    head = Actor(town.desk.person, (Post("head", row(matter).lead_id or 0),), town.id)
    assert todo(Ground(head, MORNING)).total == 0, "a head answers nothing himself"


@pytest.mark.req("S1-35")
def test_figures_open_their_lists(town: Town, enter: Enter) -> None:
    report(town, lon=None, lat=None)
    client = enter(town.desk)
    html = main_of(client)
    links = re.findall(r'<a class="kpi" href="([^"]+)"', html)
    assert len(links) == 5
    assert all(client.get(link.replace("&amp;", "&")).status_code == 200 for link in links)


@pytest.mark.parametrize(
    ("role", "code", "words"),
    [
        ("desk", "CMD", "登记来电"),
        ("visitor", "CMD", "没有要您办的件"),
        ("supervisor", "GOF", "无人可报"),
        ("clerk", "S01", "要留意"),
        ("auditor", "AUD", "要留意"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_role_has_a_home(
    town: Town, enter: Enter, role: str, code: str, words: str, language: str
) -> None:
    html = main_of(enter(town.actor(role, code)), language=language)
    assert (words in html) == (language == "zh-hans")


def test_people_without_cases_are_shown_where_their_work_is(town: Town, enter: Enter) -> None:
    admin = next(
        p.id for p in town.value.people if any(h.role == "system_admin" for h in p.holdings)
    )
    assert "您的岗位不办理案件" in main_of(enter(Actor(admin, (), town.id)))


@pytest.mark.req("S2-49")
def test_a_grid_worker_sees_the_cases_of_own_grids(town: Town, enter: Enter) -> None:
    from huying.apps.grids import queries as grids

    duty = town.value.grid_duties[0]
    worker = next(
        p.id
        for p in town.value.people
        if any(h.role == "grid_worker" for h in p.holdings)
        and grids.grids_walked_by(town.id, p.id, clock.now())
    )
    assert duty
    grid = grids.grids_walked_by(town.id, worker, clock.now())[0]
    lon, lat = grids.middle_of(town.id, grid.code) or (0.0, 0.0)
    report(town, text="我网格里的一件", lon=f"{lon:.6f}", lat=f"{lat:.6f}")
    html = main_of(enter(Actor(worker, (), town.id)))
    assert "我网格里的一件" in html
    assert grid.name in html


def test_the_supervisor_sees_how_far_up_late_promises_went(town: Town, enter: Enter) -> None:
    dispatched(town)
    later = MORNING + timedelta(days=3)
    for _ in range(4):
        tick(later)
    html = main_of(enter(town.supervisor))
    assert "已报第 1 级" in html
    assert f"{reverse('supervision')}?view=late&amp;step=" in html
    assert Obligation.objects.filter(marks__gte=2).exists()


# ---- messages and menu --------------------------------------------------------------------------


def test_messages_are_told_and_marked_as_read(town: Town, enter: Enter) -> None:
    from huying.platform.ticker.relay import relay

    matter = dispatched(town, text="快到期的一件")
    tick(MORNING + timedelta(hours=1, minutes=45))
    relay(MORNING + timedelta(hours=1, minutes=46))
    notice = Notice.objects.filter(matter_id=matter).first()
    assert notice
    client = enter(Actor(notice.person_id, (), town.id))
    html = main_of(client, "message-list")
    assert "快到期" in html
    assert "未读" in html
    response = client.post(reverse("messages-read"), follow=True)
    assert "全部标为已读" not in response.content.decode()
    assert not Notice.objects.filter(person_id=notice.person_id, read_at__isnull=True).exists()
    assert client.get(reverse("messages-read")).status_code == 405


def test_the_menu_marks_one_place_and_counts_what_waits(town: Town, enter: Enter) -> None:
    report(town, lon=None, lat=None)
    response = enter(town.desk).get(reverse("placing"))
    menu = response.content.decode().split('<nav class="menu"', 1)[1].split("</nav>", 1)[0]
    assert menu.count('aria-current="page"') == 1
    assert re.search(r'href="/cases/placing/" aria-current="page".*?<span class="count">1<', menu)
    for name in ("home", "case-list", "dispatching", "duty-lists", "procedures"):
        assert f'href="{reverse(name)}"' in menu
