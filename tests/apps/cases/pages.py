"""Signing in as somebody of the town and reading a case's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from huying.apps.accounts.session_rules import STARTED
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from tests.builders import row

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Sets what `clock.now()` says, for pages that read the wall clock.
SetClock = Callable[[datetime], None]


def signed_in(actor: Actor) -> Client:
    client = Client()
    person = get_user_model().objects.get(pk=actor.person)
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[STARTED] = clock.now().isoformat()
    session.save()
    return client


def open_page(client: Client, matter: int, tail: str = "", **get: str) -> HttpResponse:
    return client.get(f"/cases/{row(matter).number}/{tail}", get)


def text_of(response: HttpResponse) -> str:
    """The page's text without markup and line breaks."""
    plain = re.sub(r"<[^>]+>", "", response.content.decode())
    return " ".join(plain.split())


def hidden_of(response: HttpResponse, address: str) -> dict[str, str]:
    """The hidden entries of the form that posts to an address."""
    html = response.content.decode()
    wanted = rf'<form[^>]*method="post"[^>]*action="[^"]*{re.escape(address)}"[^>]*>(.*?)</form>'
    form = re.search(wanted, html, re.DOTALL)
    assert form, f"no form posts to {address}"
    entries = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1])
    return dict(entries)


def press(
    client: Client, matter: int, act: str, page: HttpResponse | None = None, **fields: object
) -> HttpResponse:
    """Opens the case, fills the act's form in and sends it; `page` is one opened before."""
    address = f"/cases/{row(matter).number}/acts/{act}/"
    page = page or client.get(address)
    sent = {k: v for k, v in hidden_of(page, f"/acts/{act}/").items() if k != "csrfmiddlewaretoken"}
    return client.post(address, {**sent, **fields})
