"""The desk form: one screen, one case, nothing typed twice."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from huying.apps.accounts.session_rules import STARTED
from huying.platform import clock
from huying.platform.matters.models import Matter, Obligation
from tests.builders import Town, row

BACKEND = "django.contrib.auth.backends.ModelBackend"
CALL = {
    "key": "k1",
    "demand_kind": "complaint",
    "text": "枣园新村门口饭店油烟很大",
    "phone": "199 0000 1234",
    "name": "周小明",
    "channel": "phone",
    "address": "柳桥路 66 号",
}


def at_work(client: Client, person: int) -> Client:
    client.force_login(get_user_model().objects.get(pk=person), backend=BACKEND)
    session = client.session
    session[STARTED] = clock.now().isoformat()
    session.save()
    return client


@pytest.fixture
def desk(town: Town, client: Client) -> Client:
    return at_work(client, town.desk.person)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.req("S4-33")
def test_a_call_becomes_a_case_that_the_desk_owes(town, desk) -> None:
    done = desk.post(reverse("case-new"), {**CALL, **town.point()})
    assert done.status_code == 302
    matter = Matter.objects.get()
    assert matter.number in done["Location"]
    assert matter.area_code.startswith(town.chart.by_code("S01").area_code)
    assert Obligation.objects.get(matter=matter).kind == "file"


def test_without_coordinates_the_community_stays_in_the_address(town, desk) -> None:
    community = town.chart.body(town.value.grids[0].community)
    desk.post(reverse("case-new"), {**CALL, "community": community.area_code})
    case = row(Matter.objects.get().id).case
    assert case.grid == ""
    assert case.address == (
        f"{town.chart.body(community.parent).name_zh} {community.name_zh} 柳桥路 66 号"
    )


def test_number_and_code_are_told_to_be_read_out(town, desk) -> None:
    desk.post(reverse("case-new"), CALL)
    assert "查询码" in text_of(desk.get(reverse("case-new")))


def test_every_wrong_field_is_named_and_everything_typed_is_kept(town, desk) -> None:
    wrong = desk.post(
        reverse("case-new"),
        {**CALL, "text": "", "phone": "1380013", "lon": "200", "demand_kind": "x", "channel": "y"},
    )
    html = text_of(wrong)
    assert wrong.status_code == 422
    assert "有 6 处要改" in html or "有 5 处要改" in html
    assert "手机号 1380013 少 4 位，请补全" in html
    assert "应在 73 到 136 之间" in html
    assert 'value="柳桥路 66 号"' in html
    assert 'value="周小明"' in html
    assert re.search('name="key" value="k1"', html)
    assert not Matter.objects.exists()


def test_pressing_twice_makes_one_case(town, desk) -> None:
    for _ in range(2):
        assert desk.post(reverse("case-new"), CALL).status_code == 302
    assert Matter.objects.count() == 1
    other = desk.post(reverse("case-new"), {**CALL, "text": "路灯坏了"})
    assert other.status_code == 409
    assert Matter.objects.count() == 1


def test_suggestions_come_with_reasons_and_whose_they_would_be(town, desk) -> None:
    html = text_of(desk.post(reverse("case-new-types"), CALL))
    assert "餐饮油烟扰民" in html
    assert "<mark>油烟</mark>" in html
    assert "主办" in html
    assert "记下居民的话" in text_of(desk.post(reverse("case-new-types"), {"text": " "}))


def test_a_suggestion_that_no_list_knows_is_no_reason_to_refuse(town, desk) -> None:
    assert desk.post(reverse("case-new"), {**CALL, "case_type": "99999"}).status_code == 302
    assert row(Matter.objects.get().id).case.case_type == ""


@pytest.mark.parametrize("text", ["a\0b", "字" * 20_001, b"\xff\xfe"])
def test_whatever_is_typed_is_answered_in_words(town, desk, text) -> None:
    response = desk.post(reverse("case-new"), {**CALL, "text": text, "key": "\0" * 90})
    assert response.status_code in (302, 422)


def test_a_grid_worker_reports_what_was_seen(town, client) -> None:
    worker = next(
        p.id for p in town.value.people if any(h.role == "grid_worker" for h in p.holdings)
    )
    form = at_work(client, worker).get(reverse("case-new"))
    assert form.status_code == 200
    assert '<option value="grid" selected>' in text_of(form)
    assert client.post(reverse("case-new"), {**CALL, "channel": "grid"}).status_code == 302
    assert Matter.objects.get().maker_id


def test_only_those_who_take_demands_in_come_here(town, client) -> None:
    assert "login" in client.get(reverse("case-new"))["Location"]
    clerk = town.actor("clerk", "SAN").person
    assert at_work(client, clerk).get(reverse("case-new")).status_code == 403


def test_the_form_takes_few_statements(town, desk, django_assert_max_num_queries) -> None:
    desk.get(reverse("case-new"))
    with django_assert_max_num_queries(10):
        desk.get(reverse("case-new"))
