"""A year announced late: promises that leaned on it are counted again, each by an event."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from huying.cli import main
from huying.domain.worktime import SHANGHAI
from huying.platform.matters.models import Event, Obligation
from huying.platform.matters.verify import verify
from tests.builders import DATA, Town, dispatched, do, forget_caches

NEW_YEAR_EVE = datetime(2026, 12, 31, 15, tzinfo=SHANGHAI)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "rules"
    for part in ("calendars", "policies"):
        shutil.copytree(DATA / part, folder / part)
    monkeypatch.setenv("HUYING_RULES_DIR", str(folder))
    forget_caches()
    return folder


def announced(folder: Path) -> Path:
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 2, 3)]
    file = folder / "announced.json"
    file.write_text(json.dumps({"year": 2027, "papers": ["demo"], "days": days}), encoding="utf-8")
    return file


def test_a_provisional_promise_is_counted_again_when_its_year_is_imported(
    rules: Path, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    # 3 working days from 31 December: weekends only gives 5 January, with New Year's day off 6.
    matter = dispatched(town, NEW_YEAR_EVE, case_type="03004")
    lead = town.actor("clerk", "MUN")
    do(town, "sign", lead, NEW_YEAR_EVE, matter=matter, on="sign")
    resolve = Obligation.objects.get(matter_id=matter, kind="resolve")
    assert resolve.is_provisional
    before = resolve.due_at
    assert main.main(["calendar", "import", str(announced(rules))]) == 0
    resolve.refresh_from_db()
    assert not resolve.is_provisional
    assert (resolve.due_at - before).days >= 1
    events = Event.objects.filter(matter_id=matter, act="recompute")
    told = [json.loads(e.body)["fields"] for e in events]
    assert all(t["was"] and t["now"] for t in told)
    assert verify(town.id, [matter]).broken == []
    count = events.count()
    assert main.main(["calendar", "import", str(announced(rules))]) == 0
    assert Event.objects.filter(matter_id=matter, act="recompute").count() == count
    # What was kept before is not touched.
    assert Obligation.objects.get(matter_id=matter, kind="sign").version == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"year": 2027, "papers": [], "days": []}'])
def test_a_wrong_or_empty_file_changes_nothing(rules: Path, town: Town, text: str) -> None:
    file = rules / "wrong.json"
    file.write_text(text, encoding="utf-8")
    kept = (rules / "calendars/holiday-cn-2027.json").read_bytes()
    assert main.main(["calendar", "import", str(file)]) == 2
    assert (rules / "calendars/holiday-cn-2027.json").read_bytes() == kept
