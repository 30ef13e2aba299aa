"""How long a session lasts, and that reading a page writes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.apps.accounts import services
from tests.apps.accounts.conftest import AT, log_in

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def is_in(client: Client, **headers) -> bool:
    return client.get("/", headers=headers).status_code == 200


def test_thirty_idle_minutes_end_it_and_the_login_says_why(client, person, wait):
    log_in(client)
    wait(30 * MINUTE)
    assert is_in(client)
    wait(30 * MINUTE + timedelta(seconds=1))
    assert not is_in(client)
    assert "超过 30 分钟没有操作" in client.get("/login/").content.decode()


def test_twelve_hours_end_it_however_busy_one_was(client, person, wait):
    log_in(client)
    for _ in range(12 * 60 // 20):
        wait(20 * MINUTE)
        assert is_in(client)
    wait(MINUTE)
    assert not is_in(client)
    assert "已满 12 小时" in client.get("/login/").content.decode()


def test_a_page_that_looks_again_by_itself_keeps_nobody_in(client, person, wait):
    log_in(client)
    for _ in range(30):
        wait(MINUTE)
        assert is_in(client, **{"X-Background": "1"})
    wait(MINUTE)
    assert not is_in(client)


def test_the_cookie_is_renewed_once_a_minute_at_most(client, person, wait):
    log_in(client)
    assert "huying_seen" in client.get("/").cookies
    wait(timedelta(seconds=59))
    assert "huying_seen" not in client.get("/").cookies
    wait(timedelta(seconds=1))
    assert "huying_seen" in client.get("/").cookies


def test_a_cookie_of_another_session_or_a_made_up_one_helps_nobody(client, person, wait):
    other = Client()
    log_in(client)
    wait(29 * MINUTE)
    log_in(other)
    other.get("/")
    wait(2 * MINUTE)
    client.cookies["huying_seen"] = other.cookies["huying_seen"].value
    assert not is_in(client)


def test_reading_a_page_writes_nothing(client, person, wait):
    log_in(client)
    client.get("/")
    wait(5 * MINUTE)
    with CaptureQueriesContext(connection) as caught:
        client.get("/")
    assert {query["sql"].split()[0] for query in caught.captured_queries} == {"SELECT"}


def test_a_session_without_its_beginning_is_none(client, person):
    client.force_login(person)
    assert not is_in(client)


def test_ending_all_sessions_ends_those_of_other_devices(client, person):
    phone = Client()
    log_in(client)
    log_in(phone)
    assert is_in(phone)
    assert client.post("/account/sessions/end/")["Location"] == "/login/"
    assert not is_in(phone)
    assert not is_in(client)


def test_closing_an_account_ends_its_sessions(client, person):
    log_in(client)
    services.deactivate(person, by=1, at=AT)
    assert not is_in(client)


def test_the_api_says_401_after_the_end(client, person, wait):
    log_in(client)
    wait(31 * MINUTE)
    assert client.get("/api/figures").status_code == 401
