"""参与单位 (S1-16): who follows a case besides lead and helpers, and what they may and may not."""

from __future__ import annotations

import re

import pytest

from huying.apps.cases.detail import detail_for
from huying.apps.cases.models import Participant
from huying.apps.cases.services import act_on_case
from huying.domain.kernel.refusal import Refused
from huying.platform.matters.models import Matter, Obligation
from huying.platform.matters.verify import verify
from huying.platform.policy import may, scope
from tests.apps.cases.pages import open_page, press, signed_in, text_of
from tests.builders import MORNING, Town, do, report, row


def filed(town: Town) -> int:
    matter = report(town)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="01001")
    return matter


def followed(town: Town, *codes: str) -> int:
    """A rubbish case of SAN that these bodies follow."""
    matter = filed(town)
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", helpers=[],
       observers=[town.body(code) for code in codes])  # fmt: skip
    return matter


@pytest.mark.req("S1-16")
def test_party_and_mass_organisations_follow_a_case_and_owe_nothing(town: Town) -> None:
    matter = followed(town, "SWD", "WOM")
    kept = Participant.objects.filter(matter_id=matter).order_by("id")
    assert [(p.body_id, p.role) for p in kept] == [
        (town.body("SWD"), "observer"),
        (town.body("WOM"), "observer"),
    ]
    owing = set(Obligation.objects.filter(matter_id=matter).values_list("debtor_id", flat=True))
    assert not owing & {town.body("SWD"), town.body("WOM")}
    assert verify(town.id, [matter]).broken == []


@pytest.mark.req("S1-16")
def test_an_observer_sees_the_case_without_the_person_and_cannot_act(town: Town) -> None:
    matter = followed(town, "SWD")
    observer, stranger = town.actor("clerk", "SWD"), town.actor("clerk", "WOM")
    for actor, sees in ((observer, True), (stranger, False)):
        assert bool(may(actor, "case.view", row(matter))) is sees
        listed = scope(Matter.objects.all(), actor, "case.list")
        assert listed.filter(id=matter).exists() is sees
        assert (detail_for(actor, row(matter).number, MORNING) is not None) is sees
    detail = detail_for(observer, row(matter).number, MORNING)
    assert detail is not None
    assert (detail.requester.name, detail.requester.phone) == ("", "")
    assert detail.may("case.act") is None
    assert may(observer, "case.reveal", row(matter)) is None
    owed = Obligation.objects.get(matter_id=matter, kind="sign").id
    with pytest.raises(Refused) as refused:
        act_on_case(observer, matter, "sign", {}, at=MORNING, key="o:1", answers=owed)
    assert refused.value.refusal.code == "not_yours"


def test_a_case_nobody_follows_has_no_participants(town: Town) -> None:
    matter = followed(town)
    assert not Participant.objects.filter(matter_id=matter).exists()
    assert "observers" not in row(matter).parties


def test_bodies_that_cannot_follow_are_all_named(town: Town) -> None:
    matter = filed(town)
    wrong = [town.body("SAN"), town.body("CMD"), 17]
    with pytest.raises(Refused) as refused:
        do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", helpers=[],
           observers=wrong)  # fmt: skip
    faults = {(f.value, f.code) for f in refused.value.refusal.faults}
    assert faults == {
        (str(town.body("CMD")), "not_an_observer"),
        ("17", "not_an_observer"),
        (town.chart.body(town.body("SAN")).name_zh, "has_a_part"),
    }
    assert not Participant.objects.exists()


@pytest.mark.parametrize("observers", ["x", [True, "7"], {"a": 1}])
def test_what_is_no_list_of_bodies_is_refused(town: Town, observers: object) -> None:
    matter = filed(town)
    with pytest.raises(Refused) as refused:
        do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch", observers=observers)
    assert refused.value.refusal.faults[0].code == "not_a_list"


def test_who_followed_before_still_does_when_the_case_is_dispatched_again(town: Town) -> None:
    matter = followed(town, "SWD")
    do(town, "return_order", town.actor("clerk", "SAN"), MORNING, matter=matter, on="resolve",
       reason="不属于本单位", list_line="responsibility 01003")  # fmt: skip
    do(town, "dispatch", town.desk, MORNING, matter=matter, on="dispatch",
       note="清单写明由你们主办", observers=[town.body("WOM")])  # fmt: skip
    for code in ("SWD", "WOM"):
        actor = town.actor("clerk", code)
        assert may(actor, "case.view", row(matter))
        assert scope(Matter.objects.all(), actor, "case.list").filter(id=matter).exists()


@pytest.mark.req("S1-16")
def test_the_desk_picks_observers_and_the_page_shows_every_role(town: Town) -> None:
    matter = filed(town)
    desk = signed_in(town.desk)
    form = open_page(desk, matter, "acts/dispatch/")
    assert "参与单位" in text_of(form)
    done = press(desk, matter, "dispatch", form, observers=[town.body("SWD")])
    assert done.status_code == 302
    text = text_of(open_page(signed_in(town.actor("clerk", "SWD")), matter))
    for shown in ("参与单位", "主办", "区环境卫生服务中心", "关注", "区委社会工作部"):
        assert shown in text
    assert "19900001234" not in text


@pytest.mark.req("S1-16")
def test_ticked_helpers_assist(town: Town) -> None:
    matter = report(town)
    do(town, "file", town.desk, MORNING, matter=matter, on="file", case_type="07001")
    desk = signed_in(town.desk)
    form = open_page(desk, matter, "acts/dispatch/")
    named = re.findall(r'name="helpers" value="(\d+)"', form.content.decode())
    assert named
    assert press(desk, matter, "dispatch", form, helpers=named).status_code == 302
    helping = Obligation.objects.filter(matter_id=matter, kind="help")
    assert {o.debtor_id for o in helping} == {int(body) for body in named}
