"""The page of one case: what it shows, to whom, and what it never shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.apps.accounts.access_log import entries
from huying.apps.cases.cleaned import GONE, cleaned
from huying.domain.kernel.actor import Actor
from huying.platform import clock
from huying.platform.matters.erase import erase_text
from huying.platform.matters.models import EventText
from tests.apps.cases.pages import open_page, press, signed_in, text_of
from tests.builders import MORNING, Town, dispatched, do, report, row

NAME, PHONE = "周小明", "19900001234"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=20))


def lead_of(town: Town, matter: int, role: str = "clerk"):
    """Somebody of the lead body."""
    body = town.chart.body(row(matter).lead_id)
    return town.actor(role, body.code)


@pytest.mark.req("S1-41", "S2-39")
def test_the_page_says_state_promise_steps_and_who_owes_what(town: Town) -> None:
    matter = dispatched(town)
    page = text_of(open_page(signed_in(town.desk), matter))
    for words in ("办理中", "投诉", row(matter).number, "小区北门垃圾成堆", "对群众的承诺"):
        assert words in page
    for step in ("收集", "立案", "派单", "办理", "反馈", "核查", "回访结案", "第 1 天"):
        assert step in page
    for owed in ("谁欠谁什么", "签收", "先行联系", "前"):
        assert owed in page
    assert "依据" in page
    assert "派单时锁定" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_opens_in_both_languages(town: Town, language: str) -> None:
    matter = dispatched(town)
    page = signed_in(town.desk).get(
        f"/cases/{row(matter).number}/", headers={"accept-language": language}
    )
    assert page.status_code == 200
    if language == "en":
        assert "Handling" in text_of(page)


def test_an_outsider_finds_nothing(town: Town) -> None:
    matter = dispatched(town)
    other = town.actor("clerk", "S05")
    assert town.body("S05") not in (row(matter).lead_id, town.body("S01"))
    client = signed_in(other)
    for tail in ("", "reveal/", "acts/sign/"):
        assert open_page(client, matter, tail).status_code in (403, 404)
    assert open_page(client, matter).status_code == 404
    assert client.get("/cases/2611-0K3F9-7/").status_code == 404
    assert client.get("/cases/nonsense/").status_code == 404


def test_nobody_without_a_login(town: Town) -> None:
    from django.test import Client

    assert open_page(Client(), dispatched(town)).status_code == 302


def test_the_lead_sees_masks_and_a_helper_no_contact_at_all(town: Town) -> None:
    matter = report(town, text=f"我叫{NAME}，电话 {PHONE}，北门垃圾成堆")
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="07001")
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch")
    lead = text_of(open_page(signed_in(lead_of(town, matter)), matter))
    assert "周**" in lead
    assert "199****1234" in lead
    helping = row(matter).obligations.filter(kind="help").first()
    assert helping, "the item has helpers"
    helper = town.actor("clerk", town.chart.body(helping.debtor_id).code)
    page = open_page(signed_in(helper), matter)
    assert page.status_code == 200
    html = page.content.decode()
    for secret in (NAME, PHONE, "199****1234", "周**"):
        assert secret not in html
    assert GONE in html
    assert open_page(signed_in(helper), matter, "reveal/").status_code in (302, 403, 404)


def people_at(town: Town, code: str) -> list[Actor]:
    """A clerk and the head of a body, as far as it has them."""
    found = [town.actor(role, code) for role in ("clerk", "head")]
    return [actor for actor in found if actor.person > 10_000_000]


@pytest.mark.req("S1-48")
def test_a_reporter_is_seen_by_no_handling_body(town: Town) -> None:
    told = f"我是{NAME}（电话１９９００００１２３４，199-0000-1234），后厨很脏"
    matter = report(town, demand_kind="tip_off", title=f"{NAME}举报后厨", text=told)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="07001")
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch")
    for owed in row(matter).obligations.exclude(debtor_id=town.body("CMD")):
        code = town.chart.body(owed.debtor_id).code
        for person in people_at(town, code):
            client = signed_in(person)
            for tail in ("", "acts/contact/", "acts/sign/", "acts/feed_back/"):
                html = open_page(client, matter, tail).content.decode()
                for secret in (NAME, PHONE, "199-0000-1234", "１９９", "周**", "199****"):
                    assert secret not in html, (code, person, tail)
            page = text_of(open_page(client, matter))
            assert "举报人信息对办理单位保密" in page
            assert "后厨很脏" in page
            sent = client.post(f"/cases/{row(matter).number}/reveal/", {"reason": "想看看"})
            assert sent.status_code == 404
            assert NAME not in sent.content.decode()
    desk = text_of(open_page(signed_in(town.desk), matter))
    assert "199****1234" in desk


def test_a_reveal_needs_a_reason_is_logged_and_shows_once(town: Town) -> None:
    matter = dispatched(town)
    person = lead_of(town, matter)
    client = signed_in(person)
    address = f"/cases/{row(matter).number}/reveal/"
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert "没有写理由" in text_of(empty)
    assert NAME not in text_of(empty)
    assert not entries(town.id).filter(action="case.reveal").exists()
    shown = client.post(address, {"reason": "约上门时间"})
    assert NAME in text_of(shown)
    assert "199 0000 1234" in text_of(shown)
    assert shown["Cache-Control"] == "no-store"
    assert NAME not in text_of(open_page(client, matter))
    log = entries(town.id).filter(action="case.reveal").get()
    assert (log.person_id, log.reason, log.fields) == (person.person, "约上门时间", "name,phone")
    assert log.object == f"matter:{matter}"


def test_an_erased_text_says_so(town: Town) -> None:
    matter = dispatched(town)
    lead = lead_of(town, matter)
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    do(
        town, "contact", lead, MORNING, matter=matter, on="contact",
        contact_how="call", contact_record="约了明天上门",
    )  # fmt: skip
    text = EventText.objects.get(event__matter_id=matter, field="contact_record")
    assert "约了明天上门" in text_of(open_page(signed_in(town.desk), matter))
    erase_text(district_id=town.id, text_id=text.id, at=MORNING)
    page = text_of(open_page(signed_in(town.desk), matter))
    assert "约了明天上门" not in page
    assert "内容已依法删除" in page


def test_a_long_text_is_folded_and_whole(town: Town) -> None:
    told = "反复堆放垃圾。" * 1_800
    page = open_page(signed_in(town.desk), report(town, text=told)).content.decode()
    assert told in page
    assert "看全文" in page


def test_markup_in_a_text_stays_text(town: Town) -> None:
    page = open_page(signed_in(town.desk), report(town, text="<script>alert(1)</script>门口积水"))
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("who", ["desk", "lead"])
def test_few_statements_whatever_the_case_holds(town: Town, who: str) -> None:
    matter = dispatched(town)
    client = signed_in(town.desk if who == "desk" else lead_of(town, matter))
    address = f"/cases/{row(matter).number}/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 16, [q["sql"][:120] for q in asked]


def test_the_history_can_be_narrowed_to_contacts(town: Town) -> None:
    matter = dispatched(town)
    page = text_of(open_page(signed_in(town.desk), matter, events="contacts"))
    assert "还没有联系过群众" in page


def test_the_clock_and_nobody_to_escalate_to_are_told(town: Town) -> None:
    from huying.platform.ticker.tick import tick

    matter = report(town)
    late = MORNING + timedelta(days=2)
    tick(late)
    page = text_of(open_page(signed_in(town.desk), matter))
    assert "超时" in page
    assert "系统计时" in page


@pytest.mark.parametrize(
    ("text", "secrets", "wanted"),
    [
        ("打 13812342206 找我", (), f"打 {GONE} 找我"),
        ("打 138 1234 2206", (), f"打 {GONE}"),
        ("座机 0538-8123456", (), f"座机 {GONE}"),
        ("证号 37090219800101123X", (), f"证号 {GONE}"),
        ("周 小 明 说", ("周小明",), f"{GONE} 说"),
        ("2026-03-10 09:30 来过 3 次", (), "2026-03-10 09:30 来过 3 次"),
        ("单号 202603100001", (), "单号 202603100001"),
    ],
)
def test_cleaned_takes_out_people_and_leaves_the_matter(
    text: str, secrets: tuple[str, ...], wanted: str
) -> None:
    assert cleaned(text, secrets) == wanted


def test_the_desk_files_and_dispatches_in_one_press(town: Town) -> None:
    matter = report(town)
    client = signed_in(town.desk)
    page = open_page(client, matter)
    assert "因为说到" in text_of(page)
    done = press(client, matter, "file", page, case_type="01001", also="dispatch")
    assert done.status_code == 302
    assert row(matter).state == "handling"
    assert "已派给" in text_of(client.get(done["Location"]))
