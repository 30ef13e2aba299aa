"""The demo in the database: whole, provable, made once."""

from __future__ import annotations

import pytest
from django.test import override_settings

from huying.apps.cases.models import Case
from huying.cli import demo_loading
from huying.cli.demo_reset import remove_everything
from huying.cli.main import main
from huying.platform.matters.erase import erase_text
from huying.platform.matters.models import Event, EventText, Matter, Outbox
from huying.platform.matters.verify import verify
from tests.apps.demo.conftest import NOW, RULES, WANTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_the_demo_is_all_there(loaded: demo_loading.Loaded) -> None:
    parts = Case.objects.filter(parent_id__isnull=False).count()
    assert loaded.cases == Matter.objects.count() == Case.objects.count() == 240 + parts
    assert not Outbox.objects.exists()
    assert {row["role"] for row in demo_loading.logins_of(loaded.district)} >= {"派单员", "督查员"}


@pytest.mark.req("S2-01")
def test_every_chain_and_every_row_holds(loaded: demo_loading.Loaded) -> None:
    report = verify(loaded.district.code)
    assert not report.broken
    assert (report.matters, report.erased) == (loaded.cases, 0)
    assert report.events == Event.objects.count()


def test_the_command_counts_and_erased_values_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = EventText.objects.filter(is_personal=True).first()
    assert text is not None
    assert erase_text(district_id=text.district_id, text_id=text.id, at=NOW)
    assert main(["audit", "verify", "--district", str(text.district_id)]) == 0
    assert "erased values 1  断链 broken 0" in capsys.readouterr().out


def test_a_changed_event_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    event = Event.objects.filter(act="dispatch").select_related("matter").first()
    assert event is not None
    Event.objects.filter(id=event.id).update(body=event.body.replace('"seq":', '"seq": '))
    assert main(["audit", "verify"]) == 1
    told = capsys.readouterr()
    assert f"{event.matter.number}  第 {event.seq} 步 event {event.seq}" in told.err
    assert "broken 1" in told.out


def test_an_unknown_district_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--district", "999999"]) == 2
    assert "380102" in capsys.readouterr().err


def test_a_second_load_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = (Matter.objects.count(), Event.objects.count())
    assert main(["demo", "--data", str(RULES)]) == 0
    assert "未作改动" in capsys.readouterr().out
    assert (Matter.objects.count(), Event.objects.count()) == before


@override_settings(HUYING_DEMO=False)
def test_no_demo_and_no_reset_in_production(
    loaded: demo_loading.Loaded, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--reset"]) == 1
    assert Matter.objects.count() == loaded.cases
    assert "HUYING_DEMO" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--cases", "0"], ["--days", "-1"], ["--data", "/nowhere"]])
def test_a_wrong_option_is_named(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", *wrong]) == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_reset_leaves_no_row_and_an_interrupted_one_leaves_the_old_demo(
    loaded: demo_loading.Loaded,
) -> None:
    def interrupted(stage: str, *_: int) -> None:
        assert Matter.objects.exists() == (stage == "reset")
        if stage == "lists":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo_loading.load_demo(WANTED, interrupted, remove_everything)
    assert Matter.objects.count() == loaded.cases
