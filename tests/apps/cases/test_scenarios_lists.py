"""Days at work on whose it is: an order that goes back, another type, a duty that changes hands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huying.apps.cases.acts import opened
from huying.apps.duties.models import DutyItem
from huying.apps.duties.queries import forget
from huying.apps.duties.services import load_lists
from huying.platform.matters.models import Obligation
from huying.platform.matters.stamps import raise_stamp
from tests.apps.cases.days import at, dues, faults, refused, told_of
from tests.builders import DATA, Town, dispatched, do, report, row

BACK = {"reason": "油烟来自餐饮店，属城管", "list_line": "territorial T038"}


@pytest.mark.req("S1-26", "S2-29")
def test_sc03_returned_with_reasons_and_sent_to_whose_it_is(town: Town) -> None:
    matter = dispatched(town, at("03-12T10:15"), case_type="07010")
    lead = town.actor("clerk", "EEB")
    assert row(matter).lead_id == town.body("EEB")
    assert dues(matter)["promise"] == at("03-23T17:00")
    no_line = refused(town, "return_order", lead, at("03-12T14:45"), matter=matter, on="resolve",
                      reason=BACK["reason"])  # fmt: skip
    assert faults(no_line) == {"list_line missing"}

    do(town, "return_order", lead, at("03-12T14:50"), matter=matter, on="resolve", **BACK)
    assert row(matter).state == "filed"
    ended = Obligation.objects.get(matter_id=matter, kind="resolve")
    assert (ended.outcome, ended.late_at) == ("excused", None)
    friday = at("03-13T10:20")
    do(town, "correct", town.desk, friday, matter=matter, case_type="07001",
       reason="现场是餐饮油烟")  # fmt: skip
    do(town, "dispatch", town.desk, friday, matter=matter, on="dispatch", helpers=[])
    clocks = dues(matter)
    assert row(matter).lead_id == town.body("UMB")
    assert clocks["stage check"] == at("03-16T17:00")
    assert clocks["resolve"] == at("03-24T17:00")
    # The promised date stays as it was told, a day before the body's own limit.
    assert clocks["promise"] == at("03-23T17:00")
    assert Obligation.objects.filter(matter_id=matter, kind="promise").count() == 1


@pytest.mark.req("S1-26")
def test_sc03_the_same_body_does_not_return_it_twice(town: Town) -> None:
    matter = dispatched(town, at("03-12T10:15"), case_type="07010")
    lead = town.actor("clerk", "EEB")
    do(town, "return_order", lead, at("03-12T14:50"), matter=matter, on="resolve", **BACK)
    # Sent back to a body that returned it, the order says why.
    silent = refused(town, "dispatch", town.desk, at("03-12T15:00"), matter=matter, on="dispatch",
                     helpers=[])  # fmt: skip
    assert faults(silent) == {"note sent_back_needs_reason"}
    do(town, "dispatch", town.desk, at("03-12T15:00"), matter=matter, on="dispatch", helpers=[],
       note="厂区也有排口，请看监测记录")  # fmt: skip
    again = refused(town, "return_order", lead, at("03-12T15:01"), matter=matter, on="resolve",
                    **BACK)  # fmt: skip
    assert again.code == "done_before"


@pytest.mark.req("S1-26")
@pytest.mark.parametrize(
    ("moment", "code"), [("03-12T15:15", ""), ("03-12T15:16", "return_window_over")]
)
def test_sc03_the_window_closes_to_the_minute(town: Town, moment: str, code: str) -> None:
    matter = dispatched(town, at("03-12T10:15"), case_type="07010")
    lead = town.actor("clerk", "EEB")
    if not code:
        do(town, "return_order", lead, at(moment), matter=matter, on="resolve", **BACK)
        assert row(matter).state == "filed"
        return
    no = refused(town, "return_order", lead, at(moment), matter=matter, on="resolve", **BACK)
    assert no.code == code
    assert row(matter).state == "handling"


@pytest.mark.req("S2-29")
def test_sc03_the_desk_takes_back_an_order_of_the_wrong_type(town: Town) -> None:
    matter = dispatched(town, at("03-12T10:15"), case_type="07010")
    promised = dues(matter)["promise"]
    no = refused(town, "correct", town.desk, at("03-12T11:00"), matter=matter,
                 case_type="07001", reason="餐饮油烟")  # fmt: skip
    assert no.code == "answer_changes"
    do(town, "correct_and_redispatch", town.desk, at("03-12T11:00"), matter=matter,
       case_type="07001", reason="餐饮油烟")  # fmt: skip
    left = set(
        Obligation.objects.filter(matter_id=matter, outcome="").values_list("kind", flat=True)
    )
    assert left == {"promise", "dispatch"}
    do(town, "dispatch", town.desk, at("03-12T11:10"), matter=matter, on="dispatch", helpers=[])
    assert row(matter).lead_id == town.body("UMB")
    assert dues(matter)["promise"] == promised


def changed_hands(folder: Path) -> Path:
    """The shipped lists with straw burning taken back from the streets from July on."""
    shutil.copytree(DATA / "duty_lists", folder)
    for name, line in (("event_types.csv", "14008,"), ("territorial_duties.csv", "T079,")):
        lines = folder / name
        text = lines.read_text("utf-8")
        (old,) = [one for one in text.splitlines() if one.startswith(line)]
        lines.write_text(text.replace(old, old.replace(",main,", ",cooperate,")), "utf-8")
    heads = folder / "lists.toml"
    told = heads.read_text("utf-8").replace('version = "2024-1"', 'version = "2026-2"', 2)
    heads.write_text(told.replace("valid_from = 2024-01-01", "valid_from = 2026-07-01", 2), "utf-8")
    return folder


@pytest.mark.req("S2-28", "S2-29")
def test_sc08_jurisdiction_is_fixed_at_the_filing_date(town: Town, tmp_path: Path) -> None:
    load_lists(town.id, changed_hands(tmp_path / "lists"), at("06-25T10:00"))
    taken = dispatched(town, at("06-30T16:00"), case_type="14008")
    given = dispatched(town, at("07-01T00:00"), case_type="14008")
    between = report(town, at("06-30T23:59"))
    do(town, "file", town.desk, at("06-30T23:59"), matter=between, on="file", case_type="14008")
    do(town, "dispatch", town.desk, at("07-01T09:05"), matter=between, on="dispatch", helpers=[])
    leads = [row(matter).lead_id for matter in (taken, given, between)]
    assert leads == [town.body("S01"), town.body("AGR"), town.body("S01")]
    assert dues(taken)["resolve"] == at("07-03T17:00")
    assert dues(between)["resolve"] == at("07-06T17:00")
    assert row(taken).case.list_version != row(given).case.list_version
    assert row(between).case.list_version == row(taken).case.list_version
    # Closed in July, the case still cites the line of its filing date.
    cited = row(taken).case.list_line
    do(town, "sign", town.actor("clerk", "S01"), at("07-01T09:00"), matter=taken, on="sign")
    assert row(taken).case.list_line == cited


@pytest.mark.req("S1-25")
def test_a_street_that_leads_without_the_power_is_flagged_in_the_order(town: Town) -> None:
    held = dispatched(town, at("03-09T10:00"), case_type="01004")
    DutyItem.objects.filter(duty_list__family="power").delete()
    raise_stamp(town.id)
    forget()
    gap = dispatched(town, at("03-09T10:05"), case_type="01004")
    assert row(gap).lead_id == town.body("S01")
    answers = [told_of(m, "dispatch")[0]["answers"] for m in (held, gap)]
    # The list still names the street: the flag says what it lacks, and moves nothing by itself.
    assert [(a["list"]["verdict"], a["power"]["verdict"]) for a in answers] == [
        ("yes", "yes"),
        ("yes", "no"),
    ]


@pytest.mark.req("S3-20")
def test_the_street_s_part_goes_to_one_office_of_it(town: Town) -> None:
    matter = dispatched(town, at("03-09T10:00"), case_type="12002")
    answer = opened(row(matter), at("03-09T10:00")).facts.duty_answer()
    assert answer.institution
    assert answer.institution.code == "S01-OFF03"
    lead, office = town.actor("clerk", "S01"), answer.institution.id
    told = {"task": "上门看看", "task_due": at("03-10T12:00")}
    do(town, "assign_task", lead, at("03-09T10:30"), matter=matter, on="resolve",
       task_body=office, **told)  # fmt: skip
    assert dues(matter)["task"] == at("03-10T12:00")
    assert dues(matter)["receive"] == at("03-09T13:30")
    no = refused(town, "assign_task", lead, at("03-09T10:30"), matter=matter, on="resolve",
                 task_body=town.body("S01-C01-COMMITTEE"), **told)  # fmt: skip
    assert faults(no) == {"task_body not_to_task"}
