"""Repeats: what may be one, merging in two steps, and what each reader sees of it afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.platform import clock
from huying.platform.matters.models import Event
from tests.apps.cases.pages import open_page, press, signed_in, text_of
from tests.apps.cases.test_case_page import NAME, PHONE, lead_of
from tests.builders import MORNING, Town, dispatched, do, report, row


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=20))


def panel(response: object) -> str:
    """The text of the panel of possible repeats, '' without one."""
    html = response.content.decode()
    if 'id="similar"' not in html:
        return ""
    return html.split('id="similar"')[1].split("</section>")[0]


def filed(town: Town, **fields: object) -> int:
    matter = report(town, **fields)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="01001")
    return matter


def merged(town: Town, **fields: object) -> tuple[int, int]:
    """(main case, repeat that was merged into it)."""
    main = dispatched(town)
    repeat = filed(town, requester_phone="19900007777", requester_name="吴小红", **fields)
    done = press(signed_in(town.desk), repeat, "merge", None, main=row(main).number)
    assert done.status_code == 302, text_of(done)
    return main, repeat


# ---- finding ------------------------------------------------------------------------------------


@pytest.mark.req("S2-43")
def test_same_caller_kind_and_place_are_offered_with_distance_and_date(town: Town) -> None:
    main = dispatched(town)
    repeat = report(town, case_type="01001", text="北门垃圾还是没清")
    desk = signed_in(town.desk)
    for page in (open_page(desk, repeat), open_page(desk, repeat, "acts/file/", case_type="01001")):
        shown = panel(page)
        for words in (row(main).number, "同一个电话", "同一事项", "同一网格", "相距 0 米"):
            assert words in shown
        assert PHONE not in shown
        assert NAME not in shown
    assert row(repeat).number in panel(open_page(desk, main))


def test_what_is_far_old_or_ended_is_not_offered(town: Town) -> None:
    main = dispatched(town)
    far = report(town, requester_phone="19900008888", **town.point("S05"))
    old = report(town, MORNING - timedelta(days=40), requester_phone="19900006666")
    gone = report(town, requester_phone="19900005555")
    do(town, "withdraw", town.resident, MORNING, matter=gone)
    shown = panel(open_page(signed_in(town.desk), main))
    for other in (far, old, gone):
        assert row(other).number not in shown


def test_only_the_desk_looks_for_repeats(town: Town) -> None:
    main = dispatched(town)
    report(town)
    for reader in (lead_of(town, main), town.supervisor):
        assert panel(open_page(signed_in(reader), main)) == ""


@pytest.mark.req("S1-48")
def test_a_hidden_reporter_is_never_the_same_caller(town: Town) -> None:
    complaint = dispatched(town)
    tip_off = filed(town, demand_kind="tip_off")
    desk = signed_in(town.desk)
    for matter in (complaint, tip_off):
        shown = panel(open_page(desk, matter))
        assert "同一事项" in shown
        assert "同一个电话" not in shown
    elsewhere = report(town, demand_kind="tip_off", **town.point("S05"))
    assert row(elsewhere).number not in panel(open_page(desk, complaint))


@pytest.mark.parametrize("who", ["desk", "lead"])
def test_links_and_repeats_cost_at_most_two_statements_more(town: Town, who: str) -> None:
    main, _ = merged(town)
    for nth in range(6):
        report(town, text=f"第 {nth} 次反映")
    client = signed_in(town.desk if who == "desk" else lead_of(town, main))
    address = f"/cases/{row(main).number}/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 18, [q["sql"][:120] for q in asked]


def test_searching_for_repeats_reads_no_whole_table(town: Town) -> None:
    from huying.apps.cases.detail import detail_for
    from huying.apps.cases.page.neighbours import in_scope
    from huying.apps.cases.page.similar import similar_ids

    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    matter = dispatched(town)
    detail = detail_for(town.desk, row(matter).number, clock.now())
    for ids in similar_ids(detail):
        plan = in_scope(detail).filter(id__in=ids).explain()
        assert "SCAN" not in plan.replace("SCAN CONSTANT", ""), plan


# ---- merging ------------------------------------------------------------------------------------


@pytest.mark.req("S2-43", "S1-26")
def test_merging_takes_two_keys_and_says_first_what_will_happen(town: Town) -> None:
    main, repeat = dispatched(town), filed(town)
    due = row(repeat).obligations.get(kind="promise").due_at
    desk = signed_in(town.desk)
    shown = panel(open_page(desk, repeat))
    assert 'data-key="m"' in shown
    assert f"/acts/merge/?main={row(main).number}" in shown
    form = open_page(desk, repeat, "acts/merge/", main=row(main).number)
    page = text_of(form)
    for words in ("并案以后", "已并案", "由主案接着欠", "单独回访这位群众"):
        assert words in page
    assert f"{due.astimezone(MORNING.tzinfo):%m-%d %H:%M}" in page
    assert "data-main" in form.content.decode()
    assert press(desk, repeat, "merge", form, main=row(main).number).status_code == 302
    assert row(repeat).state == "merged"
    gone = text_of(open_page(desk, repeat))
    assert "已并入主案" in gone
    assert row(main).number in gone
    kept = row(main).obligations.get(kind="joined_promise")
    assert kept.due_at == due


def test_the_main_case_can_take_the_repeat_in(town: Town) -> None:
    main, repeat = dispatched(town), filed(town)
    form = open_page(signed_in(town.desk), main, "acts/absorb/", joined=row(repeat).number)
    assert "那一件结束" in text_of(form)
    done = press(signed_in(town.desk), main, "absorb", form, joined=row(repeat).number)
    assert done.status_code == 302
    assert row(repeat).state == "merged"


@pytest.mark.parametrize("which", ["itself", "nobody", "ended"])
def test_what_cannot_be_merged_is_refused_in_words(town: Town, which: str) -> None:
    repeat = filed(town)
    gone = report(town)
    do(town, "withdraw", town.resident, MORNING, matter=gone)
    number = {
        "itself": row(repeat).number,
        "nobody": "9912-00001-0",
        "ended": row(gone).number,
    }[which]
    answer = press(signed_in(town.desk), repeat, "merge", None, main=number)
    assert answer.status_code == 422
    assert number in text_of(answer) or number in answer.content.decode()
    assert row(repeat).state == "filed"


def typed_entry(response: object) -> str:
    """The entry of a number beside the offered ones."""
    return re.search(r'<input[^>]*name="\w+_typed"[^>]*>', response.content.decode())[0]


@pytest.mark.parametrize("wrong", ["不是编号", "9912-00001-0", '"><b>'])
def test_a_wrong_typed_number_stays_in_the_form(town: Town, wrong: str) -> None:
    main, repeat = dispatched(town), filed(town)
    desk = signed_in(town.desk)
    answer = press(desk, repeat, "merge", None, main_typed=wrong, reason="同一堆垃圾")
    assert answer.status_code == 422
    assert row(main).number in answer.content.decode(), "the offered ones stay beside it"
    assert f'value="{escape(wrong)}"' in typed_entry(answer)
    assert 'aria-invalid="true"' in typed_entry(answer)
    assert "同一堆垃圾" in text_of(answer)
    assert " checked" not in answer.content.decode().split('class="candidates"')[1]


def test_a_missing_number_is_said_in_our_words(town: Town) -> None:
    dispatched(town)
    answer = press(signed_in(town.desk), filed(town), "merge", None)
    assert answer.status_code == 422
    assert "还没填，请补上" in text_of(answer)
    assert 'value=""' in typed_entry(answer)


def test_a_case_asked_for_that_is_no_suggestion_fills_the_entry(town: Town) -> None:
    near, repeat = dispatched(town), filed(town)
    far = dispatched(town, requester_phone="19900008888", **town.point("S05"))
    desk = signed_in(town.desk)
    form = open_page(desk, repeat, "acts/merge/", main=row(far).number)
    assert row(near).number in form.content.decode()
    assert f'value="{row(far).number}"' in typed_entry(form)
    offered = open_page(desk, repeat, "acts/merge/", main=row(near).number)
    assert 'value=""' in typed_entry(offered)
    # Another one chosen while the entry is still filled in: nothing is guessed.
    both = {"main": row(near).number, "main_typed": row(far).number}
    doubtful = press(desk, repeat, "merge", form, **both)
    assert doubtful.status_code == 422
    assert f"选了 {row(near).number}，又填了 {row(far).number}" in text_of(doubtful)
    assert row(repeat).state == "filed"
    done = press(desk, repeat, "merge", doubtful, main_typed=row(far).number)
    assert done.status_code == 302
    assert row(far).obligations.filter(kind="joined_promise").exists()


def test_a_resident_with_a_phone_cannot_vanish_in_a_case_without(town: Town) -> None:
    main = dispatched(town, requester_name=None, requester_phone=None)
    repeat = filed(town)
    answer = press(signed_in(town.desk), repeat, "merge", None, main=row(main).number)
    assert answer.status_code == 422
    assert row(repeat).state == "filed"


# ---- afterwards ---------------------------------------------------------------------------------


@pytest.mark.req("S1-26")
def test_the_lead_reads_how_many_and_the_desk_reads_whom(town: Town) -> None:
    main, repeat = merged(town)
    number = row(repeat).number
    lead = open_page(signed_in(lead_of(town, main)), main)
    assert "另有 1 位群众反映同一问题" in text_of(lead)
    for secret in (number, "吴小红", "19900007777", "199****7777"):
        assert secret not in lead.content.decode()
    desk = text_of(open_page(signed_in(town.desk), main))
    assert number in desk
    assert "承诺" in desk


def test_a_merged_resident_is_let_go_with_a_reason(town: Town) -> None:
    main, repeat = merged(town)
    desk = signed_in(town.desk)
    due = row(main).obligations.get(kind="joined_promise").due_at
    silent = press(desk, main, "release", None, joined=row(repeat).number)
    assert silent.status_code == 422
    done = press(desk, main, "release", None, joined=row(repeat).number, reason="不是一回事")
    assert done.status_code == 302, text_of(done)
    assert row(repeat).state == "filed"
    assert row(repeat).obligations.get(kind="promise", outcome="").due_at == due
    assert "并案与关联" not in text_of(open_page(desk, main))


def test_a_merged_case_can_be_restored_from_its_own_page(town: Town) -> None:
    main, repeat = merged(town)
    desk = signed_in(town.desk)
    assert "恢复独立办理" in text_of(open_page(desk, repeat))
    assert press(desk, repeat, "restore", None, reason="不是一回事").status_code == 302
    assert row(repeat).state == "filed"
    assert row(main).case.joined == "[]"


@pytest.mark.req("S1-16")
def test_the_first_receiver_stands_on_the_page(town: Town) -> None:
    matter = dispatched(town)
    lead = lead_of(town, matter)
    assert "首接负责" not in text_of(open_page(signed_in(town.desk), matter))
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    page = text_of(open_page(signed_in(town.desk), matter))
    assert f"首接负责 {town.chart.body(row(matter).lead_id).name_zh}" in page


def test_every_new_thing_reads_in_english_too(town: Town) -> None:
    main, repeat = merged(town)
    client = signed_in(town.desk)
    for address in (
        f"/cases/{row(main).number}/",
        f"/cases/{row(repeat).number}/",
        f"/cases/{row(main).number}/acts/release/",
        f"/cases/{row(main).number}/acts/correct/",
        f"/cases/{row(main).number}/acts/amend/",
    ):
        page = client.get(address, headers={"accept-language": "en"})
        assert page.status_code == 200
    assert Event.objects.filter(matter_id=main, act="absorb").count() == 1
