"""What a resident does with number and code: reply, withdraw, open again; several residents."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from huying.apps.cases.services import access_code, act_on_case
from huying.platform import clock
from huying.platform.matters.models import Event
from tests.apps.cases.resident import (
    NEIGHBOUR,
    ROAD,
    fed_back,
    form_of,
    lead_of,
    merged,
    opened_page,
    passed,
    seen,
    signed,
    visited,
)
from tests.apps.whole.english import chinese_left
from tests.builders import Town, dispatched, do, report, row

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


def sent(client: Client, form: dict[str, str], **typed: str):
    return client.post(reverse("track-act"), {**form, **typed})


def done(matter: int, act: str) -> int:
    return Event.objects.filter(matter_id=matter, act=act).count()


def closed(town: Town, when, **fields: object) -> int:
    matter = dispatched(town, when, ROAD, **fields)
    signed(town, matter, when)
    fed_back(town, matter, when)
    passed(town, matter, when)
    visited(town, matter, when)
    return matter


# ---- reply --------------------------------------------------------------------------------------


def test_a_reply_sent_twice_is_one_reply_and_another_text_is_told(town: Town) -> None:
    now = clock.now()
    matter = dispatched(town, now, ROAD)
    do(town, "ask", lead_of(town, matter), now, matter=matter, on="resolve", question="几号楼？")
    client, html = opened_page(town, matter)
    assert html.index("请您在") < html.index("走到哪一步了")
    form = {k: v for k, v in form_of(html, "give_reply").items() if k != "csrfmiddlewaretoken"}
    for _ in range(2):
        assert sent(client, form, **{"give_reply-text": "3 号楼"}).status_code == 302
    assert done(matter, "give_reply") == 1
    back = sent(client, form, **{"give_reply-text": "不对，是 5 号楼"})
    assert back.status_code == 409
    assert "不对，是 5 号楼" in back.content.decode()
    assert done(matter, "give_reply") == 1


@pytest.mark.parametrize("field", ["expected", "answers"])
def test_an_unreadable_hidden_number_never_passes_as_none(town: Town, field: str) -> None:
    matter = report(town, clock.now())
    client, html = opened_page(town, matter)
    form = form_of(html, "withdraw") | {field: "1x", "withdraw-reason": "物业清了"}
    refused = client.post(reverse("track-act"), form)
    assert refused.status_code == 409
    assert "物业清了" in refused.content.decode()
    assert not done(matter, "withdraw")


# ---- withdraw -----------------------------------------------------------------------------------


@pytest.mark.req("S1-41")
def test_withdrawing_is_refused_in_words_while_others_hang_on_it(town: Town) -> None:
    now = clock.now()
    matter = dispatched(town, now, ROAD)
    client, html = opened_page(town, matter)
    form = form_of(html, "withdraw")
    merged(town, matter, now)
    html = client.get(reverse("track-case")).content.decode()
    assert "还有别人反映了同一件事" in html
    assert 'value="withdraw"' not in html
    for hidden in NEIGHBOUR.values():
        assert hidden not in html
    refused = sent(client, {**form, "expected": ""}, **{"withdraw-reason": "我搬走了"})
    assert refused.status_code == 409
    assert "我搬走了" in refused.content.decode()
    assert not done(matter, "withdraw")


# ---- open again ---------------------------------------------------------------------------------


@pytest.mark.req("S1-41")
def test_a_closed_case_is_opened_again_once_with_a_reason(town: Town) -> None:
    matter = closed(town, clock.now())
    client, html = opened_page(town, matter)
    assert "没办好，重新办理" in html
    assert "24:00" in html
    form = form_of(html, "reopen")
    empty = sent(client, form, **{"reopen-reason": " "})
    assert empty.status_code == 422
    told = empty.content.decode()
    assert 'role="dialog" aria-labelledby="reopen-title"' in told, "open again, and named"
    for _ in range(2):
        assert sent(client, form, **{"reopen-reason": "坑又塌了"}).status_code == 302
    assert done(matter, "reopen") == 1
    html = client.get(reverse("track-case")).content.decode()
    assert "您要求重新办理" in html
    assert "坑又塌了" in html
    assert "重新承诺：最迟" in html


def test_what_the_desk_answered_is_opened_again_at_the_desk(town: Town) -> None:
    now = clock.now()
    matter = report(town, now, demand_kind="consult", text="几点开门？")
    do(town, "answer_at_once", town.desk, now, matter=matter, on="file", answer="九点")
    client, html = opened_page(town, matter)
    form = form_of(html, "reopen")
    for _ in range(2):
        assert sent(client, form, **{"reopen-reason": "去了没开"}).status_code == 302
    assert done(matter, "reopen_at_desk") == 1
    assert "看您说的事" in client.get(reverse("track-case")).content.decode()


def test_after_the_window_it_says_why_not_and_what_else_one_can_do(town: Town) -> None:
    matter = closed(town, clock.now() - 2 * WEEK)
    client, html = opened_page(town, matter)
    assert "办结以后要求重新办理的时间，到" in html
    assert 'value="reopen"' not in html
    number = row(matter).number
    again = client.post(
        reverse("report"), {"step": "check", "go": "what", "text": f"关于编号 {number} 的事："}
    )
    assert "发生了什么事？" in again.content.decode()
    assert number in again.content.decode()
    late = {"act": "reopen", "number": number, "key": "0" * 32, "reopen-reason": "又塌了"}
    refused = client.post(reverse("track-act"), late)
    assert refused.status_code == 409
    assert "又塌了" in refused.content.decode()
    assert not done(matter, "reopen")


def test_opened_again_and_closed_it_is_not_opened_a_second_time(town: Town) -> None:
    now = clock.now()
    matter = closed(town, now)
    client, html = opened_page(town, matter)
    sent(client, form_of(html, "reopen"), **{"reopen-reason": "坑又塌了"})
    later = clock.now()
    fed_back(town, matter, later)
    passed(town, matter, later)
    visited(town, matter, later)
    html = client.get(reverse("track-case")).content.decode()
    assert "已经重新办理过 1 次" in html
    assert "再反映一件，写上这个编号" in html


def test_what_was_typed_survives_when_the_act_is_gone(town: Town) -> None:
    now = clock.now()
    matter = dispatched(town, now, ROAD)
    do(town, "ask", lead_of(town, matter), now, matter=matter, on="resolve", question="几号楼？")
    client, html = opened_page(town, matter)
    form = form_of(html, "give_reply")
    do(town, "give_reply", town.resident, now, matter=matter, on="reply", text="别处答的")
    gone = sent(client, form, **{"give_reply-text": "3 号楼门口"})
    assert gone.status_code == 409
    assert "3 号楼门口" in gone.content.decode()


def test_the_parts_of_a_demand_have_own_codes_and_strangers_are_no_parts(town: Town) -> None:
    now = clock.now()
    whole = report(town, now)
    file = seen(whole, now).own.matter.open("file")[0].id
    act_on_case(town.desk, whole, "split", {"children": ["路灯坏了", "井盖响"]}, at=now, key="s",
                answers=file)  # fmt: skip
    stranger = report(town, now + timedelta(seconds=1), parent=whole, **NEIGHBOUR)
    client, html = opened_page(town, whole)
    parts = re.findall(
        r'name="number" value="([^"]+)"><input type="hidden" name="code" value="([^"]+)"', html
    )
    assert len(parts) == 2
    assert row(stranger).number not in html
    for number, code in parts:
        assert code == access_code(town.id, number)
        door = client.post(reverse("track"), {"number": number, "code": code})
        shown = client.get(door["Location"]).content.decode()
        assert "从您反映的一件里拆出来的" in shown


# ---- start, English, statements -----------------------------------------------------------------


def test_residents_begin_at_two_doors(town: Town, client: Client) -> None:
    html = client.get(reverse("public-home")).content.decode()
    assert reverse("report") in html
    assert reverse("track") in html
    assert f'class="public__name" href="{reverse("public-home")}"' in html


def test_every_state_reads_in_english(town: Town) -> None:
    now = clock.now()
    main = dispatched(town, now, ROAD)
    merged_one = merged(town, main, now)
    declined = report(town, now)
    do(town, "decline", town.desk, now, matter=declined, on="file", decline_code="petition",
       other_route="请到区信访接待中心")  # fmt: skip
    asked = dispatched(town, now, ROAD)
    do(town, "ask", lead_of(town, asked), now, matter=asked, on="resolve", question="几号楼？")
    stood = dispatched(town, now, ROAD)
    until = now + timedelta(days=5)
    told = {"pause_kind": "weather", "until": until}
    do(town, "ask_pause", lead_of(town, stood), now, matter=stood, on="resolve",
       reason="雨", plan="雨停就修", **told)  # fmt: skip
    do(town, "allow_pause", town.supervisor, now, matter=stood, on="permit", **told)
    over = closed(town, now - 2 * WEEK)
    english = Client(headers={"accept-language": "en"})
    for matter in (
        main,
        merged_one,
        declined,
        asked,
        stood,
        over,
        closed(town, now),
        report(town, now),
    ):
        html = opened_page(town, matter, english)[1]
        assert '<html lang="en"' in html
        assert not chinese_left(html), chinese_left(html)
    assert not chinese_left(english.get(reverse("public-home")).content.decode())
