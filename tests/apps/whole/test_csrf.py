"""No writing without the token of one's own page: every address that takes a POST, but the one
interface residents' programs use, which knows no session."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client

from huying.platform.matters.models import Event
from tests.apps.cases.pages import signed_in
from tests.apps.whole.cast import Cast, doors

#: Speaks for itself: no session, no cookie, number and code.
WITHOUT_SESSION: Final = "/api/v1/public/demands"


@pytest.fixture
def strict(cast: Cast) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.actor("desk")).cookies
    return client


@pytest.mark.req("S1-48")
@pytest.mark.parametrize("token", ["", "wrong", "x" * 64])
def test_every_post_without_the_token_is_refused(cast: Cast, strict: Client, token: str) -> None:
    before = Event.objects.count()
    strict.cookies["csrftoken"] = "y" * 32
    for door in doors(cast.number()):
        if door.address == WITHOUT_SESSION or door.name == "/api/<path:_rest>":
            continue
        sent = {"csrfmiddlewaretoken": token, "reason": "想看", "case": cast.number("reported")}
        headers = {"x-csrftoken": token, "idempotency-key": "k"}
        response = strict.post(door.address, sent, headers=headers)
        assert response.status_code in (403, 405), (door.address, response.status_code)
    assert Event.objects.count() == before


def test_another_origin_is_refused_even_with_the_token(cast: Cast, strict: Client) -> None:
    page = strict.get("/cases/new/")
    token = page.context["csrf_token"]
    sent = {"csrfmiddlewaretoken": str(token), "text": "x"}
    own = strict.post("/cases/new/", sent, headers={"origin": "http://testserver"})
    other = strict.post("/cases/new/", sent, headers={"origin": "http://elsewhere.example"})
    assert (own.status_code, other.status_code) == (422, 403)
