"""Coming in: what fails, how many tries remain, the lock, and what never helps."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from huying.apps.accounts.models import AccessLog, User
from huying.platform import clock
from tests.apps.accounts.conftest import AT, PASSWORD, log_in

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_and_is_logged(client, person):
    response = log_in(client, account=" ＬiＧang ")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "李刚" in client.get("/").content.decode()
    [entry] = AccessLog.objects.filter(action="login")
    assert (entry.person_id, entry.district_id, entry.address) == (person.pk, 371502, "127.0.0.1")


def test_passwords_are_kept_as_argon2():
    from huying.config import settings as product

    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")

    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize("account", ["ligang", "nobody-of-that-name"])
def test_a_wrong_password_says_how_many_tries_remain_and_not_whether_the_name_exists(
    client, person, account
):
    told = [log_in(client, account=account, password=f"wrong-{n}") for n in range(5)]
    pages = [response.content.decode() for response in told]
    assert [
        f"还可以试 {left} 次" in page for left, page in zip((4, 3, 2, 1), pages, strict=False)
    ] == [True] * 4
    assert [response.status_code for response in told] == [200, 200, 200, 200, 429]
    assert "已锁定 15 分钟" in pages[4]
    assert "wrong-4" not in pages[4]


def test_a_locked_account_stays_locked_for_the_right_password_and_opens_after_15_minutes(
    client, person
):
    for n in range(5):
        log_in(client, password=f"wrong-{n}")
    assert log_in(client).status_code == 429
    assert "_auth_user_id" not in client.session
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_knocking_at_a_locked_door_does_not_make_the_lock_longer(client, person):
    for n in range(5):
        log_in(client, password=f"wrong-{n}")
    before = AccessAttempt.objects.get().attempt_time
    log_in(client)
    assert AccessAttempt.objects.get().attempt_time == before


def test_a_lock_holds_for_one_account_only(client, person):
    for n in range(5):
        log_in(client, account="other", password=f"wrong-{n}")
    assert log_in(client).status_code == 302


def test_success_clears_the_count(client, person):
    for n in range(4):
        log_in(client, password=f"wrong-{n}")
    log_in(client)
    client.post("/logout/")
    assert "还可以试 4 次" in log_in(client, password="wrong").content.decode()


def test_what_is_typed_wrong_is_logged_without_the_words_typed(client, person):
    log_in(client, account="my-secret-password-by-mistake", password="x")
    log_in(client, password="wrong")
    found = list(AccessLog.objects.filter(action="login.refused").order_by("id"))
    assert [entry.person_id for entry in found] == [None, person.pk]
    assert "secret" not in "".join(f"{e.object}{e.reason}" for e in found)


def test_a_closed_account_cannot_come_in(client, person):
    User.objects.update(is_active=False)
    assert "账号或密码不对" in log_in(client).content.decode()


def test_empty_fields_are_named_both_at_once(client):
    page = client.post("/login/", {}).content.decode()
    assert "有 2 处要改" in page


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("/cases/?q=1", "/cases/?q=1"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_after_the_login_one_goes_where_one_wanted_but_never_away(client, person, wanted, given):
    assert log_in(client, next=wanted)["Location"] == given


def test_a_page_asks_for_the_login_first_and_the_api_says_401(client):
    assert client.get("/")["Location"] == "/login/?next=%2F"
    assert client.get("/api/figures").status_code == 401


def test_demo_logins_stand_there_only_in_the_demo(client, settings, tmp_path):
    settings.HUYING_DATA_DIR = tmp_path
    logins = [{"role": "派单员", "role_en": "Dispatcher", "username": "desk1",
               "password": "demo-desk-1", "name": "王芳", "body": "区综合指挥中心"}]  # fmt: skip
    (tmp_path / "logins.json").write_text(json.dumps(logins), encoding="utf-8")
    settings.HUYING_DEMO = True
    page = client.get("/login/").content.decode()
    assert "desk1" in page
    assert "demo-desk-1" in page
    settings.HUYING_DEMO = False
    assert "desk1" not in client.get("/login/").content.decode()


def test_nobody_has_power_by_a_flag(person):
    person.is_superuser = person.is_staff = True
    assert not person.has_perm("accounts.add_user")
    assert not person.has_perms(["accounts.add_user"])
    assert not person.has_module_perms("accounts")
    assert not hasattr(User, "is_superuser")
    assert not hasattr(User.objects, "create_superuser")


def test_leaving_ends_the_session_on_the_server(client, person):
    log_in(client)
    stolen = client.cookies["sessionid"].value
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    client.cookies["sessionid"] = stolen
    assert client.get("/").status_code == 302
    assert AccessLog.objects.filter(action="logout", person_id=person.pk).exists()


def test_whoever_is_in_is_not_asked_again(client, person):
    log_in(client)
    assert client.get("/login/").status_code == 302


def test_the_moment_of_login_is_kept(client, person, wait):
    log_in(client)
    assert client.session["started_at"] == AT.isoformat()
    assert PASSWORD not in str(dict(client.session))
