"""Residents without an account: three questions, a receipt, and following by number and code."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from huying.apps.cases.services import access_code
from huying.platform import clock
from huying.platform.matters.models import Event, EventText, Matter, Obligation
from huying.platform.matters.verify import plain_text, verify
from tests.builders import Town, dispatched, do, report, row

WHAT = {"text": "楼下饭店油烟往上冒，窗户都不敢开", "demand_kind": "complaint"}
WHO = {"phone": "199 0000 1234", "name": "周小明"}
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


@pytest.fixture
def where(town: Town) -> dict[str, str]:
    community = town.chart.body(town.value.grids[0].community)
    return {"address": "柳桥路 66 号", "community": community.area_code}


def page(client: Client, step: str, go: str = "next", **given: str):
    return client.post(reverse("report"), {"step": step, "go": go, **given})


def text_of(response) -> str:
    return response.content.decode()


def hidden(html: str, name: str) -> str:
    return re.search(f'name="{name}" value="([^"]*)"', html)[1]


def sent(client: Client, where: dict[str, str], **other: str):
    key = hidden(text_of(client.get(reverse("report"))), "key")
    return page(client, "check", "send", key=key, **{**WHAT, **where, **WHO, **other})


@pytest.mark.req("S4-33")
def test_three_questions_then_a_last_look_then_a_receipt(town, client, where) -> None:
    first = text_of(client.get(reverse("report")))
    assert first.index("119") < first.index("<h1")
    key = hidden(first, "key")
    second = page(client, "what", key=key, **WHAT)
    assert "在哪里？" in text_of(second)
    third = page(client, "where", key=key, **WHAT, **where)
    assert "怎么联系您？" in text_of(third)
    look = text_of(page(client, "who", key=key, **WHAT, **where, **WHO))
    assert "看一遍，没错就发出" in look
    assert "餐饮油烟扰民" in look
    assert "主办" in look
    assert "个工作日内办结" in look
    assert not Matter.objects.exists()
    case_type = re.search(r'name="case_type" value="(\d+)" checked', look)[1]
    done = page(client, "check", "send", key=key, case_type=case_type, **WHAT, **where, **WHO)
    assert done.status_code == 302
    assert done["Location"] == reverse("report-done")
    receipt = text_of(client.get(done["Location"]))
    matter = Matter.objects.get()
    assert matter.number in receipt
    assert access_code(town.id, matter.number) in receipt
    assert "最迟" in receipt
    found = row(matter.id).case
    assert (found.channel, found.case_type, found.is_reachable) == ("web", case_type, True)
    assert found.address.endswith("柳桥路 66 号")
    assert not found.grid  # no coordinates: it waits to be placed
    assert verify(town.id, [matter.id]).broken == []


def test_going_back_and_changing_loses_nothing(town, client, where) -> None:
    back = text_of(page(client, "check", "what", **WHAT, **where, **WHO))
    assert WHAT["text"] in back
    assert hidden(back, "address") == where["address"]
    assert hidden(back, "phone") == WHO["phone"]


def test_wrong_answers_are_named_above_their_fields_and_kept(town, client) -> None:
    nothing = text_of(page(client, "what", text="  ", demand_kind="rant"))
    assert "还没填，请补上" in nothing
    assert "有 2 处要改" in nothing
    nowhere = text_of(page(client, "where", **WHAT, address="", community=""))
    assert "地址或附近有什么</a>：还没填，请补上" in nowhere
    short = text_of(page(client, "who", **WHAT, address="东门", phone="1380013"))
    assert "手机号 1380013 少 4 位，请补全" in short
    assert 'value="1380013"' in short
    none = text_of(page(client, "who", **WHAT, address="东门"))
    assert "还没填，请补上" in none
    asked = text_of(page(client, "who", **WHAT, ask_me="on", is_anonymous="on"))
    assert "要留一个电话才能问" in asked


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a\0b", "demand_kind": "help"},
        {"text": "字" * 20_001, "demand_kind": "help"},
        {"text": "井盖", "demand_kind": "help", "community": "no such", "address": "字" * 400},
        {"text": "\udcff".encode("utf-8", "surrogatepass"), "demand_kind": b"\xff"},
        {"text": "井盖", "demand_kind": "help", "case_type": "99999", "key": "x" * 5000},
    ],
)
def test_whatever_is_sent_is_answered_in_words(town, client, given) -> None:
    response = client.post(
        reverse("report"), {"step": "check", "go": "send", **WHO, "address": "东门", **given}
    )
    assert response.status_code in (200, 422)
    assert "要改" in text_of(response)
    assert not Matter.objects.exists()


def test_an_unknown_step_begins_anew(town, client) -> None:
    assert "发生了什么事？" in text_of(page(client, "nonsense", "nonsense"))
    assert client.get(reverse("report-done"))["Location"] == reverse("report")


def test_sending_twice_makes_one_case_and_another_content_is_told(town, client, where) -> None:
    key = hidden(text_of(client.get(reverse("report"))), "key")
    for _ in range(2):
        done = page(client, "check", "send", key=key, **WHAT, **where, **WHO)
        assert done.status_code == 302
    assert Matter.objects.count() == 1
    other = page(client, "check", "send", key=key, **{**WHAT, "text": "路灯坏了"}, **where, **WHO)
    assert other.status_code == 409
    assert "这张表已经交过一次" in text_of(other)
    assert Matter.objects.count() == 1


def test_without_a_contact_nobody_calls(town, client, where) -> None:
    sent(client, where, phone="", name="", is_anonymous="on")
    matter = Matter.objects.get()
    assert not row(matter.id).case.is_reachable
    assert "不会有人找您" in text_of(client.get(reverse("report-done")))


def test_personal_values_lie_encrypted_and_confidence_is_kept(town, client, where) -> None:
    sent(client, where, is_confidential="on")
    phone = EventText.objects.get(field="requester_phone")
    assert "1234" not in phone.value
    assert plain_text(phone).replace(" ", "") == "19900001234"
    assert row(Matter.objects.get().id).case.is_confidential


def test_what_was_asked_for_on_the_phone_is_written_down(town, client, where) -> None:
    sent(client, {"ask_me": "on"})
    assert "请打电话问" in Matter.objects.get().case.address


# ---- following ----------------------------------------------------------------------------------


def opened_page(client: Client, town: Town, matter: int):
    number = row(matter).number
    done = client.post(
        reverse("track"), {"number": number.lower(), "code": access_code(town.id, number).lower()}
    )
    assert done.status_code == 302
    assert number not in done["Location"]
    return client.get(done["Location"])


def test_number_and_code_open_the_case_and_nothing_else_does(town, client) -> None:
    matter = report(town, clock.now())
    number = row(matter).number
    assert client.get(reverse("track-case"))["Location"] == reverse("track")
    for left in (9, 8):
        wrong = client.post(reverse("track"), {"number": number, "code": "AAAAAA"})
        assert wrong.status_code == 404
        assert f"还可以试 {left} 次" in text_of(wrong)
    shown = text_of(opened_page(client, town, matter))
    assert "小区北门垃圾成堆" in shown
    assert "收到您的反映" in shown
    assert "最迟" in shown


def test_guessing_ends_after_ten_tries(town, client) -> None:
    number = row(report(town, clock.now())).number
    for _ in range(10):
        client.post(reverse("track"), {"number": number, "code": "AAAAAA"})
    right = client.post(reverse("track"), {"number": number, "code": access_code(town.id, number)})
    assert right.status_code == 429
    assert "15 分钟" in text_of(right)
    mistyped = client.post(reverse("track"), {"number": "2611-0K3F9-8", "code": "AAAAAA"})
    assert "不是编号" in text_of(mistyped)


def test_a_case_without_the_right_code_looks_like_none(town, client) -> None:
    nobody = client.post(reverse("track"), {"number": "2603-00000-0", "code": "AAAAAA"})
    known = client.post(
        reverse("track"), {"number": row(report(town, clock.now())).number, "code": "AAAAAA"}
    )
    errors = [
        re.search("编号和查询码对不上", text_of(r)) or "不是编号" in text_of(r)
        for r in (nobody, known)
    ]
    assert all(errors)


def test_the_story_names_bodies_and_no_persons(town, client) -> None:
    at = clock.now()
    matter = dispatched(town, at)
    lead = town.actor("clerk", "SAN")
    do(town, "sign", lead, at, matter=matter, on="sign")
    do(town, "contact", lead, at, matter=matter, on="contact",
       contact_how="call", contact_record="内部记录不给看")  # fmt: skip
    shown = text_of(opened_page(client, town, matter))
    name = town.chart.by_code("SAN").name_zh
    assert f"交给{name}办" in shown
    assert f"{name}给您打过电话" in shown
    assert "内部记录不给看" not in shown
    people = [p.name for p in town.value.people if p.id == lead.person]
    assert all(person not in shown for person in people)


def test_a_question_is_answered_on_the_page(town, client) -> None:
    at = clock.now()
    matter = dispatched(town, at)
    do(town, "ask", town.actor("clerk", "SAN"), at, matter=matter, on="resolve",
       question="是几号楼门口？")  # fmt: skip
    shown = text_of(opened_page(client, town, matter))
    assert "是几号楼门口？" in shown
    form = {
        "act": "give_reply",
        "number": row(matter).number,
        "key": hidden(shown, "key"),
        "answers": hidden(shown, "answers"),
        "expected": hidden(shown, "expected"),
    }
    empty = client.post(reverse("track-act"), form)
    assert empty.status_code == 422
    assert "还没填，请补上" in text_of(empty)
    old = client.post(reverse("track-act"), {**form, "give_reply-text": "3 号楼", "expected": "77"})
    assert old.status_code == 409
    assert "3 号楼" in text_of(old)
    done = client.post(reverse("track-act"), {**form, "give_reply-text": "3 号楼"})
    assert done.status_code == 302
    assert Obligation.objects.get(matter_id=matter, kind="reply").outcome == "kept"
    assert "您作了补充" in text_of(client.get(done["Location"]))


@pytest.mark.req("S1-41")
def test_a_resident_withdraws_and_leaves(town, client) -> None:
    matter = report(town, clock.now())
    shown = text_of(opened_page(client, town, matter))
    form = {
        "act": "withdraw",
        "number": row(matter).number,
        "key": hidden(shown, "key"),
        "expected": hidden(shown, "expected"),
        "withdraw-reason": "物业已经清走了",
    }
    assert client.post(reverse("track-act"), form).status_code == 302
    found = row(matter)
    assert (found.state, found.case.exemption) == ("withdrawn", "withdrawn")
    assert "您说不用办了" in text_of(client.get(reverse("track-case")))
    client.post(reverse("track-leave"))
    assert client.get(reverse("track-case")).status_code == 302
    stranger = Client()
    assert stranger.post(reverse("track-act"), form)["Location"] == reverse("track")
    assert Event.objects.filter(matter_id=matter, act="withdraw").count() == 1


def test_pages_read_in_english_without_chinese_of_our_own(town, client, where) -> None:
    client.cookies["django_language"] = "en"
    sent(client, where)
    for name in ("report", "report-done", "track", "track-case"):
        html = text_of(client.get(reverse(name)))
        own = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
        own = re.sub(r"<!--.*?-->|<optgroup.*?</optgroup>", "", own, flags=re.DOTALL)
        assert not CHINESE.search(own), (name, CHINESE.findall(own)[:5])


def test_pages_take_few_statements(town, client, django_assert_max_num_queries) -> None:
    matter = dispatched(town, clock.now())
    opened_page(client, town, matter)
    with django_assert_max_num_queries(10):
        client.get(reverse("track-case"))
    with django_assert_max_num_queries(6):
        client.get(reverse("report"))
