"""What a resident hears of a case, and a case of several residents."""

from __future__ import annotations

import re
from datetime import datetime

from django.test import Client
from django.urls import reverse
from django.utils import translation

from huying.apps.cases.acts import opened
from huying.apps.cases.public.next_step import next_step
from huying.apps.cases.public.story import story_of
from huying.apps.cases.public.viewing import View, view_of
from huying.apps.cases.services import access_code, act_on_case
from huying.domain.kernel.actor import Actor
from huying.domain.worktime import SHANGHAI
from tests.builders import Town, do, report, row

#: Led by MUN within 2 work days, without a checklist.
ROAD = "03004"
#: Nobody but their own case may name them.
NEIGHBOUR = {"requester_name": "钱芳菲", "requester_phone": "19900005678"}


#: A word no resident may read.
SECRET = "只给内部看的话"


def at(text: str) -> datetime:
    return datetime.fromisoformat("2026-03-" + text).replace(tzinfo=SHANGHAI)


FILED = at("09T10:00")


def seen(matter: int, when: datetime) -> View:
    return view_of(opened(row(matter), when), when)


def heard(matter: int, when: datetime, language: str = "zh-hans") -> list[str]:
    """Every line of the story, oldest first: what, what was said, what to know with it."""
    with translation.override(language):
        lines = story_of(seen(matter, when)).lines
        texts = (" | ".join([x.what, x.said, *x.notes]) for x in reversed(lines))
        return [re.sub(r"<[^>]+>", "", text) for text in texts]


def next_of(matter: int, when: datetime, language: str = "zh-hans") -> str:
    with translation.override(language):
        return re.sub(r"<[^>]+>", "", next_step(seen(matter, when)))


def merged(town: Town, main: int, when: datetime, **fields: object) -> int:
    """A repeat of another resident, merged into the main case before it was filed."""
    repeat = report(town, when, **{**NEIGHBOUR, "text": "我家门口也一样，每天绕路", **fields})
    merge(town, repeat, main, when)
    return repeat


def merge(town: Town, repeat: int, main: int, when: datetime) -> None:
    act_on_case(town.desk, repeat, "merge", {"main": main}, at=when, key=f"merge:{repeat}")


def opened_page(town: Town, matter: int, client: Client | None = None):
    """The tracking page through the door; the client that proved number and code."""
    client, number = client or Client(), row(matter).number
    door = client.post(reverse("track"), {"number": number, "code": access_code(town.id, number)})
    assert door.status_code == 302
    return client, client.get(reverse("track-case")).content.decode()


def form_of(html: str, act: str) -> dict[str, str]:
    """The hidden entries of the form of an act."""
    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    found = next(f for f in forms if f'name="act" value="{act}"' in f)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found))


def lead_of(town: Town, matter: int) -> Actor:
    return town.actor(
        "clerk", town.chart.body(seen(matter, FILED).own.matter.parties["lead"][0]).code
    )


def signed(town: Town, matter: int, when=FILED) -> Actor:
    lead = lead_of(town, matter)
    do(town, "sign", lead, when, matter=matter, on="sign")
    do(town, "contact", lead, when, matter=matter, on="contact",
       contact_how="call", contact_record=SECRET)  # fmt: skip
    return lead


def fed_back(town: Town, matter: int, when=FILED, **told: object) -> None:
    told = {"result_code": "resolved", "result": SECRET, "answer": "路面补好了", **told}
    do(town, "feed_back", lead_of(town, matter), when, matter=matter, on="resolve", **told)


def passed(town: Town, matter: int, when=FILED) -> None:
    do(town, "pass", town.actor("verifier", "S01"), when, matter=matter, on="verify", note=SECRET)


def visited(
    town: Town, matter: int, when, said="solved/satisfied", act="visit_closes", **told
) -> None:
    solved, satisfaction = said.split("/")
    do(town, act, town.visitor, when, matter=matter, on="visit",
       solved=solved, satisfaction=satisfaction, **told)  # fmt: skip
