"""Every address for every role: exactly what `access.toml` declares, and nothing beyond.

The expected answers are read from the file by a few lines of this test, not by the evaluator.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Final

import pytest
from django.http import HttpResponse
from django.test import Client

from huying.apps.accounts.access_log import entries
from huying.platform.matters.models import Event, Matter
from tests.apps.cases.pages import text_of
from tests.apps.whole.cast import ANONYMOUS, PEOPLE, Cast, Door, by_api, doors, in_state
from tests.builders import DATA, Town

TABLE: Final = tomllib.loads((DATA / "policies/access.toml").read_text("utf-8"))
ROLES: Final = tomllib.loads((DATA / "policies/roles.toml").read_text("utf-8"))["roles"]

#: Who may know that the case in handling exists: the desk's centre, the lead and its helpers, the
#: ground it lies on, supervision and audit. A return visitor does not before a visit is owed.
SEE_HANDLING: Final = {
    "desk",
    "clerk of the centre",
    "supervisor",
    "lead clerk",
    "lead head",
    "helper clerk",
    "street of the place",
    "office of the street",
    "community of the place",
    "grid worker of the place",
    "auditor",
}


def roles_of(name: str) -> set[str]:
    if name == ANONYMOUS:
        return {"anyone"}
    return {"anyone", "staff"} | ({PEOPLE[name][0]} if name in PEOPLE else set())


def may(name: str, action: str) -> bool:
    rows = (row for row in TABLE["rows"] if action in row["actions"])
    return any(roles_of(name) & set(row["roles"]) for row in rows)


def name_of(action: str) -> str:
    return str(TABLE["actions"][action]["zh"])


# ---- the rows of the table ----------------------------------------------------------------------


def test_everybody_of_the_roles_is_here() -> None:
    assert {role for role, _ in PEOPLE.values()} == set(ROLES)


@pytest.mark.req("S1-48")
def test_administrators_reach_no_case_and_auditors_write_nothing() -> None:
    for row in TABLE["rows"]:
        about_cases = {a for a in row["actions"] if a.startswith(("case.", "import.", "place."))}
        if {"system_admin", "security_admin"} & set(row["roles"]):
            assert not about_cases, row
        if "auditor" in row["roles"]:
            kinds = {TABLE["actions"][action]["kind"] for action in row["actions"]}
            assert kinds == {"read"}, row


# ---- every address ------------------------------------------------------------------------------


def test_every_address_answers_every_role_as_the_table_says(cast: Cast) -> None:
    clients = cast.clients(*first_of_each_role())
    found = doors(cast.number())
    assert len(found) > 35
    wrong = [
        f"{door.address} for {name}: {fault}"
        for door in found
        for name, client in clients.items()
        if (fault := fault_of(door, name, client.get(door.address)))
    ]
    assert not wrong, "\n".join(wrong)


def first_of_each_role() -> list[str]:
    """One of every role, and one more clerk who has nothing to do with the case."""
    of_role = {role: name for name, (role, _) in reversed(PEOPLE.items())}
    return [*of_role.values(), "other department"]


def fault_of(door: Door, name: str, response: HttpResponse) -> str:
    """What is wrong with this answer; "" when it is what was declared."""
    status, wanted = response.status_code, statuses(door, name)
    if status == 405 and "GET" not in response["Allow"].split(", "):
        return ""
    if status not in wanted:
        return f"{status} instead of {sorted(wanted)}"
    if status == 403 and not is_told(door, response):
        return "403 without words"
    if status == 302 and name == ANONYMOUS and not door.is_public:
        return "" if "/login/?next=" in response["Location"] else response["Location"]
    return ""


def statuses(door: Door, name: str) -> set[int]:
    if door.is_public:
        return {200, 302, 404, 429}
    if name == ANONYMOUS:
        return {401} if door.is_api else {302}
    if not any(may(name, action) for action in actions_at(door)):
        return {403}
    if door.names_a_case and name not in SEE_HANDLING:
        return {404}
    # A redirect of one's own: the only procedure opens by itself, a reveal needs a press.
    return {200, 302} if door.name != "case-act" else {200, 403}


def actions_at(door: Door) -> set[str]:
    """GET of an address of the API stands beside its POST under another action."""
    return {"case.list"} if door.is_api and door.address.endswith("/cases") else {door.action}


def is_told(door: Door, response: HttpResponse) -> bool:
    if door.is_api:
        return response.json()["code"] == "not_entitled" and bool(response.json()["message"])
    words = text_of(response)
    return name_of(door.action) in words or door.name == "case-act"


# ---- one case, everybody ------------------------------------------------------------------------

#: Besides seeing it: who exports it, who sees the contact masked, who may reveal it.
EXPORT: Final = {"desk", "lead clerk", "lead head", "supervisor", "auditor"}
CONTACT: Final = {"desk", "lead clerk", "lead head", "auditor"}
REVEAL: Final = {"desk", "lead clerk", "lead head", "auditor"}
NAME, PHONE, MASKED = "周小明", "19900001234", "199****1234"


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    return cast.clients()


@pytest.mark.req("S1-48")
def test_page_list_api_count_and_export_agree_on_who_sees_a_case(
    cast: Cast, clients: dict[str, Client]
) -> None:
    number = cast.number()
    seen: dict[str, set[str]] = {}
    for name, client in clients.items():
        for door, response in asked(client, number):
            if response.status_code == 200 and number in response.content.decode("utf-8-sig"):
                seen.setdefault(door, set()).add(name)
    assert seen == {
        "page": SEE_HANDLING,
        "api": SEE_HANDLING,
        "list": SEE_HANDLING,
        "list of the api": SEE_HANDLING,
        "export": EXPORT,
    }


def asked(client: Client, number: str) -> Iterator[tuple[str, HttpResponse]]:
    """The same case asked for in every way there is."""
    yield "page", client.get(f"/cases/{number}/")
    yield "api", client.get(f"/api/v1/cases/{number}")
    # Only marked-up rows count: the box of the search repeats what was asked.
    yield "list", client.get("/cases/", {"view": "all"})
    yield "list of the api", client.get("/api/v1/cases", {"q": number})
    yield "export", client.get("/cases/export/")


def test_counts_hold_only_what_one_may_see(cast: Cast, clients: dict[str, Client]) -> None:
    for name in ("desk", "other department", "sibling street", "lead clerk"):
        told = clients[name].get("/api/v1/cases", {"size": "50"}).json()["rows"]
        shown = clients[name].get("/cases/", {"view": "all", "size": "50"}).content.decode()
        listed = {m.number for m in Matter.objects.all() if f"/cases/{m.number}/" in shown}
        assert {one["number"] for one in told} == listed, name
        assert len(listed) == (6 if name == "desk" else {"lead clerk": 5}.get(name, 0)), name


@pytest.mark.req("S1-48")
def test_the_contact_is_masked_for_few_and_clear_for_nobody(
    cast: Cast, clients: dict[str, Client]
) -> None:
    number = cast.number()
    masked: dict[str, set[str]] = {"page": set(), "api": set()}
    for name, client in clients.items():
        for door, response in asked(client, number):
            html = response.content.decode()
            assert PHONE not in html, (name, door)
            assert NAME not in html, (name, door)
            if MASKED in html and door in masked:
                masked[door].add(name)
    assert masked == {"page": CONTACT, "api": CONTACT}


@pytest.mark.req("S1-48")
def test_who_reveals_with_a_reason_and_a_log(cast: Cast, clients: dict[str, Client]) -> None:
    number, revealed = cast.number(), set()
    for name, client in clients.items():
        shown = client.post(f"/cases/{number}/reveal/", {"reason": "约上门时间"})
        if PHONE[-4:] in text_of(shown) and NAME in text_of(shown):
            revealed.add(name)
    assert revealed == REVEAL
    assert entries(cast.town.id).filter(action="case.reveal").count() == len(REVEAL)


@pytest.mark.req("S1-48")
def test_a_tip_off_shows_the_reporter_to_the_centre_alone(town: Town, cast: Cast) -> None:
    clients = cast.clients()
    told = {"requester_name": "孙丽华", "requester_phone": "19911115678"}
    matter = in_state(
        town, "handling", demand_kind="tip_off", text="我是孙丽华，电话19911115678", **told
    )
    number = Matter.objects.get(id=matter).number
    masked = set()
    for name, client in clients.items():
        for door, response in (*asked(client, number), *revealing(client, number, name)):
            html = response.content.decode()
            if "199****5678" in html:
                masked.add(name)
            if name != "desk":
                secrets = ("孙丽华", "19911115678", "199****5678", "孙**")
                assert not {s for s in secrets if s in html}, (name, door)
    assert masked == {"desk"}


def revealing(client: Client, number: str, name: str) -> Iterator[tuple[str, HttpResponse]]:
    if name != "desk":
        yield "reveal", client.post(f"/cases/{number}/reveal/", {"reason": "约上门时间"})


def test_a_case_of_another_district_is_not_there(cast: Cast, clients: dict[str, Client]) -> None:
    number = cast.number()
    Matter.objects.filter(number=number).update(district_id=999_999)
    before = Event.objects.count()
    for name in SEE_HANDLING:
        for door, response in asked(clients[name], number):
            if door in ("page", "api"):
                assert response.status_code == 404, (name, door)
            else:
                assert f"/{number}/" not in response.content.decode(), (name, door)
        sent = clients[name].post(f"/cases/{number}/acts/sign/", {"key": "k"})
        assert sent.status_code in (403, 404), name
        assert by_api(clients[name], number, "sign", {}).status_code in (403, 404), name
    assert Event.objects.count() == before
