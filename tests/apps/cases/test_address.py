"""One rule for the address: page, list, export and API agree on who sees where it is."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client

from huying.apps.cases.cleaned import GONE, cleaned
from tests.apps.cases.pages import signed_in, text_of
from tests.apps.whole.cast import PEOPLE, Cast, cast_of, in_state, owed_by
from tests.builders import Town, do, row

NAME, PHONE = "周小明", "19900001234"
STREET, DOOR = "柳桥路", "66号"
ADDRESS: Final = f"{STREET}{DOOR}"
SHOWN, MASKED, AWAY, NO_CASE = "shown", "masked", "away", "no case"

#: By whom, in an ordinary case and for a hidden reporter.
TABLE: Final = {
    "desk": (SHOWN, SHOWN),
    "lead clerk": (SHOWN, SHOWN),
    "lead head": (SHOWN, SHOWN),
    "helper clerk": (SHOWN, SHOWN),
    "street of the place": (SHOWN, AWAY),
    "grid worker of the place": (SHOWN, AWAY),
    "community of the place": (SHOWN, AWAY),
    "supervisor": (MASKED, AWAY),
    "auditor": (MASKED, AWAY),
    "other department": (NO_CASE, NO_CASE),
    "system admin": (NO_CASE, NO_CASE),
}
#: Who may take the list away as a file.
EXPORTERS: Final = {"desk", "lead clerk", "lead head", "supervisor", "auditor"}


@pytest.fixture
def cast(town: Town) -> Cast:
    return cast_of(town)


@pytest.mark.req("S1-48")
@pytest.mark.parametrize("hidden", [False, True])
def test_page_list_export_and_api_agree_on_the_address(cast: Cast, hidden: bool) -> None:
    kind = "tip_off" if hidden else "complaint"
    matter = in_state(cast.town, "handling", demand_kind=kind, address=ADDRESS)
    found = {}
    for name in TABLE:
        client = signed_in(cast.actor(name))
        outlets = seen_by(client, matter, exports=name in EXPORTERS)
        searched = {outlets.pop("list", NO_CASE), outlets.pop("list of the api", NO_CASE)}
        assert len(set(outlets.values())) == 1, (name, outlets)
        found[name] = outlets["page"]
        assert searched == {found_by(name, found[name], hidden=hidden)}, name
    assert found == {name: wanted[hidden] for name, wanted in TABLE.items()}


def found_by(name: str, shown: str, *, hidden: bool) -> str:
    """A search looks where the address is read as it was typed; a cleaned one is not searched."""
    if shown == NO_CASE:
        return NO_CASE
    return SHOWN if shown == SHOWN and (not hidden or name == "desk") else AWAY


def seen_by(client: Client, matter: int, *, exports: bool) -> dict[str, str]:
    """How each outlet shows the address; the lists do by what their search finds."""
    case = row(matter)
    page = client.get(f"/cases/{case.number}/")
    if page.status_code != 200:
        assert client.get(f"/api/v1/cases/{case.number}").status_code in (403, 404)
        return {"page": NO_CASE}
    told = client.get(f"/api/v1/cases/{case.number}").json()["place"]
    shown = {"page": _of(text_of(page)), "api": _of(told["address"])}
    # The very spot is told with the very address, or not at all.
    assert bool(told["lon"]) == (shown["api"] == SHOWN)
    assert (str(case.case.lon) in text_of(page)) <= (shown["api"] == SHOWN)
    listed = client.get("/cases/", {"q": DOOR, "view": "all"}).content.decode()
    asked = client.get("/api/v1/cases", {"q": DOOR}).json()["rows"]
    shown["list"] = SHOWN if f"/cases/{case.number}/" in listed else AWAY
    shown["list of the api"] = SHOWN if case.number in {one["number"] for one in asked} else AWAY
    if exports:
        file = client.get("/cases/export/", {"view": "all"}).content.decode("utf-8-sig")
        line = next(line for line in file.splitlines() if case.number in line)
        shown["export"] = _of(line)
    return shown


def _of(text: str) -> str:
    if ADDRESS in text:
        return SHOWN
    return MASKED if f"{STREET}****" in text else AWAY


def test_whoever_must_not_know_who_reported_reads_the_address_cleaned(cast: Cast) -> None:
    told = {"requester_name": NAME, "requester_phone": PHONE}
    matter = in_state(
        cast.town, "handling", demand_kind="tip_off", address=f"{ADDRESS}{NAME}家，{PHONE}", **told
    )
    for name in ("lead clerk", "helper clerk"):
        client = signed_in(cast.actor(name))
        address = client.get(f"/api/v1/cases/{row(matter).number}").json()["place"]["address"]
        assert address == f"{ADDRESS}{GONE}家，{GONE}"
        for words in (NAME, PHONE, f"{DOOR}{NAME}"):
            assert client.get("/api/v1/cases", {"q": words}).json()["rows"] == [], (name, words)


def test_everybody_of_the_table_is_known() -> None:
    assert set(TABLE) <= set(PEOPLE)


# ---- hidden reporters: who calls, and what stands on two cases ----------------------------------


@pytest.mark.req("S1-48")
def test_the_desk_makes_first_contact_and_return_visit_of_a_tip_off(cast: Cast) -> None:
    town = cast.town
    matter = in_state(town, "handling", demand_kind="tip_off")
    desk = town.body("CMD")
    assert owed_by(matter, "contact") == desk
    lead = signed_in(cast.actor("lead clerk"))
    number, told = row(matter).number, {"contact_how": "call", "contact_record": "问了"}
    sent = lead.post(
        f"/api/v1/cases/{number}/acts/contact", {"fields": told}, content_type="application/json",
        headers={"idempotency-key": "k"},
    )  # fmt: skip
    assert (sent.status_code, sent.json()["code"]) == (409, "not_yours")
    assert "contact" not in {a["act"] for a in lead.get(f"/api/v1/cases/{number}").json()["acts"]}
    visiting = in_state(town, "reported", demand_kind="tip_off")
    parties = row(visiting).obligations.filter(kind="visit")
    assert not parties.exclude(debtor_id=desk).exists()


@pytest.mark.req("S1-48")
def test_a_text_on_two_cases_names_neithers_hidden_reporter(cast: Cast) -> None:
    """A merge stands on both cases: the lead of an ordinary one does not read of a tip-off."""
    town = cast.town
    main = in_state(town, "handling", text="路边摊占道")
    person = {"requester_name": "孙丽华", "requester_phone": "19911115678"}
    repeat = in_state(town, "filed", demand_kind="tip_off", **person)
    reason = "和孙丽华（199 1111 5678）说的是一件事"
    do(town, "relate", town.desk, row(main).opened_at, matter=main, other=repeat, reason=reason)
    address = f"/api/v1/cases/{row(main).number}"
    read = signed_in(cast.actor("lead clerk")).get(address)
    assert "孙丽华" not in read.content.decode()
    assert "199 1111 5678" not in read.content.decode()
    assert "说的是一件事" in read.content.decode()
    assert "孙丽华" in signed_in(town.desk).get(address).content.decode()


@pytest.mark.parametrize(
    ("text", "secrets", "wanted"),
    [
        ("覃女士说", ("覃霁月",), f"{GONE}说"),
        ("霁月 在", ("覃霁月",), f"{GONE} 在"),
        ("欧阳某", ("欧阳静怡",), GONE),
        ("打一九九二三四五六七八一", (), f"打{GONE}"),
        ("打幺九九 二三四五 六七八幺", (), f"打{GONE}"),
        ("＋86１９９２３４５６７８１", ("19923456781",), GONE),
        ("+86 199-2345-6781", (), GONE),
        ("199、2345、6781", (), GONE),
        ("1,9,9,2,3,4,5,6,7,8,1", ("+8619923456781",), GONE),
        ("尾号6781", (), GONE),
        ("后四位是六七八一", (), GONE),
        ("8812 3456", ("0531-88123456",), GONE),
        ("查询码 7 k q 2 m x", ("7KQ2MX",), f"查询码 {GONE}"),
        ("Link Li Hua likes", ("Li Hua",), f"Link {GONE} likes"),
        ("二〇二六年三月十日，一层二楼", (), "二〇二六年三月十日，一层二楼"),
        ("3000-5000 元，15、16、17、18 号楼", (), "3000-5000 元，15、16、17、18 号楼"),
    ],
)
def test_every_writing_is_taken_out_and_the_matter_left(
    text: str, secrets: tuple[str, ...], wanted: str
) -> None:
    assert cleaned(text, secrets) == wanted
