"""Publishing: whole files, checked first, never edited, and read back as the same values."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from huying.apps.duties import queries
from huying.apps.duties.models import CaseType, DutyItem, DutyList
from huying.apps.duties.services import load_lists, publish_policies
from huying.domain.duties import Family
from huying.domain.kernel.refusal import Refused
from tests.builders import DATA, MORNING, Town, forget_caches
from tests.domain.duties import published

DISTRICT = 990101
DAY = date(2026, 3, 11)
LISTS = DATA / "duty_lists"


@pytest.fixture
def empty(db: None) -> Iterator[None]:
    """A district without a chart, in which lists are published on their own."""
    forget_caches()
    yield
    forget_caches()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lists"
    shutil.copytree(LISTS, copy)
    return copy


def mend(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("empty")
def test_the_same_folder_again_changes_nothing() -> None:
    first = load_lists(DISTRICT, LISTS, MORNING)
    assert first.published[-1] == "checklists 2024-1"
    assert len(first.published) == 6
    counts = {row.family: row.line_count for row in DutyList.objects.all()}
    assert counts == {
        "responsibility": 144,
        "territorial": 81,
        "power": 74,
        "community": 24,
        "profile": 26,
    }
    again = load_lists(DISTRICT, LISTS, MORNING)
    assert (again.published, len(again.unchanged)) == ((), 6)
    assert DutyItem.objects.count() == 144 + 81 + 74 + 24 + 26
    assert CaseType.objects.count() == 144


@pytest.mark.usefixtures("empty")
def test_what_is_published_is_read_back_as_the_same_values() -> None:
    load_lists(DISTRICT, LISTS, MORNING)
    read, wanted = queries.duty_set(DISTRICT, DAY), published.duties()
    assert read.items == wanted.items
    assert read.powers == wanted.powers
    assert read.territorial == wanted.territorial
    assert read.types == wanted.types
    assert queries.duty_set(DISTRICT, DAY) is read
    assert len(queries.duty_set(DISTRICT, date(2023, 12, 31))) == 0


@pytest.mark.req("S2-29", "S3-14")
@pytest.mark.usefixtures("empty")
def test_a_new_version_ends_the_old_one_and_never_edits_it(folder: Path) -> None:
    load_lists(DISTRICT, LISTS, MORNING)
    mend(folder, "event_types.csv", "01003,01,", "01093,01,")
    mend(folder, "territorial_duties.csv", ",01003,", ",01093,")
    mend(folder, "territorial_duties.csv", "2024-1", "2026-2")
    with pytest.raises(Refused) as caught:
        load_lists(DISTRICT, folder, MORNING)
    assert {fault.code for fault in caught.value.refusal.faults} == {"list.version_is_published"}

    mend(folder, "lists.toml", 'version = "2024-1"', 'version = "2026-2"')
    mend(folder, "lists.toml", "valid_from = 2024-01-01", "valid_from = 2026-04-01")
    again = load_lists(DISTRICT, folder, MORNING)
    assert (len(again.published), again.unchanged) == (5, ("checklists 2024-1",))
    before, after = (queries.duty_set(DISTRICT, on) for on in (DAY, date(2026, 4, 1)))
    assert before.item("01003") is not None
    assert after.item("01003") is None
    assert after.knows("01003"), "a type stays known when no line names it any more"
    assert "responsibility 2026-2" in after.label
    gone = queries.ask(DISTRICT, "01003", None, date(2026, 4, 1))
    assert (gone.lead, gone.reason) == (None, "list.no_item")


@pytest.mark.req("S1-30", "S4-25")
@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("lists.toml", "lines = 81", "lines = 80", "list.line_count"),
        ("lists.toml", 'owner = "JUS"', 'owner = ""', "value.missing"),
        ("lists.toml", "[[lists]]", "[lists", "list.file_unreadable"),
        ("lists.toml", "sla_profiles.csv", "nowhere.csv", "list.file_unreadable"),
        ("event_types.csv", "01003,01,", "01001,01,", "line.repeated_or_empty"),
        ("event_types.csv", ",SAN,UMB,", ",QD02,UMB,", "duty.community_never_leads"),
        ("checklists.toml", 'case_type = "03001"', 'case_type = "99999"', "list.unknown_type"),
        ("checklists.toml", 'version = "2024-1"', "", "value.missing"),
        ("checklists.toml", "[[checklists]]", "[checklists", "file.no_toml"),
    ],
)
def test_a_faulty_folder_publishes_nothing(
    folder: Path, name: str, old: str, new: str, code: str
) -> None:
    mend(folder, name, old, new)
    with pytest.raises(Refused) as caught:
        load_lists(DISTRICT, folder, MORNING)
    assert code in {fault.code for fault in caught.value.refusal.faults}
    assert not DutyList.objects.exists()


def test_lists_may_only_name_bodies_the_district_has(town: Town, folder: Path) -> None:
    mend(folder, "event_types.csv", ",OFF03,", ",OFF99,")
    mend(folder, "event_types.csv", "MKT;TRP,", "MKT;ZZZ,")
    with pytest.raises(Refused) as caught:
        load_lists(town.id, folder, MORNING)
    codes = {fault.code for fault in caught.value.refusal.faults}
    assert codes == {"list.no_institution", "list.unknown_department"}


@pytest.mark.usefixtures("empty")
def test_policies_are_published_once_a_version() -> None:
    text = (DATA / "policies" / "limits.toml").read_text(encoding="utf-8")
    with pytest.raises(Refused):
        queries.policies(DISTRICT)
    assert publish_policies(DISTRICT, text, MORNING)
    assert not publish_policies(DISTRICT, text, MORNING)
    assert queries.policies(DISTRICT).version == "2024-1"
    with pytest.raises(Refused) as caught:
        publish_policies(DISTRICT, text.replace('"1/4"', '"1/5"'), MORNING)
    assert caught.value.refusal.faults[0].code == "list.version_is_published"


@pytest.mark.usefixtures("empty")
def test_the_checklist_of_a_day_is_part_of_its_duty_set(folder: Path) -> None:
    load_lists(DISTRICT, LISTS, MORNING)
    first = queries.duty_set(DISTRICT, DAY)
    assert [item.code for item in first.checklist("03001")][:2] == ["guarded", "owner_found"]
    assert first.checklist("14001") == ()
    assert queries.duty_set(DISTRICT, date(2023, 12, 31)).checklist("03001") == ()

    mend(folder, "checklists.toml", 'code = "guarded"', 'code = "fenced"')
    with pytest.raises(Refused) as caught:
        load_lists(DISTRICT, folder, MORNING)
    (fault,) = caught.value.refusal.faults
    assert (fault.field, fault.code) == ("checklists.toml.version", "list.version_is_published")

    later = """
[[checklists]]
case_type = "03001"
valid_from = 2026-04-01
items = [{ code = "fenced", zh = "已围挡", en = "Fenced off" }]
"""
    shutil.copy(LISTS / "checklists.toml", folder)
    mend(folder, "checklists.toml", 'version = "2024-1"', 'version = "2026-2"')
    path = folder / "checklists.toml"
    path.write_text(path.read_text("utf-8") + later, encoding="utf-8")
    again = load_lists(DISTRICT, folder, MORNING + timedelta(days=1))
    assert again.published == ("checklists 2026-2",)
    assert queries.duty_set(DISTRICT, DAY).checklist("03001") == first.checklist("03001")
    codes = [item.code for item in queries.duty_set(DISTRICT, date(2026, 4, 1)).checklist("03001")]
    assert codes == ["fenced"]


@pytest.mark.usefixtures("empty")
def test_a_district_may_lay_down_no_checklists(folder: Path) -> None:
    (folder / "checklists.toml").unlink()
    assert len(load_lists(DISTRICT, folder, MORNING).published) == 5
    assert queries.duty_set(DISTRICT, DAY).checklist("03001") == ()


@pytest.mark.usefixtures("empty")
def test_lines_are_found_by_text_group_and_role() -> None:
    load_lists(DISTRICT, LISTS, MORNING)
    head = queries.current_head(DISTRICT, Family.RESPONSIBILITY, DAY)
    assert head is not None

    def found(**filters: str) -> list[str]:
        return list(queries.lines(head, filters).values_list("line_no", flat=True))

    assert found(text="井 盖") == ["03001"]
    assert len(found(role="main")) == 35
    assert len(found(lead="street")) == 35
    assert set(found(group="03", role="main")) == set()
    assert len(queries.groups(head)) == 14


def test_every_item_has_an_answer_in_the_demo_district(town: Town) -> None:
    street = town.body("S01")
    duties = queries.duty_set(town.id, DAY)
    assert len(duties) == 144
    for code, item in duties.items.items():
        given = queries.ask(town.id, code, street, DAY)
        assert given.lead is not None, (code, given.reason)
        assert (given.lead.id == street) == item.is_street_led
        assert len(given.helpers) == len(item.helpers) + item.is_street_led
        assert bool(given.institution) == item.has_street_duty, code
        assert given.staff.code != "staff.no_institution"
