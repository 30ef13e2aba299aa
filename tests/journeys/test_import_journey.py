"""导入: a file of another system by the command, its rows in the queue, one placed on the page."""

import csv
import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import GRID, placed, ready

HEADER = ("msg_id", "user", "title", "created", "body", "likes")
TITLES = ("枣园里北门花坛被占用", "柳桥路公交站牌看不清", "河沿街路口积水绕不开")


@pytest.mark.req("S4-33")
def test_imported_rows_wait_to_be_placed(
    people: Callable[..., Page], environment: dict[str, str], tmp_path: Path
) -> None:
    file = _export(tmp_path / "export.csv")
    first = _imported(environment, file)
    assert (first["rows"], first["accepted"], first["rejected"]) == (3, 3, 0)
    again = _imported(environment, file)
    assert (again["rows"], again["accepted"], again["duplicates"]) == (3, 0, 3)
    desk = people("desk")
    desk.goto("/cases/placing/?size=100")
    ready(desk)
    for title in TITLES:
        expect(desk.get_by_role("region", name="排队的件")).to_contain_text(title)
    desk.get_by_role("link", name=TITLES[0]).first.click()
    number = desk.locator("#choose .card__note").first.inner_text()
    placed(desk, number)
    desk.goto(f"/cases/{number}/")
    expect(desk.get_by_role("region", name="位置与群众")).to_contain_text(GRID)
    expect(desk.get_by_role("region", name="下一步")).to_contain_text("确认并派单")


def _export(path: Path) -> Path:
    """Three rows in the layout of a hotline's text export: two spellings of dates, odd spaces."""
    run = secrets.token_hex(4)
    rows = (
        (
            f"{run}-1",
            "U0000001",
            TITLES[0],
            "2026/11/9  9:05:00",
            "\t　　北门的花坛被人占了。　　",
            "3",
        ),
        (f"{run}-2", "U0000002", TITLES[1], "2026-11-08 17:31:20", "站牌褪色，老人看不清。", ""),
        (f"{run}-3", "U0000003", TITLES[2], "2026/11/7 20:00:00", "一下雨路口就积水。", "0"),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def _imported(environment: dict[str, str], file: Path) -> dict[str, int]:
    command = [sys.executable, "-m", "huying", "import", "cases", str(file), "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    told: dict[str, int] = json.loads(done.stdout)
    return told
