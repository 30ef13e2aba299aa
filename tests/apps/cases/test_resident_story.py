"""What a resident hears of the fuller procedure, and what not; the sentence on top."""

from __future__ import annotations

import pytest
from django.utils import translation

from huying.apps.cases.public.happened import Happened
from huying.apps.cases.public.joint import JOINT
from huying.apps.cases.public.promise import promise_of
from huying.apps.cases.public.telling import TOLD, UNTOLD
from huying.apps.cases.services import act_on_case
from huying.domain.kernel.actor import Actor
from huying.platform.matters.procedures import newest
from huying.platform.matters.stamps import stamp
from huying.platform.ticker.tick import tick
from tests.apps.cases.resident import ROAD, at, heard, merged, next_of, seen
from tests.apps.cases.told_events import events_of
from tests.apps.whole.english import chinese_left
from tests.builders import Town, dispatched, do, report, row

FILED = at("09T10:00")
SECRET = "只给内部看的话"


def lead_of(town: Town, matter: int) -> Actor:
    return town.actor(
        "clerk", town.chart.body(seen(matter, FILED).own.matter.parties["lead"][0]).code
    )


@pytest.fixture
def road(town: Town) -> int:
    return dispatched(town, FILED, ROAD)


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


def test_every_act_is_told_or_kept_from_the_resident_on_purpose(town: Town) -> None:
    acts = set(newest(town.id, "case", stamp(town.id)).acts)
    assert set(TOLD) | UNTOLD == acts
    assert not set(TOLD) & UNTOLD
    assert set(JOINT) <= acts


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


# ---- every act in both languages ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_words_of_every_event_are_in_the_readers_language(
    town: Town, road: int, language: str
) -> None:
    view = seen(road, FILED)
    with translation.override(language):
        for telling in (TOLD, JOINT):
            for act, words in telling.items():
                for events, said in events_of(view, act):
                    line = words(Happened(view, events, len(events) - 1, said))
                    assert line, act
                    assert str(line.what).strip(), act
                    if language == "en":
                        html = "".join(f"<p>{x}</p>" for x in (line.what, *line.notes))
                        assert not chinese_left(html), (act, chinese_left(html))
                        assert "%(" not in html
