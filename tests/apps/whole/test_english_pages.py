"""No page speaks Chinese to an English reader, but the data that is marked as Chinese."""

from __future__ import annotations

import re
from typing import Final

import pytest
from django.test import Client

from tests.apps.whole.cast import ANONYMOUS, Cast, doors
from tests.apps.whole.english import chinese_left

ENGLISH: Final = {"accept-language": "en"}
#: Whoever sees a page others do not, or sees it otherwise.
READERS: Final = (
    "desk",
    "visitor",
    "supervisor",
    "lead clerk",
    "helper clerk",
    "street verifier",
    "community of the place",
    "grid worker of the place",
    "auditor",
    "security admin",
)
STATES: Final = ("reported", "filed", "handling", "verifying", "visiting", "closed")


@pytest.fixture
def readers(cast: Cast) -> dict[str, Client]:
    return cast.clients(*READERS)


def left_on(client: Client, address: str, **query: str) -> list[str]:
    response = client.get(address, query, headers=ENGLISH)
    assert response.status_code < 500, address
    if "text/html" not in response.get("Content-Type", ""):
        return []
    html = response.content.decode()
    if "<html" in html:
        assert '<html lang="en"' in html, address
    return chinese_left(html)


@pytest.mark.parametrize(
    ("html", "places"),
    [
        ("<p>办理中</p>", 1),
        ('<html lang="zh-Hans"><p>办理中</p></html>', 1),
        ('<p lang="zh-Hans">办理中<b>好</b></p>', 0),
        ('<p lang="zh-Hans">办<b lang="en">好</b></p>', 1),
        ('<input placeholder="编号"><p>x</p>', 1),
        ('<input lang="zh-Hans" placeholder="编号">', 0),
        ('<input type="hidden" value="编号"><input type="submit" value="办">', 1),
        ("<script>'办理'</script><svg><title>图</title></svg>", 1),
        ('<img alt="图"><br><span lang="zh-Hans">办</span>', 1),
        ("<p>Handling</p>", 0),
    ],
)
def test_the_look_sees_what_is_planted(html: str, places: int) -> None:
    assert len(chinese_left(html)) == places


def test_every_address_in_english(cast: Cast, readers: dict[str, Client]) -> None:
    left = {}
    for door in doors(cast.number()):
        for name in READERS if door.name == "home" else (ANONYMOUS, "desk", "auditor"):
            for place in left_on(readers[name], door.address):
                left.setdefault(f"{door.address.replace(cast.number(), 'N')} {place}", name)
    assert not left, "\n".join(left)


@pytest.mark.parametrize("state", STATES)
def test_a_case_of_every_state_in_english(
    cast: Cast, readers: dict[str, Client], state: str
) -> None:
    left = []
    page = f"/cases/{cast.number(state)}/"
    for client in readers.values():
        shown = client.get(page, headers=ENGLISH).content.decode()
        left += chinese_left(shown)
        # What is offered to this reader, and one act that is not.
        for act in {*re.findall(r"/acts/(\w+)/", shown), "withdraw"}:
            left += [f"{act} {place}" for place in left_on(client, f"{page}acts/{act}/")]
    assert not left, "\n".join(dict.fromkeys(left))


def test_faults_in_english(cast: Cast, readers: dict[str, Client]) -> None:
    desk, stranger = readers["desk"], readers[ANONYMOUS]
    forms = [
        (stranger, "/login/", {"account": "x", "password": "y"}),
        (stranger, "/login/", {}),
        (stranger, "/track/", {"number": "2603", "code": "x"}),
        (stranger, "/track/", {}),
        *(
            (stranger, "/report/", {"step": step, "go": go})
            for step in ("what", "where", "who", "check")
            for go in ("next", "send")
        ),
        (desk, "/cases/new/", {}),
        (desk, "/cases/new/", {"text": "\0", "phone": "138", "demand_kind": "x", "lon": "9"}),
        (desk, "/account/password/", {}),
        (desk, "/account/password/", {"old": "x", "new": "1", "again": "1"}),
        (desk, "/cases/placing/", {"case": cast.number("reported")}),
        (desk, f"/cases/{cast.number()}/reveal/", {"reason": ""}),
        *((desk, f"/cases/{cast.number('reported')}/acts/{p}/", {}) for p in ("file", "decline")),
        *(
            (readers["lead clerk"], f"/cases/{cast.number()}/acts/{p.name}/", {"list_line": "x"})
            for p in cast.acts()
        ),
    ]
    left = []
    for client, address, sent in forms:
        response = client.post(address, sent, headers=ENGLISH)
        assert response.status_code < 500, address
        left += [f"{address} {place}" for place in chinese_left(response.content.decode())]
    assert not left, "\n".join(dict.fromkeys(left))
