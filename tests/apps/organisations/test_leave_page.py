"""The page of leave and stand-ins: entered, refused with what was typed, cancelled, empty."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.apps.organisations import leaves, services
from huying.apps.organisations.models import Leave
from huying.domain.kernel import leave as kernel
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from tests.apps.cases.pages import signed_in, text_of
from tests.apps.organisations.small_district import AT, DISTRICT

TODAY = date(2026, 11, 20)
CHINESE = re.compile("[\u4e00-\u9fff]")
pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def client_of(person: int) -> Client:
    return signed_in(Actor(person, (), DISTRICT))


def main_of(response: HttpResponse) -> str:
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def send(client: Client, **fields: str) -> HttpResponse:
    sent = {"from_on": "2026-11-23", "until_on": "2026-11-25", "reason": "leave", **fields}
    return client.post(reverse("leave"), sent)


def entered(person: int, first: int, back: int, stand_in: int | None = None) -> int:
    days = (TODAY + timedelta(days=n) for n in (first, back))
    asked = kernel.Leave(person, *days, stand_in)
    return leaves.enter_leave(DISTRICT, asked, "leave", Actor(person, (), DISTRICT), AT)


def test_without_leaves_the_page_says_so_and_what_to_do() -> None:
    text = text_of(client_of(101).get(reverse("leave")))
    assert "您没有登记过请假" in text
    assert "现在没有人请您代理" in text
    assert "本单位请假" not in text


def test_the_page_stands_under_the_persons_menu() -> None:
    html = client_of(101).get(reverse("leave")).content.decode()
    assert html.count(f'href="{reverse("leave")}"') == 2, "in the head and in the phone's menu"


def test_a_stranger_is_sent_to_the_login() -> None:
    assert Client().get(reverse("leave")).url.startswith(reverse("login"))
    assert send(Client()).url.startswith(reverse("login"))
    assert not Leave.objects.filter(district=DISTRICT).exists()


def test_entered_shown_and_cancelled() -> None:
    client = client_of(102)
    assert send(client, person="102", stand_in="101").status_code == 302
    row = Leave.objects.get(district=DISTRICT)
    assert (row.user_id, row.stand_in_id, row.entered_by_id) == (102, 101, 102)
    text = text_of(client.get(reverse("leave")))
    assert all(word in text for word in ("请假已登记", "11-23", "11-25", "休假", "韩璐", "未开始"))
    assert "邵文博" in text_of(client_of(101).get(reverse("leave"))), "whom I stand in for"
    address = reverse("leave-cancel", args=[row.pk])
    assert "请假已取消" in text_of(client.post(address, follow=True))
    assert "已经取消，不用再取消" in text_of(client.post(address, follow=True))
    assert client_of(101).post(address).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"from_on": "", "until_on": ""}, ["请假第一天：还没填", "回来上班的第一天：还没填"]),
        ({"from_on": "明天"}, ["「明天」不是日期", "例如 2026-11-20"]),
        ({"from_on": "2026-02-30"}, ["「2026-02-30」不是日期"]),
        ({"from_on": "99999999999999999999"}, ["不是日期"]),
        ({"from_on": "2026-11-19"}, ["2026-11-19 已经过去", "今天（2026-11-20）"]),
        ({"until_on": "2026-11-23"}, ["2026-11-23 不在请假第一天（2026-11-23）之后"]),
        ({"until_on": "2126-11-25"}, ["超过 366 天"]),
        ({"stand_in": "103"}, ["名单里没有这个人"]),
        ({"stand_in": "nobody"}, ["名单里没有这个人"]),
        ({"reason": "x"}, ["没有「x」这种请假"]),
    ],
)
def test_wrong_input_is_named_and_nothing_typed_is_lost(
    fields: dict[str, str], words: list[str]
) -> None:
    response = send(client_of(101), **fields)
    assert response.status_code == 422
    text = text_of(response)
    assert all(word in text for word in words), text
    html = main_of(response)
    assert all(
        f'value="{value}"' in html for key, value in fields.items() if value and key.endswith("_on")
    )
    assert not Leave.objects.filter(district=DISTRICT).exists()


def test_days_may_be_written_in_other_ways() -> None:
    assert (
        send(client_of(101), from_on="２０２６/11/23", until_on="2026年11月24日").status_code == 302
    )
    row = Leave.objects.get(district=DISTRICT)
    assert (row.from_on, row.until_on) == (date(2026, 11, 23), date(2026, 11, 24))


def test_overlapping_leaves_are_refused_beside_the_day() -> None:
    entered(101, 2, 5)
    text = text_of(send(client_of(101)))
    assert "2026-11-23 起的这次和已登记的（2026-11-22 到 2026-11-25 上班）重叠" in text


def test_a_head_enters_it_for_the_own_people_only() -> None:
    head = client_of(105)
    assert "本单位现在没有人请假" in text_of(head.get(reverse("leave")))
    assert send(head, person="106", stand_in="105").status_code == 302
    text = text_of(head.get(reverse("leave")))
    assert "卢勇" in text
    assert "登记人 白露" in text_of(client_of(106).get(reverse("leave")))
    assert send(head, person="101").status_code == 422
    # A field that is not offered is not read: it is one's own leave that is entered.
    assert send(client_of(106), person="105", from_on="2026-12-01", until_on="2026-12-02")
    assert Leave.objects.get(from_on="2026-12-01").user_id == 106


def test_a_head_is_not_offered_as_the_own_stand_in_and_hears_why() -> None:
    response = send(client_of(105), person="105", stand_in="105")
    assert "请假人不能代理自己" in text_of(response)


def test_nobody_standing_in_is_said() -> None:
    entered(102, 0, 2, 101)
    entered(101, 0, 2)
    text = text_of(client_of(102).get(reverse("leave")))
    assert "没有人代理" in text
    entered(104, 0, 1)
    assert "请假中" in text_of(client_of(104).get(reverse("leave")))


def test_a_person_without_posts_has_the_page_too() -> None:
    services.end_post(DISTRICT, 201, until=TODAY)
    client = client_of(101)
    assert client.get(reverse("leave")).status_code == 200
    assert send(client).status_code == 302


def test_english_pages_have_no_chinese_but_data() -> None:
    entered(102, 1, 3, 101)
    client = client_of(102)
    html = main_of(client.get(reverse("leave"), headers={"accept-language": "en"}))
    html += main_of(
        client.post(
            reverse("leave"),
            {"from_on": "x", "until_on": "2026-11-01", "stand_in": "102"},
            headers={"accept-language": "en"},
        )
    )
    plain = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert not CHINESE.search(plain), CHINESE.findall(plain)


def test_the_page_takes_as_many_statements_for_one_leave_as_for_eight() -> None:
    client = client_of(102)
    counted = []
    for first in range(1, 9):
        entered(102, first, first + 1, 101)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse("leave")).status_code == 200
        counted.append(len(statements))
    # Names of districts are kept between pages, so the first one may take one more.
    assert max(counted) <= 23
    assert max(counted) - min(counted) <= 1
