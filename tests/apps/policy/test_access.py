"""Who may do what to which matter, and what of a person is seen: both answers agree."""

from __future__ import annotations

import pytest
from django.db import connection

from huying.platform.matters.models import Matter, Obligation
from huying.platform.policy import ANONYMOUS, access, actors, may, relations, scope
from tests.apps.policy.conftest import (
    DESK,
    INSPECTION,
    MUN,
    S03,
    S04,
    TIP_OFF,
    WTR,
    actor,
    matter,
    owe,
)

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "desk": actor(("desk", DESK)),
    "visitor": actor(("visitor", DESK)),
    "mun": actor(("clerk", MUN)),
    "wtr": actor(("clerk", WTR)),
    "s03": actor(("clerk", S03)),
    "s04": actor(("head", S04)),
    "verifier": actor(("verifier", S03)),
    "grid_worker": actor(("grid_worker", S03)),
    "supervisor": actor(("supervisor", INSPECTION)),
    "auditor": actor(("auditor", INSPECTION)),
    "security": actor(("security_admin", INSPECTION)),
    "system": actor(("system_admin", INSPECTION)),
    "establishment": actor(("establishment", INSPECTION)),
    "stranger": actor(("desk", DESK), district=371503),
    "no post": actor(),
    "nobody": ANONYMOUS,
}


def manhole(**values) -> Matter:
    """SC01: MUN leads on the ground of S03, WTR helps, S03 verifies."""
    case = matter(area_code="371502003001002", line_id=MUN, lead_id=MUN, **values)
    owe(case, "contact", MUN)
    owe(case, "resolve", MUN)
    owe(case, "help", WTR, MUN)
    owe(case, "verify", S03)
    owe(case, "visit", DESK)
    return case


def seen(who: str, case: Matter, name: str = "phone") -> str:
    grant = may(EVERYBODY[who], "case.view", case)
    return "no case" if grant is None else grant.sees(name).name.lower()


@pytest.mark.req("S2-38", "S1-48")
@pytest.mark.parametrize(
    ("who", "ordinary", "tip_off"),
    [
        ("desk", "masked", "masked"),
        ("visitor", "masked", "masked"),
        ("mun", "masked", "hidden"),
        ("wtr", "hidden", "hidden"),
        ("s03", "masked", "hidden"),
        ("s04", "no case", "no case"),
        ("verifier", "hidden", "hidden"),
        ("grid_worker", "hidden", "hidden"),
        ("supervisor", "hidden", "hidden"),
        ("auditor", "masked", "hidden"),
        ("security", "no case", "no case"),
        ("system", "no case", "no case"),
        ("establishment", "no case", "no case"),
        ("stranger", "no case", "no case"),
        ("no post", "no case", "no case"),
        ("nobody", "no case", "no case"),
    ],
)
def test_who_sees_the_phone_of_a_requester(who, ordinary, tip_off):
    case = manhole()
    if who == "s03":
        owe(case, "contact", S03)  # a street that handles is told whom to call
    secret = manhole(item_code=TIP_OFF)
    if who == "s03":
        owe(secret, "contact", S03)
    assert (seen(who, case), seen(who, secret)) == (ordinary, tip_off)


def test_a_street_that_only_verifies_or_lies_there_sees_no_person():
    assert seen("s03", manhole()) == "hidden"


def test_a_grant_shows_the_mask_the_value_or_nothing():
    case = manhole()
    at_desk = may(EVERYBODY["desk"], "case.view", case)
    assert at_desk.show("phone", "13812342206") == "138****2206"
    assert at_desk.show("text", "井盖没了") == "井盖没了"
    helper = may(EVERYBODY["wtr"], "case.view", case)
    assert [helper.show(name, "周小明") for name in ("name", "phone", "text")] == ["", "", ""]
    with pytest.raises(KeyError):
        at_desk.show("fone", "13812342206")


@pytest.mark.parametrize(
    ("who", "ordinary", "tip_off"),
    [
        ("desk", True, True),
        ("visitor", True, True),
        ("mun", True, False),
        ("wtr", False, False),
        ("s03", False, False),
        ("supervisor", False, False),
        ("auditor", True, False),
        ("nobody", False, False),
    ],
)
def test_who_may_reveal(who, ordinary, tip_off):
    case, secret = manhole(), manhole(item_code=TIP_OFF)
    found = tuple(may(EVERYBODY[who], "case.reveal", one) is not None for one in (case, secret))
    assert found == (ordinary, tip_off)


def test_who_has_done_his_part_reveals_no_more_but_still_sees_the_case():
    case = manhole()
    Obligation.objects.filter(debtor_id=MUN).update(outcome="kept", ended_at=case.opened_at)
    assert may(EVERYBODY["mun"], "case.reveal", case) is None
    assert seen("mun", case) == "masked"


@pytest.mark.parametrize("who", ["mun", "wtr", "s03", "supervisor", "auditor", "visitor"])
def test_only_the_desk_finds_people_by_their_number(who):
    manhole(item_code=TIP_OFF)
    assert scope(Matter.objects.all(), EVERYBODY["desk"], "case.find_contact").count() == 1
    assert not scope(Matter.objects.all(), EVERYBODY[who], "case.find_contact").exists()


def world() -> list[Matter]:
    """Matters that differ in everything a relation reads."""
    cases = [manhole(), manhole(item_code=TIP_OFF), matter(), matter(district=371503)]
    cases.append(matter(area_code="371502003999999"))
    cases.append(matter(area_code="371502004001001", state="closed"))
    cases.append(matter(line_id=WTR))
    cases.append(matter(maker_id=S03))
    done = matter()
    owe(done, "contact", WTR, MUN, is_open=False)
    return [*cases, done]


@pytest.mark.parametrize("who", EVERYBODY)
def test_rows_and_single_answers_agree_for_every_action(who):
    cases = world()
    for action in access().actions:
        one_by_one = {m.id for m in cases if may(EVERYBODY[who], action, m)}
        assert one_by_one == set(
            scope(Matter.objects.all(), EVERYBODY[who], action).values_list("id", flat=True)
        ), action


def test_rows_are_found_through_another_table_too():
    case = manhole()
    found = scope(Obligation.objects.all(), EVERYBODY["wtr"], "case.view", path="matter__")
    assert set(found.values_list("matter_id", flat=True)) == {case.id}
    assert found.count() == 5  # each once, though two ways lead to the matter


def test_a_post_counts_for_its_own_role_and_body_only():
    two_posts = actor(("grid_worker", S04), ("clerk", WTR))
    case = matter(area_code="371502004001001")
    assert may(two_posts, "case.view", case)  # as grid worker of the ground
    assert may(two_posts, "case.reveal", case) is None
    owe(case, "contact", S04)
    assert may(two_posts, "case.reveal", case) is None  # clerk elsewhere, grid worker here


def test_the_resident_behind_every_case_is_no_body_anybody_acts_for():
    case = matter(maker_id=0)
    owe(case, "reply", 0, 0)
    assert may(actor(("clerk", 0), ("grid_worker", 0)), "case.view", case) is None


def test_a_body_without_ground_is_not_the_whole_district(monkeypatch):
    monkeypatch.setattr(actors, "_area_source", lambda _: ("", "37", "x71502003"))
    assert may(EVERYBODY["grid_worker"], "case.view", matter(area_code="371502003001001")) is None


def test_until_somebody_tells_tip_offs_apart_every_matter_is_one(monkeypatch):
    monkeypatch.setattr(actors, "_is_confidential", None)
    monkeypatch.setattr(actors, "_confidential_q", None)
    case = manhole()
    assert seen("mun", case) == "hidden"
    assert may(EVERYBODY["mun"], "case.reveal", case) is None
    assert not scope(Matter.objects.all(), EVERYBODY["mun"], "case.reveal").exists()


def test_an_unknown_action_is_no_silent_no():
    with pytest.raises(KeyError):
        may(EVERYBODY["desk"], "case.destroy")


@pytest.mark.parametrize(
    ("who", "actions"),
    [
        ("no post", {"home.view", "account.self", "leave.own", "message.list", "style.view"}),
        ("nobody", set()),
    ],
)
def test_without_a_post_one_has_only_oneself(who, actions):
    policy = access()
    wanted = {name for name, a in policy.actions.items() if a.kind != "public"}
    assert {name for name in wanted if may(EVERYBODY[who], name)} == actions


def test_public_actions_need_nobody():
    assert all(may(None, name) for name, a in access().actions.items() if a.kind == "public")


@pytest.mark.req("S2-44")
def test_the_auditor_reads_and_writes_nothing_but_his_own_account():
    policy = access()
    held = {name for name in policy.actions if may(EVERYBODY["auditor"], name)}
    writing = {name for name in held if policy.actions[name].kind == "write"}
    assert writing == {"account.self", "leave.own"}
    assert {"case.list", "case.view", "case.export", "audit.view"} <= held


@pytest.mark.parametrize("who", ["security", "system", "establishment"])
def test_administrators_see_no_case(who):
    held = {name for name in access().actions if may(EVERYBODY[who], name)}
    assert not {name for name in held if name.startswith("case.")}


def test_statements_one_for_a_matter_none_when_obligations_are_at_hand(
    django_assert_num_queries,
):
    case = manhole()
    with django_assert_num_queries(1):
        may(EVERYBODY["mun"], "case.view", case)
    owed = list(case.obligations.all())
    with django_assert_num_queries(0):
        assert may(EVERYBODY["mun"], "case.view", case, obligations=owed)
        assert may(EVERYBODY["desk"], "case.view", case)
    with django_assert_num_queries(1):
        list(scope(Matter.objects.all(), EVERYBODY["mun"], "case.list")[:50])


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_however_promises_are_looked_for_the_same_rows_are_found(who, monkeypatch):
    manhole()
    found = []
    for few in (True, False):
        monkeypatch.setattr(relations, "_are_few", lambda *_, few=few: few)
        rows = scope(Matter.objects.all(), EVERYBODY[who], "case.list")
        found.append(set(rows.values_list("id", flat=True)))
    assert found[0] == found[1]


@pytest.mark.parametrize("who", ["mun", "s03", "grid_worker", "desk"])
def test_no_relation_reads_a_whole_table(who):
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    rows = scope(Matter.objects.order_by("-opened_at", "-id"), EVERYBODY[who], "case.list")
    assert "SCAN" not in rows.explain()
