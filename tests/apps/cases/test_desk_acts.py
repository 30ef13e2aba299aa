"""What the desk does beyond filing and dispatch, pressed on the page: every act with its words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huying.apps.cases.links import linked_to
from huying.platform import clock
from huying.platform.matters.models import Event, Matter
from tests.apps.cases.pages import hidden_of, open_page, press, signed_in, text_of
from tests.apps.cases.test_case_page import NAME, PHONE, lead_of
from tests.builders import MORNING, Town, dispatched, do, report, row


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=20))


def filed(town: Town, case_type: str = "01001", **fields: object) -> int:
    matter = report(town, **fields)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type=case_type)
    return matter


# ---- before dispatch ----------------------------------------------------------------------------


@pytest.mark.req("S1-37")
def test_bodies_are_asked_and_a_dispatch_never_waits_for_them(town: Town) -> None:
    matter = filed(town)
    desk = signed_in(town.desk)
    asked = town.body("WTR")
    done = press(desk, matter, "consult", None, consulted=[asked], question="归哪家管？")
    assert done.status_code == 302
    page = text_of(open_page(desk, matter, "acts/dispatch/"))
    assert "没有意见也可以先派" in page
    assert "会商意见" in page
    by = town.actor("clerk", "WTR")
    do(town, "give_opinion", by, MORNING, matter=matter, on="opinion", opinion="不是我们的管网")
    assert "不是我们的管网" in text_of(open_page(desk, matter, "acts/dispatch/"))
    again = filed(town)
    press(desk, again, "consult", None, consulted=[asked], question="归哪家管？")
    assert press(desk, again, "dispatch", None).status_code == 302
    assert row(again).state == "handling"


def test_a_consultation_asks_bodies_and_no_resident(town: Town) -> None:
    page = text_of(open_page(signed_in(town.desk), filed(town), "acts/consult/"))
    assert "问哪些单位什么" in page
    assert "会商单位看到；不影响派单计时" in page
    assert "请群众补充什么" not in page
    assert "等待期间暂停计时" not in page


def test_a_consultation_without_body_or_question_is_refused_in_words(town: Town) -> None:
    matter = filed(town)
    answer = press(signed_in(town.desk), matter, "consult", None)
    assert answer.status_code == 422
    assert "还没选，请选一个" in text_of(answer)
    assert "还没填，请补上" in text_of(answer)


@pytest.mark.req("S2-39")
def test_a_returned_order_says_why_and_the_same_body_is_told_why_again(town: Town) -> None:
    matter = dispatched(town)
    lead = lead_of(town, matter)
    do(
        town, "return_order", lead, MORNING, matter=matter, on="resolve",
        reason="这是小区里面，归物业", list_line="属地清单 T038",
    )  # fmt: skip
    desk = signed_in(town.desk)
    for page in (open_page(desk, matter), open_page(desk, matter, "acts/dispatch/")):
        for words in ("退单", "这是小区里面，归物业", "属地清单 T038"):
            assert words in text_of(page)
    form = open_page(desk, matter, "acts/dispatch/")
    assert "请在备注里写明为什么还派给它" in text_of(form)
    silent = press(desk, matter, "dispatch", form)
    assert silent.status_code == 422
    assert row(matter).state == "filed"
    told = press(desk, matter, "dispatch", None, note="北门外是公共道路")
    assert told.status_code == 302
    assert row(matter).state == "handling"


# ---- corrections --------------------------------------------------------------------------------


def looked(page: object) -> dict[str, str]:
    return hidden_of(page, "/acts/correct/")


@pytest.mark.req("S1-37")
def test_a_correction_says_what_changes_and_what_stays_before_it_is_done(town: Town) -> None:
    matter = dispatched(town)
    due = row(matter).obligations.get(kind="promise").due_at
    desk = signed_in(town.desk)
    shown = press(desk, matter, "correct", None, case_type="07001", reason="是油烟，不是垃圾")
    assert shown.status_code == 200
    assert row(matter).state == "handling", "nothing has happened yet"
    page = text_of(shown)
    for words in (
        "收回原来的派单，重新派",
        "主办单位",
        "收回的责任",
        "对群众的承诺",
        "不变",
        "管辖",
    ):
        assert words in page
    hidden = {k: v for k, v in looked(shown).items() if k != "csrfmiddlewaretoken"}
    address = f"/cases/{row(matter).number}/acts/correct/"
    done = desk.post(address, {**hidden, "case_type": "07001", "reason": "是油烟，不是垃圾"})
    assert done.status_code == 302
    assert row(matter).state == "filed"
    assert row(matter).item_code == "07001"
    assert row(matter).obligations.get(kind="promise").due_at == due
    # What was looked at must be what is sent.
    other = dispatched(town)
    first = press(desk, other, "correct", None, case_type="07001", reason="油烟")
    hidden = {k: v for k, v in looked(first).items() if k != "csrfmiddlewaretoken"}
    address = f"/cases/{row(other).number}/acts/correct/"
    swapped = desk.post(address, {**hidden, "case_type": "02001", "reason": "油烟"})
    assert swapped.status_code == 200
    assert row(other).state == "handling"


def test_a_corrected_place_with_the_same_answer_keeps_the_order(town: Town) -> None:
    matter = dispatched(town)
    desk = signed_in(town.desk)
    case = row(matter).case
    fields = {
        "lon": f"{case.lon:.6f}",
        "lat": f"{float(case.lat) + 0.00001:.6f}",
        "address": "北门东侧",
        "reason": "位置写错了",
    }
    shown = press(desk, matter, "correct", None, case_type=case.case_type, **fields)
    assert "还归原来的单位办，不重新派单" in text_of(shown)
    hidden = {k: v for k, v in looked(shown).items() if k != "csrfmiddlewaretoken"}
    sent = {**hidden, "case_type": case.case_type, **fields}
    assert desk.post(f"/cases/{row(matter).number}/acts/correct/", sent).status_code == 302
    assert row(matter).state == "handling"
    assert row(matter).case.address == "北门东侧"


@pytest.mark.parametrize("was_returned", [False, True])
def test_a_correction_before_dispatch_speaks_of_no_body_that_keeps_it(
    town: Town, was_returned: bool
) -> None:
    matter = dispatched(town) if was_returned else filed(town)
    if was_returned:
        do(
            town, "return_order", lead_of(town, matter), MORNING, matter=matter, on="resolve",
            reason="是油烟", list_line="属地清单 T038",
        )  # fmt: skip
    desk = signed_in(town.desk)
    fields = {"case_type": "07001", "reason": "是油烟，不是垃圾"}
    shown = press(desk, matter, "correct", None, **fields)
    page = text_of(shown)
    assert "还没派出，更正后按新的事项和位置派单" in page
    assert "还归原来的单位办" not in page
    assert "收回原来的派单" not in page
    hidden = {k: v for k, v in looked(shown).items() if k != "csrfmiddlewaretoken"}
    done = desk.post(f"/cases/{row(matter).number}/acts/correct/", {**hidden, **fields})
    assert done.status_code == 302
    assert (row(matter).state, row(matter).item_code) == ("filed", "07001")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "错了"}, "和现在的一样"),
        ({"case_type": "07001"}, "还没填，请补上"),
        ({"lon": "75.1", "lat": "39.1", "reason": "错了"}, "不在本区网格里"),
        ({"lon": "118.1", "reason": "错了"}, "要改"),
    ],
)
def test_a_wrong_correction_is_refused_in_words(town: Town, fields: dict, words: str) -> None:
    matter = dispatched(town)
    answer = press(signed_in(town.desk), matter, "correct", None, **fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert row(matter).version == 3


@pytest.mark.req("S1-48")
def test_a_new_number_never_shows_the_old_one(town: Town) -> None:
    matter = dispatched(town)
    desk = signed_in(town.desk)
    form = open_page(desk, matter, "acts/correct_contact/")
    assert "199****1234" in text_of(form)
    assert PHONE not in form.content.decode()
    done = press(
        desk, matter, "correct_contact", form, requester_phone="19900005678", reason="换号"
    )
    assert done.status_code == 302
    page = open_page(desk, matter)
    assert "199****5678" in text_of(page)
    assert PHONE not in page.content.decode()
    assert NAME not in page.content.decode()
    shown = desk.post(f"/cases/{row(matter).number}/reveal/", {"reason": "回电"})
    assert "199 0000 5678" in text_of(shown)
    assert "199 0000 1234" not in text_of(shown)
    wrong = press(desk, matter, "correct_contact", None, requester_phone="abc", reason="换号")
    assert wrong.status_code == 422


def test_a_record_is_said_anew_and_the_old_words_stay_marked(town: Town) -> None:
    matter = dispatched(town)
    lead = lead_of(town, matter)
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    do(
        town, "contact", lead, MORNING, matter=matter, on="contact",
        contact_how="call", contact_record="约了周三上门",
    )  # fmt: skip
    client = signed_in(lead)
    offered = open_page(client, matter, "acts/amend/")
    assert "约了周三上门" in text_of(offered)
    assert "小区北门垃圾成堆" not in text_of(offered).split("更正哪一条")[1].split("诉求")[0]
    seq = Event.objects.get(matter_id=matter, act="contact").seq
    form = open_page(client, matter, "acts/amend/", corrects=str(seq), field="contact_record")
    assert "约了周三上门" in text_of(form)
    done = press(
        client, matter, "amend", form, corrects=seq, field="contact_record",
        corrected="约了周四上门", reason="记错了日子",
    )  # fmt: skip
    assert done.status_code == 302
    html = open_page(signed_in(town.desk), matter).content.decode()
    assert "<del>约了周三上门</del>" in html
    for words in ("已更正", "约了周四上门", "记错了日子"):
        assert words in html


def test_nobody_corrects_a_person_or_another_bodys_words(town: Town) -> None:
    matter = dispatched(town)
    lead = signed_in(lead_of(town, matter))
    for fields in (
        {"corrects": 1, "field": "text"},
        {"corrects": 1, "field": "requester_phone"},
        {"corrects": 99, "field": "text"},
        {"corrects": "x", "field": "x"},
    ):
        address = f"/cases/{row(matter).number}/acts/amend/"
        answer = lead.post(address, {**fields, "corrected": "改", "reason": "改"})
        assert answer.status_code in (403, 422)
    assert not Event.objects.filter(matter_id=matter, act="amend").exists()


# ---- several demands ----------------------------------------------------------------------------


@pytest.mark.req("S2-43")
def test_a_split_makes_cases_and_shows_them(town: Town) -> None:
    matter = report(town, text="垃圾没人清，路灯也坏了")
    desk = signed_in(town.desk)
    done = press(desk, matter, "split", None, part1="垃圾没人清", part2="路灯坏了")
    assert done.status_code == 302
    children = [one.matter for one in linked_to(town.id, matter)]
    assert len(children) == 2
    page = text_of(open_page(desk, matter))
    for child in children:
        assert row(child).number in page
        assert row(matter).number in text_of(open_page(desk, child))
        assert row(child).case.phone_index == row(matter).case.phone_index
    one = press(desk, matter, "split", None, part1="只有一件")
    assert one.status_code == 422
    long = press(desk, matter, "split", None, part1="甲", part2="长" * 20_001)
    assert long.status_code == 422
    assert "长" * 20_001 in long.content.decode()


@pytest.mark.req("S2-43")
def test_cases_are_related_and_let_go(town: Town) -> None:
    matter, other = dispatched(town), report(town, text="另一件")
    desk = signed_in(town.desk)
    assert press(desk, matter, "relate", None, other=row(other).number).status_code == 302
    assert row(other).number in text_of(open_page(desk, matter))
    assert row(matter).number in text_of(open_page(desk, other))
    gone = press(desk, matter, "unrelate", None, other=row(other).number, reason="看错了")
    assert gone.status_code == 302
    assert linked_to(town.id, matter) == ()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("不是编号", "不是案件编号"),
        ("", "还没填，请补上"),
        ("2611-0K3F9-7", "不是案件编号"),
    ],
)
def test_a_wrong_number_is_refused_in_words(town: Town, number: str, words: str) -> None:
    matter = dispatched(town)
    answer = press(signed_in(town.desk), matter, "relate", None, other=number)
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_case_is_not_its_own_other(town: Town) -> None:
    matter = dispatched(town)
    answer = press(signed_in(town.desk), matter, "relate", None, other=row(matter).number)
    assert answer.status_code == 422
    assert row(matter).number in text_of(answer)


# ---- instruction --------------------------------------------------------------------------------


@pytest.mark.req("S2-39")
def test_an_instruction_stands_on_the_page_until_it_is_reported(town: Town) -> None:
    matter = dispatched(town)
    desk = signed_in(town.desk)
    said = {"instruction": "三天内解决，报结果", "instructed_by": "李副区长"}
    assert press(desk, matter, "instruct", None, **said).status_code == 302
    for reader in (desk, signed_in(lead_of(town, matter))):
        page = text_of(open_page(reader, matter))
        assert "领导批示（李副区长）" in page
        assert "三天内解决，报结果" in page
    assert press(desk, matter, "instruct", None).status_code == 422


def test_rare_acts_are_folded_and_absent_for_others(town: Town) -> None:
    matter = dispatched(town)
    desk = open_page(signed_in(town.desk), matter).content.decode()
    for slug in ("correct", "merge", "relate", "instruct", "amend", "correct_contact"):
        assert f"/acts/{slug}/" in desk
    assert "/acts/unrelate/" not in desk
    assert "/acts/release/" not in desk
    lead = open_page(signed_in(lead_of(town, matter)), matter).content.decode()
    for slug in ("correct", "merge", "relate", "instruct", "split"):
        assert f"/acts/{slug}/" not in lead
    assert Matter.objects.get(id=matter).state == "handling"
