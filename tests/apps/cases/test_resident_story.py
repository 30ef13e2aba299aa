"""What a resident hears of the fuller procedure, and what not."""

from __future__ import annotations

import pytest

from huying.apps.cases.public.promise import promise_of
from huying.apps.cases.services import act_on_case
from huying.platform.ticker.tick import tick
from tests.apps.cases.resident import (
    FILED,
    ROAD,
    SECRET,
    at,
    fed_back,
    heard,
    lead_of,
    next_of,
    passed,
    seen,
    signed,
    visited,
)
from tests.builders import Town, dispatched, do, report, row


@pytest.fixture
def road(town: Town) -> int:
    return dispatched(town, FILED, ROAD)


# ---- the body and the date, never the argument (SC02, SC03, SC12) -------------------------------


def test_sc02_being_placed_then_the_body_and_the_date(town: Town) -> None:
    matter = report(town, FILED, lon=None, lat=None, text="菜市场后面堆了建筑垃圾")
    assert "正在找准地方" in next_of(matter, FILED)
    do(town, "place", town.desk, FILED, matter=matter, on="file", **town.point("S09"))
    assert "看您说的事" in next_of(matter, FILED)
    do(town, "file", town.desk, FILED, matter=matter, on="file", case_type="01003")
    do(town, "dispatch", town.desk, FILED, matter=matter, on="dispatch")
    lead = town.chart.by_code("UMB").name_zh
    assert any(f"交给{lead}办" in line for line in heard(matter, FILED))
    assert lead in next_of(matter, FILED)


@pytest.mark.req("S1-41")
def test_sc03_the_new_body_once_and_the_unchanged_date(town: Town) -> None:
    matter = dispatched(town, at("12T10:15"), "07010")
    first = lead_of(town, matter)
    promised = promise_of(seen(matter, at("12T10:15"))).due
    do(town, "return_order", first, at("12T14:50"), matter=matter, on="resolve",
       reason=SECRET, list_line="responsibility 07001")  # fmt: skip
    do(town, "correct", town.desk, at("12T15:00"), matter=matter, case_type="07001", reason=SECRET)
    do(town, "consult", town.desk, at("12T15:05"), matter=matter, on="dispatch",
       consulted=[town.body("UMB")], question=SECRET)  # fmt: skip
    do(town, "give_opinion", town.actor("clerk", "UMB"), at("12T15:10"), matter=matter,
       on="opinion", opinion=SECRET)  # fmt: skip
    do(town, "dispatch", town.desk, at("13T10:20"), matter=matter, on="dispatch")
    lines = heard(matter, at("13T10:20"))
    told = [line for line in lines if line.startswith("改由")]
    second = town.chart.body(seen(matter, FILED).own.matter.parties["lead"][0]).name_zh
    assert told == [f"改由{second}办 |  | 对您承诺的日期不变：3 月 {promised.day} 日"
                    f"（周一）17:00"]  # fmt: skip
    assert SECRET not in "".join(lines)
    assert not any("退" in line or "会商" in line or "意见" in line for line in lines)
    assert promise_of(seen(matter, at("13T10:20"))).due == promised


def test_sc12_one_promised_date(town: Town) -> None:
    matter = dispatched(town, FILED, ROAD, external_due_at=at("20T17:00"))
    told = "".join(heard(matter, FILED)) + next_of(matter, FILED)
    assert "3 月 20 日" not in told
    assert promise_of(seen(matter, FILED)).due == at("11T17:00")


# ---- time ---------------------------------------------------------------------------------------


def test_an_extension_is_the_bodys_and_the_promise_stays(town: Town, road: int) -> None:
    lead = signed(town, road)
    do(town, "ask_extension", lead, at("09T14:00"), matter=road, on="resolve",
       reason=SECRET, extra=2)  # fmt: skip
    assert not any("延长" in line for line in heard(road, at("09T14:00")))
    do(
        town,
        "grant",
        town.supervisor,
        at("09T15:00"),
        matter=road,
        on="extend",
        extra=2,
        note=SECRET,
    )
    line = heard(road, at("09T15:00"))[-1]
    assert line.startswith("办理单位的期限延长到 3 月 13 日（周五）17:00")
    assert "对您承诺的日期不变：3 月 11 日（周三）17:00" in line
    assert SECRET not in "".join(heard(road, at("09T15:00")))
    assert "最迟 3 月 11 日（周三）17:00 办好" in next_of(road, at("09T15:00"))


def test_a_suspension_says_why_the_plan_until_when_and_that_the_promise_stands(
    town: Town, road: int
) -> None:
    lead = signed(town, road)
    until = at("16T10:00")
    do(town, "ask_pause", lead, at("09T14:00"), matter=road, on="resolve",
       pause_kind="weather", reason=SECRET, plan="雨停两天后铺沥青", until=until)  # fmt: skip
    assert "雨停" not in "".join(heard(road, at("09T14:00")))
    do(town, "allow_pause", town.supervisor, at("09T15:00"), matter=road, on="permit",
       pause_kind="weather", until=until, note=SECRET)  # fmt: skip
    line = heard(road, at("09T15:00"))[-1]
    assert "天气原因" in line
    assert "雨停两天后铺沥青" in line
    assert "最迟 3 月 16 日（周一）10:00" in line
    assert "对您承诺的时间停着" in line
    assert "天气原因" in next_of(road, at("09T15:00"))
    standing = promise_of(seen(road, at("12T15:00")))
    assert standing.is_paused
    assert standing.due == at("11T17:00")
    assert not standing.is_late
    do(town, "resume_work", lead, at("12T15:00"), matter=road, on="resume", note=SECRET)
    after = promise_of(seen(road, at("12T15:00")))
    assert not after.is_paused
    assert after.due > at("12T17:00")
    assert "对您承诺的时间接着算，最迟 3 月" in heard(road, at("12T15:00"))[-1]
    assert SECRET not in "".join(heard(road, at("12T15:00")))


def test_what_is_asked_until_when_and_that_the_clock_stands(town: Town, road: int) -> None:
    lead = signed(town, road)
    do(town, "ask", lead, at("09T14:00"), matter=road, on="resolve", question="门朝哪边开？")
    line = heard(road, at("09T14:00"))[-1]
    assert "门朝哪边开？" in line
    assert "请在 3 月 12 日（周四）24:00 前回答" in line
    assert "对您承诺的时间停着" in line
    assert next_of(road, at("09T14:00")).startswith("请您在 3 月 12 日（周四）24:00 前补充")
    tick(at("13T00:01"))
    assert "没有等到补充，先接着办" in "".join(heard(road, at("13T00:01")))
    assert promise_of(seen(road, at("13T00:01"))).due > at("13T00:01")


# ---- result, visit, opened again ----------------------------------------------------------------


def test_a_lawful_no_comes_with_its_law(town: Town, road: int) -> None:
    signed(town, road)
    fed_back(town, road, result_code="explained_lawfully", answer="这段路不归区里修",
             legal_basis="《公路法》第八条")  # fmt: skip
    line = heard(road, FILED)[-1]
    assert "这段路不归区里修" in line
    assert "依据：《公路法》第八条" in line
    assert "依法不能办" in line


def test_tries_are_counted_and_the_end_can_be_undone_until_when(town: Town, road: int) -> None:
    signed(town, road)
    fed_back(town, road)
    passed(town, road)
    for n in (1, 2):
        do(
            town,
            "visit_try",
            town.visitor,
            at("10T10:00"),
            matter=road,
            on="visit",
            tried_how="call",
        )
        assert f"我们打过电话没有接通，第 {n} 次" in heard(road, at("10T10:00"))[-1]
    visited(town, road, at("10T11:00"), "unsolved/unsatisfied", "visit_returns",
            reason="坑还在", dissatisfaction=["not_done", "slow"])  # fmt: skip
    line = heard(road, at("10T11:00"))[-1]
    assert line.startswith("您说没有办好，已退回重办 | 坑还在 | 您不满意的是：未解决、办得慢")
    fed_back(town, road, at("10T12:00"))
    passed(town, road, at("10T12:00"))
    do(town, "visit_try", town.visitor, at("10T14:00"), matter=road, on="visit", tried_how="visit")
    assert "我们上门没有见到您，第 1 次" in heard(road, at("10T14:00"))[-1]
    visited(town, road, at("10T15:00"))
    assert "您可以在 3 月 17 日（周二）24:00 前要求重新办理" in next_of(road, at("10T15:00"))
    do(town, "reopen", town.desk, at("11T10:00"), matter=road, reason=SECRET)
    line = heard(road, at("11T10:00"))[-1]
    assert line.startswith("重新办理 |  | 重新承诺：最迟 3 月 13 日")


def test_a_correction_of_the_answer_is_read_and_of_a_note_is_not(town: Town, road: int) -> None:
    lead = signed(town, road)
    fed_back(town, road)
    events = list(row(road).events.order_by("seq"))
    seq = {e.seq: e for e in events}
    fed = next(n for n, e in seq.items() if e.act == "feed_back")
    called = next(n for n, e in seq.items() if e.act == "contact")
    for corrects, field in ((called, "contact_record"), (fed, "result"), (fed, "answer")):
        do(town, "amend", lead, at("09T15:00"), matter=road, corrects=corrects, field=field,
           corrected=f"{field} 更正为二号路", reason=SECRET)  # fmt: skip
    told = heard(road, at("09T15:00"))
    assert sum("更正了" in line for line in told) == 1
    assert "answer 更正为二号路" in told[-1]
    assert "contact_record" not in "".join(told)


def test_declined_says_why_and_where_to_go_instead(town: Town) -> None:
    matter = report(town, FILED)
    do(town, "decline", town.desk, FILED, matter=matter, on="file", decline_code="petition",
       other_route="请到区信访接待中心", outside_body="区信访局",
       outside_reference="XF-31")  # fmt: skip
    line = heard(matter, FILED)[-1]
    words = ("已进入信访程序", "请到区信访接待中心", "可以找：区信访局", "那边的编号：XF-31")
    assert all(told in line for told in words)
    assert "没有受理" in next_of(matter, FILED)


def test_the_parts_of_a_split_demand(town: Town) -> None:
    matter = report(town, FILED)
    file = seen(matter, FILED).own.matter.open("file")[0].id
    act_on_case(town.desk, matter, "split", {"children": ["路灯坏了", "井盖响"]},
                at=at("09T10:10"), key="split", answers=file)  # fmt: skip
    assert "另立了 2 件" in heard(matter, at("09T10:10"))[-1]


def test_after_the_last_round_nothing_more_is_promised(town: Town, road: int) -> None:
    signed(town, road)
    for day in ("10", "11"):
        fed_back(town, road, at(f"{day}T09:00"))
        passed(town, road, at(f"{day}T09:00"))
        assert "退回重办" in next_of(road, at(f"{day}T09:00"))
        visited(town, road, at(f"{day}T10:00"), "unsolved/unsatisfied", "visit_returns",
                reason="坑还在", dissatisfaction=["not_done"])  # fmt: skip
    fed_back(town, road, at("12T09:00"))
    passed(town, road, at("12T09:00"))
    assert "退回重办" not in next_of(road, at("12T09:00"))
