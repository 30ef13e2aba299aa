"""Several residents, one handling: each sees the own promise and visit, and nobody else."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from huying.apps.cases.public.promise import holder_of, promise_of
from huying.apps.cases.services import access_code, act_on_case
from huying.platform import clock
from tests.apps.cases.resident import (
    FILED,
    ROAD,
    SECRET,
    at,
    fed_back,
    heard,
    merged,
    next_of,
    opened_page,
    passed,
    seen,
    signed,
)
from tests.builders import Town, dispatched, do, report, row


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


@pytest.fixture
def road(town: Town) -> int:
    return dispatched(town, FILED, ROAD)


# ---- merged -------------------------------------------------------------------------------------


@pytest.mark.req("S1-41")
def test_a_merged_resident_keeps_the_own_date_and_visit(town: Town, road: int) -> None:
    repeat = report(town, at("09T11:00"), requester_name="钱芳菲", requester_phone="19900005678")
    do(town, "file", town.desk, at("09T11:00"), matter=repeat, on="file", case_type=ROAD)
    act_on_case(town.desk, repeat, "merge", {"main": road, "reason": SECRET},
                at=at("09T11:30"), key="m")  # fmt: skip
    line = next(x for x in heard(repeat, at("09T11:30")) if "同一事项" in x)
    assert f"与 {row(road).number} 是同一事项" in line
    assert "您仍会收到回访" in line
    assert "对您承诺的日期不变：3 月 11 日（周三）17:00" in line
    assert promise_of(seen(repeat, at("09T11:30"))).due == at("11T17:00")
    lead = town.chart.body(seen(road, FILED).own.matter.parties["lead"][0]).name_zh
    assert lead in next_of(repeat, at("09T11:30"))
    assert not any("同一" in x for x in heard(road, at("09T11:30")))
    act_on_case(town.desk, road, "release", {"joined": repeat, "reason": SECRET},
                at=at("09T12:00"), key="r")  # fmt: skip
    assert "恢复单独办理" in heard(repeat, at("09T12:00"))[-1]
    assert SECRET not in "".join(heard(repeat, at("09T12:00")) + heard(road, at("09T12:00")))


def test_each_merged_resident_hears_of_the_own_visit_only(town: Town, road: int) -> None:
    one = merged(town, road, at("09T10:10"))
    two = merged(town, road, at("09T10:20"), requester_name="赵立新", requester_phone="19900007777")
    signed(town, road)
    fed_back(town, road, answer="周小明您好，电话 19900001234，赵立新家门口也铺好了")
    passed(town, road)
    done = {"solved": "unsolved", "satisfaction": "unsatisfied", "reason": "我家门口还没铺",
            "dissatisfaction": ["not_done"]}  # fmt: skip
    owed = {o.part: o.id for o in seen(road, FILED).own.matter.open("joined_visit")}
    for how in ("call", "message"):
        act_on_case(town.visitor, road, "joined_visit_try", {"tried_how": how},
                    at=at("10T10:00"), key=how, answers=owed[row(one).number])  # fmt: skip
    act_on_case(town.visitor, road, "joined_visit_done", done, at=at("10T11:00"), key="d",
                answers=owed[row(two).number])  # fmt: skip
    first, second = heard(one, at("10T11:00")), heard(two, at("10T11:00"))
    assert "没有收到回音，第 2 次" in first[-1]
    assert "我家门口还没铺" in second[-1]
    assert not any("没有接通" in x for x in second)
    answer = next(x for x in first if "铺好了" in x)
    for hidden in ("周小明", "19900001234", "赵立新"):
        assert hidden not in answer
    assert "小区北门" not in "".join(first)
    act_on_case(town.visitor, road, "joined_unreached", {"tried_how": "call"},
                at=at("10T11:30"), key="u", answers=owed[row(one).number])  # fmt: skip
    assert heard(one, at("10T11:30"))[-1].startswith("联系了您三次，没有联系上")
    do(town, "send_back_for_joined", town.visitor, at("10T12:00"), matter=road, on="visit",
       reason="赵立新说没铺")  # fmt: skip
    for matter in (road, one, two):
        assert heard(matter, at("10T12:00"))[-1].startswith("还没有全部办好，已退回重办")
    told = "".join(heard(road, at("10T12:00")))
    assert "我家门口" not in told
    assert "没有接通" not in told


def test_a_hidden_main_case_gives_not_even_its_number(town: Town) -> None:
    main = dispatched(town, FILED, ROAD, demand_kind="tip_off")
    repeat = merged(town, main, at("09T10:30"))
    told = "".join(heard(repeat, at("09T10:30")))
    assert row(main).number not in told
    assert "周小明" not in told
    assert "同一事项" in told


def test_who_was_merged_is_not_asked_what_the_other_one_was_asked(town: Town, road: int) -> None:
    repeat = merged(town, road, at("09T10:30"))
    lead = signed(town, road)
    do(town, "ask", lead, at("09T14:00"), matter=road, on="resolve", question="门朝哪边开？")
    view = seen(repeat, at("09T14:00"))
    assert "门朝" not in "".join(heard(repeat, at("09T14:00")))
    assert holder_of(view) == town.chart.body(lead.posts[0].body).name_zh
    assert promise_of(view).due == at("11T17:00")
    assert "最迟 3 月 11 日（周三）17:00" in next_of(repeat, at("09T14:00"))


# ---- pages --------------------------------------------------------------------------


@pytest.fixture
def street(town: Town) -> tuple[int, int, int]:
    """The main case, a repeat, and one of a resident whom nobody may know."""
    now = clock.now()
    main = dispatched(town, now, ROAD)
    one = merged(town, main, now)
    two = merged(
        town, main, now, requester_name="赵立新", requester_phone="19900007777",
        is_confidential=True, text="赵立新家门前的坑，别说是我说的",
    )  # fmt: skip
    signed(town, main, now)
    fed_back(town, main, now, answer="周小明、钱芳菲、赵立新三位，电话 19900007777，路面已补")
    passed(town, main, now)
    return main, one, two


#: What is whose: the words of a case and who stands behind it.
OWN = (
    ("周小明", "19900001234", "小区北门垃圾成堆"),
    ("钱芳菲", "19900005678", "每天绕路"),
    ("赵立新", "19900007777", "别说是我说的"),
)


@pytest.mark.req("S1-41")
@pytest.mark.parametrize("whose", [1, 2])
def test_a_merged_number_shows_the_main_case_and_nobody_else(
    town: Town, street: tuple[int, int, int], whose: int
) -> None:
    _, html = opened_page(town, street[whose])
    body = town.chart.by_code("MUN").name_zh
    for told in (body, "路面已补", "核查过，确实办了", "打电话问您满不满意"):
        assert told in html
    for n, words in enumerate(OWN):
        for word in words:
            assert n == whose or word not in html, word
    assert access_code(town.id, row(street[0]).number) not in html
    number = row(street[whose]).number
    api = Client().get(
        f"/api/v1/public/demands/{number}",
        headers={"x-access-code": access_code(town.id, number)},
    )
    told = api.content.decode()
    assert "路面已补" in told
    assert not [w for n, ws in enumerate(OWN) for w in ws if n != whose and w in told]


def test_the_main_resident_hears_nothing_of_the_others(
    town: Town, street: tuple[int, int, int]
) -> None:
    _, html = opened_page(town, street[0])
    story = html[html.index("走到哪一步了") :]
    assert row(street[1]).number not in html
    assert "每天绕路" not in html
    assert "别说是我说的" not in html
    assert "并入" not in story


def test_a_merged_resident_cannot_act_on_the_main_case(
    town: Town, street: tuple[int, int, int]
) -> None:
    main, one, _ = street
    client, html = opened_page(town, one)
    assert "再反映一件，写上这个编号" in html
    assert not re.search(r'name="act"', html)
    for act in ("reopen", "withdraw", "give_reply"):
        for number in (row(one).number, row(main).number):
            version = row(main).version
            form = {"act": act, "number": number, "key": "0" * 32, "expected": "",
                    f"{act}-reason": "还没好", f"{act}-text": "还没好"}  # fmt: skip
            assert client.post(reverse("track-act"), form).status_code in (302, 409)
            assert row(main).version == version


def test_a_merged_page_takes_few_statements(
    town: Town, street: tuple[int, int, int], django_assert_max_num_queries
) -> None:
    client, _ = opened_page(town, street[1])
    with django_assert_max_num_queries(14):
        client.get(reverse("track-case"))
