"""Making accounts, passwords, roles, languages, and the access log."""

from types import SimpleNamespace

import pytest
from django.test import Client

from huying.apps.accounts import queries, services
from huying.apps.accounts.access_log import entries, log_access
from huying.apps.accounts.models import AccessLog, User
from huying.domain.kernel.actor import Actor, Post
from huying.domain.kernel.refusal import Refused
from huying.platform import ids
from huying.platform.database import write_transaction
from tests.apps.accounts.conftest import AT, DISTRICT, PASSWORD, log_in

pytestmark = pytest.mark.django_db

SECURITY = Actor(1, (Post("security_admin", 5),), DISTRICT)


def make(**values) -> User:
    given = {"district": DISTRICT, "username": "wangfang", "name": "王芳", "at": AT, **values}
    return services.create_user(**given)


# ---- making them --------------------------------------------------------------------------------


def test_an_account_has_an_id_of_its_month_and_no_password_unless_given(person):
    other = make()
    assert other.pk // 10**13 == 26 * 12 + 10
    assert not other.has_usable_password()
    assert other.must_change_password
    assert person.check_password(PASSWORD)
    assert queries.names_of([person.pk, other.pk, 5]) == {person.pk: "李刚", other.pk: "王芳"}


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(Refused) as told:
        make(username=" ", name="", password="12345")
    faults = {(fault.field, fault.code) for fault in told.value.refusal.faults}
    assert faults == {("name", "needed"), ("username", "needed"), ("password", "password_weak")}
    assert not User.objects.exists()


def test_a_username_is_taken_inside_its_district_only_a_login_everywhere(person):
    with pytest.raises(Refused) as told:
        make(username="LIGANG")
    assert told.value.refusal.faults[0].code == "username_taken"
    with pytest.raises(Refused) as told:
        make(district=371503, username="ligang")
    assert told.value.refusal.faults[0].field == "login"
    assert make(district=371503, username="ligang", login="ligang@371503").username == "ligang"


@pytest.mark.parametrize("password", ["short-1", "12345678901", "password123", "wangfang01"])
def test_weak_passwords_are_refused_without_being_repeated(password):
    with pytest.raises(Refused) as told:
        make(password=password)
    assert {fault.value for fault in told.value.refusal.faults} == {""}


def test_a_whole_district_is_made_at_once_with_ids_handed_in(person, django_assert_num_queries):
    people = [
        SimpleNamespace(id=n, username=f"u{n}", name="某人", password="demo-1" if n == 7 else "")
        for n in range(1, 100)
    ]
    people.append(SimpleNamespace(id=500, username="ligang", name="另一个李刚", password=""))
    services.create_users(371503, people)
    assert User.objects.get(pk=500).login == "ligang@371503"
    assert [u.pk for u in User.objects.filter(district_id=371503) if u.has_usable_password()] == [7]


# ---- passwords ----------------------------------------------------------------------------------

NEW = "a-louder-river-4"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW):
    return client.post("/account/password/", {"old": old, "new": new, "again": again})


def test_a_new_password_ends_other_sessions_and_keeps_this_one(client, person):
    phone = Client()
    log_in(phone)
    log_in(client)
    assert change(client).status_code == 302
    assert client.get("/").status_code == 200
    assert phone.get("/").status_code == 302
    assert log_in(Client(), password=PASSWORD).status_code == 200
    assert log_in(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, NEW, "还可以试 4 次"),
        (PASSWORD, NEW, "other", "两遍新密码不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        (PASSWORD, "123456789012345", "123456789012345", "有 1 处要改"),
        ("", "", "", "有 3 处要改"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said(client, person, old, new, again, words):
    log_in(client)
    assert words in change(client, old, new, again).content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_guessing_the_old_password_locks_too(client, person):
    log_in(client)
    for n in range(5):
        change(client, old=f"guess-{n}")
    change(client)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_set_by_somebody_else_is_changed_before_anything(client, person):
    services.set_password(person, NEW, by=1, at=AT)
    log_in(client, password=NEW)
    assert client.get("/")["Location"] == "/account/password/"
    assert client.get("/api/figures").status_code == 403
    assert "初始密码" in client.get("/account/password/").content.decode()
    own = "a-very-own-river-5"
    change(client, old=NEW, new=own, again=own)
    assert client.get("/").status_code == 200


def test_a_weak_password_is_not_set(person):
    with pytest.raises(Refused):
        services.set_password(person, "123", by=1, at=AT)


# ---- roles --------------------------------------------------------------------------------------


def test_a_role_is_stored_logged_and_ends_the_sessions(client, person):
    log_in(client)
    stored: list[str] = []
    services.assign_role(
        "verifier", to=person, held=("clerk",), by=SECURITY, at=AT, write=lambda: stored.append("x")
    )
    assert stored == ["x"]
    assert client.get("/").status_code == 302
    entry = AccessLog.objects.get(action="role.assign")
    assert (entry.person_id, entry.object, entry.reason) == (1, f"user:{person.pk}", "verifier")


@pytest.mark.parametrize(
    ("role", "held", "by", "code"),
    [
        ("auditor", ("clerk",), SECURITY, "roles_exclude_each_other"),
        ("desk", (), Actor(1, (Post("system_admin", 5),), DISTRICT), "role_not_yours_to_give"),
        ("desk", (), Actor(None, (), 0), "role_not_yours_to_give"),
    ],
)
def test_a_role_that_may_not_be_given_is_not_stored(person, role, held, by, code):
    def never() -> None:
        raise AssertionError("must not be stored")

    with pytest.raises(Refused) as told:
        services.assign_role(role, to=person, held=held, by=by, at=AT, write=never)
    assert told.value.refusal.code == code
    assert not AccessLog.objects.exists()


def test_nobody_promotes_himself(person):
    himself = Actor(person.pk, (Post("security_admin", 5),), DISTRICT)
    with pytest.raises(Refused) as told:
        services.assign_role("desk", to=person, held=(), by=himself, at=AT, write=lambda: None)
    assert told.value.refusal.code == "role_to_oneself"


# ---- languages ----------------------------------------------------------------------------------


def test_the_language_stays_with_the_browser_and_the_account(client, person):
    response = client.post("/language/", {"language": "en", "next": "/login/"})
    assert response["Location"] == "/login/"
    assert response.cookies["django_language"].value == "en"
    log_in(client)
    client.post("/language/", {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"
    assert log_in(Client()).cookies["django_language"].value == "en"


@pytest.mark.parametrize("language", ["xx", "", "fr", "../en"])
def test_a_language_there_is_not_changes_nothing(client, language):
    assert "django_language" not in client.post("/language/", {"language": language}).cookies


# ---- the access log -----------------------------------------------------------------------------


def reveal(**values) -> int:
    given = {"at": AT, "district": DISTRICT, "person": 7, "action": "case.reveal", **values}
    return log_access(**{"object": "matter:1", "fields": ("phone",), **given})


def test_a_reveal_is_logged_with_its_reason():
    reveal(reason="回访\r\n需要")
    [entry] = entries(DISTRICT)
    assert (entry.object, entry.fields, entry.reason) == ("matter:1", "phone", "回访需要")
    assert not entries(371503).exists()


@pytest.mark.parametrize("reason", ["", " ", "\n", "x", "长" * 301])
def test_without_a_usable_reason_nothing_is_revealed(reason):
    with pytest.raises(Refused) as told:
        reveal(reason=reason)
    assert [fault.field for fault in told.value.refusal.faults] == ["reason"]
    assert not AccessLog.objects.exists()


def test_the_log_only_grows():
    reveal(reason="回访需要")
    with pytest.raises(TypeError, match="append-only"):
        AccessLog.objects.update(reason="")
    with pytest.raises(TypeError, match="append-only"):
        entries(DISTRICT).delete()


def test_inside_a_transaction_the_log_needs_its_reserved_id():
    with write_transaction(), pytest.raises(ids.NoIdsLeft):
        reveal(reason="回访需要")
    ids.reserve(AT, 1)
    with write_transaction():
        reveal(reason="回访需要")
