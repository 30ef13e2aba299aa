"""Acts as forms: every fault at once, done once, and what a race says."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from huying.apps.cases.texts import label
from huying.domain.cases import codes
from huying.domain.cases.fields import FIELDS
from huying.platform import clock
from huying.platform.matters.models import Event
from tests.apps.cases.pages import hidden_of, open_page, press, signed_in, text_of
from tests.apps.cases.test_case_page import lead_of
from tests.builders import CHECKED, DATA, MORNING, ROOT, Town, dispatched, do, report, row


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(minutes=20))


def handled(town: Town, **fields: object) -> int:
    """A case whose result was fed back by the lead."""
    matter = dispatched(town, **fields)
    lead = lead_of(town, matter)
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    if row(matter).case.is_reachable:
        do(
            town, "contact", lead, MORNING, matter=matter, on="contact",
            contact_how="call", contact_record="通了",
        )  # fmt: skip
    do(
        town, "feed_back", lead, MORNING, matter=matter, on="resolve",
        result_code="resolved", result="清了", answer="已清运", checked=CHECKED,
    )  # fmt: skip
    return matter


def holder(town: Town, matter: int, kind: str, role: str):
    owed = row(matter).obligations.get(kind=kind, outcome="")
    return town.actor(role, town.chart.body(owed.debtor_id).code)


def verified(town: Town) -> int:
    matter = handled(town)
    by = holder(town, matter, "verify", "verifier")
    do(town, "pass", by, MORNING, matter=matter, on="verify")
    return matter


# ---- filing, placing ----------------------------------------------------------------------------


def test_helpers_can_be_left_out(town: Town) -> None:
    matter = report(town)
    client = signed_in(town.desk)
    page = open_page(client, matter, "acts/file/", case_type="07001")
    assert "协办单位" in text_of(page)
    press(client, matter, "file", page, case_type="07001", also="dispatch")
    assert not row(matter).obligations.filter(kind="help").exists()


def test_filing_alone_leaves_dispatch_owed(town: Town) -> None:
    matter = report(town)
    press(signed_in(town.desk), matter, "file", None, case_type="01001")
    assert row(matter).state == "filed"


def test_an_unplaced_case_is_placed_before_it_is_filed(town: Town) -> None:
    matter = report(town, lon=None, lat=None)
    client = signed_in(town.desk)
    page = text_of(open_page(client, matter))
    assert "先定位，再立案" in page
    community = town.value.grids[0].code[:12]
    form = open_page(client, matter, "acts/place/", area=community)
    done = press(client, matter, "place", form, grid=town.value.grids[0].code)
    assert done.status_code == 302
    assert row(matter).area_code == town.value.grids[0].code


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "选一个网格，或填经纬度"),
        ({"lon": "118"}, "经度和纬度要一起填"),
        ({"lon": "东", "lat": "36.1"}, "不是经纬度"),
        ({"lon": "75.1", "lat": "39.1"}, "不在本区网格里"),
    ],
)
def test_wrong_places_are_told(town: Town, fields: dict[str, str], words: str) -> None:
    matter = report(town, lon=None, lat=None)
    answer = press(signed_in(town.desk), matter, "place", None, **fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    for value in fields.values():
        assert f'value="{value}"' in answer.content.decode()


# ---- the lead -----------------------------------------------------------------------------------


def test_a_grey_act_names_what_is_missing_who_has_it_and_until_when(town: Town) -> None:
    matter = dispatched(town)
    page = text_of(open_page(signed_in(lead_of(town, matter)), matter))
    told = r"还差：\s*1\. 您单位的签收（[\d: -]+ 前）\s*2\. 您单位的先行联系"
    assert re.search(told, page)


def test_sign_is_one_press_and_twice_is_once(town: Town) -> None:
    matter = dispatched(town)
    client = signed_in(lead_of(town, matter))
    page = open_page(client, matter)
    for _ in range(2):
        assert press(client, matter, "sign", page).status_code == 302
    assert Event.objects.filter(matter_id=matter, act="sign").count() == 1


def test_every_wrong_field_is_named_and_the_text_is_kept(town: Town) -> None:
    matter = dispatched(town)
    lead = lead_of(town, matter)
    do(town, "sign", lead, MORNING, matter=matter, on="sign")
    client = signed_in(lead)
    answer = press(
        client, matter, "contact", None, contact_how="pigeon", contact_record="长" * 2_001
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "多了 1 个字" in page
    assert "有 2 处要改" in page
    assert "长" * 2_001 in answer.content.decode()
    empty = press(client, matter, "contact", None)
    assert text_of(empty).count("还没选，请选一个") == 2, "above the field and in the summary"
    assert text_of(empty).count("还没填，请补上") == 2
    assert not Event.objects.filter(matter_id=matter, act="contact").exists()


def test_the_same_form_with_other_contents_is_not_taken(town: Town) -> None:
    matter = dispatched(town)
    client = signed_in(lead_of(town, matter))
    page = open_page(client, matter, "acts/contact/")
    said = {"contact_how": "call", "contact_record": "通了"}
    assert press(client, matter, "contact", page, **said).status_code == 302
    again = press(client, matter, "contact", page, **(said | {"contact_record": "又改了"}))
    assert again.status_code in (409, 422)
    assert "又改了" in again.content.decode()
    assert Event.objects.filter(matter_id=matter, act="contact").count() == 1


def test_a_race_says_who_changed_what_and_keeps_the_text(town: Town) -> None:
    matter = dispatched(town)
    body = town.chart.body(row(matter).lead_id).code
    first, second = town.actor("clerk", body), lead_of(town, matter, "clerk")
    client = signed_in(second)
    page = open_page(client, matter, "acts/contact/")
    do(
        town, "contact", first, MORNING + timedelta(minutes=5), matter=matter, on="contact",
        contact_how="visit", contact_record="我去过了",
    )  # fmt: skip
    answer = press(client, matter, "contact", page, contact_how="call", contact_record="我打过了")
    assert answer.status_code == 409
    told = text_of(answer)
    assert "被" in told
    assert "您的没有保存" in told
    assert "我去过了" in told
    assert "我打过了" in told


def test_what_the_resident_is_asked_pauses_and_says_for_how_long(town: Town) -> None:
    matter = dispatched(town)
    client = signed_in(lead_of(town, matter))
    assert press(client, matter, "ask", None, question="几号楼？").status_code == 302
    page = text_of(open_page(client, matter))
    assert "已暂停" in page
    assert "等群众补充，最迟" in page


# ---- verification and visit ---------------------------------------------------------------------


def test_whoever_handled_cannot_verify_and_another_body_can(town: Town) -> None:
    matter = handled(town)
    refused = press_blind(signed_in(lead_of(town, matter)), matter, "verify", verdict="pass")
    assert refused.status_code in (403, 422)
    assert row(matter).state == "verifying"
    by = holder(town, matter, "verify", "verifier")
    assert press(signed_in(by), matter, "verify", None, verdict="pass").status_code == 302
    assert row(matter).state == "visiting"


def test_a_failed_verification_needs_words_and_goes_back(town: Town) -> None:
    matter = handled(town)
    client = signed_in(holder(town, matter, "verify", "verifier"))
    assert press(client, matter, "verify", None, verdict="fail").status_code == 422
    done = press(client, matter, "verify", None, verdict="fail", reason="还有两堆")
    assert done.status_code == 302
    assert row(matter).state == "handling"


def test_without_a_contact_verification_closes_by_code(town: Town) -> None:
    matter = handled(town, requester_name=None, requester_phone=None)
    client = signed_in(holder(town, matter, "verify", "verifier"))
    assert press(client, matter, "verify", None, verdict="pass").status_code == 422
    done = press(client, matter, "verify", None, verdict="pass", exemption_code="anonymous")
    assert done.status_code == 302
    assert row(matter).state == "closed"


@pytest.mark.req("S2-45")
@pytest.mark.parametrize(
    ("fields", "act", "state"),
    [
        ({"solved": "solved", "satisfaction": "satisfied"}, "visit_closes", "closed"),
        (
            {
                "solved": "unsolved",
                "satisfaction": "unsatisfied",
                "reason": "没清干净",
                "dissatisfaction": ["not_done"],
            },
            "visit_returns",
            "handling",
        ),
    ],
)
def test_the_answer_of_a_visit_picks_the_act(
    town: Town, fields: dict[str, object], act: str, state: str
) -> None:
    matter = verified(town)
    done = press(signed_in(town.visitor), matter, "visit", None, reached="yes", **fields)
    assert done.status_code == 302
    assert row(matter).state == state
    assert Event.objects.filter(matter_id=matter).order_by("seq").last().act == act


def test_a_dissatisfied_resident_is_not_sent_back_without_words(town: Town) -> None:
    matter = verified(town)
    client = signed_in(town.visitor)
    before = text_of(open_page(client, matter))
    assert before.count("没解决或不满意时必填") == len(("dissatisfaction", "reason"))
    answer = press(
        client, matter, "visit", None,
        reached="yes", solved="unsolved", satisfaction="unsatisfied",
    )  # fmt: skip
    assert answer.status_code == 422
    said = text_of(answer)
    assert "至少选一项不满意的原因" in said
    assert "必填" not in said, "the fault says it; the mark would say it twice"
    assert "群众怎么说 可不填" not in said
    assert row(matter).state == "visiting"


@pytest.mark.req("S1-41")
def test_three_tries_end_as_unreached(town: Town) -> None:
    matter = verified(town)
    client = signed_in(town.visitor)
    for left in (2, 1, 0):
        done = press(client, matter, "visit", None, reached="no", tried_how="call")
        assert done.status_code == 302
        assert row(matter).state == ("visiting" if left else "closed")
    assert row(matter).case.exemption == "unreached"


# ---- rights and odd input -----------------------------------------------------------------------


def press_blind(client, matter: int, act: str, **fields: str):
    """Sends an act without having its form, as a script would."""
    address = f"/cases/{row(matter).number}/acts/{act}/"
    return client.post(address, {"key": "0" * 32, **fields})


@pytest.mark.parametrize("act", ["sign", "feed_back", "verify", "visit", "file", "dispatch"])
def test_nobody_does_what_his_body_does_not_owe(town: Town, act: str) -> None:
    matter = dispatched(town)
    before = row(matter).version
    answer = press_blind(signed_in(town.supervisor), matter, act, verdict="pass", reached="no")
    assert answer.status_code in (403, 422), act
    assert row(matter).version == before


@pytest.mark.parametrize("act", ["report", "archive", "limit_reached", "withdraw", "nonsense"])
def test_acts_that_are_no_staff_buttons_are_not_there(town: Town, act: str) -> None:
    assert press_blind(signed_in(town.desk), dispatched(town), act).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {"answers": "x"},
        {"answers": "9" * 40, "expected": "-1"},
        {"case_type": "\x00", "other_type": "💥"},
        {"helpers": "zz", "helpers_shown": "1", "also": "dispatch"},
        {"case_type": "01001", "also": ["a", "b"]},
    ],
)
def test_odd_input_is_answered_in_words(town: Town, odd: dict[str, object]) -> None:
    matter = report(town)
    answer = press_blind(signed_in(town.desk), matter, "file", **odd)
    assert answer.status_code in (302, 409, 422)


def test_a_form_carries_key_promise_and_version(town: Town) -> None:
    matter = dispatched(town)
    page = open_page(signed_in(lead_of(town, matter)), matter)
    hidden = hidden_of(page, "/acts/sign/")
    owed = row(matter).obligations.get(kind="sign")
    assert hidden["answers"] == str(owed.id)
    assert hidden["expected"] == str(owed.version)
    assert re.fullmatch("[0-9a-f]{32}", hidden["key"])


# ---- every code has words -----------------------------------------------------------------------

_CODE = re.compile(r"[a-z][a-z0-9_.]*")


def codes_in_source() -> Iterator[tuple[str, str]]:
    """(code, file) of every refusal and fault written in domain and platform and apps."""
    for path in sorted((ROOT / "src" / "huying").rglob("*.py")):
        if "duties" in path.parts:
            continue  # their texts stand in duty_refusals.toml, judged by their own tests
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for found in _codes_of(node):
                yield found, str(path.relative_to(ROOT))


def _codes_of(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    place = {"Refusal": 0, "Fault": 2, "_Unreadable": 0, "_fault": 2, "_pieces": 1}.get(name)
    if place is None or len(node.args) <= place:
        return
    for part in ast.walk(node.args[place]):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _judged() -> Iterator[str]:
    """Codes that field judges give back as the first of a pair."""
    tree = ast.parse((ROOT / "src/huying/domain/cases/fields.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            code, params = node.elts
            if isinstance(code, ast.Constant) and isinstance(params, ast.Dict):
                yield str(code.value)


def test_every_refusal_and_fault_has_words_in_both_languages() -> None:
    texts = tomllib.loads((DATA / "texts/refusals.toml").read_text("utf-8"))
    used = {code: where for code, where in codes_in_source() if _CODE.fullmatch(code)}
    used |= dict.fromkeys(_judged(), "fields.py")
    assert len(used) > 50
    missing = {code: where for code, where in used.items() if code not in texts}
    assert not missing
    for code, entry in texts.items():
        assert entry["zh"].strip(), code
        assert entry["en"].strip(), code
        assert not re.search("[\u4e00-\u9fff]", entry["en"]), code


def test_every_code_of_a_field_has_words() -> None:
    texts = tomllib.loads((DATA / "texts/codes.toml").read_text("utf-8"))
    wanted = {
        "demand_kind": set(codes.DemandKind),
        "channel": set(codes.Channel),
        "decline_code": set(codes.Decline),
        "exemption_code": set(codes.Exemption),
        "result_code": set(codes.ResultCode),
        "contact_how": codes.CONTACT_HOW,
        "tried_how": codes.CONTACT_HOW,
        "solved": codes.SOLVED,
        "satisfaction": codes.SATISFACTION,
        "pause_kind": set(codes.PauseKind),
        "dissatisfaction": set(codes.Dissatisfaction),
    }
    for field, known in wanted.items():
        assert {str(code) for code in known} == set(texts[field]), field


def test_every_field_has_a_label() -> None:
    texts = tomllib.loads(Path(DATA / "texts/fields.toml").read_text("utf-8"))
    assert not set(FIELDS) - set(texts)
    assert label("reason", "fail") == "哪里不合格"
    assert label("reason", "decline") == "理由"
